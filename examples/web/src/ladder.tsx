// The three tiers as steps, with the verdict now, and the one that would be where something is tried out.
import type { ExplainedTier, Verdict } from 'peiyu';
import { useEffect, useRef } from 'preact/hooks';

import { say, t, verdict } from './i18n';
import type { Store } from './store';
import { words } from './words';

const SIGNS: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✕', unknown: '?' };

export function Badge({ which }: { which: Verdict }) {
  return (
    <span class={`badge ${which}`}>
      <span aria-hidden="true">{SIGNS[which]}</span> {verdict(which)}
    </span>
  );
}

/** The verdicts once more in the bar that stays in view, for the eye: who listens has the ladder and what is announced. */
export function Brief({ store }: { store: Store }) {
  const { tiers } = store.trialAnswer ?? store.answer;
  const name = (tier: ExplainedTier): string => (`short_${tier.tier}` in words ? t(`short_${tier.tier}` as keyof typeof words) : say(tier.label));
  return (
    <p class="brief" aria-hidden="true">
      {store.trialAnswer && <b>{t('trial')}</b>}
      {tiers.map((tier) => (
        <span key={tier.tier} class={`badge ${tier.verdict}`}>
          {SIGNS[tier.verdict]} {name(tier)}
        </span>
      ))}
    </p>
  );
}

export function Ladder({ store }: { store: Store }) {
  const tried = store.trialAnswer?.tiers;
  const steps = useRef<HTMLElement>(null);
  useEffect(() => {
    // The bar says the verdicts while the steps are out of sight.
    const watch = new IntersectionObserver(([seen]) => document.body.classList.toggle('ladder-away', seen?.isIntersecting === false));
    if (steps.current) watch.observe(steps.current);
    return () => watch.disconnect();
  }, []);
  return (
    <section class="ladder" ref={steps} aria-label={t('ladder')}>
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
        <a href={`#/reasons/${tier.tier}`} aria-label={`${t('whyLink')}${t('colon')}${say(tier.label)}`}>
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
