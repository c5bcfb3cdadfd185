// What the engine refuses, as JavaScript's own kind of error.

/** @import {Diagnostic, Location, Span} from './index.js' */

/** One or more diagnostics of the engine; the properties are those of the first error among them. */
export class PeiyuError extends Error {
  /** @param {[Diagnostic, ...Diagnostic[]]} diagnostics */
  constructor(diagnostics) {
    const first = diagnostics.find((d) => d.severity === 'error') ?? diagnostics[0];
    super(diagnostics.map((d) => `[${d.code}] ${d.message.zh} ${d.message.en}`).slice(0, SHOWN).join('\n'));
    this.name = 'PeiyuError';
    /** @type {string} */
    this.code = first.code;
    /** @type {{zh: string, en: string}} */
    this.help = first.help;
    /** @type {Span} */
    this.span = first.span;
    /** @type {Location | null} */
    this.location = first.location;
    /** @type {Diagnostic[]} */
    this.diagnostics = diagnostics;
  }
}

/** A request of a case that is refused; nothing has changed. */
export class Refusal extends PeiyuError {
  /**
   * @param {[Diagnostic, ...Diagnostic[]]} diagnostics
   * @param {string[]} missing
   */
  constructor(diagnostics, missing) {
    super(diagnostics);
    this.name = 'Refusal';
    /** @type {string[]} */
    this.missing = missing;
  }
}

/** Most diagnostics that the message itself quotes. */
const SHOWN = 20;

/**
 * Calls the engine. It throws the JSON list of its diagnostics, or an object of these and what is missing, as a
 * text; anything else is not its refusal.
 * @template T
 * @param {() => T} run
 * @returns {T}
 */
export function refusing(run) {
  try {
    return run();
  } catch (thrown) {
    if (typeof thrown !== 'string') throw thrown;
    const told = JSON.parse(thrown);
    throw Array.isArray(told) ? new PeiyuError(/** @type {[Diagnostic, ...Diagnostic[]]} */ (told)) : new Refusal(told.diagnostics, told.missing);
  }
}
