// Every view for every reader: axe-core in both sizes and languages, no sideways scrolling, the report on A4, and no network.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { DESKTOP, PHONE, shared, start, takeIn, turns, view } from './site.mjs';

const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const VIEWS = ['form', 'reasons', 'trial', 'measures', 'flow', 'report', 'data'];

let site;
before(async () => (site = await start()));
after(() => site.stop());

/** A firm that fails some criteria, leaves some open and has a value that is refused: every part of the page shows. */
function mixed() {
  const { firm } = shared('little_giant_2026', 'giant26-base');
  const { finding_chain: _, ...rest } = firm;
  return { ...rest, rd_expense_1: '900000', main_revenue_1: '120000000', employees: '12x', awards: [{ date: '2025-05-01' }] };
}

async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}`));
}

for (const [size, sizeName] of [[DESKTOP, '1440'], [PHONE, '390']]) {
  for (const lang of ['zh', 'en']) {
    test(`axe-core finds nothing in any view, and none scrolls sideways: ${lang}, ${sizeName} pixels`, async () => {
      const page = await site.open({ size, lang });
      assert.deepEqual(await violations(page), [], 'an empty form');
      await takeIn(page, mixed());
      assert.deepEqual(await violations(page), [], 'what came of an import');
      for (const name of VIEWS) {
        await view(page, name);
        if (name === 'reasons') await page.click('.tools .second');
        if (name === 'trial') await page.locator('.slider input').first().press('ArrowRight');
        if (name === 'flow') await page.click('#open-case');
        assert.deepEqual(await violations(page), [], name);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} scrolls sideways`);
      }
    });
  }
}

test('axe-core finds nothing where a notice is chosen and a request refused', async () => {
  const page = await site.open({ view: 'flow' });
  await page.selectOption('#choice', 'call:little_giant_2025');
  await page.click('.notice summary');
  await page.click('#open-case');
  await page.click('#ev-open_little_giant');
  await page.click('#ev-submit_little_giant');
  await page.waitForSelector('[role="alert"]');
  assert.deepEqual(await violations(page), []);
});

test('by keyboard every view is reached, and each takes the cursor to itself', async () => {
  const page = await site.open();
  for (const name of VIEWS.slice(1)) {
    await page.focus(`.views a[href="#/${name}"]`);
    await page.keyboard.press('Enter');
    await page.waitForSelector(`.view-${name}`);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  }
});

test('the report prints on A4, without what is for the screen', async () => {
  const page = await site.open();
  await takeIn(page, { ...mixed(), name: '兰州例一机械有限公司' });
  await view(page, 'report');
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  const boxes = [...pdf.matchAll(/\/MediaBox\s*\[\s*([\d.\s]+)\]/g)].map((found) => found[1].trim().split(/\s+/).map(Number));
  assert.ok(boxes.length >= 3 && boxes.length <= 8, `${boxes.length} pages`);
  // A4 is 210 by 297 mm; a point is 1/72 inch.
  for (const [, , width, height] of boxes) assert.ok(Math.abs(width - (210 / 25.4) * 72) < 1 && Math.abs(height - (297 / 25.4) * 72) < 1);
  await page.emulateMedia({ media: 'print' });
  for (const hidden of ['.head', '.rules', '.ladder', '.bar', '.tools', '.foot']) assert.equal(await page.isVisible(hidden), false, hidden);
  const text = await page.textContent('.paper');
  for (const part of ['自评报告', '兰州例一机械有限公司', '工信部企业〔2026〕2号 附件1 第3项', '待核', '企业（盖章）', '尚须填报']) assert.ok(text.includes(part), part);
});

test('nothing leaves the browser, and the page may not make it', async () => {
  const page = await site.open();
  await takeIn(page, mixed());
  for (const name of VIEWS) await view(page, name);
  const refused = await page.evaluate(async () => {
    const told = new Promise((resolve) => document.addEventListener('securitypolicyviolation', (e) => resolve(e.effectiveDirective)));
    await fetch('https://example.com/').catch(() => undefined);
    return told;
  });
  assert.equal(refused, 'connect-src');
  const foreign = site.requests.filter((url) => !url.startsWith(site.url) && !/^(blob|data):/.test(url));
  assert.deepEqual(foreign, []);
});

test('the page works without a network, after a reload too', async () => {
  const page = await site.open({ worker: true });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.context().setOffline(true);
  await page.reload();
  await page.waitForSelector('.step');
  await page.selectOption('#choice', 'edition:2026');
  const { firm, expect } = shared('srdi_2026', 'srdi26-base');
  await takeIn(page, firm);
  await turns(page, 'srdi', expect.srdi.verdict);
  await view(page, 'flow');
  await page.reload();
  await page.waitForSelector('#open-case');
  assert.equal(await page.locator('[data-tier="srdi"]').getAttribute('data-verdict'), 'pass');
});

test('no page had an error of its own', () => assert.deepEqual(site.errors, []));
