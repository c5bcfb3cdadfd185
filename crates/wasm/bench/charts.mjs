// Two transitions of one small chart, in one run: the engine's graph and statig's compiled machine (criterion, native), XState
// in Node, and a whole case in this package, which adds who may do it, the entry with its hash and the snapshot.
//
//   cargo xtask wasm && cp crates/wasm/bench/* SCRATCH && cd SCRATCH && npm install --force
//   npm install --force .../target/npm/peiyu-0.1.0.tgz
//   node charts.mjs REPOSITORY
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { assign, createActor, createMachine, initialTransition, transition } from 'xstate';

import { Library } from 'peiyu';
import calendar from 'peiyu/calendars/cn';

const repository = process.argv[2];
const text = (zh, en) => ({ zh, en });
const by = (role) => ({ label: text(role, role), by: [role] });
const source = { doc: 'law', at: '一', tag: 'V' };
const documents = {
  policy: 'review',
  documents: [
    {
      id: 'review/rules',
      json: JSON.stringify({
        peiyu: 1,
        policy: 'review',
        sources: { law: { title: text('办法', 'rules') } },
        editions: { 2026: { label: text('2026', '2026'), from: '2020-01-01', source } },
        facts: { name: { type: 'text', key: true, label: text('名称', 'name') } },
        roles: { public: { label: text('公众', 'public') }, office: { label: text('部门', 'office') } },
        charts: {
          review: {
            label: text('公示', 'review'),
            events: { object: by('public'), dismiss: by('office') },
            variables: { objections: { is: { type: 'integer', min: '0', label: text('次数', 'objections') }, initial: '0' } },
            root: {
              label: text('公示', 'review'),
              initial: 'publicity',
              states: {
                publicity: { label: text('公示', 'publicity'), on: [{ event: 'object', to: 'objection', if: 'objections < 1000000000' }] },
                objection: {
                  label: text('异议', 'objection'),
                  entry: [{ set: { objections: 'objections + 1' } }],
                  on: [{ event: 'dismiss', to: 'publicity' }],
                },
              },
            },
          },
        },
      }),
    },
    { id: 'review/2026', json: JSON.stringify({ peiyu: 1, policy: 'review', edition: '2026', tiers: { any: { label: text('级', 'tier'), all: [{ id: 'name', when: 'name = "x"', label: text('名称', 'name'), source }] } } }) },
  ],
};
const machine = createMachine({
  id: 'review',
  context: { objections: 0 },
  initial: 'publicity',
  states: {
    publicity: { on: { object: { target: 'objection', guard: ({ context }) => context.objections < 1_000_000_000 } } },
    objection: { entry: assign({ objections: ({ context }) => context.objections + 1 }), on: { dismiss: { target: 'publicity' } } },
  },
});

/** The median of some runs, in microseconds for one call. */
function micros(run) {
  const times = [];
  for (let round = 0; round < 15; round += 1) {
    const n = 2_000;
    const start = performance.now();
    for (let i = 0; i < n; i += 1) run();
    times.push(((performance.now() - start) * 1000) / n);
  }
  return times.sort((a, b) => a - b)[7];
}

const library = Library.load(documents, calendar);
const at = '2026-06-01T09:00:00+08:00';
const anyone = { id: 'a', role: 'public' };
const office = { id: 'b', role: 'office' };
const { case: opened } = library.open({ case: 'c', policy: 'review', chart: 'review', by: office, at });
const once = () => opened.apply('object', { by: anyone, at }).case.apply('dismiss', { by: office, at }).case;
const [initial] = initialTransition(machine);
const pure = () => transition(machine, transition(machine, initial, { type: 'object' })[0], { type: 'dismiss' })[0];
const actor = createActor(machine).start();

// Both count one objection and stand in publicity again.
const [ours, theirs] = [once(), pure()];
if (ours.variables.objections !== '1' || ours.active.at(-1) !== 'publicity') throw new Error(ours.snapshot);
if (theirs.context.objections !== 1 || theirs.value !== 'publicity') throw new Error(JSON.stringify(theirs));

execFileSync('cargo', ['bench', '-q', '-p', 'peiyu-benches', '--bench', 'charts', '--', '--quick'], { cwd: repository, stdio: 'ignore' });
const { target_directory: target } = JSON.parse(execFileSync('cargo', ['metadata', '--no-deps', '--format-version', '1'], { cwd: repository }));
const criterion = (name) => {
  const file = join(target, 'criterion', name, 'new/estimates.json');
  return JSON.parse(readFileSync(file, 'utf8')).mean.point_estimate / 1000;
};
const rows = {
  'statig, compiled Rust': criterion('two transitions_ statig, compiled'),
  'Peiyu, the graph, native': criterion('two transitions_ the graph'),
  'XState, actor': micros(() => {
    actor.send({ type: 'object' });
    actor.send({ type: 'dismiss' });
  }),
  'XState, pure transition': micros(pure),
  'Peiyu, a whole case in WebAssembly': micros(once),
};
const graph = rows['Peiyu, the graph, native'];
for (const [name, time] of Object.entries(rows)) {
  console.log(`${name.padEnd(36)} ${time.toFixed(3).padStart(10)} us for two transitions ${(time / graph).toFixed(2).padStart(9)} times the graph`);
}
