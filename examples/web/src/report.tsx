// 自评报告: the answer as a document on A4, to be printed, signed and filed.
import type { ExplainedTier, Reason } from 'peiyu';

import { listed, say, t } from './i18n';
import { Badge } from './ladder';
import { download } from './files';
import type { Store } from './store';
import { empty, words } from './values';

/** What identifies a firm, as far as the policy asks for it. */
const FIRM = ['name', 'uscc', 'industry', 'employees', 'revenue_1', 'total_assets_1'];

export function Report({ store }: { store: Store }) {
  const { tiers } = store.answer;
  const today = new Date();
  const date = store.settings.lang === 'zh' ? today.toLocaleDateString('zh-CN', { dateStyle: 'long' }) : today.toLocaleDateString('en-GB', { dateStyle: 'long' });
  return (
    <>
      <p class="tools noprint">
        <button type="button" class="primary" id="print" onClick={() => window.print()}>
          {t('print')}
        </button>
        <button type="button" class="second" onClick={() => download(`${t('report')}.html`, 'text/html', store.html())}>
          {t('fullReport')}
        </button>
      </p>
      <article class="paper" tabIndex={0}>
        <h2 class="doc">{t('reportTitle')}</h2>
        <section>
          <h3>{t('reportFirm')}</h3>
          <Firm store={store} />
        </section>
        <section>
          <h3>{t('reportVerdicts')}</h3>
          <Verdicts tiers={tiers} />
        </section>
        <section>
          <h3>{t('reportCriteria')}</h3>
          {tiers.map((tier) => (
            <Criteria key={tier.tier} tier={tier} />
          ))}
        </section>
        <section>
          <h3>{t('reportGaps')}</h3>
          <Gaps tiers={tiers} />
        </section>
        <section>
          <h3>{t('reportMissing')}</h3>
          <p>{store.answer.questions.length > 0 ? listed(store.answer.questions.map((id) => say(store.fact(id)?.label) || id)) : t('noneListed')}</p>
        </section>
        <section class="confirm">
          <h3>{t('reportSign')}</h3>
          <p>{t('reportStatement')}</p>
          <p class="lines">
            <span>{t('seal')}</span>
            <span>{t('signer')}</span>
            <span>{t('signDate')}</span>
          </p>
        </section>
        <p class="colophon">
          {t('needsCheckHint')}
          {t('semicolon')}
          {t('policyHash')} {store.policy.hash.slice(0, 23)}… · {t('printedOn', date)}
        </p>
      </article>
    </>
  );
}

function Firm({ store }: { store: Store }) {
  const rows = FIRM.flatMap((id) => store.fact(id) ?? []);
  return (
    <table class="pairs">
      <tbody>
        {rows.map((fact) => {
          const draft = store.drafts[fact.id];
          return (
            <tr key={fact.id}>
              <th scope="row">{say(fact.label)}</th>
              <td>{empty(draft) || store.errors[fact.id] ? t('notFilled') : words(fact, draft ?? '')}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Verdicts({ tiers }: { tiers: readonly ExplainedTier[] }) {
  return (
    <table class="verdicts">
      <thead>
        <tr>
          <th scope="col">{t('tierColumn')}</th>
          <th scope="col">{t('choice')}</th>
          <th scope="col">{t('verdictColumn')}</th>
          <th scope="col">{t('score')}</th>
          <th scope="col">{t('notMet')}</th>
        </tr>
      </thead>
      <tbody>
        {tiers.map((tier) => (
          <tr key={tier.tier}>
            <th scope="row">{say(tier.label)}</th>
            <td>{t('edition', tier.edition)}</td>
            <td>
              <Badge which={tier.verdict} />
            </td>
            <td>{tier.score === null ? '—' : t('points', tier.score)}</td>
            <td>{tier.failed.length === 0 ? t('noneListed') : listed(tier.failed.map((one) => say(one.label)))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Criteria({ tier }: { tier: ExplainedTier }) {
  return (
    <table class="criteria">
      <caption>{say(tier.label)}</caption>
      <colgroup>
        <col class="c-name" />
        <col class="c-need" />
        <col class="c-have" />
        <col class="c-verdict" />
        <col class="c-source" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">{t('criterionColumn')}</th>
          <th scope="col">{t('requirementColumn')}</th>
          <th scope="col">{t('figuresColumn')}</th>
          <th scope="col">{t('verdictColumn')}</th>
          <th scope="col">{t('sourceColumn')}</th>
        </tr>
      </thead>
      <tbody>
        {tier.reasons
          .filter((reason) => reason.kind === 'criterion')
          .map((reason, i) => (
            <Criterion key={reason.id ?? i} reason={reason} />
          ))}
      </tbody>
    </table>
  );
}

function Criterion({ reason }: { reason: Reason }) {
  return (
    <tr>
      <th scope="row">{say(reason.label)}</th>
      <td>{say(reason.sentence ?? reason.children?.[0]?.sentence) || '—'}</td>
      <td>{reason.shown ? say(reason.shown) : '—'}</td>
      <td>
        <Badge which={reason.holds === null || reason.holds === undefined ? 'unknown' : reason.holds ? 'pass' : 'fail'} />
      </td>
      <td>
        {reason.source}
        {reason.needs_check && <span class="check">{t('needsCheck')}</span>}
      </td>
    </tr>
  );
}

function Gaps({ tiers }: { tiers: readonly ExplainedTier[] }) {
  const off = tiers.filter((tier) => tier.distances.length > 0);
  if (off.length === 0) return <p>{t('noneListed')}</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('tierColumn')}</th>
          <th scope="col">{t('criterionColumn')}</th>
          <th scope="col">{t('changeColumn')}</th>
        </tr>
      </thead>
      <tbody>
        {off.flatMap((tier) =>
          tier.distances.map((distance) => (
            <tr key={`${tier.tier} ${distance.criterion}`}>
              <td>{say(tier.label)}</td>
              <td>{say(distance.label)}</td>
              <td>
                {distance.ways.map((way, i) => (
                  <div key={i}>
                    {i > 0 && `${t('or')} `}
                    {way.map((change) => say(change.sentence)).join(t('semicolon'))}
                  </div>
                ))}
              </td>
            </tr>
          )),
        )}
      </tbody>
    </table>
  );
}
