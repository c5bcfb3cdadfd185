// The scorecard of 专精特新中小企业 (edition 2022), thirteen indicators of 100 points, as the peers write it: expressions of ZEN,
// expressions of FEEL, and a function of plain JavaScript with its floats. The benchmarks hold them against the engine first.

/** Points by thresholds, the best first: `[[0.8, 5], [0.7, 3]]`. */
const writer = ({ choose, equal }) => ({
  atLeast: (value, bands) => bands.reduceRight((rest, [limit, points]) => choose(`${value} >= ${limit}`, points, rest), '0'),
  atMost: (value, bands) => bands.reduceRight((rest, [limit, points]) => choose(`${value} <= ${limit}`, points, rest), '0'),
  choice: (value, points) => Object.entries(points).reduceRight((rest, [id, n]) => choose(equal(value, id), n, rest), '0'),
  yes: (id, points) => choose(id, points, 0),
});

/** The thirteen indicators in a language. */
function indicators(language) {
  const { atLeast, atMost, choice, yes } = writer(language);
  const growth = '((main_revenue_1 / main_revenue_2 - 1) + (main_revenue_2 / main_revenue_3 - 1)) / 2';
  const { least, most, choose } = language;
  return {
    main_ratio: atLeast('(main_revenue_1 / revenue_1)', [[0.8, 5], [0.7, 3], [0.6, 1]]),
    main_growth: atLeast(`(${growth})`, [[0.1, 10], [0.08, 8], [0.06, 6], [0.04, 4], [0, 2]]),
    years: least('5', 'floor(market_years / 2)'),
    field: choice('product_field', { gap_filling: 5, six_bases: 3 }),
    digital: atLeast('digital_level', [[3, 5], [2, 3]]),
    quality: least('5', ['quality_award_prov', 'qms_certified', 'own_brand', 'standard_setting'].map((id) => yes(id, 3)).join(' + ')),
    net_margin: atLeast('(net_profit_1 / revenue_1)', [[0.1, 10], [0.08, 8], [0.06, 6], [0.04, 4], [0.02, 2]]),
    debt: atMost('(total_liabilities_1 / total_assets_1)', [[0.5, 5], [0.6, 3], [0.7, 1]]),
    local: 'local_score',
    ip: choose('ip1_high_value >= 1', 10, choose('ip1_self_developed >= 1', 8, choose('ip1 >= 1', 6, choose('ip2 >= 1', 2, 0)))),
    rd: most(
      atLeast('rd_expense_1', [[5_000_000, 10], [4_000_000, 8], [3_000_000, 6], [2_000_000, 4], [1_000_000, 2]]),
      atLeast('(rd_expense_1 / revenue_1)', [[0.1, 10], [0.08, 8], [0.06, 6], [0.04, 4], [0.03, 2]]),
    ),
    rd_staff: atLeast('(rd_staff / employees)', [[0.2, 5], [0.1, 3], [0.05, 1]]),
    institution: choice('rd_institution', { national: 10, province: 8, city: 4, below_city: 2 }),
  };
}

const zen = indicators({
  choose: (test, yes, no) => `(${test} ? ${yes} : ${no})`,
  equal: (value, id) => `${value} == '${id}'`,
  least: (a, b) => `min([${a}, ${b}])`,
  most: (a, b) => `max([${a}, ${b}])`,
});
const expressions = Object.entries(zen).map(([key, value]) => ({ id: key, key, value }));
expressions.push({ id: 'score', key: 'score', value: Object.keys(zen).map((key) => `$.${key}`).join(' + ') });

/** ZEN's decision: one node of expressions, the quickest form that it has. */
export const decisionContent = {
  contentType: 'application/vnd.gorules.decision',
  nodes: [
    { id: 'in', name: 'in', type: 'inputNode', position: { x: 0, y: 0 } },
    { id: 'score', name: 'score', type: 'expressionNode', position: { x: 1, y: 0 }, content: { expressions } },
    { id: 'out', name: 'out', type: 'outputNode', position: { x: 2, y: 0 } },
  ],
  edges: [
    { id: 'a', type: 'edge', sourceId: 'in', targetId: 'score' },
    { id: 'b', type: 'edge', sourceId: 'score', targetId: 'out' },
  ],
};

/** FEEL's thirteen expressions. */
export const feel = Object.values(
  indicators({
    choose: (test, yes, no) => `(if ${test} then ${yes} else ${no})`,
    equal: (value, id) => `${value} = "${id}"`,
    least: (a, b) => `min(${a}, ${b})`,
    most: (a, b) => `max(${a}, ${b})`,
  }),
);

/** The same in JavaScript, compiled from its own words. */
const script = indicators({
  choose: (test, yes, no) => `(${test} ? ${yes} : ${no})`,
  equal: (value, id) => `${value} === '${id}'`,
  least: (a, b) => `Math.min(${a}, ${b})`,
  most: (a, b) => `Math.max(${a}, ${b})`,
});
const sum = Object.values(script).join(' + ');
/** The score of a firm with floats, as a function of its facts of these ids. */
export const plainScorer = (ids) =>
  new Function(`{ ${ids.filter((id) => sum.includes(id)).join(', ')} }`, `const { floor } = Math; return ${sum};`);

/** A row of the CSV as the peers want it: numbers as floats. */
export function plainFirm(texts) {
  const plain = ([id, text]) => [id, id === 'uscc' ? text : plainValue(text)];
  return Object.fromEntries(Object.entries(texts).map(plain));
}

/** A cell of it. */
export function plainValue(text) {
  return text === 'true' ? true : text === 'false' ? false : /^-?[0-9.]+$/.test(text) ? Number(text) : text;
}
