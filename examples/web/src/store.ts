// What has been filled in, what follows from it, and where it is kept: in this browser and nowhere else.
import { type Diagnostic, type Fact, type Firm, PeiyuError, Policy, type Session, type SessionAnswer, type Update, type Verdict } from 'peiyu';

import { type Lang, say, speak, t, verdict } from './i18n';
import { forget, keep, kept } from './kept';
import { place } from './policies';
import { type Draft, type Drafts, empty, toEngine, yuan } from './values';

/** `''` the rules in force today, else `edition:2022` or `call:little_giant_2026`. */
export type Choice = string;

export interface Settings {
  readonly lang: Lang;
  readonly policy: string;
  readonly choice: Choice;
}

/** Where a value that was taken in from a file is from. */
export interface Origin {
  readonly source?: string;
  readonly as_of?: string;
  readonly evidence?: string | readonly string[];
}

/** A case that is tried out in the page. */
export interface Dossier {
  readonly policy: string;
  /** What the documents leave open, as the user filled it in. */
  readonly terms: Readonly<Record<string, string>>;
  /** The edition of each tier's notice, where the trial has to supply one. */
  readonly editions: Readonly<Record<string, string>>;
  readonly journal: readonly string[];
  /** The clock of the trial, `2026-05-06T09:00`. */
  readonly clock: string;
}

export class Store {
  settings: Settings = { lang: 'zh', policy: 'gansu', choice: '' };
  drafts: Drafts = {};
  origins: Readonly<Record<string, Origin>> = {};
  dossier: Dossier | null = null;
  /** What the engine refuses, by field. */
  errors: Readonly<Record<string, readonly Diagnostic[]>> = {};
  /** Figures tried out and not filled in, in the units of the form. */
  trial: Readonly<Record<string, string>> = {};
  trialAnswer: SessionAnswer | null = null;
  /** Said politely to whoever listens to the page. */
  announcement = '';
  policy!: Policy;
  facts: readonly Fact[] = [];
  #session!: Session;
  #trialSession: Session | null = null;
  #byId = new Map<string, Fact>();
  #listeners = new Set<() => void>();
  #saving = 0;

  constructor() {
    this.#restore();
    speak(this.settings.lang);
    this.#load();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get answer(): SessionAnswer {
    return this.#session.answer;
  }

  fact(id: string): Fact | undefined {
    return this.#byId.get(id);
  }

  /** Fills in a field; a value that can't be is shown with the engine's words and counts as not filled in. */
  edit(field: string, draft: Draft): void {
    this.drafts = { ...this.drafts, [field]: draft };
    if (field in this.origins) this.origins = without(this.origins, field);
    this.#announce(this.#hand(field));
    this.#endTrial();
    this.#changed();
  }

  /** Takes in many fields at once. */
  take(drafts: Drafts, origins: Readonly<Record<string, Origin>> = {}): void {
    this.drafts = { ...this.drafts, ...drafts };
    this.origins = { ...this.origins, ...origins };
    this.#handAll();
    this.announcement = '';
    this.#endTrial();
    this.#changed();
  }

  /** Changes language, policy or choice. What was filled in stays, also where the other policy doesn't ask for it. */
  set(change: Partial<Settings>): void {
    this.settings = { ...this.settings, ...change };
    speak(this.settings.lang);
    if ('policy' in change || 'choice' in change) {
      this.#load();
      this.announcement = this.answer.tiers.map((x) => `${say(x.label)} ${verdict(x.verdict)}`).join(t('semicolon'));
    }
    this.#changed();
  }

  /** Fields that were filled in and that this policy doesn't ask for. */
  get apart(): readonly string[] {
    return Object.keys(this.drafts).filter((id) => !this.#byId.has(id) && !empty(this.drafts[id]));
  }

  /** Tries a figure without filling it in. */
  tryOut(field: string, draft: string): void {
    const fact = this.fact(field);
    if (!fact) return;
    this.#trialSession ??= this.policy.session(this.#session.firm);
    this.#announce(this.#trialSession.set(field, toEngine(fact, draft)), t('trial'));
    this.trial = { ...this.trial, [field]: draft };
    this.trialAnswer = this.#trialSession.answer;
    this.#changed();
  }

  adopt(): void {
    this.take(this.trial);
  }

  stopTrial(): void {
    this.#endTrial();
    this.#changed();
  }

  keep(dossier: Dossier | null): void {
    this.dossier = dossier;
    this.#changed();
  }

  say(text: string): void {
    this.announcement = text;
    this.#changed();
  }

  /** The firm as other programs read it: amounts in 元. What the engine refuses isn't in it. */
  firm(): Firm {
    const firm: Record<string, Firm[string]> = {};
    for (const fact of this.facts) {
      const draft = this.drafts[fact.id];
      if (empty(draft) || this.errors[fact.id]) continue;
      const value = yuan(fact, draft as Draft);
      const origin = this.origins[fact.id];
      firm[fact.id] = (origin ? { value, ...origin } : value) as Firm[string];
    }
    return firm;
  }

  /** The engine's own page of reasons. */
  html(): string {
    return this.#session.explainHtml(this.settings.lang);
  }

  /** Forgets everything, in this browser too. */
  clear(): void {
    const { settings } = this;
    forget();
    Object.assign(this, { drafts: {}, origins: {}, dossier: null, errors: {}, settings: { ...settings, choice: '' } });
    this.#load();
    this.announcement = t('cleared');
    this.#changed();
  }

  #load(): void {
    const next = this.#chosen();
    this.#endTrial();
    this.policy?.free();
    this.policy = next;
    this.facts = next.facts;
    this.#byId = new Map(this.facts.map((fact) => [fact.id, fact]));
    this.#session?.free();
    this.#session = next.session();
    this.errors = {};
    this.#handAll();
  }

  /** The policy that is chosen; of an edition or a notice that it doesn't have, what is in force today. */
  #chosen(): Policy {
    const { policy, choice } = this.settings;
    const [kind, id = null] = choice.split(':');
    const { documents } = place(policy);
    const options = { edition: kind === 'edition' ? id : null, call: kind === 'call' ? id : null, moneyUnit: '万元' as const };
    try {
      return Policy.load(documents, options);
    } catch (e) {
      if (!(e instanceof PeiyuError) || choice === '') throw e;
      this.settings = { ...this.settings, choice: '' };
      return Policy.load(documents, { moneyUnit: '万元' });
    }
  }

  /** Hands everything to the engine at once; where it refuses something, field by field. */
  #handAll(): void {
    const filled = this.facts.filter(({ id }) => !empty(this.drafts[id]));
    this.errors = {};
    try {
      this.#session.replace(Object.fromEntries(filled.map((fact) => [fact.id, this.#told(fact)])));
    } catch (e) {
      if (!(e instanceof PeiyuError)) throw e;
      this.#session.replace({});
      for (const { id } of filled) this.#hand(id);
    }
  }

  /** What stands in a field, with where it is from, as the engine takes it. */
  #told(fact: Fact): Firm[string] {
    const value = toEngine(fact, this.drafts[fact.id] ?? '');
    const origin = this.origins[fact.id];
    return (origin && value !== undefined ? { value, ...origin } : value) as Firm[string];
  }

  /** Hands a field to the engine. */
  #hand(field: string): Update {
    const fact = this.fact(field);
    if (!fact) return { tiers: [] };
    try {
      const update = this.#session.set(field, this.#told(fact));
      if (this.errors[field]) this.errors = without(this.errors, field);
      return update;
    } catch (e) {
      if (!(e instanceof PeiyuError)) throw e;
      this.errors = { ...this.errors, [field]: e.diagnostics };
      return this.#session.set(field, undefined);
    }
  }

  #announce(update: Update, prefix = ''): void {
    const turned = update.tiers.filter((x) => x.verdict !== undefined);
    if (turned.length === 0) return;
    const label = (tier: string): string => say(this.answer.tiers.find((x) => x.tier === tier)?.label);
    const said = turned.map((x) => t('turned', label(x.tier), verdict(x.verdict as Verdict))).join(t('semicolon'));
    this.announcement = prefix ? `${prefix}${t('colon')}${said}` : said;
  }

  #endTrial(): void {
    this.trial = {};
    this.trialAnswer = null;
    this.#trialSession?.free();
    this.#trialSession = null;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
    window.clearTimeout(this.#saving);
    this.#saving = window.setTimeout(() => this.#save(), 150);
  }

  /** Writes at once what is about to be written, for when the page goes away. */
  flush(): void {
    window.clearTimeout(this.#saving);
    this.#save();
  }

  #save(): void {
    const { settings, drafts, origins, dossier } = this;
    if (!keep({ settings, drafts, origins, dossier })) this.announcement = t('notKept');
  }

  #restore(): void {
    Object.assign(this, kept(this.settings));
    const address = new URL(location.href);
    const asked = address.searchParams.get('lang');
    if (asked !== 'zh' && asked !== 'en') return;
    this.settings = { ...this.settings, lang: asked };
    // The address has said it once; from now on the page's own choice holds.
    address.searchParams.delete('lang');
    history.replaceState(null, '', address);
  }
}

function without<T>(object: Readonly<Record<string, T>>, key: string): Record<string, T> {
  const { [key]: _, ...rest } = object;
  return rest;
}
