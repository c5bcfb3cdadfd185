// Runs one shared case; used in Node and in the page, so it imports nothing but policies.

/** The package's policies that the cases ask, by id; `ending` is that of the modules: `.js` for a page without exports. */
export async function policiesOf(cases, ending = '') {
  const ids = [...new Set(cases.map(({ policy }) => policy))];
  const loaded = await Promise.all(ids.map(async (id) => [id, (await import(`peiyu/policies/${id}${ending}`)).default]));
  return Object.fromEntries(loaded);
}

/** What the package gives: the bytes of the answer, or the diagnostics. */
export function runCase({ PeiyuError, Policy }, policies, { policy, choice, today, firm, money_unit, explained }) {
  let loaded;
  try {
    const { edition, call, as_of, tier } = choice;
    loaded = Policy.load(policies[policy], { edition, call, asOf: as_of, tier, today, moneyUnit: money_unit });
    const why = explained && {
      json: loaded.explainJson(firm),
      html: loaded.explainHtml(firm),
      text: loaded.explainText(firm, 'en'),
    };
    return { answer: loaded.assessJson(firm), error: null, explained: why };
  } catch (e) {
    if (!(e instanceof PeiyuError)) throw e;
    return { answer: null, error: e.diagnostics, explained: null };
  } finally {
    loaded?.free();
  }
}
