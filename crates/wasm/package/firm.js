// A firm as JavaScript has it, as the JSON text that the engine reads. Nothing is judged here: what a fact can't be
// goes to the engine in a form that it refuses with its own words and the field's name.

/** @import {Firm} from './index.js' */

/**
 * @param {Firm} firm
 * @returns {string}
 */
export function firmText(firm) {
  // A list, a Map, a Set have no facts by name; taken as an object they would look like a firm of which nothing is known.
  return isNamed(firm) ? objectText(firm, fieldText) : '[]';
}

/**
 * A fact, or the records of a kind.
 * @param {unknown} value
 * @returns {string}
 */
export function fieldText(value) {
  return Array.isArray(value) ? recordsText(value) : factText(value);
}

/** More items than the engine takes of any list; it refuses a longer one without reading it. */
const MOST_ITEMS = 10_000;

/**
 * @param {unknown[]} records
 * @returns {string}
 */
function recordsText(records) {
  // Not `map`, which leaves out what is empty.
  return `[${Array.from(records.slice(0, MOST_ITEMS), recordText).join(',')}]`;
}

/**
 * @param {unknown} record
 * @returns {string}
 */
function recordText(record) {
  if (isNamed(record)) return objectText(record, factText);
  const text = valueText(record);
  // A Map has no fields by name and must not look like a record of which nothing is known.
  return text === '{}' ? '[]' : text;
}

/**
 * A value, or an object of the value and where it comes from.
 * @param {unknown} value
 * @returns {string}
 */
function factText(value) {
  return isNamed(value) && 'value' in value
    ? objectText(value, (part) => (Array.isArray(part) ? listText(part) : valueText(part)))
    : valueText(value);
}

/**
 * @param {unknown[]} texts
 * @returns {string}
 */
function listText(texts) {
  return `[${Array.from(texts.slice(0, MOST_ITEMS), valueText).join(',')}]`;
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isNamed(value) {
  return typeof value === 'object' && value !== null && !(Symbol.iterator in value) && !(value instanceof Date);
}

/**
 * @param {Record<string, unknown>} object
 * @param {(value: unknown) => string} text
 * @returns {string}
 */
function objectText(object, text) {
  return `{${Object.keys(object)
    .map((id) => `${JSON.stringify(id)}:${text(object[id])}`)
    .join(',')}}`;
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function valueText(value) {
  switch (typeof value) {
    case 'undefined':
      return 'null';
    case 'boolean':
      return String(value);
    case 'string':
      // A lone surrogate becomes its escape, which the engine refuses.
      return JSON.stringify(value);
    case 'number':
      // JSON has no NaN and no infinity; a number past the greatest float reads as one that isn't finite.
      return Number.isFinite(value) ? String(value) : '1e999';
    case 'bigint':
      return `"${value}"`;
  }
  if (value === null) return 'null';
  if (value instanceof Date) return JSON.stringify(dayText(value));
  return Array.isArray(value) ? '[]' : '{}';
}

/** Milliseconds by which the clock of China is ahead of UTC. */
const CHINA = 8 * 3600 * 1000;

/**
 * The day of an instant at +08:00, as in ISO 8601.
 * @param {Date} date
 * @returns {string}
 */
export function dayText(date) {
  const time = new Date(date.getTime() + CHINA);
  return Number.isNaN(time.getTime()) ? String(date) : time.toISOString().split('T', 1)[0];
}

/**
 * An instant at +08:00, to the second; a text stays as it is.
 * @param {string | Date} at
 * @returns {string}
 */
export function momentText(at) {
  if (!(at instanceof Date)) return String(at);
  const time = new Date(at.getTime() + CHINA);
  return Number.isNaN(time.getTime()) ? String(at) : `${time.toISOString().slice(0, 19)}+08:00`;
}
