// Texts on their way to the engine.
import { dayText } from './firm.js';
import { maxBytes } from './peiyu_raw.js';

/**
 * A text for the engine. UTF-8 has no lone surrogates; as escapes they arrive and are refused. Of a text that is too
 * long anyway only so much is handed over that the engine sees it.
 * @param {unknown} value
 * @returns {string}
 */
export function text(value) {
  const whole = value instanceof Date ? dayText(value) : String(value);
  const limit = maxBytes();
  const kept = whole.length > limit ? whole.slice(0, limit + 1) : whole;
  if (kept.isWellFormed()) return kept;
  return kept.replace(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}
