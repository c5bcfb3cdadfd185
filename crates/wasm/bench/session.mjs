// A changed field to a fresh explained verdict in Node, and side by side with what peers do at that step: the score of
// 专精特新中小企业 (edition 2022), by GoRules' ZEN in WebAssembly, by FEEL in JavaScript (feelin), and by a machine of XState whose
// guard is that score in plain JavaScript. A session gives the verdicts of three tiers, reasons with articles, what is
// missing and how far off as well. All must agree on every score before anything is timed.
//
//   cargo xtask wasm && cp crates/wasm/bench/* SCRATCH && cd SCRATCH && npm install --force
//   npm install --force .../target/npm/peiyu-0.1.0.tgz
//   node session.mjs .../examples/enterprises.csv
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import wasi from '@gorules/zen-engine-wasm32-wasi';
import { evaluate } from 'feelin';
import { Policy } from 'peiyu';
import cn from 'peiyu/policies/cn';
import gansu from 'peiyu/policies/gansu';
import { assign, createActor, createMachine } from 'xstate';

import { decisionContent, feel, plainFirm, plainScorer, plainValue } from './scorecard.mjs';
import { changes, rows, spread, walk } from './walk.mjs';

const firms = rows(readFileSync(process.argv[2], 'utf8'));
const today = '2026-06-01';
const shown = (name, { changes, median, p99, longest }) =>
  console.log(`${name.padEnd(44)} ${[median, p99, longest].map((n) => n.toFixed(0).padStart(7)).join('')} µs  ${changes} changes`);

/** The answer of a session is the explanation made afresh. */
function held(policy) {
  return (session) => {
    const { facts, provenance, ...answer } = policy.explain(session.firm);
    const { questions, ...ours } = session.answer;
    if (JSON.stringify(ours) !== JSON.stringify(answer)) throw new Error(JSON.stringify(session.firm));
  };
}

console.log('a changed field to a fresh explained verdict, three tiers: median, 99 of 100, longest');
for (const [name, documents, options] of [
  ['cn, edition 2022', cn, { edition: '2022' }],
  ['cn, call little_giant_2026', cn, { call: 'little_giant_2026' }],
  ['gansu, edition 2022', gansu, { edition: '2022' }],
]) {
  const policy = Policy.load(documents, { ...options, today });
  walk(policy, firms.slice(0, 3), held(policy));
  shown(name, spread(walk(policy, firms)));
}

const policy = Policy.load(cn, { edition: '2022', today });
// The peers have no unknown.
const columns = Math.max(...firms.map((firm) => Object.keys(firm).length));
const known = firms.filter((firm) => Object.keys(firm).length === columns);
const plainScore = plainScorer(Object.keys(known[0]));
const decision = new wasi.ZenEngine().createDecision(decisionContent);
const machine = createMachine({
  context: ({ input }) => input,
  initial: 'judged',
  on: { change: { target: '.judged', actions: assign(({ event }) => ({ [event.field]: event.value })) } },
  states: {
    judged: { always: [{ target: 'enough', guard: ({ context }) => plainScore(context) >= 60 }, { target: 'short' }] },
    enough: {},
    short: {},
  },
});
/** Each contender begins with a firm and gives what a change comes to. */
const contenders = {
  'peiyu: session, three tiers explained': () => {
    let session;
    return { begin: (firm) => (session = policy.session(firm)), change: (id, text) => session.set(id, text), score: () => session.answer.tiers.find((t) => t.tier === 'srdi').score };
  },
  'peiyu: policy.explain, three tiers': () => {
    let firm, answer;
    return { begin: (start) => (firm = { ...start }), change: (id, text) => ((firm[id] = text), (answer = policy.explain(firm))), score: () => answer.tiers.find((t) => t.tier === 'srdi').score };
  },
  'zen in wasm: the score': () => {
    let firm, result;
    return { begin: (start) => (firm = plainFirm(start)), change: async (id, text) => ((firm[id] = plainValue(text)), ({ result } = await decision.evaluate(firm))), score: () => result.score };
  },
  'feelin: the score': () => {
    let firm, score;
    return { begin: (start) => (firm = plainFirm(start)), change: (id, text) => ((firm[id] = plainValue(text)), (score = feel.reduce((sum, indicator) => sum + evaluate(indicator, firm).value, 0))), score: () => score };
  },
  'xstate: a guard over the score': () => {
    let actor;
    return { begin: (start) => (actor = createActor(machine, { input: plainFirm(start) }).start()), change: (field, text) => actor.send({ type: 'change', field, value: plainValue(text) }), score: () => plainScore(actor.getSnapshot().context), enough: () => actor.getSnapshot().value === 'enough' };
  },
};
/** Changes of a whole firm, without the zeros that would be divided by. */
const read = new Set(['revenue_1', 'main_revenue_1', 'main_revenue_2', 'rd_expense_1', 'net_profit_1', 'total_assets_1', 'market_years', 'employees', 'qms_certified', 'own_brand']);
const steps = known.flatMap((firm) => [...changes(policy, [firm])].slice(1 + Object.keys(firm).length).filter(([id, text]) => read.has(id) && Number(text) !== 0).map((step) => [firm, ...step]));

async function run(make, check) {
  const { begin, change, ...of } = make();
  const times = [];
  let last;
  for (const [firm, id, text] of steps) {
    if (firm !== last) begin((last = firm));
    const start = performance.now();
    await change(id, text);
    times.push((performance.now() - start) * 1000);
    check?.(of);
  }
  return spread(times);
}

const scores = {};
for (const [name, make] of Object.entries(contenders)) {
  scores[name] = [];
  await run(make, ({ score, enough }) => {
    scores[name].push(Number(score()));
    if (enough && enough() !== score() >= 60) throw new Error(`${name}: ${score()}`);
  });
}
const [ours, ...others] = Object.keys(scores);
for (const other of others) {
  const at = scores[ours].findIndex((score, i) => Math.abs(score - scores[other][i]) > 1e-9);
  if (at >= 0) throw new Error(`${other}: ${scores[other][at]}, not ${scores[ours][at]}: ${steps[at].slice(1)} of ${steps[at][0].name}`);
}
console.log(`\n${known.length} firms, ${steps.length} changes, ${new Set(scores[ours]).size} scores; all agree. Median, 99 of 100, longest:`);
const medians = {};
for (let round = 0; round < 3; round++) {
  for (const [name, make] of Object.entries(contenders)) {
    const found = await run(make);
    if (round === 2) shown(name, found);
    (medians[name] ??= []).push(found.median);
  }
}
const middle = (name) => medians[name].sort((a, b) => a - b)[1];
for (const other of others) console.log(`${other} / a session: ${(middle(other) / middle(ours)).toFixed(2)}`);

console.log('\nimport and load, a process each, the median of 9:');
for (const [id, edition] of [['cn', '2022'], ['gansu', '2022']]) {
  const script = `const start = performance.now();
    const [{ Policy }, { default: documents }] = await Promise.all([import('peiyu'), import('peiyu/policies/${id}')]);
    Policy.load(documents, { edition: '${edition}', today: '${today}' }).session();
    console.log(performance.now() - start)`;
  const once = () => Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: import.meta.dirname }));
  console.log(`${id.padEnd(6)} ${Array.from({ length: 9 }, once).sort((a, b) => a - b)[4].toFixed(0)} ms to the first explained answer`);
}
// ZEN's WebAssembly keeps worker threads.
process.exit(0);
