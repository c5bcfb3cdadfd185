// The three tiers as steps, with the verdict now, and the one that would be where something is tried out.
import type { ExplainedTier, Verdict } from 'peiyu';

import { say, t, verdict } from './i18n';
import type { Store } from './store';

const SIGNS: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✕', unknown: '?' };

export function Badge({ which }: { which: Verdict }) {
  return (
    <span class={`badge ${which}`}>
      <span aria-hidden="true">{SIGNS[which]}</span> {verdict(which)}
    </span>
  );
}

export function Ladder({ store }: { store: Store }) {
  const tried = store.trialAnswer?.tiers;
  return (
    <section class="ladder" aria-label={t('ladder')}>
      <ol class="wide">
        {store.answer.tiers.map((tier, step) => (
          <Step key={tier.tier} tier={tier} step={step} tried={tried?.[step]} />
        ))}
      </ol>
    </section>
  );
}

function Step({ tier, step, tried }: { tier: ExplainedTier; step: number; tried: ExplainedTier | undefined }) {
  return (
    <li class={`step step-${step} is-${tier.verdict}`} data-tier={tier.tier} data-verdict={tier.verdict}>
      <h2>{say(tier.label)}</h2>
      <p class="outcome">
        <Badge which={tier.verdict} />
        {tier.score !== null && <span class="score">{t('points', tier.score)}</span>}
      </p>
      {tried && (
        <p class="tried" data-tried={tried.verdict}>
          {t('trial')} <Badge which={tried.verdict} />
          {tried.score !== null && tried.score !== tier.score && <span class="score">{t('points', tried.score)}</span>}
        </p>
      )}
      <p class="detail">
        {detail(tier)} · {t('edition', tier.edition)}{' '}
        <a href={`#reasons/${tier.tier}`} aria-label={`${t('whyLink')}${t('colon')}${say(tier.label)}`}>
          {t('whyLink')}
        </a>
      </p>
    </li>
  );
}

function detail(tier: ExplainedTier): string {
  if (tier.verdict === 'pass') return t('allMet');
  if (tier.verdict === 'fail') return t('failedCount', tier.failed.length);
  return t('missingCount', tier.missing.length);
}
