// The installed package in Node: policies, answers, and refusals with all they say.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PeiyuError, Policy } from 'peiyu';
import cn from 'peiyu/policies/cn';
import gansu from 'peiyu/policies/gansu';

import { demo, demoDocuments, thrown } from './demo.mjs';

const day = '2026-06-01';
const load = (options = {}) => Policy.load(demoDocuments(), { today: day, ...options });

test('a firm passes, fails by a cent, or is open', () => {
  const policy = load();
  const verdict = (firm) => policy.assess(firm).tiers[0].verdict;
  assert.equal(verdict({ revenue: '10000000', legal_person: true }), 'pass');
  assert.equal(verdict({ revenue: '9999999.99', legal_person: true }), 'fail');
  assert.equal(verdict({ revenue: '9999999.99' }), 'fail');
  assert.equal(verdict({ revenue: '10000000' }), 'unknown');
  const answer = policy.assess({ revenue: '1', legal_person: true });
  assert.equal(answer.policy, policy.hash);
  const { failed, missing, problems, score, edition, tier, label } = answer.tiers[0];
  assert.deepEqual(failed, [
    { id: 'revenue', label: { zh: '营业收入', en: 'revenue' }, source: '《办法》第一条', needs_check: false },
  ]);
  assert.deepEqual({ missing, problems, score, edition, tier }, { missing: [], problems: [], score: null, edition: '2026', tier: 'good' });
  assert.deepEqual(label, { zh: '优质', en: 'good' });
  assert.deepEqual(policy.assess({}).tiers[0].missing, ['revenue', 'legal_person']);
});

test('an explanation says why, and how far off', () => {
  const policy = load();
  const firm = { revenue: '9999999.99', legal_person: true };
  const { reasons, distances, verdict } = policy.explain(firm).tiers[0];
  assert.equal(verdict, 'fail');
  const reason = reasons.find((r) => r.id === 'revenue');
  assert.deepEqual([reason.holds, reason.value, reason.limit, reason.source], [false, '9999999.99', '10000000', '《办法》第一条']);
  assert.deepEqual(distances.map((d) => d.ways.map((way) => way.map((c) => [c.fact, c.to]))), [[[['revenue', '10000000']]]]);
  assert.ok(policy.explainHtml(firm).startsWith('<!DOCTYPE html>'));
  assert.ok(policy.explainHtml(firm, 'en').includes('lang="en"'));
  assert.ok(policy.explainText(firm).includes('✗ 营业收入'));
  assert.throws(() => policy.explainText(firm, 'fr'), TypeError);
  assert.throws(() => policy.explain({ revenue: 'many' }), { code: 'wrong_fact_type' });
});

test('a value may say where it comes from', () => {
  const policy = load();
  const told = { value: '9999999.99', source: '2024年度审计报告', as_of: new Date('2024-12-30T16:00:00Z'), evidence: ['审计报告.pdf'] };
  const { provenance, facts } = policy.explain({ revenue: told });
  assert.deepEqual(provenance, [
    {
      fact: 'revenue',
      label: { zh: '营业收入', en: 'revenue' },
      shown: { zh: '9,999,999.99元', en: '9,999,999.99 yuan' },
      source: '2024年度审计报告',
      as_of: '2024-12-31',
      evidence: ['审计报告.pdf'],
    },
  ]);
  assert.match(facts, /^sha256:[0-9a-f]{64}$/);
  assert.throws(() => policy.explain({ revenue: { value: 1, sorce: '' } }), { code: 'bad_field' });
  assert.throws(() => policy.explain({ revenue: { source: '表' } }), { code: 'wrong_fact_type' });
  assert.throws(() => policy.explain({ revenue: { value: 1, evidence: [3] } }), { code: 'wrong_fact_type' });
});

test('values as JavaScript has them', () => {
  const policy = load();
  const verdict = (revenue) => policy.assess({ revenue, legal_person: true }).tiers[0].verdict;
  assert.equal(verdict(10_000_000), 'pass');
  assert.equal(verdict(9_999_999.99), 'fail');
  assert.equal(verdict(10_000_000n), 'pass');
  assert.equal(verdict(9_999_999n), 'fail');
  assert.equal(verdict(null), 'unknown');
  assert.equal(verdict(undefined), 'unknown');
  assert.equal(verdict(-0), 'fail');
  assert.equal(policy.assess({ revenue: '10000000', legal_person: '是' }).tiers[0].verdict, 'pass');
  // 23:30 in Greenwich is the next day in China; a text fact shows which day was taken.
  const named = policy.assessJson({ name: new Date('2026-03-31T23:30:00Z') });
  assert.equal(named, policy.assessJson({ name: '2026-04-01' }));
});

test('names that look the same are the same', () => {
  const documents = demo();
  documents.rules.facts['e\u0301tat'] = { type: 'boolean', label: { zh: '状态', en: 'state' } };
  documents.edition.tiers.good.all[1].when = '\u00e9tat';
  documents.edition.tiers.good.all[0].when = 'not(e\u0301tat)';
  const refused = thrown(() => Policy.load(demoDocuments(documents), { today: day }));
  assert.deepEqual(refused.diagnostics.map((d) => d.code), ['bad_id']);
  delete documents.rules.facts['e\u0301tat'];
  documents.rules.facts['\u00e9tat'] = { type: 'boolean', label: { zh: '状态', en: 'state' } };
  const policy = Policy.load(demoDocuments(documents), { today: day });
  assert.deepEqual(policy.assess({ '\u00e9tat': true }).tiers[0].failed.map((f) => f.id), ['revenue']);
});

test('the unit of money', () => {
  const verdict = (moneyUnit, revenue) => load({ moneyUnit }).assess({ revenue, legal_person: true }).tiers[0].verdict;
  assert.equal(verdict('万元', '1000'), 'pass');
  assert.equal(verdict('万元', '999.999999'), 'fail');
  assert.equal(verdict('元', '1000'), 'fail');
  assert.throws(() => load({ moneyUnit: '亿元' }), TypeError);
});

test('the bytes of an answer are those of its object', () => {
  const policy = load();
  const firm = { revenue: '1', legal_person: null };
  assert.equal(policy.assessJson(firm), JSON.stringify(policy.assess(firm)));
  assert.equal(policy.assessJson(JSON.stringify(firm)), policy.assessJson(firm));
});

test('facts, schema, hash and selection', () => {
  const policy = load();
  assert.deepEqual(policy.facts.map((f) => [f.id, f.type]), [
    ['revenue', 'money'],
    ['legal_person', 'boolean'],
    ['staff', 'integer'],
    ['name', 'text'],
  ]);
  assert.equal(policy.facts[0].unit, 'CNY');
  assert.equal(policy.facts[0].min, '0');
  assert.equal(policy.facts[0].note, null);
  assert.deepEqual(Object.keys(policy.schema().properties), policy.facts.map((f) => f.id));
  assert.match(policy.hash, /^sha256:[0-9a-f]{64}$/);
  assert.deepEqual(policy.selection, { call: null, day, tiers: [{ tier: 'good', new: '2026', renewal: '2026' }] });
});

test('cn: listed for abnormal operations means no at every rung, nothing known means open', () => {
  const policy = Policy.load(cn, { edition: '2022', today: day });
  const tiers = (firm) => policy.assess(firm).tiers.map((t) => [t.tier, t.verdict]);
  const rungs = ['innovative', 'srdi', 'little_giant'];
  assert.deepEqual(tiers({ abnormal_operations: true }), rungs.map((r) => [r, 'fail']));
  assert.deepEqual(tiers({}), rungs.map((r) => [r, 'unknown']));
  assert.deepEqual(Policy.load(cn, { edition: '2022', tier: 'srdi', today: day }).assess({}).tiers.map((t) => t.tier), ['srdi']);
});

test('gansu carries the national documents that it extends', () => {
  assert.deepEqual(gansu.documents.slice(0, cn.documents.length), cn.documents);
  const policy = Policy.load(gansu, { edition: '2022', today: day });
  assert.notEqual(policy.hash, Policy.load(cn, { edition: '2022', today: day }).hash);
  assert.equal(policy.assess({ serious_dishonesty: true }).tiers[0].verdict, 'fail');
  // The policy may be named: cn is among the documents.
  assert.equal(Policy.load(gansu, { policy: 'cn', today: day }).hash, Policy.load(cn, { today: day }).hash);
});

test('today is the day in China where none is given', () => {
  const china = () => new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
  const before = china();
  const chosen = Policy.load(demoDocuments()).selection.day;
  assert.ok([before, china()].includes(chosen));
  assert.equal(load({ today: new Date('2026-05-31T16:00:00Z') }).selection.day, day);
  assert.equal(load({ asOf: new Date('2026-05-31T15:59:59Z') }).selection.day, '2026-05-31');
});

test('an error says what, where and what to do', () => {
  const e = thrown(() => load().assess({ revenu: '1', staff: 'many' }));
  assert.ok(e instanceof PeiyuError && e instanceof Error);
  assert.equal(e.name, 'PeiyuError');
  assert.equal(e.code, 'unknown_fact');
  assert.equal(e.span.pointer, '/revenu');
  assert.deepEqual(e.span, { document: '', pointer: '/revenu', offset: 0, length: 0 });
  assert.equal(e.location, null);
  assert.match(e.help.zh, /revenue/);
  assert.match(e.help.en, /revenue/);
  assert.deepEqual(e.diagnostics.map((d) => [d.code, d.severity, d.span.pointer]), [
    ['unknown_fact', 'error', '/revenu'],
    ['wrong_fact_type', 'error', '/staff'],
  ]);
  // Chinese comes first.
  assert.match(e.message, /^\[unknown_fact\] [^a-z]*\p{Script=Han}/u);
  assert.match(e.stack, /node\.test\.mjs/);
});

test('an error of a document says its line', () => {
  const documents = demo();
  documents.edition.tiers.good.all[0].when = 'revenue >= 1000 人';
  const set = demoDocuments(documents);
  set.documents[1].json = JSON.stringify(documents.edition, null, 1);
  const e = thrown(() => Policy.load(set, { today: day }));
  assert.equal(e.code, 'unit_mismatch');
  assert.equal(e.span.document, 'demo/2026');
  assert.equal(e.span.pointer, '/tiers/good/all/0/when');
  const line = set.documents[1].json.split('\n').findIndex((l) => l.includes('"when": "revenue')) + 1;
  assert.equal(e.location.file, '2026.json');
  assert.equal(e.location.line, line);
  assert.ok(e.location.column > 1);
});

test('choices that cannot be', () => {
  const code = (options) => thrown(() => load(options)).code;
  assert.equal(code({ edition: '1999' }), 'unknown_edition');
  assert.equal(code({ call: 'x' }), 'unknown_call');
  assert.equal(code({ tier: 'x' }), 'unknown_tier');
  assert.equal(code({ policy: 'x' }), 'unknown_policy');
  assert.equal(code({ today: 'yesterday' }), 'bad_date');
  assert.equal(code({ today: new Date(NaN) }), 'bad_date');
  assert.equal(code({ asOf: '2026-02-30' }), 'bad_date');
  assert.equal(code({ asOf: '2025-12-31' }), 'no_edition_in_force');
  assert.equal(code({ edition: '2026', call: 'x' }), 'conflicting_choice');
});

test('a policy is loaded, not made; freed, it does not answer', () => {
  assert.throws(() => new Policy(), TypeError);
  const policy = load();
  policy.free();
  assert.throws(() => policy.assess({}));
  assert.equal(load().assess({}).tiers[0].verdict, 'unknown');
});
