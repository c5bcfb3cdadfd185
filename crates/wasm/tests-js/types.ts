// The types as a user of the package sees them: compiled, never run.
import cn from 'peiyu/policies/cn';
import calendar from 'peiyu/calendars/cn';
import { Library, PeiyuError, Policy, Refusal, Session } from 'peiyu';
import type { Answer, Applied, Case, Firm, Reason, Update, Verdict } from 'peiyu';
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

const session: Session = policy.session({ revenue_1: 1n });
const update: Update = session.set('equity_rounds', [{ date: new Date(), paid_in: { value: '1', source: '协议' } }]);
const turned: Verdict | undefined = update.tiers[0]?.verdict;
const reason: Reason | undefined = update.tiers[0]?.reasons?.[0];
session.set('revenue_1', null);
session.set('revenue_1', { value: '1', as_of: new Date() });
const next: string | undefined = session.replace('{}').questions?.[0] ?? session.answer.questions[0];
console.log(turned, reason?.label.zh, next, session.firm['revenue_1'], session.explainJson(), session.explainHtml('en'));
// @ts-expect-error a session is begun by a policy, not made
new Session();
// @ts-expect-error the firm is changed by `set`
session.firm = {};
