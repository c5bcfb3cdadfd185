// A firm from a JSON file: the form that the command line and Python read, with or without where each value is from.
import type { Fact } from 'peiyu';

import { t } from './i18n';
import type { Left } from './paste';
import type { Origin } from './store';
import { bare, type Draft, fromYuan } from './values';

export interface Imported {
  readonly drafts: Readonly<Record<string, Draft>>;
  readonly origins: Readonly<Record<string, Origin>>;
  readonly left: readonly Left[];
}

export function readFirm(text: string, facts: readonly Fact[]): Imported {
  const known = new Map(facts.map((fact) => [fact.id, fact]));
  const drafts: Record<string, Draft> = {};
  const origins: Record<string, Origin> = {};
  const left: Left[] = [];
  const firm = firmOf(text);
  if (!firm) return { drafts, origins, left: [{ name: '', value: text.slice(0, 40), why: t('notJson') }] };
  for (const [id, told] of Object.entries(firm)) {
    const fact = known.get(id);
    const value = bare(told);
    if (!fact) left.push({ name: id, value: shortly(value), why: t('unknownName') });
    else if (fact.type !== 'records' && typeof value === 'object' && value !== null) {
      left.push({ name: id, value: shortly(value), why: t('notAValue') });
    } else {
      left.push(...unknownFields(fact, value));
      drafts[id] = fromYuan(fact, value);
      if (value !== told) origins[id] = originOf(told as Record<string, unknown>);
    }
  }
  return { drafts, origins, left };
}

/** Numbers are kept as they are written: as floats, long ones would lose digits. */
function firmOf(text: string): Record<string, unknown> | undefined {
  const exact = (_: string, value: unknown, context?: { source?: string }): unknown => (typeof value === 'number' ? (context?.source ?? String(value)) : value);
  try {
    const read: unknown = JSON.parse(text.replace(/^\uFEFF/, ''), exact as (key: string, value: unknown) => unknown);
    const one = Array.isArray(read) && read.length === 1 ? (read[0] as unknown) : read;
    return typeof one === 'object' && one !== null && !Array.isArray(one) ? (one as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function originOf({ source, as_of, evidence }: Record<string, unknown>): Origin {
  return {
    ...(typeof source === 'string' && { source }),
    ...(typeof as_of === 'string' && { as_of }),
    ...((typeof evidence === 'string' || Array.isArray(evidence)) && { evidence: evidence as string | string[] }),
  };
}

/** What records have that the form has no place for. */
function unknownFields(fact: Fact, value: unknown): Left[] {
  if (fact.type !== 'records' || !Array.isArray(value)) return [];
  const known = new Set(fact.fields?.map((f) => f.id));
  return value.flatMap((row: unknown, i) =>
    typeof row === 'object' && row !== null
      ? Object.entries(row)
          .filter(([id, one]) => !known.has(id) || bare(one) !== one)
          .map(([id, one]) => ({ name: `${fact.id}[${i + 1}].${id}`, value: shortly(one), why: t(known.has(id) ? 'originLost' : 'unknownName') }))
      : [{ name: `${fact.id}[${i + 1}]`, value: shortly(row), why: t('notJson') }],
  );
}

function shortly(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 40);
}
