// What the module takes from JavaScript: integers of any size, letters and composed forms. Each number is held against sums
// made here with BigInt, in another way; roots, exponentials and logarithms against digits from tables; letters against Unicode.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Policy } from 'peiyu';

import { demo, demoDocuments, thrown } from './demo.mjs';

const source = { doc: 'law', at: '第一条', tag: 'V' };

/** Whether each expression holds, for a firm whose `one` is 1 so that nothing is known before it is assessed. */
function holds(expressions) {
  const { rules, edition } = demo();
  rules.facts = { one: { type: 'decimal', label: { zh: '一', en: 'one' } } };
  edition.tiers.good.all = expressions.map((when, i) => ({ id: `c${i}`, when, label: { zh: `第${i}条`, en: `${i}` }, source }));
  const policy = Policy.load(demoDocuments({ rules, edition }), { today: '2026-06-01' });
  const [tier] = policy.assess({ one: '1' }).tiers;
  assert.deepEqual([tier.missing, tier.problems], [[], []]);
  const failed = new Set(tier.failed.map(({ id }) => id));
  return expressions.map((_, i) => !failed.has(`c${i}`));
}

/** Those that should hold do, and those that should not do not. */
function check(right, wrong) {
  right.concat(wrong).forEach((text) => assert.ok(text.length < 20_000, text));
  const found = holds([...right, ...wrong]);
  right.forEach((text, i) => assert.equal(found[i], true, text));
  wrong.forEach((text, i) => assert.equal(found[right.length + i], false, text));
}

/** Random integers, the same in each run (xorshift). */
function dice(seed) {
  let state = BigInt(seed);
  const bits = () => {
    for (const [left, by] of [[true, 13n], [false, 7n], [true, 17n]]) {
      state ^= BigInt.asUintN(64, left ? state << by : state >> by);
    }
    return state;
  };
  const upTo = (n) => Number(bits() % BigInt(n));
  /** Of any length up to so many bits, of any sign, not zero. */
  const integer = (most) => {
    let value = 0n;
    const length = BigInt(1 + upTo(most));
    for (let have = 0n; have < length; have += 64n) value = (value << 64n) | bits();
    value = BigInt.asUintN(Number(length), value) || 1n;
    return upTo(2) === 0 ? value : -value;
  };
  return { integer, size: (most) => { const n = integer(most); return n < 0n ? -n : n; }, upTo };
}

const floor = (a, b) => a / b - (a % b !== 0n && a < 0n !== b < 0n ? 1n : 0n);
/** A literal, beside which stands a fact. */
const x = (n) => `(one * (${n}))`;

test('sums, products, quotients and remainders of long fractions', () => {
  const { integer, size } = dice(20_261_127);
  for (let round = 0; round < 12; round++) {
    const [right, wrong] = [[], []];
    const equal = (left, value) => {
      right.push(`${left} = (${value})`);
      wrong.push(`${left} = (${value + 1n})`, `${left} < (${value})`, `${left} > (${value})`);
    };
    for (let i = 0; i < 8; i++) {
      const [a, c, b, d] = [integer(500), integer(500), size(500), size(500)];
      equal(`(${x(a)} / ${x(b)} + ${x(c)} / ${x(d)}) * ${b * d}`, a * d + c * b);
      equal(`(${x(a)} / ${x(b)} - ${x(c)} / ${x(d)}) * ${b * d}`, a * d - c * b);
      equal(`${x(a)} * ${x(c)}`, a * c);
      equal(`(${x(a)} / ${x(b)}) / (${x(c)} / ${x(d)}) * (${b * c})`, a * d);
      equal(`floor(${x(a)} / ${x(c)})`, floor(a, c));
      equal(`ceiling(${x(a)} / ${x(c)})`, -floor(-a, c));
      equal(`modulo(${x(a)}, ${x(c)})`, a - c * floor(a, c));
      equal(`abs(${x(a)} * ${x(b)})`, (a < 0n ? -a : a) * b);
      const high = a * d > c * b;
      (high ? right : wrong).push(`${x(a)} / ${x(b)} > ${x(c)} / ${x(d)}`);
      (high ? wrong : right).push(`${x(a)} / ${x(b)} <= ${x(c)} / ${x(d)}`);
    }
    check(right, wrong);
  }
});

test('powers, and roots that are exact', () => {
  const { integer, size, upTo } = dice(7);
  const [right, wrong] = [[], []];
  for (let i = 0; i < 30; i++) {
    const [a, b, times] = [integer(90), size(90), 2 + upTo(9)];
    right.push(`${x(a)} ** ${times} = (${a ** BigInt(times)})`, `sqrt(${x(b * b)}) = ${b}`, `${x(b ** 3n)} ** (1/3) = ${b}`);
    wrong.push(`${x(a)} ** ${times} = (${a ** BigInt(times) + 1n})`, `sqrt(${x(b * b + 1n)}) = ${b}`, `${x(b * b - 1n)} ** 0.5 >= ${b}`);
  }
  check(right, wrong);
});

test('decimals of roots, of e and of logarithms', () => {
  const { size } = dice(3);
  const root = (n) => {
    let found = 1n << BigInt(n.toString(2).length);
    for (let next; (next = (found + n / found) / 2n) < found; ) found = next;
    return found;
  };
  const right = [
    // OEIS A002193, A001113, A002162, A002392.
    'decimal(sqrt(one * 2), 33) = 1.414213562373095048801688724209698',
    'decimal(exp(one), 33) = 2.718281828459045235360287471352662',
    'decimal(log(one * 2), 34) = 0.6931471805599453094172321214581766',
    'decimal(log(one * 10), 33) = 2.302585092994045684017991454684364',
    'decimal(exp(log(one * 3)), 30) = 3',
  ];
  for (let i = 0; i < 20; i++) {
    const n = size(120);
    right.push(`floor(sqrt(${x(n)}), 10) * 10000000000 = ${root(n * 10n ** 20n)}`);
  }
  check(right, []);
});

test('numbers past 4096 bits are refused, not rounded', () => {
  const { rules, edition } = demo();
  rules.facts = { one: { type: 'decimal', label: { zh: '一', en: 'one' } } };
  edition.tiers.good.all = [{ id: 'c', when: `(one * ${2n ** 600n}) ** 7 > 0`, label: { zh: '大', en: 'large' }, source }];
  const load = () => Policy.load(demoDocuments({ rules, edition }), { today: '2026-06-01' }).assess({ one: '1' });
  assert.equal(load().tiers[0].problems[0].code, 'number_overflow');
  edition.tiers.good.all[0].when = `(one * ${2n ** 600n}) ** 6 > 0`;
  assert.equal(load().tiers[0].verdict, 'pass');
});

test('names are of letters, as Unicode has them, in composed form', () => {
  const named = (id) => {
    const { rules, edition } = demo();
    rules.facts[id] = { type: 'boolean', label: { zh: '甲', en: 'a' } };
    edition.tiers.good.all = [{ id: 'c', when: id, label: { zh: '甲', en: 'a' }, source }];
    return Policy.load(demoDocuments({ rules, edition }), { today: '2026-06-01' });
  };
  // Letters, numbers that are letters, and what may follow a letter: Latin, Cyrillic, Chinese of three planes, kana, hangul.
  for (const id of ['é', 'имя', '营业收入', '〇', '々', '㐀', '\u{20000}', '\u{30000}', 'あー', '한글', 'Ⅳ', 'a·b', 'x\u0303', '_1', 'ñ2']) {
    assert.equal(named(id).assess({ [id.normalize()]: true }).tiers[0].verdict, 'pass', id);
  }
  for (const id of ['①', '·a', '\u0303', '🦀', 'a—b', '1a', 'a b', '、', '％', '䷀', '\u{e000}']) {
    assert.equal(thrown(() => named(id)).code, 'bad_id', id);
  }
  // The same name, composed and not: one of them is the name.
  assert.equal(thrown(() => named('e\u0301')).code, 'bad_id');
});
