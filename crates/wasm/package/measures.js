// The measures of a notice as JavaScript users see them. Conversion only: every judgement is the engine's.

/** @import {Figures, Firm, MeasureOptions, PolicyDocuments} from './index.js' */
/** @import {FirmMeasures, FirmMeasuresBrief, MeasureList, MeasureTotals, TargetProgress} from './index.js' */
import { refusing } from './error.js';
import { firmText } from './firm.js';
import { Measures as Raw, Tally } from './peiyu_raw.js';
import { loaderOf } from './policy.js';
import { text } from './text.js';

/** The measures of a policy on a day. */
export class Measures {
  /** @type {Raw} */
  #raw;
  /** @type {boolean} */
  #inTenThousand;

  /**
   * @param {Raw} raw
   * @param {boolean} inTenThousand
   */
  constructor(raw, inTenThousand) {
    if (!(raw instanceof Raw)) throw new TypeError('Measures.load(documents) makes measures');
    this.#raw = raw;
    this.#inTenThousand = inTenThousand;
  }

  /**
   * @param {PolicyDocuments} documents
   * @param {MeasureOptions} [options]
   * @returns {Measures}
   */
  static load(documents, options = {}) {
    const { asOf = new Date(), moneyUnit = '元' } = options;
    if (moneyUnit !== '元' && moneyUnit !== '万元') throw new TypeError("moneyUnit: '元' | '万元'");
    const policy = text(options.policy ?? documents.policy);
    const day = text(asOf);
    const loader = loaderOf(documents);
    try {
      return refusing(() => new Measures(loader.measures(policy, day), moneyUnit === '万元'));
    } finally {
      loader.free();
    }
  }

  /** @returns {MeasureList} */
  list() {
    return JSON.parse(this.#raw.list());
  }

  /**
   * @param {string} department
   * @returns {MeasureList}
   */
  duties(department) {
    const asked = text(department);
    return JSON.parse(refusing(() => this.#raw.duties(asked)));
  }

  /**
   * @param {Firm} firm
   * @returns {FirmMeasuresBrief}
   */
  assess(firm) {
    return JSON.parse(this.assessJson(firm));
  }

  /**
   * @param {Firm | string} firm
   * @returns {string}
   */
  assessJson(firm) {
    return this.#answer(firm, false);
  }

  /**
   * @param {Firm} firm
   * @returns {FirmMeasures}
   */
  explain(firm) {
    return JSON.parse(this.explainJson(firm));
  }

  /**
   * @param {Firm | string} firm
   * @returns {string}
   */
  explainJson(firm) {
    return this.#answer(firm, true);
  }

  /**
   * @param {Firm | string} firm
   * @param {boolean} reasons
   * @returns {string}
   */
  #answer(firm, reasons) {
    const json = firmJson(firm);
    return refusing(() => this.#raw.assess(json, this.#inTenThousand, reasons));
  }

  /**
   * @param {Iterable<Firm | string>} firms
   * @param {Figures} [figures]
   * @returns {MeasureTotals}
   */
  totals(firms, figures) {
    return JSON.parse(this.totalsJson(firms, figures));
  }

  /**
   * @param {Iterable<Firm | string>} firms
   * @param {Figures} [figures]
   * @returns {string}
   */
  totalsJson(firms, figures = {}) {
    const supplied = figuresText(figures);
    const tally = new Tally();
    try {
      for (const firm of firms) {
        const json = firmJson(firm);
        refusing(() => this.#raw.count(json, this.#inTenThousand, tally));
      }
      return refusing(() => this.#raw.totals(tally, supplied));
    } finally {
      tally.free();
    }
  }

  /**
   * @param {Figures} [figures]
   * @returns {readonly TargetProgress[]}
   */
  targets(figures = {}) {
    const supplied = figuresText(figures);
    return JSON.parse(refusing(() => this.#raw.targets(supplied)));
  }

  /** Gives the memory back at once; without it that happens when the measures are collected. */
  free() {
    this.#raw.free();
  }
}

/**
 * @param {Firm | string} firm
 * @returns {string}
 */
function firmJson(firm) {
  return text(typeof firm === 'string' ? firm : firmText(firm));
}

/**
 * @param {Figures} figures
 * @returns {string}
 */
function figuresText(figures) {
  return text(JSON.stringify(figures, (_, value) => (typeof value === 'bigint' ? value.toString() : value)));
}
