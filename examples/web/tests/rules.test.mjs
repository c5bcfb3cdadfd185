// Which rules apply: region, edition, notice, language; and what if: sliders that turn a verdict where the law says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { parse } from 'yaml';

import { shared, start, takeIn, turns, verdict, view, wan } from './site.mjs';

let site;
before(async () => (site = await start()));
after(() => site.stop());

test('values are kept while region, edition and notice change', async () => {
  // The firm is on every border of 2026's SRDI items and no legal person: that is asked by 2022's alone (63号 第三条).
  const { firm } = shared('srdi_2026', 'srdi26-base');
  const page = await site.open();
  await takeIn(page, firm);
  await page.selectOption('#choice', 'edition:2026');
  await turns(page, 'srdi', 'pass');
  await page.selectOption('#choice', 'edition:2022');
  await turns(page, 'srdi', 'fail');
  await page.selectOption('#policy', 'cn');
  await turns(page, 'srdi', 'fail');
  assert.equal(await page.inputValue('#choice'), 'edition:2022', 'an edition that both have stays chosen');
  await page.selectOption('#choice', 'edition:2026');
  await turns(page, 'srdi', 'pass');
  await view(page, 'form');
  assert.equal(await page.inputValue('#in-revenue_1'), wan(firm.revenue_1));
});

test('a notice judges the tiers that it is for, each by its edition, and says its window', async () => {
  // 工信厅企业函〔2026〕117号: new applications by 2026, renewals by 2022; 25 April to 25 May 2026.
  const { firm, expect } = shared('little_giant_2026', 'giant26-base');
  const page = await site.open();
  await page.selectOption('#choice', 'call:little_giant_2026');
  assert.deepEqual(await page.$$eval('.step', (all) => all.map((one) => one.dataset.tier)), ['little_giant']);
  assert.match(await page.textContent('.notice'), /2026-04-25至2026-05-25/);
  await takeIn(page, { ...firm, renewal: false });
  await turns(page, 'little_giant', expect.little_giant.verdict);
  assert.match(await page.textContent('.step'), /2026版/);
});

test('the page speaks English, and says so to who listens', async () => {
  const page = await site.open();
  await page.click('.lang');
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  assert.match(await page.textContent('h1'), /gradient cultivation/);
  assert.equal((await page.textContent('body')).match(/undefined|\[object/), null);
  await page.click('.lang');
  assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN');
});

/** A firm that fails SRDI of 2026 by its R&D expense of last year alone: 附件1 第3项, at least 100万元 in each of two years. */
function lacking() {
  const { firm } = shared('srdi_2026', 'srdi26-base');
  return { ...firm, rd_expense_1: '900000', rd_expense_2: '1000000' };
}

test('a slider turns the verdict at the amount of the article, and not before', async () => {
  const page = await site.open();
  await page.selectOption('#choice', 'edition:2026');
  await takeIn(page, lacking());
  await view(page, 'trial');
  const slider = page.locator('[data-criterion="rd_expense"] [data-fact="rd_expense_1"] input').first();
  const shown = page.locator('[data-criterion="rd_expense"] [data-fact="rd_expense_1"] output').first();
  assert.equal(await shown.textContent(), '90万元');
  await slider.focus();
  const turned = page.locator('[data-tier="srdi"] .tried[data-tried="pass"]');
  for (let i = 0; i < 200 && (await turned.count()) === 0; i++) {
    assert.notEqual(await shown.textContent(), '100万元');
    await page.keyboard.press('ArrowRight');
    await page.waitForSelector('[data-tier="srdi"] .tried');
  }
  assert.equal(await shown.textContent(), '100万元');
  assert.match(await page.textContent('[role="status"]'), /试算：专精特新中小企业：符合/);
  assert.equal(await verdict(page, 'srdi'), 'fail', 'nothing is filled in');
});

test('a slider is dragged, and what it comes to is adopted', async () => {
  const page = await site.open();
  await page.selectOption('#choice', 'edition:2026');
  await takeIn(page, lacking());
  await view(page, 'trial');
  const slider = page.locator('[data-criterion="rd_expense"] [data-fact="rd_expense_1"] input').first();
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  const [max, at] = await slider.evaluate((one) => [Number(one.max), Number(one.value)]);
  const x = (place) => box.x + 8 + ((box.width - 16) * place) / max;
  await page.mouse.move(x(at), box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(x(max * 0.9), box.y + box.height / 2, { steps: 12 });
  await page.mouse.up();
  await page.waitForSelector('[data-tier="srdi"] .tried[data-tried="pass"]');
  await page.click('.trialbar .primary');
  await turns(page, 'srdi', 'pass');
  await view(page, 'form');
  assert.ok(Number(await page.inputValue('#in-rd_expense_1')) > 100);
});

test('a trial that is given up changes nothing', async () => {
  const page = await site.open();
  await page.selectOption('#choice', 'edition:2026');
  await takeIn(page, { ...lacking(), registered_in_china: false });
  await view(page, 'trial');
  await page.click('[data-criterion="registered"] button, [data-fact="registered_in_china"] button');
  await page.waitForSelector('.tried');
  await page.click('.trialbar .second');
  assert.equal(await page.locator('.tried').count(), 0);
  await view(page, 'form');
  assert.equal(await page.isChecked('input[name="in-registered_in_china"][value="false"]'), true);
});

test('no page had an error of its own', () => assert.deepEqual(site.errors, []));

test('measures say what a firm gets, what is open, and what is not for it', async () => {
  const { firms } = parse(readFileSync(new URL('../../../tests/measures/gansu.yaml', import.meta.url), 'utf8'));
  const named = (name) => firms.find((one) => one.name === name);
  const page = await site.open();
  const both = named('两项奖励都未领');
  await takeIn(page, both.firm);
  await view(page, 'measures');
  assert.equal(await page.textContent('#measures-due'), '80万元');
  assert.match(await page.textContent('[data-gives="funds.srdi_first"]'), /✓.*30万元/s);
  assert.match(await page.textContent('[data-gives="funds.little_giant"]'), /✓.*50万元/s);
  assert.match(await page.textContent('[data-gives="guarantees.guarantee_fee"]'), /最高1\.5%/);
  // Of the platform nothing is known: it is open, and the question leads to the field.
  await page.click('[data-measure="platforms"] .chips button');
  await page.waitForSelector('#field-service_platform_prov :focus');
  await takeIn(page, { ...both.firm, ...named('2023年首次认定').firm });
  await view(page, 'measures');
  assert.equal(await page.textContent('#measures-due'), '0万元');
  assert.equal(await page.locator('[data-gives="funds.srdi_first"] [data-problem="parameter_without_value"]').count(), 1);
  await page.selectOption('#policy', 'cn');
  assert.match(await page.textContent('.view-measures'), /没有录入措施/);
});
