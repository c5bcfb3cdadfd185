// What `peiyu codegen ts` writes for a policy with records and for one with charts, compiled: it loads its policy, and no
// other, and has the charts' ids.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Policy } from 'peiyu';
import cn from 'peiyu/policies/cn';
import gansu from 'peiyu/policies/gansu';
import { LadderEffect, LadderEvent, LadderState, LadderTitle, Role } from './out/demo.js';
import { POLICY_HASH, TIERS, load } from './out/gansu.js';

test('the generated code loads its policy', () => {
  const policy = load(gansu, { edition: '2022' });
  assert.equal(policy.hash, POLICY_HASH);
  /** @type {import('./out/gansu.js').Facts} */
  const facts = { equity_rounds: [{ date: '2026-05-01', paid_in: 5e6 }], industry: 'industry', revenue_1: '10000000', rd_expense_1: 299999, market_years: 2 };
  const answer = policy.assess(facts);
  assert.deepEqual(answer.tiers.map((tier) => tier.tier), [...TIERS]);
  // 附件2 一(二): three percent of 10 million are 300 000.
  assert.ok(answer.tiers[1].failed.some((criterion) => criterion.source.includes('附件2 一(二)')));
});

test('other documents are refused', () => {
  const documents = [...gansu.documents].map((d) => ({ ...d, json: d.json.replace('创新型中小企业', '创新型企业') }));
  assert.notEqual(Policy.load({ policy: 'gansu', documents }).hash, POLICY_HASH);
  assert.throws(() => load({ documents }), /peiyu codegen/);
  assert.throws(() => load(cn), /gansu/);
});

// By hand, from tests/charts/demo/demo.yaml.
test('the ids of a chart are constants', () => {
  /** @type {import('./out/demo.js').LadderState} */
  const state = 'first_draft';
  assert.equal(LadderState.FirstDraft, state);
  assert.equal(LadderState.SecondBarred, 'second_barred');
  assert.equal(LadderEvent.SubmitFirst, 'submit_first');
  assert.equal(Object.keys(LadderEvent).length, 22);
  assert.deepEqual(Object.values(Role), ['enterprise', 'county', 'province', 'public']);
  assert.deepEqual(Object.values(LadderEffect), ['letter', 'publish', 'pay_award']);
  assert.deepEqual(Object.values(LadderTitle), ['first', 'second']);
});
