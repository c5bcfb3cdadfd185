// The installed package in a page of Chromium: the web entry over HTTP, the shared cases, and the slim entry.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { after, before, test } from 'node:test';

import { chromium } from 'playwright-core';

const root = join(import.meta.dirname, '..');
const types = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' };
const map = { imports: { peiyu: '/node_modules/peiyu/web.js', 'peiyu/': '/node_modules/peiyu/' } };
const html = `<!doctype html><meta charset="utf-8"><script type="importmap">${JSON.stringify(map)}</script>`;

const server = createServer(async (request, response) => {
  const path = normalize(new URL(request.url, 'http://127.0.0.1').pathname);
  if (path === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end(html);
  try {
    const body = await readFile(join(root, path));
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
let browser;
let page;
const errors = [];

before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({
    executablePath: process.env.PEIYU_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  page = await browser.newPage();
  page.on('pageerror', (e) => errors.push(String(e)));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
});

after(async () => {
  await browser?.close();
  server.close();
});

test('the web entry assesses a firm', async () => {
  const seen = await page.evaluate(async () => {
    const { PeiyuError, Policy } = await import('peiyu');
    const { default: gansu } = await import('peiyu/policies/gansu.js');
    const policy = Policy.load(gansu, { edition: '2022', today: '2026-06-01' });
    let error;
    try {
      policy.assess({ revenue_1: NaN });
    } catch (e) {
      error = { ours: e instanceof PeiyuError, code: e.code, pointer: e.span.pointer };
    }
    return { verdicts: policy.assess({ abnormal_operations: true }).tiers.map((t) => t.verdict), error };
  });
  assert.deepEqual(seen.verdicts, ['fail', 'fail', 'fail']);
  assert.deepEqual(seen.error, { ours: true, code: 'float_not_finite', pointer: '/revenue_1' });
});

test('the slim entry takes a compiled module', async () => {
  const other = await browser.newPage();
  await other.goto(page.url());
  const verdict = await other.evaluate(async () => {
    const { initialize, Policy } = await import('peiyu/slim.js');
    const { default: cn } = await import('peiyu/policies/cn.js');
    await initialize(await WebAssembly.compileStreaming(fetch('/node_modules/peiyu/peiyu_bg.wasm')));
    return Policy.load(cn, { edition: '2022', today: '2026-06-01' }).assess({}).tiers[0].verdict;
  });
  assert.equal(verdict, 'unknown');
});

test('the shared cases', { skip: process.env.PEIYU_CASES ? false : 'PEIYU_CASES names no file' }, async (t) => {
  const { cases } = JSON.parse(await readFile(process.env.PEIYU_CASES, 'utf8'));
  assert.ok(cases.length > 0);
  const given = await page.evaluate(async (cases) => {
    const peiyu = await import('peiyu');
    const { policiesOf, runCase } = await import('/tests/cases.mjs');
    const policies = await policiesOf(cases, '.js');
    return cases.map((one) => runCase(peiyu, policies, one));
  }, cases);
  for (const [i, one] of cases.entries()) {
    await t.test(`shared case ${one.id} in the page`, () => assert.deepEqual(given[i], { answer: one.answer, error: one.error, explained: one.explained }));
  }
});

test('sessions', { skip: process.env.PEIYU_CASES ? false : 'PEIYU_CASES names no file' }, async () => {
  const { cases } = JSON.parse(await readFile(process.env.PEIYU_CASES, 'utf8'));
  const differing = await page.evaluate(async (cases) => {
    const peiyu = await import('peiyu');
    const { policiesOf } = await import('/tests/cases.mjs');
    const { playSession } = await import('/tests/sessions.mjs');
    const policies = await policiesOf(cases, '.js');
    return cases.map((one, seed) => [one.id, playSession(peiyu, policies, one, seed, 4)]).filter(([, found]) => found.length);
  }, cases);
  assert.deepEqual(differing, []);
});

test('the scenarios', { skip: process.env.PEIYU_SCENARIOS ? false : 'PEIYU_SCENARIOS names no file' }, async () => {
  const all = JSON.parse(await readFile(process.env.PEIYU_SCENARIOS, 'utf8'));
  assert.ok(all.scenarios.length > 0);
  const differing = await page.evaluate(async ({ policies, scenarios }) => {
    const peiyu = await import('peiyu');
    const { default: calendar } = await import('peiyu/calendars/cn.js');
    const { playScenario } = await import('/tests/scenarios.mjs');
    return scenarios.map((s) => [s.scenario, playScenario(peiyu, calendar, policies, s)]).filter(([, found]) => found.length);
  }, all);
  assert.deepEqual(differing, []);
});

test('the page had no error of its own', () => assert.deepEqual(errors, []));
