// The scenarios that every language plays: the same requests must give the same bytes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import * as peiyu from 'peiyu';
import calendar from 'peiyu/calendars/cn';

import { playScenario } from './scenarios.mjs';

const file = process.env.PEIYU_SCENARIOS;
const { policies, scenarios } = file ? JSON.parse(readFileSync(file, 'utf8')) : { policies: {}, scenarios: [] };

test('there are scenarios', { skip: file ? false : 'PEIYU_SCENARIOS names no file' }, () => assert.ok(scenarios.length > 0));

for (const scenario of scenarios) {
  test(`scenario ${scenario.scenario}`, () => {
    assert.deepEqual(playScenario(peiyu, calendar, policies, scenario), []);
  });
}
