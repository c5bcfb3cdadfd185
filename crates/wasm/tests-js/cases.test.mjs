// The cases that every language runs: the same firms must give the same bytes, the same errors the same words.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import * as peiyu from 'peiyu';

import { policiesOf, runCase } from './cases.mjs';

const file = process.env.PEIYU_CASES;
const cases = file ? JSON.parse(readFileSync(file, 'utf8')).cases : [];
const policies = await policiesOf(cases);

test('there are shared cases', { skip: file ? false : 'PEIYU_CASES names no file' }, () => assert.ok(cases.length > 0));

for (const one of cases) {
  const { answer, error, explained } = one;
  test(`shared case ${one.id}`, () => assert.deepEqual(runCase(peiyu, policies, one), { answer, error, explained }));
}
