// Cases as JavaScript users see them. Conversion only: what is allowed, what comes of it and when it is due is the engine's.

/** @import {Actor, CaseFacts, CaseSnapshot, Due, Effect, Next, Opening, PolicyDocuments, Titled, When} from './index.js' */
import { refusing } from './error.js';
import { firmText, momentText } from './firm.js';
import { Library as Raw } from './peiyu_raw.js';
import { loaderOf } from './policy.js';
import { text } from './text.js';

/** Policies by hash, and the calendar of working days. */
export class Library {
  /** @type {Raw} */
  #raw;
  /** @type {string[]} */
  #hashes;

  /**
   * @param {Raw} raw
   * @param {string[]} hashes
   */
  constructor(raw, hashes) {
    if (!(raw instanceof Raw)) throw new TypeError('Library.load(policies, calendar) makes a library');
    this.#raw = raw;
    this.#hashes = hashes;
  }

  /**
   * @param {PolicyDocuments | readonly PolicyDocuments[]} policies
   * @param {{readonly json: string}} calendar
   * @returns {Library}
   */
  static load(policies, calendar) {
    const all = Array.isArray(policies) ? policies : [policies];
    const raw = refusing(() => new Raw(text(calendar.json)));
    try {
      const hashes = all.map((documents) => {
        const loader = loaderOf(documents);
        try {
          return refusing(() => raw.add(loader, text(documents.policy)));
        } finally {
          loader.free();
        }
      });
      return new Library(raw, hashes);
    } catch (e) {
      raw.free();
      throw e;
    }
  }

  /** @returns {readonly string[]} */
  get hashes() {
    return this.#hashes;
  }

  /**
   * @param {Opening & When} opening
   * @returns {Applied}
   */
  open({ case: id, policy, chart, areas = {}, by, at }) {
    return this.#asked(undefined, at, by, { open: JSON.stringify({ case: id, policy, chart, areas }) });
  }

  /**
   * @param {string | CaseSnapshot} snapshot
   * @returns {Case}
   */
  case(snapshot) {
    const json = text(typeof snapshot === 'string' ? snapshot : JSON.stringify(snapshot));
    // Read once by the engine, so that what is no snapshot is refused here.
    refusing(() => this.#raw.next(json));
    return this.#case(json);
  }

  /**
   * @param {string | Iterable<string>} journal
   * @returns {Case}
   */
  replay(journal) {
    return this.#case(refusing(() => Raw.replay(journalText(journal))));
  }

  /**
   * @param {string | Iterable<string>} journal
   * @param {Readonly<Record<string, CaseFacts>>} [facts]
   * @returns {('again' | 'taken')[]}
   */
  verify(journal, facts = {}) {
    const known = Object.entries(facts).map(([digest, firm]) => `${JSON.stringify(digest)}:${firmText(firm)}`);
    const held = refusing(() => this.#raw.verify(journalText(journal), text(`{${known.join(',')}}`)));
    return /** @type {('again' | 'taken')[]} */ (held);
  }

  /**
   * @param {string} policy
   * @param {{chart?: string, part?: string, journal?: string | Iterable<string>, lang?: 'zh' | 'en', form?: 'svg' | 'dot' | 'mermaid'}} [options]
   * @returns {string}
   */
  draw(policy, { chart, part, journal, lang = 'zh', form = 'svg' } = {}) {
    if (lang !== 'zh' && lang !== 'en') throw new TypeError("lang: 'zh' | 'en'");
    const [named, inside] = [chart, part].map((id) => (id == null ? undefined : text(id)));
    const told = journal == null ? undefined : journalText(journal);
    return refusing(() => this.#raw.draw(text(policy), named, inside, told, lang === 'en', text(form)));
  }

  /** Gives the engine's memory back at once; without it that happens when the library is collected. */
  free() {
    this.#raw.free();
  }

  /**
   * @param {string} snapshot
   * @returns {Case}
   */
  #case(snapshot) {
    return new Case(snapshot, {
      ask: (at, by, what) => this.#asked(snapshot, at, by, what),
      due: (at) => JSON.parse(refusing(() => this.#raw.due(snapshot, momentText(at)))),
      next: () => JSON.parse(refusing(() => this.#raw.next(snapshot))),
    });
  }

  /**
   * @param {string | undefined} snapshot
   * @param {string | Date} at
   * @param {Actor | undefined} by
   * @param {Record<string, string>} what
   * @returns {Applied}
   */
  #asked(snapshot, at, by, what) {
    const parts = Object.entries(what).map(([key, json]) => `,${JSON.stringify(key)}:${json}`);
    const who = by === undefined ? '' : `,"by":${JSON.stringify(by) ?? 'null'}`;
    return this.#request(snapshot, `{"at":${JSON.stringify(momentText(at))}${who}${parts.join('')}}`);
  }

  /**
   * @param {string | undefined} snapshot
   * @param {string} request
   * @returns {Applied}
   */
  #request(snapshot, request) {
    const [after = '', effects = '[]', ...entries] = refusing(() => this.#raw.request(snapshot, text(request)));
    return { case: this.#case(after), effects: /** @type {Effect[]} */ (JSON.parse(effects)), entries };
  }

  /**
   * @param {Case | undefined} before
   * @param {string} request
   * @returns {Applied}
   */
  request(before, request) {
    return this.#request(before?.snapshot, request);
  }
}

/** @typedef {{readonly case: Case, readonly effects: readonly Effect[], readonly entries: readonly string[]}} Applied */

/**
 * @typedef {object} Desk
 * @property {(at: string | Date, by: Actor | undefined, what: Record<string, string>) => Applied} ask
 * @property {(at: string | Date) => Due[]} due
 * @property {() => Next[]} next
 */

/** A case at one moment; what is done to it gives another. */
export class Case {
  /** @type {string} */
  #snapshot;
  /** @type {Desk} */
  #desk;
  /** @type {CaseSnapshot | undefined} */
  #read;

  /**
   * @param {string} snapshot
   * @param {Desk} desk
   */
  constructor(snapshot, desk) {
    if (typeof desk?.ask !== 'function') throw new TypeError('library.open(...) makes a case');
    this.#snapshot = snapshot;
    this.#desk = desk;
  }

  /**
   * @param {string} event
   * @param {When & {readonly payload?: CaseFacts, readonly facts?: CaseFacts}} when
   * @returns {Applied}
   */
  apply(event, { by, at, payload, facts }) {
    /** @type {Record<string, string>} */
    const what = { event: JSON.stringify(String(event)) };
    if (payload !== undefined) what['payload'] = firmText(payload);
    if (facts !== undefined) what['facts'] = firmText(facts);
    return this.#desk.ask(at, by, what);
  }

  /**
   * @param {string | Date} at
   * @returns {Applied}
   */
  advance(at) {
    return this.#desk.ask(at, undefined, {});
  }

  /**
   * @param {string} title
   * @param {When & {readonly from: string, readonly until: string}} when
   * @returns {Applied}
   */
  importTitle(title, { by, at, from, until }) {
    return this.#desk.ask(at, by, { import_title: JSON.stringify({ title, from, until }) });
  }

  /**
   * @param {string} to
   * @param {When & {readonly states?: Readonly<Record<string, string>>, readonly recount?: boolean}} when
   * @returns {Applied}
   */
  migrate(to, { by, at, states = {}, recount = false }) {
    return this.#desk.ask(at, by, { migrate: JSON.stringify({ to, states, recount }) });
  }

  /**
   * @param {string | Date} at
   * @returns {Due[]}
   */
  due(at) {
    return this.#desk.due(at);
  }

  /** @returns {Next[]} */
  next() {
    return this.#desk.next();
  }

  /** @returns {string} */
  get snapshot() {
    return this.#snapshot;
  }

  /** @returns {CaseSnapshot} */
  toJSON() {
    this.#read ??= /** @type {CaseSnapshot} */ (JSON.parse(this.#snapshot));
    return this.#read;
  }

  /** @returns {string} */
  get id() {
    return this.toJSON().id;
  }

  /** @returns {readonly string[]} */
  get active() {
    return this.toJSON().active ?? [];
  }

  /** @returns {Readonly<Record<string, Titled>>} */
  get titles() {
    return this.toJSON().titles ?? {};
  }

  /** @returns {Readonly<Record<string, string | boolean | null>>} */
  get variables() {
    return this.toJSON().variables ?? {};
  }
}

/**
 * @param {string | Iterable<string>} journal
 * @returns {string}
 */
function journalText(journal) {
  return text(typeof journal === 'string' ? journal : Array.from(journal, (line) => `${line}\n`).join(''));
}
