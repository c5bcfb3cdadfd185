// The changes that a benchmark of sessions makes, the same in Node and in a page, and how long each took.

/** The rows of examples/enterprises.csv, what is left blank left out. */
export function rows(csv) {
  const [header, ...lines] = csv.trim().split('\n').map((line) => line.split(','));
  return lines.map((line) => Object.fromEntries(header.map((id, i) => [id, line[i]]).filter(([, text]) => text !== '')));
}

/** Figures on both sides of what the rules ask, for each fact that is a number. */
function figures(fact, own) {
  const n = Number(own);
  const near = fact.type === 'money' ? [n * 0.2, n * 0.6, n * 1.7, n * 8] : fact.type === 'integer' ? [0, 1, n + 3] : [n * 0.5, n * 1.1];
  const places = fact.type === 'money' ? 2 : fact.type === 'integer' ? 0 : 4;
  return near.map((value) => value.toFixed(places)).filter((text) => (fact.max === null || Number(text) <= Number(fact.max)) && (fact.min === null || Number(text) >= Number(fact.min)));
}

/** Fills in each firm field by field, then moves its figures over thresholds and turns its answers, and puts them back. */
export function* changes(policy, firms) {
  const facts = new Map(policy.facts.map((fact) => [fact.id, fact]));
  for (const firm of firms) {
    yield ['', undefined];
    yield* Object.entries(firm);
    for (const [id, own] of Object.entries(firm)) {
      const fact = facts.get(id);
      if (['money', 'integer', 'decimal'].includes(fact.type)) for (const value of figures(fact, own)) yield [id, value];
      else if (fact.type === 'boolean') yield [id, own === 'true' ? 'false' : 'true'];
      yield [id, own];
    }
  }
}

/** Makes the changes; gives microseconds of each, by how the tiers stood after it. `check` is called outside of the time. */
export function walk(policy, firms, check = () => {}) {
  const session = policy.session();
  const times = [];
  for (const [id, value] of changes(policy, firms)) {
    if (id === '') {
      session.replace({});
      continue;
    }
    const begin = performance.now();
    session.set(id, value);
    times.push((performance.now() - begin) * 1000);
    check(session);
  }
  session.free();
  return times;
}

/** Median, the 99th of a hundred, and the longest. */
export function spread(times) {
  const sorted = Float64Array.from(times).sort();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { changes: sorted.length, median: at(0.5), p99: at(0.99), longest: sorted.at(-1) };
}
