// What the notice's measures mean for the firm: which are for it, what they give, through which office, and what is still to be said.
import { type FirmMeasures, Measures, PeiyuError } from 'peiyu';

import { grouped, shift } from './decimal';
import { goTo } from './form';
import { lang, listed, say, t } from './i18n';
import { place } from './policies';
import type { Store } from './store';

type Measure = FirmMeasures['measures'][number];
type Given = Measure['gives'][number];

/** Made once for each policy, when this view is first looked at. */
const ready = new Map<string, Measures>();

function measuresOf(policy: string): Measures {
  const made = ready.get(policy) ?? Measures.load(place(policy).documents);
  ready.set(policy, made);
  return made;
}

/** The answer, or none where the engine refuses the firm, which the form shows. */
function answerOf(store: Store): FirmMeasures | undefined {
  try {
    return measuresOf(store.settings.policy).explain(store.firm());
  } catch (e) {
    if (e instanceof PeiyuError) return undefined;
    throw e;
  }
}

export function MeasuresView({ store }: { store: Store }) {
  const answer = answerOf(store);
  if (!answer || answer.measures.length === 0) return <p class="hint">{t('measuresNone')}</p>;
  const inForce = answer.measures.filter((m) => m.in_force && m.verdict !== null);
  const of = (verdict: Measure['verdict']): Measure[] => inForce.filter((m) => m.verdict === verdict);
  return (
    <>
      <section class="card" aria-labelledby="due-sum">
        <h2 id="due-sum">
          {t('measuresDue')}
          {t('colon')}
          <output id="measures-due">{money(answer.due)}</output>
        </h2>
        <p class="hint">{t('measuresHint')}</p>
      </section>
      <Group store={store} name="measuresFor" measures={of('pass')} />
      <Group store={store} name="measuresOpen" measures={of('unknown')} />
      <Group store={store} name="measuresNotFor" measures={of('fail')} folded />
    </>
  );
}

interface GroupProps {
  readonly store: Store;
  readonly name: 'measuresFor' | 'measuresOpen' | 'measuresNotFor';
  readonly measures: readonly Measure[];
  readonly folded?: boolean;
}

function Group({ store, name, measures, folded = false }: GroupProps) {
  if (measures.length === 0) return null;
  return (
    <details class="card why" open={!folded}>
      <summary>
        <h2>
          {t(name)} <small>{t('measuresCount', measures.length)}</small>
        </h2>
      </summary>
      <ul class="tree">
        {measures.map((measure) => (
          <li key={measure.measure} data-measure={measure.measure} class={measure.verdict ?? 'plain'}>
            <One store={store} measure={measure} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function One({ store, measure }: { store: Store; measure: Measure }) {
  const offices = [...measure.lead, ...measure.joint].map((d) => say(d.label));
  return (
    <>
      <span class="line">
        <span class="text">
          <strong>
            {t('measureNumber', measure.number)} {say(measure.title)}
          </strong>
          <span class="sentence">
            {t('measureOffice')}
            {t('colon')}
            {listed(offices)}
          </span>
        </span>
        <cite lang="zh-CN">{measure.source}</cite>
      </span>
      <Why store={store} of={measure} />
      {measure.verdict !== 'fail' && (
        <ul class="tree">
          {measure.gives.map((given) => (
            <li key={given.benefit} data-gives={`${measure.measure}.${given.benefit}`} class={given.verdict ?? 'plain'}>
              <span class="line">
                <Sign verdict={given.verdict} />
                <span class="text">{say(given.label)}</span>
                <span class="value">{sum(given)}</span>
              </span>
              <Why store={store} of={given} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Sign({ verdict }: { verdict: Given['verdict'] }) {
  if (verdict === null) return null;
  const word = t(verdict === 'pass' ? 'measuresFor' : verdict === 'fail' ? 'measuresNotFor' : 'measuresOpen');
  return (
    <span class="sign">
      <span aria-hidden="true">{verdict === 'pass' ? '✓' : verdict === 'fail' ? '✕' : '?'}</span>
      <span class="sr">{word}</span>
    </span>
  );
}

/** What does not hold, what could not be told, and the fields that would decide. */
function Why({ store, of }: { store: Store; of: Measure | Given }) {
  const { verdict, failed = [], missing = [], problems = [] } = of;
  const name = (id: string): string => say(store.fact(id)?.label) || id;
  return (
    <>
      {verdict === 'fail' && failed.length > 0 && (
        <p class="hint">
          {t('notMet')}
          {t('colon')}
          {listed(failed.map((one) => say(one.label)))}
        </p>
      )}
      {verdict === 'unknown' && problems.map((problem) => (
        <p key={problem.at} class="hint" data-problem={problem.code}>
          {say(problem.message)}
        </p>
      ))}
      {verdict === 'unknown' && missing.length > 0 && (
        <ul class="chips">
          {missing.map((id) => (
            <li key={id}>
              <button type="button" class="link" onClick={() => goTo(id)}>
                {name(id)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Yuan as notices write them: in 万元, in English as they are. */
function money(yuan: string): string {
  return lang() === 'zh' ? `${grouped(shift(yuan, -4) ?? yuan)}万元` : `${grouped(yuan)} yuan`;
}

function sum({ kind, amount, at_most: most }: Given): string {
  if (amount !== null) return money(amount);
  if (most === null) return '';
  return t('atMost', kind === 'rate' ? `${shift(most, 2) ?? most}%` : money(most));
}
