// What this browser kept from the last visit. It may be from another version or spoilt: only what has the right shape is taken.
import type { Dossier, Origin, Settings } from './store';
import { PLACES } from './policies';
import type { Draft, Drafts, Row } from './values';

const KEY = 'peiyu-web-1';

export interface Kept {
  readonly settings: Settings;
  readonly drafts: Drafts;
  readonly origins: Readonly<Record<string, Origin>>;
  readonly dossier: Dossier | null;
}

/** Whether it could be kept: a browser may forbid it. */
export function keep(kept: Kept): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

export function forget(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // What can't be reached isn't kept either.
  }
}

export function kept(usual: Settings): Kept {
  const read = objectOf(stored());
  return {
    settings: settingsOf(objectOf(read['settings']), usual),
    drafts: picked(read['drafts'], isDraft),
    origins: picked(read['origins'], isOrigin),
    dossier: isDossier(read['dossier']) ? read['dossier'] : null,
  };
}

function stored(): unknown {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}');
  } catch {
    return {};
  }
}

function settingsOf({ lang, policy, choice }: Record<string, unknown>, usual: Settings): Settings {
  return {
    lang: lang === 'zh' || lang === 'en' ? lang : usual.lang,
    policy: PLACES.find(({ id }) => id === policy)?.id ?? usual.policy,
    choice: typeof choice === 'string' ? choice : usual.choice,
  };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The entries that are what they should be. */
function picked<T>(value: unknown, is: (one: unknown) => one is T): Record<string, T> {
  return Object.fromEntries(Object.entries(objectOf(value)).filter((entry): entry is [string, T] => is(entry[1])));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText);
}

function isRow(value: unknown): value is Row {
  return isTexts(value);
}

function isDraft(value: unknown): value is Draft {
  return isText(value) || (Array.isArray(value) && value.every(isRow));
}

function isOrigin(value: unknown): value is Origin {
  const { source, as_of, evidence, ...rest } = objectOf(value);
  const listed = evidence === undefined || isText(evidence) || (Array.isArray(evidence) && evidence.every(isText));
  return Object.keys(rest).length === 0 && [source, as_of].every((one) => one === undefined || isText(one)) && listed;
}

function isDossier(value: unknown): value is Dossier {
  const { policy, terms, editions, journal, clock } = objectOf(value);
  return PLACES.some(({ id }) => id === policy) && isTexts(terms) && isTexts(editions) && Array.isArray(journal) && journal.every(isText) && isText(clock);
}
