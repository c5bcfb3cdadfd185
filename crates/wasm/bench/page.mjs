// The same in Chromium as session.mjs measures in Node: a changed field to a fresh explained verdict, and import and load in a page
// of its own each time. The page is isolated from others, so that the browser's clock has five microseconds.
//
//   cargo xtask wasm && cp crates/wasm/bench/* SCRATCH && cd SCRATCH && npm install --force
//   npm install --force .../target/npm/peiyu-0.1.0.tgz
//   node page.mjs .../examples/enterprises.csv
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

import { chromium } from 'playwright-core';

const csv = await readFile(process.argv[2], 'utf8');
const types = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
const map = { imports: { peiyu: '/node_modules/peiyu/web.js', 'peiyu/policies/': '/node_modules/peiyu/policies/' } };
const html = `<!doctype html><meta charset="utf-8"><script type="importmap">${JSON.stringify(map)}</script>`;
const isolated = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

const server = createServer(async (request, response) => {
  const path = normalize(new URL(request.url, 'http://127.0.0.1').pathname);
  try {
    const body = path === '/' ? html : await readFile(join(import.meta.dirname, path));
    const type = path === '/' ? 'text/html' : (types[extname(path)] ?? 'application/octet-stream');
    response.writeHead(200, { 'content-type': type, ...isolated }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({
  executablePath: process.env.PEIYU_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/** A page of its own, with nothing loaded yet. */
async function fresh(run, argument) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const given = await page.evaluate(run, argument);
  await context.close();
  return given;
}

const load = async ([policy, edition]) => {
  const start = performance.now();
  const [{ Policy }, { default: documents }] = await Promise.all([import('peiyu'), import(`peiyu/policies/${policy}.js`)]);
  Policy.load(documents, { edition, today: '2026-06-01' }).session();
  return performance.now() - start;
};
const change = async ([policy, edition, csv]) => {
  const [{ Policy }, { default: documents }, { rows, spread, walk }] = await Promise.all([import('peiyu'), import(`peiyu/policies/${policy}.js`), import('/walk.mjs')]);
  const loaded = Policy.load(documents, { edition, today: '2026-06-01' });
  walk(loaded, rows(csv).slice(0, 3));
  return { ...spread(walk(loaded, rows(csv))), isolated: crossOriginIsolated };
};

console.log(`Chromium ${browser.version()}`);
for (const policy of ['cn', 'gansu']) {
  const loads = [];
  for (let i = 0; i < 9; i++) loads.push(await fresh(load, [policy, '2022']));
  console.log(`${policy}: import, load and first explained answer ${loads.sort((a, b) => a - b)[4].toFixed(0)} ms (median of 9 pages)`);
  const { changes, median, p99, longest, isolated } = await fresh(change, [policy, '2022', csv]);
  if (!isolated) throw new Error('the clock is coarse');
  console.log(`${policy}: a changed field, median ${median.toFixed(0)} µs, 99 of 100 ${p99.toFixed(0)} µs, longest ${longest.toFixed(0)} µs, ${changes} changes`);
}
await browser.close();
server.close();
