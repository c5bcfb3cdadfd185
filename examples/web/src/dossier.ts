// A case tried out in the page. Who may do what, and by when, is the engine's; here are the people of the trial and its papers.
import { type Applied, type Case, Library, type PolicyDocuments, Refusal } from 'peiyu';
import calendar from 'peiyu/calendars/cn';

import { place, said } from './policies';
import type { Dossier, Store } from './store';

export const CHART = 'ladder';
/** The policy of a trial: the chosen one, with what its user fills in. */
export const TRIAL = 'trial';
/** Where the firm of the trial is: Chengguan in Lanzhou. */
const AREAS = { province: '62', city: '6201', county: '620102' };

/** A parameter that the documents leave to notices. */
export interface Term {
  readonly id: string;
  readonly label: { readonly zh: string; readonly en: string };
  readonly unit: string;
}

export function openTerms(policy: string): Term[] {
  const { parameters, set } = said(policy);
  return Object.entries(parameters).flatMap(([id, { value, unit, label }]) =>
    value === undefined && !(id in set) && label && (unit === 'working_day' || unit === 'boolean') ? [{ id, label, unit }] : [],
  );
}

/** The documents of a trial. A tier without a notice of its own gets one, plainly named. */
function documents(dossier: Dossier): PolicyDocuments {
  const noticed = new Set(Object.values(said(dossier.policy).calls).flatMap((call) => Object.keys(call.tiers ?? {})));
  const calls = Object.entries(dossier.editions)
    .filter(([tier]) => !noticed.has(tier))
    .map(([tier, edition]) => [`${TRIAL}_${tier}`, { label: TRIAL_NOTICE, source: { doc: TRIAL, at: '—', tag: 'I' }, tiers: { [tier]: { new: edition, renewal: edition } } }] as const);
  const overlay = {
    peiyu: 1,
    policy: TRIAL,
    extends: dossier.policy,
    title: TRIAL_NOTICE,
    sources: { [TRIAL]: { title: TRIAL_NOTICE } },
    set: Object.fromEntries(Object.entries(dossier.terms).filter(([, value]) => value !== '')),
    calls: Object.fromEntries(calls),
  };
  const base = Array.from(place(dossier.policy).documents.documents);
  return { policy: TRIAL, documents: [...base, { id: `${TRIAL}/${TRIAL}`, json: JSON.stringify(overlay) }] };
}

export const TRIAL_NOTICE = { zh: '试办通知（非正式文件）', en: 'trial notice (no official document)' };

/** The notices under which a tier may be applied for, those open on that day first, later ones before earlier ones. */
export function callsOf(policy: string, tier: string, day: string): { readonly id: string; readonly label: { readonly zh: string; readonly en: string } }[] {
  const open = (window?: { from: string; until: string }): number => (window && window.from <= day && day <= window.until ? 0 : 1);
  const own = Object.entries(said(policy).calls)
    .filter(([, call]) => tier in (call.tiers ?? {}))
    .reverse()
    .sort(([, a], [, b]) => open(a.window) - open(b.window));
  if (own.length === 0) return [{ id: `${TRIAL}_${tier}`, label: TRIAL_NOTICE }];
  return own.map(([id, { label = TRIAL_NOTICE }]) => ({ id, label }));
}

/** A library and the case in it. */
export interface Desk {
  readonly library: Library;
  readonly now: Case;
}

let plain: { readonly policy: string; readonly library: Library } | undefined;

/** A policy's own documents, for its charts without a case. */
export function charts(policy: string): Library {
  if (plain?.policy !== policy) {
    plain?.library.free();
    plain = undefined;
    plain = { policy, library: Library.load(place(policy).documents, calendar) };
  }
  return plain.library;
}

let kept: { readonly key: string; readonly library: Library } | undefined;

export function desk(dossier: Dossier): Desk {
  const key = JSON.stringify([dossier.policy, dossier.terms, dossier.editions]);
  if (kept?.key !== key) {
    kept?.library.free();
    kept = undefined;
    kept = { key, library: Library.load(documents(dossier), calendar) };
  }
  return { library: kept.library, now: dossier.journal.length > 0 ? kept.library.replay(dossier.journal) : opened(kept.library, dossier).case };
}

function opened(library: Library, { clock }: Dossier): Applied {
  return library.open({ case: 'trial', policy: TRIAL, chart: CHART, areas: AREAS, by: actor('enterprise', 'cn'), at: moment(clock) });
}

export function open(dossier: Dossier): Applied {
  return opened(desk({ ...dossier, journal: [] }).library, dossier);
}

/** The one person of the trial who has that role. */
export function actor(role: string, policy: string): { id: string; role: string; area?: string } {
  const level = said(policy).roles[role]?.area as keyof typeof AREAS | undefined;
  return { id: `trial-${role}`, role, ...(level && { area: AREAS[level] }) };
}

/** The clock of the page, `2026-05-06T09:00`, as the engine reads moments. */
export function moment(clock: string): string {
  return `${clock.length === 16 ? `${clock}:00` : clock}+08:00`;
}

/** Now, in China, to the minute. */
export function clockNow(): string {
  return new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 16);
}

/** The first moment after a day. */
export function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 16);
}

/** The firm's facts for the case, without those that the case knows by itself. */
export function factsFor(store: Store, policy: string): ReturnType<Store['firm']> {
  const own = said(policy).charts[CHART]?.facts ?? {};
  return Object.fromEntries(Object.entries(store.firm()).filter(([id]) => !(id in own)));
}

/** Runs a request; a refusal is a value. */
export function asking<T>(run: () => T): T | Refusal {
  try {
    return run();
  } catch (e) {
    if (e instanceof Refusal) return e;
    throw e;
  }
}
