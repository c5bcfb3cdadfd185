// The types of `peiyu`. Decimals cross as text, because JavaScript's numbers are not exact.

/** A text for people in both languages. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** The documents of a policy and of those that it extends, such as `peiyu/policies/cn` gives. */
export interface PolicyDocuments {
  /** The policy's id, unless the options name another. */
  readonly policy?: string;
  readonly documents: Iterable<{
    /** `cn/2022` */
    readonly id: string;
    /** How messages name it; the id if left out. */
    readonly file?: string;
    /** Its text. */
    readonly json: string;
  }>;
}

/** Which rules. Without edition, call and day: those in force today. */
export interface Options {
  /** The policy's id; if left out, what the documents say. */
  readonly policy?: string;
  /** An edition's rules, without a call. */
  readonly edition?: string | null;
  /** A call: it picks the edition per tier. */
  readonly call?: string | null;
  /** The rules in force on that day, `2026-04-01`; of a Date, the day at +08:00. */
  readonly asOf?: string | Date | null;
  /** Only this tier. */
  readonly tier?: string | null;
  /** Today; if left out, the host's day at +08:00. */
  readonly today?: string | Date;
  /** The unit of the firms' amounts of money; 元 if left out. */
  readonly moneyUnit?: '元' | '万元';
}

/**
 * A fact. Numbers of more than 15 significant digits must come as text or bigint; a Date is its day at +08:00; null,
 * undefined and what is left out are unknown.
 */
export type Value = string | number | bigint | boolean | null | undefined | Date;

/** A value with where it comes from: shown and digested, never computed with. */
export interface Told {
  readonly value: Value;
  /** Who or what it is from, `2024年度审计报告`. */
  readonly source?: string | null;
  /** The day that it is of. */
  readonly as_of?: string | Date | null;
  /** Names, addresses or digests of what proves it; at most 20. */
  readonly evidence?: string | readonly string[] | null;
}

/** A firm's facts by id, and lists of records by the id of their kind; facts follow from records. */
export type Firm = Readonly<Record<string, Value | Told | readonly Readonly<Record<string, Value | Told>>[]>>;

export type Verdict = 'pass' | 'fail' | 'unknown';

/** The answer for one firm. */
export interface Answer {
  /** Hash of the policy. */
  readonly policy: string;
  /** One for each tier, in the order of the documents. */
  readonly tiers: readonly TierAnswer[];
}

export interface TierAnswer {
  readonly tier: string;
  readonly label: Text;
  /** The edition that judged; both, joined by `/`, where it is open which one does. */
  readonly edition: string;
  readonly verdict: Verdict;
  /** A decimal, where the tier has a score and it is one value. */
  readonly score: string | null;
  /** Scores by group, decimals. */
  readonly groups: Readonly<Record<string, string | null>>;
  /** Why it failed. */
  readonly failed: readonly FailedCriterion[];
  /** Ids of the facts that would decide. */
  readonly missing: readonly string[];
  /** What could not be computed, and contradictions. */
  readonly problems: readonly Problem[];
}

export interface FailedCriterion {
  readonly id: string;
  readonly label: Text;
  /** Document number and article. */
  readonly source: string;
  /** Whether the wording must still be held against the official text. */
  readonly needs_check: boolean;
}

/** An answer with its reasons. */
export interface ExplainedAnswer {
  /** Hash of the policy. */
  readonly policy: string;
  /** Digest of the firm's facts with their provenance and records, `sha256:...`, of their canonical JSON. */
  readonly facts: string;
  readonly tiers: readonly ExplainedTier[];
  /** What was said of where values come from. */
  readonly provenance: readonly Origin[];
}

export interface Origin {
  /** The fact; of a record's field `awards/0/level`. */
  readonly fact: string;
  readonly label: Text;
  /** The value in words. */
  readonly shown: Text;
  readonly source?: string;
  readonly as_of?: string;
  readonly evidence: readonly string[];
}

export interface ExplainedTier extends TierAnswer {
  /** Why: the criteria, and below them what they read. */
  readonly reasons: readonly Reason[];
  /** What would make the criteria hold that don't. */
  readonly distances: readonly Distance[];
}

export interface Reason {
  readonly kind: 'criterion' | 'condition' | 'rule' | 'score' | 'group' | 'item' | 'fact';
  /** Of a criterion, an item or a fact. */
  readonly id?: string;
  readonly label: Text;
  /** What is required, or how the value comes about. */
  readonly sentence?: Text;
  /** Whether a criterion or condition holds; null where it is open. */
  readonly holds?: boolean | null;
  /** The fact that a criterion is about, where it is about one. */
  readonly fact?: string;
  /** A decimal, a boolean, or the id of an enum's value; null where it isn't known. */
  readonly value?: string | boolean | null;
  /** The value in words. */
  readonly shown?: Text;
  /** The threshold, a decimal. */
  readonly limit?: string;
  /** Most points, a decimal. */
  readonly max?: string;
  /** Document number and article. */
  readonly source?: string;
  /** Whether the wording must still be held against the official text. */
  readonly needs_check?: boolean;
  readonly children?: readonly Reason[];
}

export interface Distance {
  /** The criterion. */
  readonly criterion: string;
  readonly label: Text;
  /** Each way's changes; the nearest first. */
  readonly ways: readonly (readonly Change[])[];
}

export interface Change {
  readonly fact: string;
  readonly from: string | boolean | null;
  readonly to: string | boolean | null;
  readonly sentence: Text;
}

export interface Problem {
  readonly code: string;
  readonly severity: Severity;
  /** The rule, item or warning where it arose. */
  readonly at: string;
  readonly message: Text;
}

/** A fact that the policy asks for. */
export interface Fact {
  readonly id: string;
  /** `records` is a list of records, each with these `fields`. */
  readonly type: 'money' | 'integer' | 'decimal' | 'boolean' | 'text' | 'enum' | 'date' | 'records';
  readonly unit: string | null;
  readonly label: Text;
  /** A hint for who fills it in. */
  readonly note: Text | null;
  /** A decimal. */
  readonly min: string | null;
  /** A decimal. */
  readonly max: string | null;
  readonly choices: readonly { readonly id: string; readonly label: Text }[] | null;
  /** Whether it may be empty. */
  readonly optional: boolean;
  /** Whether it identifies the firm. */
  readonly key: boolean;
  /** Whether only a reviewer supplies it. */
  readonly finding: boolean;
  /** Whether it may be left to records. */
  readonly computed: boolean;
  readonly fields: readonly Fact[] | null;
}

/** The editions, call and day that were chosen. */
export interface Selection {
  readonly call: string | null;
  readonly day: string;
  readonly tiers: readonly { readonly tier: string; readonly new: string; readonly renewal: string }[];
}

export type Severity = 'error' | 'warning';

export interface Span {
  /** Id of the document. */
  readonly document: string;
  /** JSON pointer (RFC 6901) to the value. */
  readonly pointer: string;
  /** Offset in that value's text, in Unicode characters from 0. */
  readonly offset: number;
  readonly length: number;
}

/** Lines and columns count from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: Text;
  readonly help: Text;
  readonly span: Span;
  readonly location: Location | null;
}

/** What the engine refuses. The properties are those of the first error; `diagnostics` has them all. */
export class PeiyuError extends Error {
  protected constructor();
  readonly name: string;
  /** Stable code, `unknown_fact`. */
  readonly code: string;
  readonly help: Text;
  readonly span: Span;
  readonly location: Location | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** A policy made ready for one edition, call and day. */
export class Policy {
  private constructor();
  /**
   * Links and checks documents and applies the choice.
   * @throws {PeiyuError}
   */
  static load(documents: PolicyDocuments, options?: Options): Policy;
  /**
   * Assesses a firm.
   * @throws {PeiyuError} for facts that it does not have or that can't be what is given; every one is told
   */
  assess(firm: Firm): Answer;
  /**
   * The same as the engine's own text, which is the same in every language. The firm may be JSON text too.
   * @throws {PeiyuError}
   */
  assessJson(firm: Firm | string): string;
  /**
   * Assesses a firm and says why: each criterion with its figures and article, and how far off those are that don't hold.
   * @throws {PeiyuError}
   */
  explain(firm: Firm): ExplainedAnswer;
  /**
   * The same as the engine's own text, which is the same in every language.
   * @throws {PeiyuError}
   */
  explainJson(firm: Firm | string): string;
  /**
   * The same as a page that stands alone and prints on A4.
   * @throws {PeiyuError}
   */
  explainHtml(firm: Firm | string, lang?: 'zh' | 'en'): string;
  /**
   * The same as indented lines.
   * @throws {PeiyuError}
   */
  explainText(firm: Firm | string, lang?: 'zh' | 'en'): string;
  /**
   * A form being filled in. It begins with a firm, or with nothing known, and lives on when the policy is freed.
   * @throws {PeiyuError}
   */
  session(firm?: Firm | string): Session;
  /** The facts that the policy asks for. */
  readonly facts: readonly Fact[];
  /** JSON Schema (2020-12) of the form that asks for them. */
  schema(): Record<string, unknown>;
  /** Hash of the policy's content, `sha256:...`. */
  readonly hash: string;
  readonly selection: Selection;
  /** Gives the memory back at once; without it that happens some time after the policy is out of reach. */
  free(): void;
}

/** Which measures, and on which day. */
export interface MeasureOptions {
  /** The policy's id; if left out, what the documents say. */
  readonly policy?: string;
  /** The day; if left out, today by the host's clock at +08:00. */
  readonly asOf?: string | Date;
  /** The unit of the firms' amounts of money; 元 if left out. */
  readonly moneyUnit?: '元' | '万元';
}

export interface Department {
  readonly department: string;
  readonly label: Text;
}

interface Cited {
  /** Document number and article. */
  readonly source: string;
  /** Whether the wording must still be held against the official text. */
  readonly needs_check: boolean;
}

/** Measures and targets. */
export interface MeasureList {
  /** Hash of the policy. */
  readonly policy: string;
  readonly day: string;
  /** The departments that take part in every measure. */
  readonly every: readonly Department[];
  readonly measures: readonly Measure[];
  readonly targets: readonly Target[];
}

export interface Measure extends Cited {
  readonly measure: string;
  /** Its number in the notice. */
  readonly number: string;
  readonly title: Text;
  readonly chapter: Text | null;
  readonly summary: Text;
  /** Whom it is for, in words. */
  readonly whom: Text;
  readonly lead: readonly Department[];
  readonly joint: readonly Department[];
  readonly from: string;
  readonly until: string | null;
  readonly in_force: boolean;
  readonly gives: readonly (Offer & { readonly by: readonly string[] })[];
  /** The charts that it moves through. */
  readonly procedures: readonly { readonly policy: string; readonly chart: string }[];
}

/** Something that a measure gives. Sums are decimals in yuan, or a ratio. */
export interface Offer extends Cited {
  readonly benefit: string;
  readonly kind: 'award' | 'subsidy' | 'rate' | 'service' | 'priority';
  readonly label: Text;
  readonly amount: string | null;
  readonly at_most: string | null;
}

/** Why; left out where nothing more is asked. */
interface Judged {
  /** `pass` where it is for the firm; null where it is not asked of single firms. */
  readonly verdict: Verdict | null;
  readonly failed?: readonly FailedCriterion[];
  readonly missing?: readonly string[];
  readonly problems?: readonly Problem[];
  readonly reasons?: readonly Reason[];
}

/** What all measures mean for a firm. */
export interface FirmMeasures {
  /** Hash of the policy. */
  readonly policy: string;
  readonly day: string;
  /** Digest of the firm's facts. */
  readonly facts: string;
  /** The sums due, a decimal in yuan. */
  readonly due: string;
  /** Ids of the facts that would decide, the most useful first. */
  readonly questions: readonly string[];
  readonly every: readonly Department[];
  readonly measures: readonly (Judged &
    Cited & {
      readonly measure: string;
      readonly number: string;
      readonly title: Text;
      readonly in_force: boolean;
      readonly lead: readonly Department[];
      readonly joint: readonly Department[];
      readonly gives: readonly (Judged & Offer)[];
    })[];
}

/** The same in short: what is not for the firm is left out. */
export interface FirmMeasuresBrief {
  readonly due: string;
  readonly measures: Readonly<Record<string, Verdict>>;
  /** By `measure.benefit`. */
  readonly gives: Readonly<
    Record<string, { readonly verdict: Verdict; readonly amount: string | null; readonly at_most: string | null }>
  >;
}

interface Counted {
  readonly for: number;
  readonly not_for: number;
  readonly open: number;
}

/** Who gets what, over many firms. Sums are decimals in yuan, null where nothing has a sum. */
export interface MeasureTotals {
  /** Hash of the policy. */
  readonly policy: string;
  readonly day: string;
  readonly firms: number;
  readonly due: string;
  readonly measures: readonly (Counted & {
    readonly measure: string;
    readonly number: string;
    readonly title: Text;
    readonly gives: readonly (Counted & {
      readonly benefit: string;
      readonly kind: Offer['kind'];
      readonly label: Text;
      readonly sum: string | null;
      /** What may come to it once what is open is known. */
      readonly open_sum: string | null;
      readonly groups: readonly {
        readonly by: Readonly<Record<string, string | null>>;
        readonly firms: number;
        readonly sum: string | null;
      }[];
    })[];
  })[];
  readonly targets: readonly TargetProgress[];
}

/** A figure that is to be reached. */
export interface Target extends Cited {
  readonly target: string;
  readonly label: Text;
  readonly measure: string | null;
  /** A decimal; one of the two is null. */
  readonly at_least: string | null;
  readonly at_most: string | null;
  readonly unit: Text | null;
  readonly note: Text | null;
  readonly from: string | null;
  readonly until: string | null;
  /** Whether each year anew. */
  readonly yearly: boolean;
}

export interface TargetProgress extends Target {
  readonly figure: string | null;
  /** Firms of which it is open whether they count. */
  readonly open: number;
  /** Where a straight line to the target stands on the day. */
  readonly expected: string | null;
  readonly lacking: string | null;
  readonly state: 'reached' | 'on_course' | 'behind' | 'missed' | 'open';
}

type Figure = string | number | bigint;

/** Figures for targets by their ids; a text may end in `%`. */
export type Figures = Readonly<
  Record<string, Figure | { readonly figure: Figure; readonly baseline?: Figure; readonly baseline_on?: string }>
>;

/** The measures of a policy on a day: what they give, to whom, through which office, and how far targets are. */
export class Measures {
  private constructor();
  /**
   * Links and checks documents.
   * @throws {PeiyuError}
   */
  static load(documents: PolicyDocuments, options?: MeasureOptions): Measures;
  /** All measures and targets. */
  list(): MeasureList;
  /**
   * The measures that a department, by its id or name, leads or joins in, and their targets.
   * @throws {PeiyuError} where there is no such department
   */
  duties(department: string): MeasureList;
  /**
   * What a firm gets, in short.
   * @throws {PeiyuError}
   */
  assess(firm: Firm): FirmMeasuresBrief;
  /**
   * The same as the engine's own text, which is the same in every language.
   * @throws {PeiyuError}
   */
  assessJson(firm: Firm | string): string;
  /**
   * Every measure with its verdict for the firm, why, what is missing, how much, and through which office.
   * @throws {PeiyuError}
   */
  explain(firm: Firm): FirmMeasures;
  /**
   * The same as the engine's own text, which is the same in every language.
   * @throws {PeiyuError}
   */
  explainJson(firm: Firm | string): string;
  /**
   * Who gets what, over many firms.
   * @throws {PeiyuError}
   */
  totals(firms: Iterable<Firm | string>, figures?: Figures): MeasureTotals;
  /**
   * The same as the engine's own text, which is the same in every language.
   * @throws {PeiyuError}
   */
  totalsJson(firms: Iterable<Firm | string>, figures?: Figures): string;
  /**
   * How far the targets are.
   * @throws {PeiyuError}
   */
  targets(figures?: Figures): readonly TargetProgress[];
  /** Gives the memory back at once; without it that happens some time after the measures are out of reach. */
  free(): void;
}

/** A firm being filled in: after each change, what became different. */
export class Session {
  private constructor();
  /**
   * Sets one field: a fact by its id, or the records of a kind. `undefined` takes it out; `null` is as in a firm: unknown, and
   * for a fact that may be empty, known to be so.
   * @throws {PeiyuError} for a value that can't be; the session stays as it was
   */
  set(field: string, value: Value | Told | readonly Readonly<Record<string, Value | Told>>[]): Update;
  /**
   * Takes another firm in the place of this one (an import, a paste).
   * @throws {PeiyuError} and the session stays as it was
   */
  replace(firm: Firm | string): Update;
  /**
   * The answer now. Changes give a new object, in which tiers and reasons that stayed are the same objects as before.
   */
  readonly answer: SessionAnswer;
  /** The firm now, as JSON has it: what was given as bigint or Date is text. */
  readonly firm: Firm;
  /** The whole explanation as the engine's own text: byte for byte `policy.explainJson(session.firm)`. */
  explainJson(): string;
  /** The same as a page that stands alone and prints on A4. */
  explainHtml(lang?: 'zh' | 'en'): string;
  /** Gives the memory back at once; without it that happens some time after the session is out of reach. */
  free(): void;
}

/** An explained answer without the firm's digest and provenance, and what is to be asked next. */
export interface SessionAnswer {
  /** Hash of the policy. */
  readonly policy: string;
  readonly tiers: readonly ExplainedTier[];
  /** Ids of the facts that would still decide something; the first is the most useful to ask next. */
  readonly questions: readonly string[];
}

/** What a change changed. Nothing is in it that stayed. */
export interface Update {
  /** The tiers of which something changed. */
  readonly tiers: readonly TierUpdate[];
  /** The whole list, if it changed. */
  readonly questions?: readonly string[];
}

/** What changed of a tier, each part as in `ExplainedTier`. */
export interface TierUpdate {
  readonly tier: string;
  readonly edition?: string;
  readonly verdict?: Verdict;
  readonly score?: string | null;
  readonly groups?: Readonly<Record<string, string | null>>;
  readonly failed?: readonly FailedCriterion[];
  readonly missing?: readonly string[];
  readonly problems?: readonly Problem[];
  /** The reasons that changed, by their place in the list, each whole with its children. */
  readonly reasons?: Readonly<Record<number, Reason>>;
  /** How many reasons there are now, if that changed: it does where another edition judges. */
  readonly reason_count?: number;
  /** The whole list, if it changed. */
  readonly distances?: readonly Distance[];
}

/** A calendar of working days, such as `peiyu/calendars/cn` gives. */
export interface CalendarDocument {
  /** Its text. */
  readonly json: string;
}

/** Who does something. */
export interface Actor {
  /** The host's own id for the person. */
  readonly id: string;
  /** One of the policy's roles. */
  readonly role: string;
  /** Code of the area in which the role acts. */
  readonly area?: string;
}

/** Who does it, and when: `2026-04-01T09:30:00+08:00`; a Date is the second at +08:00. */
export interface When {
  readonly by: Actor;
  readonly at: string | Date;
}

/** What a case begins with. */
export interface Opening {
  /** The host's id for it. */
  readonly case: string;
  /** Id of the policy. */
  readonly policy: string;
  /** The chart. */
  readonly chart: string;
  /** Codes of the areas that it lies in, by level: `county`, `city`, `province`. */
  readonly areas?: Readonly<Record<string, string>>;
}

/** A firm's facts, or what is told with an event. */
export type CaseFacts = Firm;

/** A title's days; `policy` is the hash of the policy that granted it, absent of one from before the case. */
export interface Titled {
  readonly from: string;
  readonly until: string;
  readonly policy?: string;
}

/** A case as it is kept: every number is a text. What is empty may be absent. */
export interface CaseSnapshot {
  readonly format: string;
  readonly id: string;
  readonly policy: string;
  readonly hash: string;
  readonly chart: string;
  readonly areas?: Readonly<Record<string, string>>;
  readonly active?: readonly string[];
  readonly variables?: Readonly<Record<string, string | boolean | null>>;
  readonly titles?: Readonly<Record<string, Titled>>;
  readonly bound?: Readonly<Record<string, { readonly policy: string; readonly call: string; readonly edition: string }>>;
  readonly sequence: string;
  readonly time: string;
  readonly head: string;
}

/** What the host is asked to do. */
export interface Effect {
  readonly id: string;
  readonly with?: Readonly<Record<string, string | boolean | null>>;
}

/** What came of a request. */
export interface Applied {
  readonly case: Case;
  readonly effects: readonly Effect[];
  /** Lines for the journal, byte for byte. */
  readonly entries: readonly string[];
}

/** A deadline that runs. */
export interface Due {
  readonly state: string;
  readonly state_label: Text;
  readonly id: string;
  readonly label: Text;
  /** The last day; null where the rules leave it open. */
  readonly day: string | null;
  /** Whether the calendar ends too early to be certain of the day. */
  readonly provisional: boolean;
  readonly overdue: boolean | null;
  readonly source: string;
}

/** An event that has a place now. */
export interface Next {
  readonly event: string;
  readonly label: Text;
  readonly state: string;
  readonly state_label: Text;
  readonly by: readonly { readonly role: string; readonly label: Text }[];
  readonly payload: readonly { readonly id: string; readonly optional: boolean }[];
  /** Whether a condition decides. */
  readonly decided: boolean;
  readonly window: { readonly from: string; readonly until: string } | null;
  readonly source: string;
}

/** A request of a case that is refused; nothing has changed. */
export class Refusal extends PeiyuError {
  private constructor();
  /** Facts that would tell whether the condition holds. */
  readonly missing: readonly string[];
}

/** Policies by hash, and the calendar of working days. */
export class Library {
  private constructor();
  /**
   * Of several policies of one id the last is the present one.
   * @throws {PeiyuError}
   */
  static load(policies: PolicyDocuments | readonly PolicyDocuments[], calendar: CalendarDocument): Library;
  /** Hashes of the policies, in their order. */
  readonly hashes: readonly string[];
  /**
   * Opens a case.
   * @throws {Refusal}
   */
  open(opening: Opening & When): Applied;
  /**
   * The case of a snapshot that was kept.
   * @throws {PeiyuError}
   */
  case(snapshot: string | CaseSnapshot): Case;
  /**
   * The case that a journal comes to; every entry is held against its hash.
   * @throws {PeiyuError}
   */
  replay(journal: string | Iterable<string>): Case;
  /**
   * Does a journal again: for each entry whether it came out the same, or was taken at its word because its facts are not
   * at hand. `facts` are by their digests, which the entries carry.
   * @throws {Refusal}
   */
  verify(journal: string | Iterable<string>, facts?: Readonly<Record<string, CaseFacts>>): ('again' | 'taken')[];
  /**
   * Carries out a request in the engine's own form, `{"at", "by", ...}` as JSON; without a case one is opened.
   * @throws {Refusal}
   */
  request(before: Case | undefined, request: string): Applied;
  /**
   * A chart of the present policy of that id (its first one if none is named), or the part of it that is in a state, with the
   * path of a case where its journal is given.
   * @throws {PeiyuError}
   */
  draw(
    policy: string,
    options?: {
      readonly chart?: string;
      readonly part?: string;
      readonly journal?: string | Iterable<string>;
      readonly lang?: 'zh' | 'en';
      readonly form?: 'svg' | 'dot' | 'mermaid';
    },
  ): string;
  /** Gives the memory back at once; without it that happens some time after the library is out of reach. */
  free(): void;
}

/** A case at one moment; what is done to it gives another. */
export class Case {
  private constructor();
  /**
   * Applies an event, after every term that has run out by then.
   * @throws {Refusal}
   */
  apply(event: string, when: When & { readonly payload?: CaseFacts; readonly facts?: CaseFacts }): Applied;
  /**
   * Lets time pass.
   * @throws {Refusal}
   */
  advance(at: string | Date): Applied;
  /**
   * Takes in a title from before the case; the days are its first and last.
   * @throws {Refusal}
   */
  importTitle(title: string, when: When & { readonly from: string; readonly until: string }): Applied;
  /**
   * Moves to the policy of that hash; `states` says what becomes of those that it lacks.
   * @throws {Refusal}
   */
  migrate(
    to: string,
    when: When & { readonly states?: Readonly<Record<string, string>>; readonly recount?: boolean },
  ): Applied;
  /**
   * The deadlines that run, those that end first before others.
   * @throws {PeiyuError}
   */
  due(at: string | Date): Due[];
  /**
   * Who may do what next.
   * @throws {PeiyuError}
   */
  next(): Next[];
  /** To be kept: `library.case(snapshot)` gives the case again. */
  readonly snapshot: string;
  toJSON(): CaseSnapshot;
  readonly id: string;
  readonly active: readonly string[];
  readonly titles: Readonly<Record<string, Titled>>;
  readonly variables: Readonly<Record<string, string | boolean | null>>;
}
