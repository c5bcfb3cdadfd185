// What no firm and no document should be: each gives a PeiyuError, never a trap, and the module answers afterwards.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { PeiyuError, Policy } from 'peiyu';
import embedded from 'peiyu/policies/cn';

import { demo, demoDocuments, thrown } from './demo.mjs';

const day = '2026-06-01';
const policy = Policy.load(demoDocuments(), { today: day });

/** The refusal of a firm: code and field of every diagnostic. */
function refused(firm) {
  const e = thrown(() => policy.assess(firm));
  assert.ok(e instanceof PeiyuError, String(e));
  return e.diagnostics.map((d) => [d.code, d.span.pointer]);
}

/** The refusal of a document given as text. */
function refusedDocument(json) {
  const e = thrown(() => Policy.load({ policy: 'demo', documents: [{ id: 'demo/rules', json }] }, { today: day }));
  assert.ok(e instanceof PeiyuError, String(e));
  return e.code;
}

afterEach(() => {
  assert.equal(policy.assess({ revenue: '10000000', legal_person: true }).tiers[0].verdict, 'pass');
  assert.equal(Policy.load(demoDocuments(), { today: day }).assess({}).tiers[0].verdict, 'unknown');
});

test('numbers that are none', () => {
  for (const value of [NaN, Infinity, -Infinity, 1e400]) {
    assert.deepEqual(refused({ revenue: value }), [['float_not_finite', '/revenue']]);
  }
  assert.deepEqual(refused({ revenue: 0.1 + 0.2 }), [['float_digits', '/revenue']]);
  assert.deepEqual(refused({ revenue: Number.MAX_SAFE_INTEGER }), [['float_digits', '/revenue']]);
  assert.deepEqual(refused({ revenue: 1e300 }), [['outside_domain', '/revenue']]);
  assert.deepEqual(refused({ revenue: 10n ** 100n }), [['outside_domain', '/revenue']]);
  assert.deepEqual(refused({ revenue: 10n ** 100_000n }), [['outside_domain', '/revenue']]);
  assert.deepEqual(refused({ revenue: -1 }), [['outside_domain', '/revenue']]);
  assert.deepEqual(refused({ revenue: '1.001' }), [['money_precision', '/revenue']]);
  assert.deepEqual(refused({ staff: 1.5 }), [['wrong_fact_type', '/staff']]);
  assert.throws(() => policy.assessJson('{"revenue": 1e400}'), { code: 'float_not_finite' });
  assert.throws(() => policy.assessJson('{"revenue": NaN}'), { code: 'row_syntax' });
});

test('records that are none', () => {
  const round = { date: '2025-05-01', paid_in: 5n, qualified_investor: true };
  const cyclic = { paid_in: 1 };
  cyclic.date = [cyclic];
  const cn = Policy.load(embedded, { edition: '2022', today: day });
  const refused = (rounds) => thrown(() => cn.assess({ equity_rounds: rounds })).diagnostics.map((d) => [d.code, d.span.pointer]);
  for (const item of [null, 7, 'x', [], [round], new Map(), new Date(0), () => 1]) {
    assert.deepEqual(refused([round, item]), [['wrong_fact_type', '/equity_rounds/1']]);
  }
  assert.deepEqual(refused([cyclic]), [['wrong_fact_type', '/equity_rounds/0/date']]);
  assert.deepEqual(refused(new Array(4_000_000_000)), [['too_many', '/equity_rounds']]);
  for (const list of [round, 'x', 1, new Set([round])]) assert.deepEqual(refused(list), [['wrong_fact_type', '/equity_rounds']]);
  const sum = { equity_financing_2y: 5, equity_financing_3y: 5 };
  const answer = cn.assess({ equity_rounds: [round] });
  assert.deepEqual(answer, cn.assess(sum));
  assert.deepEqual(answer, cn.assess({ equity_rounds: [{ ...round, date: new Date('2025-05-01T00:00:00+08:00') }] }));
  assert.deepEqual(answer, cn.assess({ ...sum, equity_rounds: [round] }));
  assert.equal(thrown(() => cn.assess({ equity_financing_2y: 6, equity_rounds: [round] })).code, 'fact_conflict');
});

test('values of another kind', () => {
  const cyclic = {};
  cyclic.self = cyclic;
  let deep = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  for (const value of [{}, [], [1], cyclic, deep, new Map(), () => 1, Symbol('x'), true, new Date(NaN), /x/]) {
    assert.deepEqual(refused({ revenue: value }), [['wrong_fact_type', '/revenue']]);
  }
  assert.deepEqual(refused({ legal_person: 1 }), [['wrong_fact_type', '/legal_person']]);
  assert.deepEqual(refused({ legal_person: 'maybe' }), [['wrong_fact_type', '/legal_person']]);
  assert.deepEqual(refused({ revenue: 'x'.repeat(1_000_000) }).length, 1);
  assert.deepEqual(refused({ name: 'x'.repeat(1_000_000) }), [['outside_domain', '/name']]);
});

test('firms that are no objects of facts', () => {
  for (const firm of [null, undefined, 1, true, [], [{}], new Map([['revenue', '1']]), new Set(), Symbol('x'), () => ({})]) {
    assert.equal(thrown(() => policy.assess(firm)).code, 'row_syntax');
  }
  for (const text of ['', '[]', '1', 'null', '{', '{"revenue": "1"', '{"revenue": 01}', '{} {}', '\0', '{"a": undefined}']) {
    assert.equal(thrown(() => policy.assessJson(text)).code, 'row_syntax');
  }
  assert.equal(thrown(() => policy.assessJson('{"revenue": "1", "revenue": "2"}')).code, 'duplicate_key');
});

test('names that JavaScript knows', () => {
  const own = JSON.parse('{"__proto__": {"revenue": "10000000"}, "constructor": "1", "toString": "2"}');
  assert.deepEqual(refused(own), [
    ['unknown_fact', '/__proto__'],
    ['unknown_fact', '/constructor'],
    ['unknown_fact', '/toString'],
  ]);
  assert.deepEqual(policy.assess(Object.create({ revenue: '1' })).tiers[0].verdict, 'unknown');
  assert.deepEqual(policy.assess(Object.assign(Object.create(null), { revenue: '1' })).tiers[0].verdict, 'fail');
  assert.equal({}.revenue, undefined);
});

test('getters and proxies', () => {
  const mine = new RangeError('mine');
  const getter = { get revenue() { throw mine; } };
  assert.equal(thrown(() => policy.assess(getter)), mine);
  const proxy = new Proxy({}, { ownKeys() { throw mine; } });
  assert.equal(thrown(() => policy.assess(proxy)), mine);
  const answering = new Proxy({ revenue: 0 }, { get: (_, key) => (key === 'revenue' ? '1' : undefined) });
  assert.equal(policy.assess(answering).tiers[0].verdict, 'fail');
  // A getter that asks the engine itself while it is being asked.
  const again = { get revenue() { return policy.assess({ revenue: '1' }).tiers[0].verdict === 'fail' ? '10000000' : '1'; } };
  assert.equal(policy.assess(again).tiers[0].verdict, 'unknown');
});

test('lone surrogates are refused, pairs are not', () => {
  assert.equal(refused({ name: 'a\ud800' })[0][0], 'row_syntax');
  assert.equal(refused({ ['\udc00']: '1' })[0][0], 'row_syntax');
  assert.throws(() => policy.assessJson('{"name": "\ud800"}'), { code: 'row_syntax' });
  assert.equal(policy.assess({ name: '\u{20bb7}野家' }).tiers[0].verdict, 'unknown');
  const documents = demo();
  documents.rules.facts.name.label.zh = '\ud800';
  assert.ok(thrown(() => Policy.load(demoDocuments(documents), { today: day })) instanceof PeiyuError);
});

test('firms of absurd size', () => {
  const many = Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`f${i}`, '1']));
  assert.ok(refused(many).length >= 1);
  assert.equal(thrown(() => policy.assessJson(' '.repeat(100_000_000))).code, 'document_too_large');
  assert.equal(thrown(() => policy.assessJson('['.repeat(1_000_000))).name, 'PeiyuError');
  assert.equal(thrown(() => policy.assessJson('{"name":'.repeat(400_000))).name, 'PeiyuError');
});

test('documents from strangers', () => {
  assert.equal(refusedDocument(''), 'document_syntax');
  assert.equal(refusedDocument('[]'.repeat(2)), 'document_syntax');
  assert.equal(refusedDocument('{"peiyu": 1, "peiyu": 1}'), 'duplicate_key');
  assert.equal(refusedDocument('x'.repeat(100_000_000)), 'document_too_large');
  for (const deep of ['['.repeat(200) + ']'.repeat(200), '{"a":'.repeat(200) + '1' + '}'.repeat(200)]) {
    assert.ok(['document_too_deep', 'document_syntax'].includes(refusedDocument(deep)));
  }
  for (const deep of ['['.repeat(2_000_000), '{"a":'.repeat(800_000)]) assert.ok(refusedDocument(deep));
  const documents = demo();
  documents.edition.tiers.good.all[0].when = `${'('.repeat(100_000)}revenue${')'.repeat(100_000)}`;
  assert.ok(thrown(() => Policy.load(demoDocuments(documents), { today: day })) instanceof PeiyuError);
  const facts = (count) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, demo().rules.facts.revenue]));
  assert.equal(refusedDocument(JSON.stringify({ ...demo().rules, facts: facts(3_000) })), 'too_many');
  assert.equal(refusedDocument(JSON.stringify({ ...demo().rules, facts: facts(60_000) })), 'document_too_large');
});

test('documents that are no documents', () => {
  assert.throws(() => Policy.load(undefined, { today: day }), TypeError);
  assert.throws(() => Policy.load({}, { today: day }), TypeError);
  assert.throws(() => Policy.load({ policy: 'demo', documents: [{ id: 'demo/rules', json: {} }] }, { today: day }), { code: 'document_syntax' });
  assert.throws(() => Policy.load({ policy: 'demo', documents: [] }, { today: day }), { code: 'unknown_policy' });
});
