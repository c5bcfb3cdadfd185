// Runs a file of cases about measures; used in Node and in the page, so it imports nothing.

/** What the package says, in the form of the engine's own answers. */
export function runMeasures({ Measures }, policies, { policy, as_of, firms, duties, targets }) {
  const load = (asOf) => Measures.load(policies[policy], { asOf });
  const measures = load(as_of);
  try {
    return {
      list: measures.list(),
      duties: Object.fromEntries(Object.keys(duties).map((id) => [id, measures.duties(id)])),
      firms: firms.map(({ firm }) => ({ firm, brief: measures.assessJson(firm), explained: measures.explainJson(firm) })),
      totals: measures.totalsJson(firms.map(({ firm }) => firm)),
      targets: targets.map(({ as_of: day, figures }) => {
        const onDay = load(day);
        const answer = onDay.targets(figures);
        onDay.free();
        return { as_of: day, figures, answer };
      }),
    };
  } finally {
    measures.free();
  }
}
