// The flowchart with the case's place in it, what may be done next and by whom, and the deadlines that run.
import { type Applied, type Case, PeiyuError, Refusal } from 'peiyu';
import { useEffect, useRef, useState } from 'preact/hooks';

import { asking, CHART, charts, clockNow, type Desk, desk, open, openTerms, TRIAL } from './dossier';
import { Deadlines, Journal, Titles } from './due';
import { Events } from './events';
import { listed, say, t } from './i18n';
import { said } from './policies';
import type { Dossier, Store } from './store';

export function Flow({ store }: { store: Store }) {
  const [told, setTold] = useState<Told | null>(null);
  const { dossier } = store;
  return (
    <div class="flow">
      <p class="intro">{t('flowIntro')}</p>
      <p class="demo">{t('demoNote')}</p>
      {dossier ? <Running store={store} dossier={dossier} told={told} tell={setTold} /> : <Opening store={store} tell={setTold} />}
      {told?.refused && !dossier && <Refused store={store} refused={told.refused} />}
      {!dossier && <Preview store={store} />}
    </div>
  );
}

/** What came of the last request. */
interface Told {
  readonly refused?: Refusal | PeiyuError;
  readonly done?: string;
  readonly effects?: Applied['effects'];
}

interface Part {
  readonly store: Store;
  readonly tell: (told: Told | null) => void;
}

function Opening({ store, tell }: Part) {
  const { policy } = store.settings;
  const terms = openTerms(policy);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [clock, setClock] = useState(clockNow());
  const put = (id: string, value: string): void => setValues({ ...values, [id]: value });
  const start = (): void => {
    const set = Object.fromEntries(terms.map(({ id, unit }) => [id, unit === 'working_day' && values[id] ? `${values[id]}个工作日` : (values[id] ?? '')]));
    const editions = Object.fromEntries(store.policy.selection.tiers.map((tier) => [tier.tier, tier.new]));
    const dossier: Dossier = { policy, terms: set, editions, journal: [], clock };
    try {
      const { entries } = open(dossier);
      tell(null);
      store.keep({ ...dossier, journal: entries });
    } catch (e) {
      if (!(e instanceof PeiyuError)) throw e;
      tell({ refused: e });
    }
  };
  return (
    <section class="card">
      <h2>{t('openTerms')}</h2>
      <p class="hint">{t('openTermsHint')}</p>
      <div class="grid">
        {terms.map(({ id, label, unit }) => (
          <div class="field" key={id}>
            <label for={`term-${id}`}>{say(label)}</label>
            {unit === 'boolean' ? (
              <select id={`term-${id}`} value={values[id] ?? ''} onChange={(e) => put(id, e.currentTarget.value)}>
                <option value="">{t('dueOpen')}</option>
                <option value="true">{t('yes')}</option>
                <option value="false">{t('no')}</option>
              </select>
            ) : (
              <span class="control">
                <input id={`term-${id}`} inputMode="numeric" class="figure" autoComplete="off" value={values[id] ?? ''} onInput={(e) => put(id, e.currentTarget.value.trim())} />
                <span class="unit">{t('workingDays')}</span>
              </span>
            )}
          </div>
        ))}
        <div class="field">
          <label for="clock-open">{t('clock')}</label>
          <input id="clock-open" type="datetime-local" value={clock} onInput={(e) => setClock(e.currentTarget.value)} />
        </div>
      </div>
      <p class="tools">
        <button type="button" class="primary" id="open-case" onClick={start}>
          {t('openCase')}
        </button>
        <button type="button" class="second" id="demo-days" onClick={() => setValues(Object.fromEntries(terms.map(({ id, unit }) => [id, unit === 'boolean' ? 'true' : '5'])))}>
          {t('demoDays')}
        </button>
      </p>
    </section>
  );
}

/** The part of the chart that fits: one tier's application, or its title. */
function PartChoice({ policy, tiers, part, choose }: { policy: string; tiers: readonly string[]; part: string; choose: (part: string) => void }) {
  const label = (id: string): string => say(said(policy).charts[CHART]?.titles?.[id]?.label) || id;
  return (
    <label>
      {t('chartOf')}
      <select id="part" value={part} onChange={(e) => choose(e.currentTarget.value)}>
        {tiers.flatMap((id) => [
          <option key={`${id}_applying`} value={`${id}_applying`}>
            {t('partApplying', label(id))}
          </option>,
          <option key={`${id}_title`} value={`${id}_title`}>
            {t('partTitle', label(id))}
          </option>,
        ])}
      </select>
    </label>
  );
}

/** The chart before there is a case. */
function Preview({ store }: { store: Store }) {
  const { policy } = store.settings;
  const tiers = store.answer.tiers.map((tier) => tier.tier);
  const [chosen, choose] = useState('');
  const part = tiers.some((tier) => chosen.startsWith(tier)) ? chosen : `${tiers[0]}_applying`;
  const drawn = charts(policy).draw(policy, { chart: CHART, part, lang: store.settings.lang });
  return (
    <>
      <div class="clockbar">
        <PartChoice policy={policy} tiers={tiers} part={part} choose={choose} />
      </div>
      <section class="card chart" aria-label={t('chartOf')} tabIndex={0}>
        <div dangerouslySetInnerHTML={{ __html: drawn }} />
      </section>
    </>
  );
}

function Running({ store, dossier, told, tell }: Part & { dossier: Dossier; told: Told | null }) {
  const held = deskOf(dossier);
  const [tier, setTier] = useState(() => Object.keys(dossier.editions)[0] ?? '');
  const [line, setLine] = useState<'applying' | 'title'>('applying');
  if (held instanceof PeiyuError) {
    return (
      <>
        <Refused store={store} refused={held} />
        <Restart store={store} tell={tell} />
      </>
    );
  }
  const perform = (name: string, run: (now: Case) => Applied, clock = dossier.clock): void => {
    const result = asking(() => run(held.now));
    if (result instanceof Refusal) return tell({ refused: result });
    tell({ done: name, effects: result.effects });
    store.keep({ ...dossier, journal: [...dossier.journal, ...result.entries], clock });
    store.say(t('done', name));
  };
  const part = `${tier}_${line}`;
  const tiers = Object.keys(dossier.editions);
  return (
    <>
      <div class="clockbar">
        <label>
          {t('clock')}
          <input id="clock" type="datetime-local" value={dossier.clock} onChange={(e) => e.currentTarget.value && store.keep({ ...dossier, clock: e.currentTarget.value })} />
        </label>
        <PartChoice policy={dossier.policy} tiers={tiers} part={part} choose={(one) => choosePart(one, setTier, setLine)} />
        <Restart store={store} tell={tell} />
      </div>
      {told?.refused && <Refused store={store} refused={told.refused} />}
      {told?.done && <Done dossier={dossier} told={told} />}
      <div class="columns even">
        <div>
          <Events store={store} dossier={dossier} held={held} tier={tier} perform={perform} />
          <Deadlines dossier={dossier} held={held} perform={perform} />
          <Titles dossier={dossier} held={held} perform={perform} />
          <Journal dossier={dossier} />
        </div>
        <Drawing store={store} dossier={dossier} held={held} part={part} />
      </div>
    </>
  );
}

function choosePart(value: string, setTier: (tier: string) => void, setLine: (line: 'applying' | 'title') => void): void {
  const at = value.lastIndexOf('_');
  setTier(value.slice(0, at));
  setLine(value.endsWith('_title') ? 'title' : 'applying');
}

function deskOf(dossier: Dossier): Desk | PeiyuError {
  try {
    return desk(dossier);
  } catch (e) {
    if (e instanceof PeiyuError) return e;
    throw e;
  }
}

function Restart({ store, tell }: Part) {
  const restart = (): void => {
    tell(null);
    store.keep(null);
  };
  return (
    <button type="button" class="second" id="restart" onClick={restart}>
      {t('restart')}
    </button>
  );
}

function Refused({ store, refused }: { store: Store; refused: Refusal | PeiyuError }) {
  const names = refused instanceof Refusal ? refused.missing.map((id) => say(store.fact(id)?.label) || id) : [];
  return (
    <div class="error card" role="alert" data-code={refused.code}>
      {refused.diagnostics.map((d, i) => (
        <p key={i}>
          {say(d.message)} {names.length === 0 && say(d.help)}
        </p>
      ))}
      {names.length > 0 && <p>{t('isMissing', listed(names))}</p>}
    </div>
  );
}

function Done({ dossier, told }: { dossier: Dossier; told: Told }) {
  const { effects = {}, titles = {} } = said(dossier.policy).charts[CHART] ?? {};
  const word = (value: string | boolean | null): string => (typeof value === 'string' ? say(titles[value]?.label) || value : value ? t('yes') : t('no'));
  return (
    <div class="card done">
      <p>{t('done', told.done ?? '')}</p>
      {told.effects && told.effects.length > 0 && (
        <p>
          {t('effects')}
          {t('colon')}
          {told.effects.map((effect) => `${say(effects[effect.id]?.label) || effect.id}（${listed(Object.values(effect.with ?? {}).map(word))}）`).join(t('semicolon'))}
        </p>
      )}
    </div>
  );
}

function Drawing({ store, dossier, held, part }: { store: Store; dossier: Dossier; held: Desk; part: string }) {
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    // The engine fills the states that the case is in; the chart is longer than the window.
    const place = [...(frame.current?.querySelectorAll('rect[fill="#0b5ed7"]') ?? [])].pop();
    if (!place || !frame.current) return;
    const [box, outer] = [place.getBoundingClientRect(), frame.current.getBoundingClientRect()];
    frame.current.scrollBy({ top: box.top - outer.top - outer.height / 2, left: box.left - outer.left - outer.width / 2 });
  }, [dossier.journal, part]);
  const drawn = asking(() => held.library.draw(TRIAL, { chart: CHART, part, journal: dossier.journal, lang: store.settings.lang }));
  return (
    <section class="card chart" ref={frame} aria-label={t('chartOf')} tabIndex={0}>
      {typeof drawn === 'string' && <div dangerouslySetInnerHTML={{ __html: drawn }} />}
    </section>
  );
}
