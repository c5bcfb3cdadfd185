// A form being filled in, as JavaScript users see it. Conversion only: what changed is the engine's word.

/** @import {ExplainedTier, Firm, Reason, SessionAnswer, TierUpdate, Told, Update, Value} from './index.js' */
import { refusing } from './error.js';
import { fieldText, firmText } from './firm.js';
import { Session as Raw } from './peiyu_raw.js';
import { text } from './text.js';

/** A firm being filled in. */
export class Session {
  /** @type {Raw} */
  #raw;
  /** @type {Firm} */
  #firm;
  /** @type {SessionAnswer} */
  #answer;

  /**
   * @param {Raw} raw
   * @param {string} firm
   */
  constructor(raw, firm) {
    if (!(raw instanceof Raw)) throw new TypeError('policy.session(firm) begins a session');
    this.#raw = raw;
    this.#firm = parsed(firm);
    this.#answer = JSON.parse(raw.answer());
  }

  /**
   * @param {string} field
   * @param {Value | Told | readonly Readonly<Record<string, Value | Told>>[]} value
   * @returns {Update}
   */
  set(field, value) {
    const id = text(field);
    const json = value === undefined ? undefined : text(fieldText(value));
    const update = this.#told(() => this.#raw.set(id, json));
    const firm = { ...this.#firm };
    if (json === undefined) delete firm[id];
    else firm[id] = JSON.parse(json);
    this.#firm = firm;
    return update;
  }

  /**
   * @param {Firm | string} firm
   * @returns {Update}
   */
  replace(firm) {
    const json = text(typeof firm === 'string' ? firm : firmText(firm));
    const update = this.#told(() => this.#raw.replace(json));
    this.#firm = parsed(json);
    return update;
  }

  /** @returns {SessionAnswer} */
  get answer() {
    return this.#answer;
  }

  /** @returns {Firm} */
  get firm() {
    return this.#firm;
  }

  /** @returns {string} */
  explainJson() {
    return this.#raw.explain('json', false);
  }

  /**
   * @param {'zh' | 'en'} [lang]
   * @returns {string}
   */
  explainHtml(lang = 'zh') {
    if (lang !== 'zh' && lang !== 'en') throw new TypeError("lang: 'zh' | 'en'");
    return this.#raw.explain('html', lang === 'en');
  }

  /** Gives the engine's memory back at once; without it that happens when the session is collected. */
  free() {
    this.#raw.free();
  }

  /**
   * Puts what the engine tells into the answer.
   * @param {() => string} change
   * @returns {Update}
   */
  #told(change) {
    const update = /** @type {Update} */ (JSON.parse(refusing(change)));
    const changed = new Map(update.tiers.map((tier) => [tier.tier, tier]));
    const tiers = this.#answer.tiers.map((tier) => merged(tier, changed.get(tier.tier)));
    this.#answer = { ...this.#answer, tiers, questions: update.questions ?? this.#answer.questions };
    return update;
  }
}

/**
 * A firm from JSON that the engine has taken; like the engine, without the mark that some editors put first.
 * @param {string} json
 * @returns {Firm}
 */
function parsed(json) {
  return JSON.parse(json.replace(/^\ufeff/, ''));
}

/**
 * A tier with what changed; the same object where nothing did.
 * @param {ExplainedTier} tier
 * @param {TierUpdate | undefined} update
 * @returns {ExplainedTier}
 */
function merged(tier, update) {
  if (!update) return tier;
  const { reasons: changed, reason_count: count, ...parts } = update;
  const reasons = changed || count !== undefined ? mergedReasons(tier.reasons, changed ?? {}, count) : tier.reasons;
  return { ...tier, ...parts, reasons };
}

/**
 * The engine tells a reason as a whole, or only those of its lines that changed. It is made whole in what it told, too.
 * @param {readonly Reason[]} before
 * @param {Record<number, Reason | [number, Reason][]>} changed
 * @param {number | undefined} count
 * @returns {readonly Reason[]}
 */
function mergedReasons(before, changed, count = before.length) {
  const reasons = before.slice(0, count);
  for (const [key, told] of Object.entries(changed)) {
    const place = Number(key);
    const old = before[place];
    reasons[place] = changed[place] = Array.isArray(told) ? patched(/** @type {Reason} */ (old), told) : told;
  }
  return reasons;
}

/**
 * A reason of which some lines are others, told with their numbers in the order of the tree: whole, with a kind, or only what
 * values decide. What stayed are the same objects.
 * @param {Reason} reason
 * @param {[number, Reason][]} lines
 * @returns {Reason}
 */
function patched(reason, lines) {
  const changed = new Map(lines);
  let number = 0;
  /** @type {(line: Reason) => Reason} */
  const again = (line) => {
    const told = changed.get(number++);
    const own = told && !told.kind ? { ...line, ...told } : told;
    if (!line.children) return own ?? line;
    const children = line.children.map(again);
    return own || children.some((child, i) => child !== line.children?.[i]) ? { ...(own ?? line), children } : line;
  };
  return again(reason);
}
