// The snippets of docs/web.md, in their order, as one module in plain Node with the installed package.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const folder = join(import.meta.dirname, '..');

test('the snippets of docs/web.md run', () => {
  const page = readFileSync(join(folder, '../../docs/web.md'), 'utf8');
  const snippets = [...page.matchAll(/^```js\n(.*?)^```/gms)].map((found) => found[1]);
  assert.ok(snippets.length >= 5);
  // Beside node_modules, where Node looks for the package.
  const file = join(folder, 'node_modules', '.snippets.mjs');
  writeFileSync(file, `${snippets.join('')}\nif (!svg.startsWith('<svg') || fields.length < 60) throw new Error('docs');\n`);
  try {
    const said = execFileSync(process.execPath, [file], { encoding: 'utf8' });
    assert.match(said, /上年度研发费用总额由90万元增至100万元/);
    assert.match(said, /工信部企业〔2026〕2号 附件1 第3项/);
    // Of the R&D expense the trial meets the criterion: 附件1 第3项, at least 100万元 in each of two years.
    const [before, after] = /^(\d+) (\d+)$/m.exec(said).slice(1).map(Number);
    assert.equal(after, before - 1);
  } finally {
    rmSync(file);
  }
});
