// A policy small enough to know every answer beforehand: revenue of at least 1000万元, and a firm that is a legal person.

const label = { zh: '营业收入', en: 'revenue' };
const source = { doc: 'law', at: '第一条', tag: 'V' };

/** The documents, each as an object that a test may spoil. */
export function demo() {
  const rules = {
    peiyu: 1,
    policy: 'demo',
    sources: { law: { title: { zh: '办法', en: 'rules' } } },
    editions: { 2026: { label: { zh: '2026年版', en: '2026' }, from: '2026-01-01', source } },
    facts: {
      revenue: { type: 'money', min: 0, label },
      legal_person: { type: 'boolean', label: { zh: '法人', en: 'legal person' } },
      staff: { type: 'integer', min: 0, label: { zh: '人数', en: 'staff' } },
      name: { type: 'text', label: { zh: '名称', en: 'name' } },
    },
  };
  const edition = {
    peiyu: 1,
    policy: 'demo',
    edition: '2026',
    tiers: {
      good: {
        label: { zh: '优质', en: 'good' },
        all: [
          { id: 'revenue', when: 'revenue >= 1000万元', label, source },
          { id: 'legal_person', when: 'legal_person', label: { zh: '法人', en: 'legal person' }, source },
        ],
      },
    },
  };
  return { rules, edition };
}

/** The same as `Policy.load` takes them. */
export function demoDocuments({ rules, edition } = demo()) {
  return {
    policy: 'demo',
    documents: [
      { id: 'demo/rules', file: 'rules.json', json: JSON.stringify(rules) },
      { id: 'demo/2026', file: '2026.json', json: JSON.stringify(edition) },
    ],
  };
}

/** What `run` throws; fails where it throws nothing. */
export function thrown(run) {
  try {
    run();
  } catch (e) {
    return e;
  }
  throw new Error('nothing was thrown');
}
