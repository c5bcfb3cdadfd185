// The types as a user of the package sees them: compiled, never run.
import cn from 'peiyu/policies/cn';
import calendar from 'peiyu/calendars/cn';
import { Library, PeiyuError, Policy, Refusal } from 'peiyu';
import type { Answer, Applied, Case, Firm, Verdict } from 'peiyu';
import { initialize, initializeSync, Policy as SlimPolicy } from 'peiyu/slim';

const policy: Policy = Policy.load(cn, { edition: '2022', tier: null, today: new Date(), moneyUnit: '万元' });
const firm: Firm = { revenue_1: '1.5', revenue_2: 1, revenue_3: 1n, legal_person: true, a: null, b: undefined, c: new Date() };
const answer: Answer = policy.assess(firm);
const score: string | null = answer.tiers[0].score;
const bytes: string = policy.assessJson('{}');

/** Every verdict has a sentence: a fourth one would not compile. */
function say(verdict: Verdict): string {
  switch (verdict) {
    case 'pass':
      return '符合';
    case 'fail':
      return '不符合';
    case 'unknown':
      return '待定';
  }
}

// @ts-expect-error a verdict is one of three words
const wrong: Verdict = 'passed';
// @ts-expect-error facts are flat
policy.assess({ revenue: [1, 2, 3] });
// @ts-expect-error a policy is loaded, not made
new Policy();
// @ts-expect-error units are 元 and 万元
Policy.load(cn, { moneyUnit: '亿元' });
// @ts-expect-error a decimal is text
const sum: number = answer.tiers[0].score;
// @ts-expect-error answers are read-only
answer.tiers[0].verdict = 'pass';

try {
  SlimPolicy.load({ documents: [{ id: 'a/b', json: '{}' }] }, { policy: 'a' });
} catch (e) {
  if (e instanceof PeiyuError) console.log(e.code, e.help.zh, e.span.pointer, e.location?.line, e.diagnostics.length);
}

export const used = [say, score, bytes, wrong, sum, initialize(fetch('x')), initializeSync(new Uint8Array())];

const library: Library = Library.load([cn], calendar);
const opened: Applied = library.open({ case: 'c', policy: 'cn', chart: 'ladder', by: { id: 'a', role: 'b' }, at: new Date() });
const dossier: Case = opened.case.apply('submit', { by: { id: 'a', role: 'b' }, at: '', facts: firm, payload: { note: 'x' } }).case;
const day: string | null | undefined = dossier.due(new Date())[0]?.day;
const until: string | undefined = dossier.titles['good']?.until;
// @ts-expect-error an event is applied by somebody
dossier.apply('submit', { at: new Date() });
// @ts-expect-error a case is opened, not made
new Case('{}');
try {
  dossier.advance(new Date());
} catch (e) {
  if (e instanceof Refusal) console.log(e.missing[0], e.diagnostics[0]?.help.zh, e instanceof PeiyuError, day, until);
}
