// How long the package takes in Node, beside GoRules' ZEN engine (its native Node addon, and its WebAssembly package) on
// the same scorecard of 专精特新中小企业 (edition 2022).
//
// ZEN computes only the score, as one node of expressions, the quickest form that it has; Peiyu gives the whole answer
// with reasons. Both must agree on the score before anything is timed.
//
//   cargo xtask wasm && cp crates/wasm/bench/* SCRATCH && cd SCRATCH && npm install --force
//   npm install --force .../target/npm/peiyu-0.1.0.tgz
//   node bench.mjs .../examples/enterprises.csv
import { readFileSync } from 'node:fs';

import { ZenEngine } from '@gorules/zen-engine';
import wasi from '@gorules/zen-engine-wasm32-wasi';

const start = performance.now();
const { Policy } = await import('peiyu');
const { default: cn } = await import('peiyu/policies/cn');
const options = { edition: '2022', today: '2026-06-01', tier: 'srdi' };
const policy = Policy.load(cn, options);
const loaded = performance.now() - start;

const [header, ...rows] = readFileSync(process.argv[2], 'utf8').trim().split('\n').map((line) => line.split(','));
const texts = rows.map((row) => Object.fromEntries(header.map((id, i) => [id, row[i]])));
// Only firms of which every fact is known: ZEN has no unknown.
const known = texts.filter((firm) => Object.values(firm).every((value) => value !== ''));

/** Points by thresholds, from the highest: `[[0.8, 5], [0.7, 3]]`. */
const atLeast = (value, bands) => bands.reduceRight((rest, [limit, points]) => `(${value} >= ${limit} ? ${points} : ${rest})`, '0');
const atMost = (value, bands) => bands.reduceRight((rest, [limit, points]) => `(${value} <= ${limit} ? ${points} : ${rest})`, '0');
const choice = (value, points) =>
  Object.entries(points).reduceRight((rest, [id, n]) => `(${value} == '${id}' ? ${n} : ${rest})`, '0');
const yes = (id, points) => `(${id} ? ${points} : 0)`;

const growth = '((main_revenue_1 / main_revenue_2 - 1) + (main_revenue_2 / main_revenue_3 - 1)) / 2';
const points = {
  main_ratio: atLeast('(main_revenue_1 / revenue_1)', [[0.8, 5], [0.7, 3], [0.6, 1]]),
  main_growth: atLeast(`(${growth})`, [[0.1, 10], [0.08, 8], [0.06, 6], [0.04, 4], [0, 2]]),
  years: 'min([5, floor(market_years / 2)])',
  field: choice('product_field', { gap_filling: 5, six_bases: 3 }),
  digital: atLeast('digital_level', [[3, 5], [2, 3]]),
  quality: `min([5, ${['quality_award_prov', 'qms_certified', 'own_brand', 'standard_setting'].map((id) => yes(id, 3)).join(' + ')}])`,
  net_margin: atLeast('(net_profit_1 / revenue_1)', [[0.1, 10], [0.08, 8], [0.06, 6], [0.04, 4], [0.02, 2]]),
  debt: atMost('(total_liabilities_1 / total_assets_1)', [[0.5, 5], [0.6, 3], [0.7, 1]]),
  local: 'local_score',
  ip: '(ip1_high_value >= 1 ? 10 : (ip1_self_developed >= 1 ? 8 : (ip1 >= 1 ? 6 : (ip2 >= 1 ? 2 : 0))))',
  rd: `max([${atLeast('rd_expense_1', [[5e6, 10], [4e6, 8], [3e6, 6], [2e6, 4], [1e6, 2]])}, ${atLeast('(rd_expense_1 / revenue_1)', [[0.1, 10], [0.08, 8], [0.06, 6], [0.04, 4], [0.03, 2]])}])`,
  rd_staff: atLeast('(rd_staff / employees)', [[0.2, 5], [0.1, 3], [0.05, 1]]),
  institution: choice('rd_institution', { national: 10, province: 8, city: 4, below_city: 2 }),
};
const expressions = Object.entries(points).map(([key, value]) => ({ id: key, key, value }));
expressions.push({ id: 'score', key: 'score', value: Object.keys(points).map((key) => `$.${key}`).join(' + ') });

const content = {
  contentType: 'application/vnd.gorules.decision',
  nodes: [
    { id: 'in', name: 'in', type: 'inputNode', position: { x: 0, y: 0 } },
    { id: 'score', name: 'score', type: 'expressionNode', position: { x: 1, y: 0 }, content: { expressions } },
    { id: 'out', name: 'out', type: 'outputNode', position: { x: 2, y: 0 } },
  ],
  edges: [
    { id: 'a', type: 'edge', sourceId: 'in', targetId: 'score' },
    { id: 'b', type: 'edge', sourceId: 'score', targetId: 'out' },
  ],
};
const decision = new ZenEngine().createDecision(content);
const decisionInWasm = new wasi.ZenEngine().createDecision(content);

/** A cell of the CSV as ZEN wants it. */
const plain = (text) => (text === 'true' ? true : text === 'false' ? false : /^-?[0-9.]+$/.test(text) ? Number(text) : text);
const firms = known.map((firm) => ({
  texts: firm,
  plain: Object.fromEntries(Object.entries(firm).map(([id, text]) => [id, id === 'uscc' ? text : plain(text)])),
}));

for (const firm of firms) {
  const ours = policy.assess(firm.texts).tiers[0].score;
  for (const zen of [decision, decisionInWasm]) {
    const theirs = (await zen.evaluate(firm.plain)).result.score;
    if (Number(ours) !== Number(theirs)) throw new Error(`${firm.texts.name}: ${ours} and ${theirs}`);
  }
}

/** Microseconds a firm: the median of many rounds over all firms. */
async function median(run, rounds) {
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    for (const firm of firms) await run(firm);
    times.push(((performance.now() - begin) * 1000) / firms.length);
  }
  return times.sort((a, b) => a - b)[rounds >> 1];
}

await median((f) => policy.assess(f.texts), 300);
const ours = await median((f) => policy.assess(f.texts), 1000);
const all = Policy.load(cn, { ...options, tier: null });
await median((f) => all.assess(f.texts), 300);
const threeTiers = await median((f) => all.assess(f.texts), 1000);
await median((f) => decision.evaluate(f.plain), 300);
const theirs = await median((f) => decision.evaluate(f.plain), 1000);
await median((f) => decisionInWasm.evaluate(f.plain), 50);
const theirsInWasm = await median((f) => decisionInWasm.evaluate(f.plain), 200);

console.log(`${firms.length} firms, the scores agree`);
console.log(`peiyu: import and load cn            ${loaded.toFixed(0)} ms`);
console.log(`peiyu: assess, one tier              ${ours.toFixed(1)} µs`);
console.log(`peiyu: assess, three tiers           ${threeTiers.toFixed(1)} µs`);
console.log(`zen:   the score of one tier         ${theirs.toFixed(1)} µs`);
console.log(`zen in wasm: the same                ${theirsInWasm.toFixed(1)} µs`);
console.log(`zen / peiyu, one tier                ${(theirs / ours).toFixed(2)}`);
console.log(`zen in wasm / peiyu, one tier        ${(theirsInWasm / ours).toFixed(2)}`);
// ZEN's WebAssembly keeps worker threads.
process.exit(0);
