// The policy as JavaScript users see it. Conversion only: every judgement is the engine's.

/** @import {Answer, ExplainedAnswer, Fact, Firm, Options, PolicyDocuments, Selection} from './index.js' */
import { refusing } from './error.js';
import { firmText } from './firm.js';
import { Engine, Loader } from './peiyu_raw.js';
import { Session } from './session.js';
import { text } from './text.js';

/** A policy made ready for one edition, call and day. */
export class Policy {
  /** @type {Engine} */
  #engine;
  /** @type {boolean} */
  #inTenThousand;
  /** @type {readonly Fact[] | undefined} */
  #facts;

  /**
   * @param {Engine} engine
   * @param {boolean} inTenThousand
   */
  constructor(engine, inTenThousand) {
    if (!(engine instanceof Engine)) throw new TypeError('Policy.load(documents) makes a policy');
    this.#engine = engine;
    this.#inTenThousand = inTenThousand;
  }

  /**
   * @param {PolicyDocuments} documents
   * @param {Options} [options]
   * @returns {Policy}
   */
  static load(documents, options = {}) {
    const { edition, call, asOf, tier, today = new Date(), moneyUnit = '元' } = options;
    if (moneyUnit !== '元' && moneyUnit !== '万元') throw new TypeError("moneyUnit: '元' | '万元'");
    const policy = text(options.policy ?? documents.policy);
    const choice = [edition, call, asOf, tier].map((value) => (value == null ? undefined : text(value)));
    const day = text(today);
    const loader = loaderOf(documents);
    try {
      return refusing(() => {
        const engine = loader.load(policy, choice[0], choice[1], choice[2], choice[3], day);
        return new Policy(engine, moneyUnit === '万元');
      });
    } finally {
      loader.free();
    }
  }

  /**
   * @param {Firm} firm
   * @returns {Answer}
   */
  assess(firm) {
    return JSON.parse(this.assessJson(firm));
  }

  /**
   * @param {Firm | string} firm
   * @returns {string}
   */
  assessJson(firm) {
    const json = text(typeof firm === 'string' ? firm : firmText(firm));
    return refusing(() => this.#engine.assess(json, this.#inTenThousand));
  }

  /**
   * @param {Firm} firm
   * @returns {ExplainedAnswer}
   */
  explain(firm) {
    return JSON.parse(this.explainJson(firm));
  }

  /**
   * @param {Firm | string} firm
   * @returns {string}
   */
  explainJson(firm) {
    return this.#explained(firm, 'json', 'zh');
  }

  /**
   * @param {Firm | string} firm
   * @param {'zh' | 'en'} [lang]
   * @returns {string}
   */
  explainHtml(firm, lang = 'zh') {
    return this.#explained(firm, 'html', lang);
  }

  /**
   * @param {Firm | string} firm
   * @param {'zh' | 'en'} [lang]
   * @returns {string}
   */
  explainText(firm, lang = 'zh') {
    return this.#explained(firm, 'text', lang);
  }

  /**
   * @param {Firm | string} firm
   * @param {string} form
   * @param {string} lang
   * @returns {string}
   */
  #explained(firm, form, lang) {
    if (lang !== 'zh' && lang !== 'en') throw new TypeError("lang: 'zh' | 'en'");
    const json = text(typeof firm === 'string' ? firm : firmText(firm));
    return refusing(() => this.#engine.explain(json, this.#inTenThousand, form, lang === 'en'));
  }

  /**
   * @param {Firm | string} [firm]
   * @returns {Session}
   */
  session(firm = {}) {
    const json = text(typeof firm === 'string' ? firm : firmText(firm));
    return new Session(refusing(() => this.#engine.session(json, this.#inTenThousand)), json);
  }

  /** @returns {readonly Fact[]} */
  get facts() {
    this.#facts ??= /** @type {Fact[]} */ (JSON.parse(this.#engine.facts()));
    return this.#facts;
  }

  /** @returns {Record<string, unknown>} */
  schema() {
    return JSON.parse(this.#engine.schema());
  }

  /** @returns {string} */
  get hash() {
    return this.#engine.hash();
  }

  /** @returns {Selection} */
  get selection() {
    return JSON.parse(this.#engine.selection());
  }

  /** Gives the engine's memory back at once; without it that happens when the policy is collected. */
  free() {
    this.#engine.free();
  }
}

/**
 * The documents of a policy, for the engine to link.
 * @param {PolicyDocuments} documents
 * @returns {Loader}
 */
export function loaderOf(documents) {
  const sources = Array.from(documents.documents, ({ id, file, json }) => [text(id), text(file ?? id), text(json)]);
  const loader = new Loader();
  try {
    refusing(() => {
      for (const [id, file, json] of sources) loader.add(id, file, json);
    });
    return loader;
  } catch (e) {
    loader.free();
    throw e;
  }
}
