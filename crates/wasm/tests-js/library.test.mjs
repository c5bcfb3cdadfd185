// Cases in Node: a dossier from its opening to its title, what is refused, what is kept and read again.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Case, Library, PeiyuError, Refusal } from 'peiyu';
import calendar from 'peiyu/calendars/cn';

import { demoDocuments } from './demo.mjs';

const chart = {
  label: { zh: '申请', en: 'application' },
  events: {
    submit: { label: { zh: '提交', en: 'submit' }, by: ['enterprise'], payload: { note: { type: 'text', label: { zh: '说明', en: 'note' }, optional: true } } },
    pass: { label: { zh: '通过', en: 'pass' }, by: ['province'] },
  },
  variables: { rounds: { is: { type: 'integer', min: '0', label: { zh: '次数', en: 'rounds' } }, initial: '0' } },
  titles: { good: { label: { zh: '优质', en: 'good' } } },
  effects: { letter: { label: { zh: '发函', en: 'letter' }, payload: { title: { type: 'text', label: { zh: '称号', en: 'title' } } } } },
  root: {
    label: { zh: '申请', en: 'application' },
    initial: 'draft',
    states: {
      draft: {
        label: { zh: '填报', en: 'draft' },
        on: [{ event: 'submit', to: 'review', if: 'revenue >= 1000万元', do: [{ set: { rounds: 'rounds + 1' } }], source: { doc: 'law', at: '第二条', tag: 'V' } }],
      },
      review: {
        label: { zh: '审核', en: 'review' },
        deadlines: { answer: { label: { zh: '答复期限', en: 'answer' }, term: '5', counted: 'working_days', roll: 'next_working_day', source: { doc: 'law', at: '第三条', tag: 'V' } } },
        on: [{ event: 'pass', to: 'held', do: [{ grant: 'good', until: 'now + 3 * 1年' }, { effect: 'letter', with: { title: '"good"' } }] }],
      },
      held: { label: { zh: '有效', en: 'valid' } },
    },
  },
};
const roles = { enterprise: { label: { zh: '企业', en: 'enterprise' } }, province: { label: { zh: '省', en: 'province' } } };

function documents() {
  const all = demoDocuments();
  const list = Array.from(all.documents, (d) => ({ ...d }));
  const common = list.find((d) => JSON.parse(d.json).facts);
  common.json = JSON.stringify({ ...JSON.parse(common.json), roles, charts: { dossier: chart } });
  return { policy: all.policy, documents: list };
}

const zhang = { id: 'zhang', role: 'enterprise' };
const bob = { id: 'bob', role: 'province' };
const opened = (library) => library.open({ case: 'c-1', policy: 'demo', chart: 'dossier', by: zhang, at: '2026-06-01T09:00:00+08:00' });

test('a case from its opening to its title', () => {
  const library = Library.load(documents(), calendar);
  assert.match(library.hashes[0], /^sha256:[0-9a-f]{64}$/);
  const first = opened(library);
  const { case: draft } = first;
  assert.deepEqual([draft.id, draft.active.at(-1), draft.variables.rounds], ['c-1', 'draft', '0']);
  assert.deepEqual(draft.next().map((n) => [n.event, n.by[0].role, n.decided]), [['submit', 'enterprise', true]]);
  // 01:00 in Greenwich is 09:00 in China.
  const second = draft.apply('submit', { by: zhang, at: new Date('2026-06-01T01:00:00Z'), facts: { revenue: 10_000_000 }, payload: { note: 'ok' } });
  // Five working days from Monday 1 June 2026: 2, 3, 4, 5, 8.
  const [due] = second.case.due('2026-06-09T00:00:00+08:00');
  assert.deepEqual([due.day, due.provisional, due.overdue, due.source], ['2026-06-08', false, true, '《办法》第三条']);
  const third = second.case.apply('pass', { by: bob, at: '2026-06-02T09:00:00+08:00' });
  assert.deepEqual(third.case.titles, { good: { from: '2026-06-02', until: '2029-06-02', policy: library.hashes[0] } });
  assert.deepEqual(third.effects, [{ id: 'letter', with: { title: 'good' } }]);
  // The case before is as it was.
  assert.deepEqual(draft.titles, {});
  const journal = [...first.entries, ...second.entries, ...third.entries];
  assert.equal(library.replay(journal).snapshot, third.case.snapshot);
  assert.equal(library.replay(journal.join('\n')).snapshot, third.case.snapshot);
  assert.equal(library.case(third.case.snapshot).snapshot, third.case.snapshot);
  assert.equal(library.case(third.case.toJSON()).apply === undefined, false);
  assert.deepEqual(library.verify(journal), ['again', 'taken', 'again']);
  const digest = JSON.parse(second.entries[0]).entry.facts;
  assert.deepEqual(library.verify(journal, { [digest]: { revenue: '10000000.00' } }), ['again', 'again', 'again']);
  assert.throws(() => library.verify(journal, { [digest]: { revenue: 1 } }), { code: 'journal_differs' });
  assert.throws(() => library.replay(journal.map((line) => line.replace('zhang', 'lisi'))), { code: 'journal_tampered' });
  assert.throws(() => library.replay(journal.slice(1)), { code: 'journal_order' });
  const picture = library.draw('demo', { journal });
  assert.ok(picture.startsWith('<svg ') && picture.includes('审核') && picture.includes('2026-06-02'));
  assert.ok(library.draw('demo', { lang: 'en', form: 'mermaid', chart: 'dossier' }).includes('review'));
  assert.throws(() => library.draw('demo', { chart: 'dosier' }), { code: 'unknown_chart' });
  assert.throws(() => library.draw('demo', { part: 'drafts' }), { code: 'unknown_reference' });
  assert.throws(() => library.draw('demo', { form: 'png' }), { code: 'unknown_file_kind' });
  library.free();
});

test('a refusal says why and what is missing', () => {
  const library = Library.load(documents(), calendar);
  const { case: draft } = opened(library);
  const at = '2026-06-01T09:00:00+08:00';
  const refused = (act) => {
    try {
      act();
    } catch (e) {
      assert.ok(e instanceof Refusal && e instanceof PeiyuError, String(e));
      return e;
    }
    return assert.fail('it was done');
  };
  const open = refused(() => draft.apply('submit', { by: zhang, at }));
  assert.deepEqual([open.code, open.missing, open.name], ['condition_open', ['revenue'], 'Refusal']);
  assert.ok(open.message.includes('“提交”的条件尚不能判断'));
  const cent = refused(() => draft.apply('submit', { by: zhang, at, facts: { revenue: 9_999_999.99 } }));
  assert.deepEqual([cent.code, cent.help.zh], ['condition_not_met', '依据：《办法》第二条']);
  assert.equal(refused(() => draft.apply('submit', { by: bob, at })).code, 'role_not_allowed');
  assert.equal(refused(() => draft.apply('pass', { by: bob, at })).code, 'event_not_here');
  assert.equal(refused(() => draft.apply('submit', { by: zhang, at, facts: { revenue: NaN } })).code, 'float_not_finite');
  assert.equal(refused(() => draft.apply('submit', { by: zhang, at, facts: { revenue: 0.1 + 0.2 } })).code, 'float_digits');
  assert.equal(refused(() => draft.apply('submit', { by: zhang, at, facts: [1] })).code, 'bad_field');
  assert.equal(refused(() => draft.apply('submit', { by: zhang, at: 'soon' })).code, 'bad_moment');
  assert.equal(refused(() => draft.apply('submit', { by: zhang, at: new Date(NaN) })).code, 'bad_moment');
  assert.equal(refused(() => draft.apply('submit', { by: undefined, at })).code, 'bad_field');
  assert.equal(refused(() => draft.apply('\ud800', { by: zhang, at })).code, 'row_syntax');
  assert.equal(refused(() => draft.importTitle('none', { by: bob, at, from: '2025-01-01', until: '2026-01-01' })).code, 'unknown_event');
  assert.equal(refused(() => draft.migrate('sha256:0', { by: bob, at })).code, 'policy_not_held');
  assert.equal(refused(() => library.open({ case: 'c', policy: 'nothing', chart: 'dossier', by: zhang, at })).code, 'unknown_policy');
  assert.equal(draft.advance('2026-07-01T00:00:00+08:00').entries.length, 0);
  assert.throws(() => library.case('{}'), { code: 'bad_field' });
  assert.throws(() => library.case('['), PeiyuError);
  assert.throws(() => new Case('{}', {}), TypeError);
  assert.throws(() => new Library({}, []), TypeError);
  assert.throws(() => Library.load(documents(), { json: '{}' }), PeiyuError);
  library.free();
});
