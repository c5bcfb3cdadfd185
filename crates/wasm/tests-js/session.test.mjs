// Sessions in Node: the shared cases filled in at random, what is refused, and how long a session lives.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import * as peiyu from 'peiyu';
import cn from 'peiyu/policies/cn';
import gansu from 'peiyu/policies/gansu';

import { policiesOf } from './cases.mjs';
import { demoDocuments, thrown } from './demo.mjs';
import { playSession } from './sessions.mjs';

const { PeiyuError, Policy, Session } = peiyu;
const day = '2026-06-01';
const demo = () => Policy.load(demoDocuments(), { today: day });

const file = process.env.PEIYU_CASES;
test('the shared cases, and changes at random', { skip: file ? false : 'PEIYU_CASES names no file' }, async () => {
  const { cases } = JSON.parse(readFileSync(file, 'utf8'));
  assert.ok(cases.length > 0);
  const policies = await policiesOf(cases);
  const differing = cases.map((one, seed) => [one.id, playSession(peiyu, policies, one, seed, 12)]).filter(([, found]) => found.length);
  assert.deepEqual(differing, []);
});

test('long fillings, where it is open which edition judges too', () => {
  const choices = [{ edition: '2022' }, { edition: '2026' }, { call: 'little_giant_2026' }, { as_of: day }];
  for (const [seed, choice] of choices.entries()) {
    for (const policy of ['cn', 'gansu']) {
      const one = { policy, choice, today: day, firm: {}, money_unit: seed % 2 ? '万元' : '元' };
      assert.deepEqual(playSession(peiyu, { cn, gansu }, one, 1_000 + seed, 150), []);
    }
  }
});

test('an update says what changed and nothing else', () => {
  const policy = demo();
  const session = policy.session();
  assert.deepEqual(session.answer.questions, ['revenue', 'legal_person']);
  assert.equal(session.answer.policy, policy.hash);
  const first = session.answer;
  const { tiers, questions } = session.set('revenue', '9999999.99');
  assert.deepEqual(questions, []);
  assert.deepEqual(Object.keys(tiers[0]).sort(), ['distances', 'failed', 'missing', 'reasons', 'tier', 'verdict']);
  assert.equal(tiers[0].verdict, 'fail');
  assert.deepEqual(Object.keys(tiers[0].reasons), ['0']);
  assert.deepEqual(tiers[0].distances[0].ways, [[{ ...tiers[0].distances[0].ways[0][0], fact: 'revenue', from: '9999999.99', to: '10000000' }]]);
  assert.deepEqual(session.set('revenue', '9999999.99'), { tiers: [] });
  assert.deepEqual(session.set('name', '甲'), { tiers: [] });
  assert.deepEqual(session.set('staff', null), { tiers: [] });
  assert.notEqual(session.answer, first);
  assert.equal(session.answer.tiers[0].reasons[1], first.tiers[0].reasons[1]);
  assert.deepEqual(session.firm, { revenue: '9999999.99', name: '甲', staff: null });
  assert.deepEqual(session.set('revenue', 10_000_000n).questions, ['legal_person']);
  assert.equal(session.set('legal_person', true).tiers[0].verdict, 'pass');
  assert.equal(session.set('legal_person', undefined).tiers[0].verdict, 'unknown');
  assert.deepEqual(session.firm, { revenue: '10000000', name: '甲', staff: null });
  assert.deepEqual(session.replace('\ufeff{}').questions, ['revenue', 'legal_person']);
  assert.deepEqual(session.firm, {});
});

test('what is refused changes nothing', () => {
  const session = Policy.load(cn, { edition: '2022', today: day }).session({ equity_financing_2y: 5, equity_financing_3y: 5 });
  const [answer, firm] = [session.answer, session.firm];
  const round = { date: '2025-05-01', paid_in: 6, qualified_investor: true };
  const cyclic = {};
  cyclic.self = cyclic;
  const mine = new RangeError('mine');
  const changes = [
    [() => session.set('revenu_1', 1), 'unknown_fact', '/revenu_1'],
    [() => session.set('__proto__', 1), 'unknown_fact', '/__proto__'],
    [() => session.set('', 1), 'unknown_fact', '/'],
    [() => session.set(null, 1), 'unknown_fact', '/null'],
    [() => session.set('x'.repeat(10_000_000), 1), 'unknown_fact'],
    [() => session.set('\ud800', 1), 'unknown_fact', '/\\ud800'],
    [() => session.set('revenue_1', NaN), 'float_not_finite', '/revenue_1'],
    [() => session.set('revenue_1', {}), 'wrong_fact_type', '/revenue_1'],
    [() => session.set('revenue_1', cyclic), 'wrong_fact_type', '/revenue_1'],
    [() => session.set('revenue_1', new Map()), 'wrong_fact_type', '/revenue_1'],
    [() => session.set('revenue_1', { value: 1, source: 7 }), 'wrong_fact_type'],
    [() => session.set('name', 'x'.repeat(1_000_000)), 'outside_domain', '/name'],
    [() => session.set('name', 'x'.repeat(20_000_000)), 'document_too_large', '/name'],
    [() => session.set('name', 'a\ud800'), 'row_syntax', '/name'],
    [() => session.set('equity_rounds', [round]), 'fact_conflict', '/equity_financing_2y'],
    [() => session.set('equity_rounds', [round, 7]), 'wrong_fact_type', '/equity_rounds/1'],
    [() => session.set('equity_rounds', new Array(4_000_000_000)), 'too_many', '/equity_rounds'],
    [() => session.set('equity_rounds', 7), 'wrong_fact_type', '/equity_rounds'],
    [() => session.replace({ revenu_1: 1 }), 'unknown_fact', '/revenu_1'],
    [() => session.replace([]), 'row_syntax', ''],
    [() => session.replace('{'), 'row_syntax', ''],
    [() => session.replace(undefined), 'row_syntax', ''],
    [() => session.replace('{"revenue_1": 1, "revenue_1": 2}'), 'duplicate_key', ''],
  ];
  for (const [change, code, pointer] of changes) {
    const e = thrown(change);
    assert.ok(e instanceof PeiyuError, String(e));
    assert.equal(e.code, code);
    if (pointer !== undefined) assert.equal(e.span.pointer, pointer);
    assert.equal(session.answer, answer);
    assert.equal(session.firm, firm);
  }
  assert.equal(thrown(() => session.set('revenue_1', { get value() { throw mine; } })), mine);
  assert.throws(() => session.set(Symbol('x'), 1), { code: 'unknown_fact' });
  assert.throws(() => session.explainHtml('fr'), TypeError);
  assert.deepEqual(session.set('revenue_1', undefined), { tiers: [] });
  assert.throws(() => Policy.load(cn, { edition: '2022', today: day }).session({ revenu_1: 1 }), { code: 'unknown_fact' });
});

test('a session outlives its policy, and is no more once it is freed', () => {
  const policy = demo();
  const session = policy.session({ revenue: 1 });
  const whole = policy.explainHtml({ revenue: 1 }, 'en');
  policy.free();
  assert.equal(session.explainHtml('en'), whole);
  assert.equal(session.set('revenue', '10000000').tiers[0].verdict, 'unknown');
  session.free();
  const answer = session.answer;
  assert.throws(() => session.set('revenue', 1));
  assert.throws(() => session.replace({}));
  assert.throws(() => session.explainJson());
  assert.equal(session.answer, answer);
  assert.throws(() => new Session(), TypeError);
  assert.throws(() => policy.session());
});
