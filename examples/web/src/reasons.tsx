// Why: for each tier the criteria and what they read, as a tree that opens, each with its article.
import type { ExplainedTier, Reason } from 'peiyu';
import { useEffect, useRef } from 'preact/hooks';

import { goTo, Problems } from './form';
import { say, t } from './i18n';
import { Badge } from './ladder';
import type { Store } from './store';

export function Reasons({ store }: { store: Store }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tier = location.hash.split('/')[2];
    if (tier) document.getElementById(`why-${tier}`)?.scrollIntoView();
  }, []);
  const open = (all: boolean): void => box.current?.querySelectorAll('details').forEach((one) => (one.open = all));
  return (
    <div ref={box}>
      <p class="tools">
        <button type="button" class="second" onClick={() => open(true)}>
          {t('expandAll')}
        </button>
        <button type="button" class="second" onClick={() => open(false)}>
          {t('collapseAll')}
        </button>
        <span class="hint">{t('needsCheckHint')}</span>
      </p>
      <Problems store={store} />
      {store.answer.tiers.map((tier) => (
        <Tier key={tier.tier} store={store} tier={tier} />
      ))}
    </div>
  );
}

function Tier({ store, tier }: { store: Store; tier: ExplainedTier }) {
  return (
    <section class="card why" id={`why-${tier.tier}`} aria-labelledby={`why-${tier.tier}-h`}>
      <h2 id={`why-${tier.tier}-h`}>
        {say(tier.label)} <Badge which={tier.verdict} />
        <small>
          {t('edition', tier.edition)}
          {tier.score !== null && ` · ${t('points', tier.score)}`}
        </small>
      </h2>
      <ul class="tree">
        {tier.reasons.map((reason, i) => (
          <Node key={`${reason.kind} ${reason.id ?? i}`} reason={reason} top />
        ))}
      </ul>
      {tier.verdict === 'unknown' && (
        <div class="missing">
          <h3>{t('missingFacts')}</h3>
          <ul class="chips">
            {tier.missing.map((id) => (
              <li key={id}>
                <button type="button" class="link" onClick={() => goTo(id)}>
                  {say(store.fact(id)?.label) || id}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Node({ reason, top = false }: { reason: Reason; top?: boolean }) {
  const children = reason.children ?? [];
  const line = <Line reason={reason} />;
  if (children.length === 0) return <li class={mark(reason)}>{line}</li>;
  return (
    <li class={mark(reason)}>
      <details open={top && reason.holds === false}>
        <summary>{line}</summary>
        <ul class="tree">
          {children.map((child, i) => (
            <Node key={`${child.kind} ${child.id ?? i}`} reason={child} />
          ))}
        </ul>
      </details>
    </li>
  );
}

function mark({ holds }: Reason): string {
  return holds === undefined ? 'plain' : holds === null ? 'unknown' : holds ? 'pass' : 'fail';
}

function Line({ reason }: { reason: Reason }) {
  const { holds, value, max } = reason;
  const said = say(reason.sentence);
  const sign = holds === undefined ? '' : holds === null ? '?' : holds ? '✓' : '✕';
  const word = holds === undefined ? '' : holds === null ? t('unknown') : holds ? t('pass') : t('fail');
  return (
    <span class="line">
      {sign && (
        <span class="sign">
          <span aria-hidden="true">{sign}</span>
          <span class="sr">{word}</span>
        </span>
      )}
      <span class="text">
        <strong>{say(reason.label)}</strong>
        {said && said !== say(reason.label) && <span class="sentence">{said}</span>}
      </span>
      <span class="value">{max === undefined ? say(reason.shown) : t('ofMost', typeof value === 'string' ? value : '?', max)}</span>
      <cite lang="zh-CN">
        {reason.source}
        {reason.source && reason.needs_check && <span class="check">{t('needsCheck')}</span>}
      </cite>
    </span>
  );
}
