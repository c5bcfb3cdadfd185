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

import { decisionContent, plainFirm } from './scorecard.mjs';

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

const decision = new ZenEngine().createDecision(decisionContent);
const decisionInWasm = new wasi.ZenEngine().createDecision(decisionContent);

const firms = known.map((firm) => ({ texts: firm, plain: plainFirm(firm) }));

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
