// Fills in a shared case's firm in a session, by changes at random, and holds every step against an explanation made afresh;
// used in Node and in the page, so it imports nothing. What is told of differences is meant to be empty.

const text = JSON.stringify;

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Plays one shared case with so many changes; gives what differs. */
export function playSession(peiyu, policies, { policy, choice, today, firm, money_unit }, seed, changes) {
  const { edition, call, as_of, tier } = choice;
  let loaded;
  try {
    loaded = peiyu.Policy.load(policies[policy], { edition, call, asOf: as_of, tier, today, moneyUnit: money_unit });
  } catch (e) {
    if (e instanceof peiyu.PeiyuError) return [];
    throw e;
  }
  const player = new Player(peiyu, loaded, random(seed));
  player.replace(firm);
  for (let i = 0; i < changes; i++) player.change();
  player.session.free();
  loaded.free();
  return player.differing;
}

class Player {
  constructor(peiyu, policy, next) {
    Object.assign(this, { peiyu, policy, next, differing: [], session: policy.session() });
    this.answer = this.session.answer;
  }

  pick(list) {
    return list[Math.floor(this.next() * list.length)];
  }

  /** The case's own firm in the place of what there was: taken or refused as an explanation takes or refuses it. */
  replace(firm) {
    this.done('replace', firm, () => this.session.replace(firm));
  }

  /** A field at random: a value that may be right for it, one that can't be, records, or none. */
  change() {
    const facts = this.policy.facts;
    const fact = this.pick(facts);
    const field = this.next() < 0.02 ? 'no_such_fact' : fact.id;
    const value = this.value(fact);
    const firm = { ...this.session.firm, [field]: value };
    if (value === undefined) delete firm[field];
    this.done(`set ${field} ${text(value)}`, firm, () => this.session.set(field, value));
  }

  value(fact) {
    const chance = this.next();
    if (chance < 0.1) return undefined;
    if (chance < 0.15) return null;
    if (chance < 0.2) return this.pick(['\ud800', {}, [], [7], NaN, 1e300, 0.1 + 0.2, -1, 'x'.repeat(20_000), { value: '1', source: 7 }]);
    const value = this.likely(fact);
    return chance < 0.3 && fact.type !== 'records' ? { value, source: '年报', as_of: '2025-12-31', evidence: ['a.pdf'] } : value;
  }

  likely(fact) {
    switch (fact.type) {
      case 'boolean':
        return this.next() < 0.7;
      case 'enum':
        return this.pick(fact.choices).id;
      case 'date':
        return this.pick(['2024-05-31', '2025-02-01', '2026-06-01']);
      case 'text':
        return this.pick(['甲公司', '62', '']);
      case 'money':
        return this.pick(['0', '999999.99', '1000000', '9999999.99', '10000000', '50000000', '1000', '400000000']);
      case 'records':
        return Array.from({ length: Math.floor(this.next() * 3) }, () =>
          Object.fromEntries(fact.fields.filter(() => this.next() < 0.8).map((field) => [field.id, this.likely(field)])));
      default:
        return this.pick(['0', '1', '2', '3', '5', '12', '0.03', '0.1', '0.5', '75', '300', '1000']);
    }
  }

  /** Does a change and holds the session against the policy's own explanation of the firm that comes of it. */
  done(what, firm, change) {
    const [update, refusal] = this.told(change);
    const [json, expected] = this.told(() => this.policy.explainJson(firm));
    if (text(refusal) !== text(expected)) this.differing.push(`${what}: refused ${text(refusal)}, not ${text(expected)}`);
    const now = expected ? this.policy.explainJson(this.session.firm) : json;
    if (this.session.explainJson() !== now) this.differing.push(`${what}: explainJson`);
    const { facts, provenance, ...answer } = JSON.parse(now);
    const { questions, ...ours } = this.session.answer;
    if (text(ours) !== text(answer)) this.differing.push(`${what}: answer`);
    this.held(what, update ?? { tiers: [] });
    this.answer = this.session.answer;
  }

  /** What a call gives, or the diagnostics that it throws; a field's lone surrogate is refused at the field. */
  told(run) {
    try {
      return [run(), undefined];
    } catch (e) {
      if (!(e instanceof this.peiyu.PeiyuError)) throw e;
      return [undefined, e.diagnostics.map((d) => (d.code === 'row_syntax' ? d.code : [d.code, d.span.pointer, d.message.zh]))];
    }
  }

  /** Nothing in an update stayed the same, and nothing that changed is missing in it. */
  held(what, update) {
    const { answer: before, session: { answer: after } } = this;
    const expected = after.tiers.flatMap((tier, i) => {
      const was = before.tiers[i];
      const keys = Object.keys(tier).filter((key) => key !== 'reasons' && text(tier[key]) !== text(was[key]));
      const parts = Object.fromEntries(keys.map((key) => [key, tier[key]]));
      const reasons = Object.entries(tier.reasons).filter(([place, reason]) => text(reason) !== text(was.reasons[place]));
      if (reasons.length) parts.reasons = Object.fromEntries(reasons);
      if (tier.reasons.length !== was.reasons.length) parts.reason_count = tier.reasons.length;
      return Object.keys(parts).length ? [{ tier: tier.tier, ...parts }] : [];
    });
    if (text(ordered(update.tiers)) !== text(ordered(expected))) this.differing.push(`${what}: update ${text(update)}, not ${text(expected)}`);
    const questions = text(before.questions) === text(after.questions) ? undefined : after.questions;
    if (text(update.questions) !== text(questions)) this.differing.push(`${what}: questions`);
    const missing = new Set(after.tiers.flatMap((tier) => tier.missing));
    if (missing.size !== after.questions.length || !after.questions.every((id) => missing.has(id))) this.differing.push(`${what}: missing`);
  }
}

/** Objects with their keys in one order. */
function ordered(tiers) {
  return tiers.map((tier) => Object.entries(tier).sort(([a], [b]) => (a < b ? -1 : 1)));
}
