// Values as they stand in the form, and as the engine takes them. In the form every value is a text, amounts are in 万元.
import type { Fact, Value } from 'peiyu';

import { grouped, shift, typed } from './decimal';
import { say, t } from './i18n';

/** One record of a list: its fields as texts. */
export type Row = Readonly<Record<string, string>>;
/** What stands in a field: a text (`true`, `false` for yes and no; '' for not filled in), or records. */
export type Draft = string | readonly Row[];
export type Drafts = Readonly<Record<string, Draft>>;

/** How many places 万元 is from 元. */
const WAN = 4;

export function empty(draft: Draft | undefined): boolean {
  return draft === undefined || draft.length === 0;
}

/** A share of 1, which people like to see as a percentage; ranks and other bare numbers are none. */
export function isShare(fact: Fact): boolean {
  return fact.unit === 'ratio' && fact.max === '1';
}

export function isNumber(fact: Fact): boolean {
  return fact.type === 'money' || fact.type === 'integer' || fact.type === 'decimal';
}

/** As a session in 万元 takes it; undefined where nothing is filled in. */
export function toEngine(fact: Fact, draft: Draft): Value | Record<string, Value>[] {
  if (empty(draft)) return undefined;
  if (typeof draft !== 'string') return draft.map((row) => fields(fact, row, toEngine));
  if (fact.type === 'boolean') return draft === 'true' ? true : draft === 'false' ? false : draft;
  return isNumber(fact) ? number(fact, draft) : draft;
}

/** A record's fields that are filled in. */
function fields(kind: Fact, row: Row, value: typeof toEngine): Record<string, Value> {
  const filled = (kind.fields ?? []).filter((field) => !empty(row[field.id]));
  return Object.fromEntries(filled.map((field) => [field.id, value(field, row[field.id] ?? '') as Value]));
}

/** A share may be written as a percentage. */
function number(fact: Fact, draft: string): string {
  const text = typed(draft);
  if (isShare(fact) && text.endsWith('%')) return shift(text.slice(0, -1), -2) ?? text;
  return text;
}

/** As files have it: amounts in 元. */
export function yuan(fact: Fact, draft: Draft): Value | Record<string, Value>[] {
  if (typeof draft !== 'string') return draft.map((row) => fields(fact, row, yuan));
  const value = toEngine(fact, draft) as Value;
  return fact.type === 'money' && typeof value === 'string' ? (shift(value, WAN) ?? value) : value;
}

/** What a file has, as it stands in the form; what can't be stays as it is, for the engine to refuse. */
export function fromYuan(fact: Fact, value: unknown): Draft {
  if (value === null || value === undefined) return '';
  if (fact.type === 'records' && Array.isArray(value)) {
    const fields = fact.fields ?? [];
    return value.map((row: Record<string, unknown>) =>
      Object.fromEntries(fields.map((f) => [f.id, fromYuan(f, bare(row[f.id])) as string])),
    );
  }
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return fact.type === 'money' ? (shift(text, -WAN) ?? text) : text;
}

/** A value without where it is from. */
export function bare(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'value' in value ? (value as { value: unknown }).value : value;
}

/** A decimal of the engine's, amounts in 元, as it stands in the form. */
export function shownDecimal(fact: Fact, text: string): string {
  return fact.type === 'money' ? (shift(text, -WAN) ?? text) : text;
}

/** A figure of the form in words. */
export function words(fact: Fact, draft: Draft): string {
  if (typeof draft !== 'string') return t('recordCount', draft.length);
  if (empty(draft)) return t('notFilled');
  if (fact.type === 'boolean') return draft === 'true' ? t('yes') : draft === 'false' ? t('no') : draft;
  if (fact.type === 'enum') return say(fact.choices?.find((c) => c.id === draft)?.label) || draft;
  if (!isNumber(fact)) return draft;
  const value = number(fact, draft);
  if (isShare(fact)) {
    const percent = shift(value, 2);
    return percent === undefined ? value : `${percent}%`;
  }
  const digits = grouped(value);
  const unit = unitOf(fact);
  return unit ? digits + t('between') + unit : digits;
}

/** The unit behind a figure in the form. */
export function unitOf(fact: Fact): string {
  if (fact.type === 'money') return t('wan');
  switch (fact.unit) {
    case 'person':
      return t('person');
    case 'year':
      return t('year');
    case 'item':
      return t('item');
    case 'point':
      return t('point');
    case 'level':
      return t('level');
    default:
      return '';
  }
}

/** Decimal places of a fact's own step, in the units of the form: a fen, a person, a ten-thousandth. */
export function places(fact: Fact): number {
  if (fact.type === 'money') return WAN + 2;
  return fact.type === 'integer' ? 0 : 4;
}
