// The form: every fact that the policy asks for, in groups; what to answer next; what no longer matters is quiet.
import type { Fact } from 'peiyu';
import { useEffect } from 'preact/hooks';

import { FieldOf } from './field';
import { listed, say, t } from './i18n';
import { Records } from './records';
import type { Store } from './store';
import { empty } from './values';
import type { words } from './words';

/** A group begins at one of these facts and goes on to the next group's; the documents have no groups of their own. */
const BEGINS: Readonly<Record<string, keyof typeof words>> = {
  uscc: 'groupIdentity',
  employees: 'groupPeople',
  revenue_1: 'groupFinance',
  market_years: 'groupMarket',
  ip1_high_value: 'groupInnovation',
  strategic_emerging: 'groupQuality',
  local_score: 'groupScores',
  title_innovative_valid: 'groupTitles',
  srdi_first_year: 'groupMeasures',
};

interface Group {
  readonly name: keyof typeof words;
  readonly facts: Fact[];
}

export function groups(facts: readonly Fact[]): Group[] {
  const [findings, records]: [Group, Group] = [{ name: 'groupFindings', facts: [] }, { name: 'records', facts: [] }];
  const out: Group[] = [];
  for (const fact of facts) {
    const name = BEGINS[fact.id] ?? (out.length === 0 ? 'groupIdentity' : undefined);
    if (name) out.push({ name, facts: [] });
    const kind = fact.type === 'records' ? records : fact.finding ? findings : out[out.length - 1];
    kind?.facts.push(fact);
  }
  return [...out, findings, records].filter((group) => group.facts.length > 0);
}

/** The field to go to once the form is drawn. */
let sought: string | undefined;

/** Brings a field into view and the cursor into it, from whichever view. */
export function goTo(field: string): void {
  if (arrive(field)) return;
  sought = field;
  location.hash = '#/form';
}

/** The form is drawn: goes to the field that was sought; whether there is one. */
export function arriveAtSought(): boolean {
  const field = sought;
  sought = undefined;
  return field !== undefined && arrive(field);
}

/** Goes to a field where the form is shown; whether it stands there. */
function arrive(field: string): boolean {
  const place = document.getElementById(`field-${field}`);
  place?.scrollIntoView({ block: 'center', behavior: 'auto' });
  const at = place?.querySelector<HTMLElement>('input:checked') ?? place?.querySelector<HTMLElement>('input, select, button');
  at?.focus({ preventScroll: true });
  return place !== null;
}

export function Form({ store }: { store: Store }) {
  const { questions } = store.answer;
  const wanted = new Set(questions);
  useEffect(() => {
    const key = (e: KeyboardEvent): void => {
      const first = store.answer.questions[0];
      if (!first || !e.altKey || e.code !== 'KeyN') return;
      e.preventDefault();
      goTo(first);
    };
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  }, [store]);
  const onward = (e: KeyboardEvent): void => {
    // Enter goes on to what matters most, which is seldom the next field.
    if (e.key !== 'Enter' || !(e.target instanceof HTMLInputElement) || e.isComposing) return;
    e.preventDefault();
    const own = e.target.closest('[data-field]')?.getAttribute('data-field');
    const next = store.answer.questions.find((id) => id !== own);
    if (next) goTo(next);
  };
  return (
    <div class="columns">
      <form class="fields" noValidate onSubmit={(e) => e.preventDefault()} onKeyDown={onward}>
        {groups(store.facts).map(({ name, facts }) => (
          <section key={name} class="group" aria-labelledby={`group-${name}`}>
            <h2 id={`group-${name}`}>
              {t(name)}
              <small>{t('filledOf', facts.filter((f) => !empty(store.drafts[f.id])).length, facts.length)}</small>
            </h2>
            {name === 'groupFindings' && <p class="hint">{t('reviewer')}</p>}
            <div class={name === 'records' ? 'lists' : 'grid'}>
              {facts.map((fact) =>
                fact.type === 'records' ? (
                  <Records key={fact.id} store={store} fact={fact} />
                ) : (
                  <FieldOf key={fact.id} store={store} fact={fact} matters={wanted.has(fact.id)} first={questions[0] === fact.id} />
                ),
              )}
            </div>
          </section>
        ))}
        {store.apart.length > 0 && <p class="hint">{t('apart', listed(store.apart))}</p>}
      </form>
      <aside class="beside" tabIndex={0} aria-label={t('nextQuestion')}>
        <Next store={store} />
        <Problems store={store} />
        <Failing store={store} />
      </aside>
    </div>
  );
}

/** How many of the following questions are named. */
const NAMED = 4;

function Next({ store }: { store: Store }) {
  const [first, ...rest] = store.answer.questions;
  if (first === undefined) {
    return (
      <section class="card next">
        <h2>{t('noQuestions')}</h2>
        <p>{t('noQuestionsHint')}</p>
      </section>
    );
  }
  const name = (id: string): string => say(store.fact(id)?.label) || id;
  const note = say(store.fact(first)?.note);
  return (
    <section class="card next">
      <h2>{t('nextQuestion')}</h2>
      <p class="question" data-question={first}>
        {name(first)}
      </p>
      {note && <p class="hint">{note}</p>}
      <button type="button" class="primary" id="next" onClick={() => goTo(first)} aria-keyshortcuts="Alt+N">
        {t('goTo')}
      </button>
      <p class="hint">{t('nextHint')}</p>
      {rest.length > 0 && (
        <>
          <h3>{t('others')}</h3>
          <ul class="plain">
            {rest.slice(0, NAMED).map((id) => (
              <li key={id}>
                <button type="button" class="link" onClick={() => goTo(id)}>
                  {name(id)}
                </button>
              </li>
            ))}
          </ul>
          {rest.length > NAMED && <p class="hint">{t('moreQuestions', rest.length - NAMED)}</p>}
        </>
      )}
    </section>
  );
}

export function Problems({ store }: { store: Store }) {
  const seen = new Map(store.answer.tiers.flatMap((x) => x.problems).map((p) => [`${p.code} ${p.at}`, p]));
  if (seen.size === 0) return null;
  return (
    <section class="card problems">
      <h2>{t('problems')}</h2>
      <ul class="plain">
        {[...seen].map(([key, problem]) => (
          <li key={key} data-problem={problem.code}>
            {say(problem.message)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Failing({ store }: { store: Store }) {
  const failing = store.answer.tiers.filter((x) => x.failed.length > 0);
  if (failing.length === 0) return null;
  return (
    <section class="card failing">
      <h2>{t('notMet')}</h2>
      {failing.map((tier) => (
        <div key={tier.tier}>
          <h3>{say(tier.label)}</h3>
          <ul class="plain">
            {tier.failed.map((one) => (
              <li key={one.id} data-failed={one.id}>
                {say(one.label)}
                <cite lang="zh-CN">
                  {one.source}
                  {one.needs_check && <span class="check">{t('needsCheck')}</span>}
                </cite>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
