// Data in and out: JSON files, cells of a spreadsheet, and clearing. Whatever isn't taken in is listed with its reason.
import { useState } from 'preact/hooks';

import { refusal } from './field';
import { download } from './files';
import { listed, t } from './i18n';
import { readFirm } from './import';
import { type Left, leftInWords, type MoneyUnit, nameOf, pasted } from './paste';
import type { Origin, Store } from './store';
import type { Drafts } from './values';

interface Outcome {
  readonly taken: readonly string[];
  readonly left: readonly string[];
}

export function Transfer({ store }: { store: Store }) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const take = (drafts: Drafts, left: readonly Left[], origins: Readonly<Record<string, Origin>> = {}): void => {
    store.take(drafts, origins);
    const refused = Object.keys(drafts).filter((id) => store.errors[id]);
    const words = refused.map((id) => `${nameOf(store.facts, id)}${t('colon')}${(store.errors[id] ?? []).map((e) => refusalOf(store, id, e)).join(' ')}`);
    const told = { taken: Object.keys(drafts).filter((id) => !store.errors[id]), left: [...left.map(leftInWords), ...words] };
    setOutcome(told);
    store.say([t('taken', told.taken.length), told.left.length > 0 ? t('notTaken', told.left.length) : ''].filter(Boolean).join(t('semicolon')));
  };
  return (
    <div class="data">
      <Paste store={store} take={take} />
      <Files store={store} take={take} />
      <Clear store={store} />
      {outcome && <Told store={store} outcome={outcome} />}
    </div>
  );
}

function refusalOf(store: Store, id: string, error: Parameters<typeof refusal>[1]): string {
  const fact = store.fact(id);
  return fact ? refusal(fact, error) : '';
}

function Told({ store, outcome }: { store: Store; outcome: Outcome }) {
  return (
    <section class="card outcome-list" id="outcome">
      <h2>{t('taken', outcome.taken.length)}</h2>
      <p>{listed(outcome.taken.map((id) => nameOf(store.facts, id)))}</p>
      {outcome.left.length > 0 && (
        <>
          <h3>{t('notTaken', outcome.left.length)}</h3>
          <ul>
            {outcome.left.map((line, i) => (
              <li key={i}>{line}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface PartProps {
  readonly store: Store;
  readonly take: (drafts: Drafts, left: readonly Left[], origins?: Readonly<Record<string, Origin>>) => void;
}

function Paste({ store, take }: PartProps) {
  const [text, setText] = useState('');
  const [unit, setUnit] = useState<MoneyUnit>('元');
  const fill = (): void => {
    const { drafts, left } = pasted(text, store.facts, unit);
    take(drafts, left);
  };
  return (
    <section class="card">
      <h2>{t('pasteTitle')}</h2>
      <p class="hint" id="paste-help">
        {t('pasteHint')}
      </p>
      <label for="paste">{t('pasteLabel')}</label>
      <textarea id="paste" rows={8} aria-describedby="paste-help" value={text} onInput={(e) => setText(e.currentTarget.value)} />
      <p class="tools">
        <label>
          {t('pasteUnit')}{' '}
          <select id="paste-unit" value={unit} onChange={(e) => setUnit(e.currentTarget.value === '万元' ? '万元' : '元')}>
            <option value="元">{t('yuanUnit')}</option>
            <option value="万元">{t('wan')}</option>
          </select>
        </label>
        <button type="button" class="primary" id="paste-fill" disabled={text.trim() === ''} onClick={fill}>
          {t('pasteButton')}
        </button>
      </p>
    </section>
  );
}

function Files({ store, take }: PartProps) {
  const refused = Object.keys(store.errors).map((id) => nameOf(store.facts, id));
  const read = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    if (!file) return;
    const { drafts, origins, left } = readFirm(await file.text(), store.facts);
    take(drafts, left, origins);
    input.value = '';
  };
  const write = (): void => download('peiyu-firm.json', 'application/json', `${JSON.stringify(store.firm(), null, 2)}\n`);
  return (
    <section class="card">
      <h2>{t('exportTitle')}</h2>
      <p class="hint">{t('exportHint')}</p>
      {refused.length > 0 && <p class="error">{t('exportLeft', refused.length, listed(refused))}</p>}
      <button type="button" class="primary" id="export" onClick={write}>
        {t('exportButton')}
      </button>
      <h2>{t('importTitleFile')}</h2>
      <p class="hint" id="import-help">
        {t('importHint')}
      </p>
      <span class="file">
        <input id="import" type="file" accept=".json,application/json" aria-describedby="import-help" onChange={(e) => void read(e.currentTarget)} />
        <label for="import">{t('importButton')}</label>
      </span>
    </section>
  );
}

function Clear({ store }: { store: Store }) {
  const [sure, setSure] = useState(false);
  const clear = (): void => {
    setSure(false);
    store.clear();
  };
  return (
    <section class="card">
      <h2>{t('clearTitle')}</h2>
      <p class="hint">{t('clearHint')}</p>
      {sure ? (
        <p class="tools">
          <button type="button" class="danger" id="clear-sure" onClick={clear}>
            {t('clearSure')}
          </button>
          <button type="button" class="second" onClick={() => setSure(false)}>
            {t('cancel')}
          </button>
        </p>
      ) : (
        <button type="button" class="second" id="clear" onClick={() => setSure(true)}>
          {t('clearButton')}
        </button>
      )}
    </section>
  );
}
