// The built site as a server sends it that has packed files: each of them beside its file, and the engine small on its way.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { start } from './site.mjs';

const dist = join(import.meta.dirname, '../dist');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.svg': 'image/svg+xml' };
/** The aim for language, charts, explanations and drawings, in bytes. */
const LIMIT = 300_000;

const files = readdirSync(dist, { recursive: true }).filter((name) => statSync(join(dist, name)).isFile());
let [site, server] = [];

before(async () => {
  site = await start();
  server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname.slice(1) || 'index.html';
    const packed = files.includes(`${path}.gz`);
    if (!files.includes(path)) return response.writeHead(404).end();
    response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
    if (packed) response.setHeader('content-encoding', 'gzip');
    response.end(readFileSync(join(dist, packed ? `${path}.gz` : path)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
});

after(async () => {
  server?.close();
  await site?.stop();
});

test('what is packed is what lies beside it', () => {
  const packed = files.filter((name) => name.endsWith('.gz'));
  for (const kind of ['.html.gz', '.js.gz', '.css.gz', '.wasm.gz']) assert.ok(packed.some((name) => name.endsWith(kind)), kind);
  for (const name of packed) assert.deepEqual(gunzipSync(readFileSync(join(dist, name))), readFileSync(join(dist, name.slice(0, -3))), name);
});

test('the page runs on packed files, and the engine is small on its way', async () => {
  const page = await site.open();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForSelector('.step');
  const told = await page.evaluate(() => performance.getEntriesByType('resource').map((r) => [r.name, r.encodedBodySize, r.decodedBodySize]));
  const [, sent, whole] = told.find(([name]) => name.endsWith('.wasm'));
  assert.ok(sent > 0 && sent <= LIMIT, `${sent} bytes`);
  assert.ok(whole > 2 * sent, `${whole} bytes unpacked`);
  assert.deepEqual(site.errors, []);
});
