// How far off, and what if: for each criterion that fails its least changes, with a slider for each figure.
import type { Change, Distance, ExplainedTier, Fact } from 'peiyu';

import { type Scale, scale } from './decimal';
import { listed, say, t } from './i18n';
import { Badge } from './ladder';
import type { Store } from './store';
import { isNumber, places, shownDecimal, words } from './values';

export function Trial({ store }: { store: Store }) {
  const off = store.answer.tiers.filter((tier) => tier.distances.length > 0);
  const tried = Object.entries(store.trial);
  return (
    <div>
      <p class="intro">{t('trialIntro')}</p>
      <div class="trialbar" data-tried={tried.length}>
        <p>{tried.length > 0 ? t('trialOn', listed(tried.map(([id, draft]) => inWords(store, id, draft)))) : ''}</p>
        <button type="button" class="primary" disabled={tried.length === 0} onClick={() => store.adopt()}>
          {t('adopt')}
        </button>
        <button type="button" class="second" disabled={tried.length === 0} onClick={() => store.stopTrial()}>
          {t('reset')}
        </button>
      </div>
      {off.length === 0 && <p>{t('trialNone')}</p>}
      {off.map((tier) => (
        <section class="card" key={tier.tier} aria-labelledby={`off-${tier.tier}`}>
          <h2 id={`off-${tier.tier}`}>
            {say(tier.label)} <Badge which={tier.verdict} />
          </h2>
          {tier.distances.map((distance) => (
            <Off key={distance.criterion} store={store} tier={tier} distance={distance} />
          ))}
        </section>
      ))}
    </div>
  );
}

function inWords(store: Store, id: string, draft: string): string {
  const fact = store.fact(id);
  return fact ? `${say(fact.label)} ${words(fact, draft)}` : id;
}

function Off({ store, tier, distance }: { store: Store; tier: ExplainedTier; distance: Distance }) {
  const failed = tier.failed.find((one) => one.id === distance.criterion);
  return (
    <div class="off" data-criterion={distance.criterion}>
      <h3>{say(distance.label)}</h3>
      {failed && (
        <cite lang="zh-CN">
          {failed.source}
          {failed.needs_check && <span class="check">{t('needsCheck')}</span>}
        </cite>
      )}
      <ol class="ways">
        {distance.ways.map((way, i) => (
          <li key={i}>
            {distance.ways.length > 1 && <span class="wayname">{t('way', i + 1)}</span>}
            {way.map((change) => (
              <Moved key={change.fact} store={store} tier={tier.tier} criterion={distance.criterion} way={i} change={change} />
            ))}
          </li>
        ))}
      </ol>
    </div>
  );
}

interface MovedProps {
  readonly store: Store;
  readonly tier: string;
  readonly criterion: string;
  readonly way: number;
  readonly change: Change;
}

function Moved({ store, tier, criterion, way, change }: MovedProps) {
  const fact = store.fact(change.fact);
  if (!fact) return null;
  const range = isNumber(fact) && typeof change.from === 'string' && typeof change.to === 'string' ? rangeOf(fact, change.from, change.to) : undefined;
  const id = `try-${tier}-${criterion}-${way}-${fact.id}`;
  return (
    <div class="moved" data-fact={fact.id}>
      <p id={`${id}-s`}>{say(change.sentence)}</p>
      {range ? (
        <Slider store={store} fact={fact} range={range} id={id} />
      ) : (
        <button type="button" class="second" aria-describedby={`${id}-s`} onClick={() => store.tryOut(fact.id, inForm(fact, change.to))}>
          {t('apply')}
        </button>
      )}
    </div>
  );
}

/** The engine's figures are in 元; those of the form in 万元. */
function rangeOf(fact: Fact, from: string, to: string): Scale | undefined {
  return scale(shownDecimal(fact, from), shownDecimal(fact, to), places(fact), fact.min, fact.max);
}

function inForm(fact: Fact, value: string | boolean | null): string {
  return typeof value === 'string' ? shownDecimal(fact, value) : value === null ? '' : String(value);
}

function Slider({ store, fact, range, id }: { store: Store; fact: Fact; range: Scale; id: string }) {
  const tried = store.trial[fact.id];
  const at = tried === undefined ? range.from : range.place(tried);
  const shown = words(fact, tried ?? range.at(range.from));
  return (
    <div class="slider">
      <input
        type="range"
        id={id}
        min={0}
        max={range.last}
        step={1}
        value={at}
        list={`${id}-marks`}
        aria-label={`${say(fact.label)} ${t('trial')}`}
        aria-valuetext={shown}
        onInput={(e) => store.tryOut(fact.id, range.at(Number(e.currentTarget.value)))}
      />
      <datalist id={`${id}-marks`}>
        <option value={range.from} />
        <option value={range.to} />
      </datalist>
      <div class="ends" aria-hidden="true">
        {ends(fact, range).map(([place, text]) => (
          <span key={place} style={{ left: `${(place / range.last) * 100}%` }}>
            {text}
          </span>
        ))}
      </div>
      <output for={id}>{shown}</output>
    </div>
  );
}

/** What stands below the slider, from left to right. */
function ends(fact: Fact, range: Scale): (readonly [place: number, text: string])[] {
  const more = range.to > range.from;
  const now = [range.from, t('now', words(fact, range.at(range.from)))] as const;
  const needed = [range.to, t(more ? 'neededMore' : 'neededLess', words(fact, range.at(range.to)))] as const;
  return more ? [now, needed] : [needed, now];
}
