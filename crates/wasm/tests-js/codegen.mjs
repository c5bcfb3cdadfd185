// What `peiyu codegen ts gansu` writes, compiled: it loads its policy, and no other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Policy } from 'peiyu';
import cn from 'peiyu/policies/cn';
import gansu from 'peiyu/policies/gansu';
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
