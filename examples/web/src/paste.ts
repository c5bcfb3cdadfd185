// Cells copied from a spreadsheet, as drafts of the form. What can't be read in one way only is left out and told.
import type { Fact } from 'peiyu';

import { shift, typed } from './decimal';
import { say, t } from './i18n';
import { type Drafts, isNumber, isShare } from './values';

export type MoneyUnit = '元' | '万元';

export interface Left {
  readonly name: string;
  readonly value: string;
  readonly why: string;
}

export interface Pasted {
  readonly drafts: Drafts;
  readonly left: readonly Left[];
}

/** A value and what it is called, before anything is known of either. */
type Pair = readonly [name: string, value: string];

export function pasted(text: string, facts: readonly Fact[], unit: MoneyUnit): Pasted {
  const left: Left[] = [];
  const known = new Names(facts);
  const drafts: Record<string, string> = {};
  const twice = new Set<string>();
  for (const [name, value] of pairs(cells(text), known, left)) {
    const found = known.find(name);
    if (!found) left.push({ name, value, why: t('unknownName') });
    else if (blank(value)) left.push({ name, value, why: t('blankCell') });
    else {
      const read = readCell(found.fact, value.trim(), found.unit, unit);
      if ('why' in read) left.push({ name, value, why: read.why });
      else if (twice.has(found.fact.id) || (drafts[found.fact.id] ?? read.draft) !== read.draft) {
        twice.add(found.fact.id);
        left.push({ name, value, why: t('twice') });
      } else drafts[found.fact.id] = read.draft;
    }
  }
  for (const id of twice) delete drafts[id];
  return { drafts, left };
}

/** Rows of cells; a cell in quotes may hold tabs and line ends, as spreadsheets write them. */
function cells(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.replace(/\r\n?/g, '\n').matchAll(/(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/g)) {
    if (end === '' && quoted === undefined && !plain && row.length === 0) break;
    row.push((quoted?.replaceAll('""', '"') ?? plain ?? '').trim());
    if (end === '\t') continue;
    rows.push(row);
    row = [];
  }
  return rows.filter((one) => one.some((cell) => cell !== ''));
}

/** Names down the first column, or along the first row: whichever names more fields. */
function pairs(rows: readonly string[][], known: Names, left: Left[]): Pair[] {
  const [header = [], ...below] = rows;
  const down = rows.filter((row) => known.find(row[0] ?? '')).length;
  const along = header.filter((cell) => known.find(cell)).length;
  if (rows.every((row) => row.length < 2)) {
    left.push(...rows.map((row) => ({ name: '', value: row.join(' '), why: t('nothingPasted') })));
    return [];
  }
  if (down >= along) {
    for (const row of rows) for (const extra of row.slice(2).filter((c) => c !== '')) left.push({ name: row[0] ?? '', value: extra, why: t('extraCell') });
    return rows.map((row) => [row[0] ?? '', row[1] ?? '']);
  }
  const [values = [], ...more] = below;
  if (more.length > 0) left.push({ name: '', value: more.map((row) => row.join(' ')).join('\n'), why: t('extraRows', below.length) });
  const width = Math.max(header.length, values.length);
  return Array.from({ length: width }, (_, i): Pair => [header[i] ?? '', values[i] ?? '']).filter(([name, value]) => name !== '' || value !== '');
}

const BLANK = new Set(['', '/', '\\', '-', '—', '——', '－', 'n/a', 'na', '空', '未填']);

function blank(value: string): boolean {
  return BLANK.has(value.trim().toLowerCase());
}

/** Powers of ten from a unit to the form's own, 万元 and 1. */
const SCALES: Readonly<Record<string, number>> = { 元: -4, 千元: -1, 万元: 0, 百万元: 2, 亿元: 4 };
const OF_UNITS: Readonly<Record<string, readonly string[]>> = {
  person: ['人', '名', 'people', 'person', 'persons'],
  year: ['年', 'years', 'year'],
  item: ['项', '件', '个', 'items'],
  point: ['分', 'points'],
  level: ['级', 'level'],
  ratio: ['名', '位'],
};

/** How many places a unit moves a figure of that fact; undefined where it doesn't fit. */
function places(fact: Fact, unit: string): number | undefined {
  const narrow = unit.normalize('NFKC').trim().toLowerCase();
  if (fact.type === 'money') return SCALES[{ yuan: '元', cny: '元', '10k yuan': '万元' }[narrow] ?? narrow];
  if (isShare(fact)) return narrow === '%' ? -2 : undefined;
  return OF_UNITS[fact.unit ?? '']?.includes(narrow) ? 0 : undefined;
}

type Read = { readonly draft: string } | { readonly why: string };

function readCell(fact: Fact, value: string, headUnit: string | undefined, moneyUnit: MoneyUnit): Read {
  if (fact.type === 'records') return { why: t('recordsNotPasted') };
  if (fact.type === 'boolean') return yesNo(value);
  if (fact.type === 'enum') {
    const same = (a: string): boolean => a.toLowerCase() === value.toLowerCase();
    const choice = fact.choices?.find((c) => [c.id, c.label.zh, c.label.en].some(same));
    return choice ? { draft: choice.id } : { why: t('notAChoice') };
  }
  if (fact.type === 'date') return { draft: value.replace(/^(\d{4})[年/.-](\d{1,2})[月/.-](\d{1,2})日?$/, (_, y, m, d) => `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`) };
  return isNumber(fact) ? figure(fact, value, headUnit, moneyUnit) : { draft: value };
}

function figure(fact: Fact, value: string, headUnit: string | undefined, moneyUnit: MoneyUnit): Read {
  const bracketed = /^[(（](.+)[)）]$/.exec(value);
  const [, digits = '', own = ''] = /^([^\p{L}%％]*)([\p{L}%％].*)?$/u.exec(bracketed?.[1] ?? value.replace(/^[¥￥]/, '')) ?? [];
  if (own && headUnit && own !== headUnit) return { why: t('wrongUnit', own) };
  const unit = own || headUnit || (fact.type === 'money' ? moneyUnit : '');
  const moved = unit ? places(fact, unit) : 0;
  if (moved === undefined) return { why: t('wrongUnit', unit) };
  const draft = shift(typed(bracketed ? `-${digits}` : digits), moved);
  return draft === undefined ? { why: t('notANumber') } : { draft };
}

const YES = new Set(['是', '有', '√', '✓', 'y', 'yes', 'true', '对']);
const NO = new Set(['否', '无', '没有', '×', 'x', '✗', 'n', 'no', 'false']);

function yesNo(value: string): Read {
  const narrow = value.normalize('NFKC').toLowerCase();
  return YES.has(narrow) ? { draft: 'true' } : NO.has(narrow) ? { draft: 'false' } : { why: t('notAChoice') };
}

/** Names of fields: ids, and labels in both languages; a unit in brackets behind. */
class Names {
  #facts = new Map<string, Fact | null>();

  constructor(facts: readonly Fact[]) {
    for (const fact of facts) for (const name of new Set([fact.id, fact.label.zh, fact.label.en].map(plain))) this.#put(name, fact);
    // A name without its remark in brackets will do where it is the only one.
    for (const fact of facts) {
      const short = plain(fact.label.zh.replace(/（[^（）]*）$/, ''));
      if (!this.#facts.has(short)) this.#put(short, fact);
    }
  }

  #put(name: string, fact: Fact): void {
    this.#facts.set(name, this.#facts.has(name) && this.#facts.get(name) !== fact ? null : fact);
  }

  find(name: string): { readonly fact: Fact; readonly unit: string | undefined } | undefined {
    const whole = this.#facts.get(plain(name));
    if (whole) return { fact: whole, unit: undefined };
    const [, head, unit] = /^(.+?)\s*[(（[]\s*([^()（）[\]]+)\s*[)）\]]$/.exec(name.trim()) ?? [];
    const fact = head === undefined ? undefined : this.#facts.get(plain(head));
    return fact ? { fact, unit } : undefined;
  }
}

function plain(name: string): string {
  return name.normalize('NFKC').replace(/[\s:：*＊]/g, '').toLowerCase();
}

/** One refused value in words, for lists. */
export function leftInWords({ name, value, why }: Left): string {
  return [name, value].filter(Boolean).join(' ') + t('colon') + why;
}

/** The name that people know a field by. */
export function nameOf(facts: readonly Fact[], id: string): string {
  return say(facts.find((fact) => fact.id === id)?.label) || id;
}
