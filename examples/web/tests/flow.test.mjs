// A small case in the page: opened, submitted, reviewed; its place in the chart and the due list move. Days are worked out by hand.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { shared, sharedFile, start, takeIn, view } from './site.mjs';

let site;
before(async () => (site = await start()));
after(() => site.stop());

/** The filled states of the chart, in words. */
function places(page) {
  return page.$$eval('.chart rect[fill="#0b5ed7"]', (all) =>
    all.map((rect) => {
      const box = rect.getBBox();
      const inside = [...rect.ownerSVGElement.querySelectorAll('text')].filter((text) => {
        const at = text.getBBox();
        return at.x >= box.x && at.x + at.width <= box.x + box.width && at.y >= box.y && at.y + at.height <= box.y + box.height;
      });
      return inside.map((text) => text.textContent).join(' ');
    }),
  );
}

async function register(page, title, from, until) {
  await page.selectOption('#title-kind', title);
  await page.fill('#title-from', from);
  await page.fill('#title-until', until);
  await page.click('#title-enter');
  await page.waitForSelector(`[data-title="${title}"]`);
}

async function perform(page, event) {
  await page.click(`#ev-${event}`);
  await page.waitForSelector('.done, [role="alert"]');
}

test('a little giant’s application of 2026: opened, submitted, passed by the county', async () => {
  const { firm } = shared('little_giant_2026', 'giant26-base');
  const page = await site.open();
  await takeIn(page, { ...firm, rd_expense_1: '4999999.99' });
  await view(page, 'flow');
  await page.fill('#term-county_review_days', '5');
  await page.fill('#term-city_review_days', '5');
  await page.fill('#clock-open', '2026-04-24T09:00');
  await page.click('#open-case');
  await page.selectOption('#part', 'little_giant_applying');
  assert.match((await places(page)).join(), /无申请/);
  // 63号 and 2号文: no rung is skipped; the titles from before are entered.
  await page.click('summary:has-text("登记已有称号")');
  await register(page, 'innovative', '2025-01-10', '2028-01-10');
  await register(page, 'srdi', '2024-06-10', '2027-06-10');
  await perform(page, 'open_little_giant');
  assert.match((await places(page)).join(), /填报自评/);
  // 117号: accepted from 25 April to 25 May 2026. On the 24th it is too early.
  await perform(page, 'submit_little_giant');
  assert.equal(await page.getAttribute('[role="alert"]', 'data-code'), 'outside_window');
  await page.fill('#clock', '2026-05-06T09:00');
  await page.locator('#clock').blur();
  // 附件2 (三): 1200万元 in two years; a fen less and it isn't met.
  await perform(page, 'submit_little_giant');
  await page.waitForSelector('[role="alert"][data-code="condition_not_met"]');
  await view(page, 'form');
  await page.fill('#in-rd_expense_1', '500');
  await view(page, 'flow');
  await page.selectOption('#part', 'little_giant_applying');
  await perform(page, 'submit_little_giant');
  await page.waitForSelector('[data-event="pass_little_giant"]');
  assert.match((await places(page)).join(), /县级初审/);
  assert.match(await page.textContent('[data-event="pass_little_giant"]'), /由县级工信部门办理/);
  // Five working days from 6 May 2026: 7, 8, 9 (a Saturday worked, 国办发明电〔2025〕7号), 11, 12.
  assert.match(await page.textContent('[data-due="county_review"]'), /2026-05-12/);
  await page.fill('#clock', '2026-05-11T10:00');
  await page.locator('#clock').blur();
  await page.click('#ev-pass_little_giant');
  await page.waitForSelector('[data-due="city_review"]');
  assert.match((await places(page)).join(), /市级审核/);
  // From 11 May: 12, 13, 14, 15, 18.
  assert.match(await page.textContent('[data-due="city_review"]'), /2026-05-18/);
  assert.equal(await page.locator('[data-due="county_review"]').count(), 0);
  // The journal is kept: after a reload the case is where it was.
  await page.goto(`${site.url}#/flow`);
  await page.selectOption('#part', 'little_giant_applying');
  assert.match((await places(page)).join(), /市级审核/);
});

test('a term that the documents leave open has no day, and a trial starts over', async () => {
  const { firm } = { firm: sharedFile('innovative_2022_criteria').firms.base };
  const page = await site.open();
  await takeIn(page, firm);
  await view(page, 'flow');
  await page.click('#open-case');
  await perform(page, 'open_innovative');
  await perform(page, 'submit_innovative');
  await page.waitForSelector('[data-due="county_review"]');
  assert.match(await page.textContent('[data-due="county_review"]'), /文件未定/);
  await page.click('#restart');
  await page.waitForSelector('#open-case');
});

test('no page had an error of its own', () => assert.deepEqual(site.errors, []));
