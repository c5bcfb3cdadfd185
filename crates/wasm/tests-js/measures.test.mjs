// Measures in Node: the same bytes as everywhere, and what is refused.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import * as peiyu from 'peiyu';
import gansu from 'peiyu/policies/gansu';

import { runMeasures } from './measures.mjs';

const file = process.env.PEIYU_MEASURES;
const files = file ? JSON.parse(readFileSync(file, 'utf8')).files : [];

test('there are cases of measures', { skip: file ? false : 'PEIYU_MEASURES names no file' }, () => assert.ok(files.length > 0));

for (const one of files) {
  test(`measures of ${one.policy}`, () => {
    const { list, duties, firms, totals, targets } = runMeasures(peiyu, { gansu }, one);
    assert.deepEqual(list, JSON.parse(one.list));
    assert.deepEqual(duties, Object.fromEntries(Object.entries(one.duties).map(([id, text]) => [id, JSON.parse(text)])));
    assert.deepEqual(firms, one.firms);
    assert.equal(totals, one.totals);
    assert.deepEqual(targets, one.targets.map((t) => ({ ...t, answer: JSON.parse(t.answer) })));
  });
}

test('what is refused is said', () => {
  const measures = peiyu.Measures.load(gansu, { asOf: '2026-05-01' });
  const refused = (code, act) => assert.throws(act, (e) => e instanceof peiyu.PeiyuError && e.code === code);
  refused('unknown_reference', () => measures.duties('省农业厅'));
  refused('unknown_reference', () => measures.targets({ green_factory: 1 }));
  refused('number_syntax', () => measures.targets({ green_factories: 'many' }));
  refused('unknown_fact', () => measures.totals([{ nonsense: 1 }]));
  assert.throws(() => new peiyu.Measures(), TypeError);
  measures.free();
});

test('firms come from anything that can be walked through', () => {
  const measures = peiyu.Measures.load(gansu, { asOf: '2026-05-01' });
  const firm = { title_srdi_valid: true, title_little_giant_valid: false, srdi_first_year: 2024, award_srdi_paid: false, city: '6201' };
  const totals = measures.totals(new Set([firm, { ...firm, city: '6202' }]), { firms_served: 1n });
  assert.equal(totals.firms, 2);
  // Twice 300 000.
  assert.equal(totals.due, '600000');
  assert.equal(totals.targets.find((t) => t.target === 'firms_served').figure, '1');
  measures.free();
});
