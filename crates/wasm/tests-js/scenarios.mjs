// Plays one scenario; used in Node and in the page, so it imports nothing.

/**
 * Each step as the engine answers it here: the parts that the command line wrote into its line, as text.
 */
export function playScenario({ Library, Refusal }, calendar, policies, { policies: keys, lines }) {
  const load = (n) => Library.load(keys.slice(0, n).map((key) => policies[key]), calendar);
  let used = 1;
  let library = load(used);
  let held;
  const seen = [];
  try {
    for (const line of lines) {
      const { add, request, end } = JSON.parse(line);
      if (end) {
        const now = held && { at: end.at, due: held.due(end.at), next: held.next() };
        seen.push({ line, parts: [JSON.stringify({ end: now })] });
        continue;
      }
      if (add) {
        library.free();
        library = load((used += 1));
        held = held && library.case(held.snapshot);
      }
      try {
        const applied = library.request(held, JSON.stringify(request));
        held = applied.case;
        seen.push({ line, parts: [`"applied":{"case":${held.snapshot},"effects":`, `"entries":[${applied.entries.join(',')}]`] });
      } catch (e) {
        if (!(e instanceof Refusal)) throw e;
        seen.push({ line, parts: [`"refused":${JSON.stringify({ diagnostics: e.diagnostics, missing: e.missing })}`] });
      }
    }
  } finally {
    library.free();
  }
  return seen.filter(({ line, parts }) => !parts.every((part) => line.includes(part)));
}
