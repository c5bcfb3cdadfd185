// The heading, and which rules apply: region, edition or notice, language. What they come to is said in words beside them.
import { listed, say, t } from './i18n';
import { PLACES, said } from './policies';
import type { Store } from './store';

export function Heading({ store }: { store: Store }) {
  const other = store.settings.lang === 'zh' ? 'en' : 'zh';
  return (
    <header class="head">
      <div class="wide">
        <div>
          <h1>{t('title')}</h1>
          <p>{t('subtitle')}</p>
        </div>
        <button type="button" class="lang" lang={other === 'zh' ? 'zh-CN' : 'en'} onClick={() => store.set({ lang: other })}>
          {t('otherLang')}
        </button>
      </div>
    </header>
  );
}

export function Rules({ store }: { store: Store }) {
  const { settings, policy } = store;
  const { editions, calls } = said(settings.policy);
  const choose = (id: string): void => {
    const known = said(id);
    const [kind, name = ''] = settings.choice.split(':');
    const kept = kind === 'edition' ? name in known.editions : name in known.calls;
    store.set({ policy: id, choice: kept ? settings.choice : '' });
  };
  return (
    <section class="rules" aria-label={t('settings')}>
      <div class="wide">
        <label>
          {t('policy')}
          <select id="policy" value={settings.policy} onChange={(e) => choose(e.currentTarget.value)}>
            {PLACES.map(({ id, name }) => (
              <option key={id} value={id}>
                {say(name)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('choice')}
          <select id="choice" value={settings.choice} onChange={(e) => store.set({ choice: e.currentTarget.value })}>
            <option value="">{t('today')}</option>
            <optgroup label={t('editions')}>
              {Object.entries(editions).map(([id, { label }]) => (
                <option key={id} value={`edition:${id}`}>
                  {say(label)}
                </option>
              ))}
            </optgroup>
            <optgroup label={t('calls')}>
              {Object.entries(calls).map(([id, { label }]) => (
                <option key={id} value={`call:${id}`}>
                  {say(label)}
                </option>
              ))}
            </optgroup>
          </select>
        </label>
        <p class="chosen">{chosen(store)}</p>
        {policy.selection.call && <Notice store={store} call={policy.selection.call} />}
      </div>
    </section>
  );
}

/** The editions that judge, in words. */
function chosen(store: Store): string {
  const { tiers, day } = store.policy.selection;
  const { editions } = said(store.settings.policy);
  const name = (id: string): string => say(editions[id]?.label) || id;
  const named = new Set(tiers.flatMap((tier) => (tier.new === tier.renewal ? [name(tier.new)] : [name(tier.new), name(tier.renewal)])));
  return `${listed([...named])} · ${day}`;
}

/** What a notice says beside its rules. */
function Notice({ store, call }: { store: Store; call: string }) {
  const told = said(store.settings.policy).calls[call];
  const lines = (told?.notes ?? []).map(say);
  if (told?.window) lines.unshift(t('windowOf', told.window.from, told.window.until));
  if (told?.not_recommended) lines.push(t('notRecommended', told.not_recommended.map((one) => say(one.label)).join(t('semicolon'))));
  if (lines.length === 0) return null;
  return (
    <details class="notice">
      <summary>{t('callNotes')}</summary>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}
