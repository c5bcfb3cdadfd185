// Filling in: by keyboard alone, guided by what still matters; verdicts that turn at the fen; what the engine refuses.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { firmOf, PHONE, shared, sharedFile, start, takeIn, turns, verdict, view, wan } from './site.mjs';

let site;
before(async () => (site = await start()));
after(() => site.stop());

/** Fills in the field that has the cursor. */
async function answer(page, value) {
  const kind = await page.evaluate(() => {
    const at = document.activeElement;
    return at.tagName === 'SELECT' ? 'select' : at.type;
  });
  if (kind === 'radio') {
    await page.keyboard.press(value ? 'y' : 'n');
  } else if (kind === 'select') {
    for (let i = 0; i < 30 && (await page.evaluate(() => document.activeElement.value)) !== value; i++) await page.keyboard.press('ArrowDown');
  } else await page.keyboard.type(value);
}

const MONEY = /^(main_)?revenue_|^rd_expense|^net_profit|^total_|^equity_financing/;

test('a firm is filled in by keyboard, question by question, until every tier is decided', async () => {
  const { firm, expect } = shared('srdi_2026', 'srdi26-base');
  const page = await site.open();
  // From the top of the page to the choice of the standard: 跳到正文, English, 地区, 标准.
  for (let i = 0; i < 4; i++) await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'choice');
  while ((await page.inputValue('#choice')) !== 'edition:2026') await page.keyboard.press('ArrowDown');
  const asked = [];
  await page.keyboard.press('Alt+KeyN');
  for (let i = 0; i < 80; i++) {
    const field = await page.evaluate(() => document.activeElement.closest('[data-field]')?.dataset.field);
    assert.ok(field in firm, `${field} is asked for`);
    assert.ok(!asked.includes(field), `${field} is asked for once`);
    asked.push(field);
    await answer(page, MONEY.test(field) ? wan(firm[field]) : firm[field]);
    if ((await page.locator('[data-question]').count()) === 0) break;
    // Enter goes on from a text or an answer; in a list of choices it opens the list.
    const listed = await page.evaluate(() => document.activeElement.tagName === 'SELECT');
    await page.keyboard.press(listed || i % 2 ? 'Alt+KeyN' : 'Enter');
  }
  assert.equal(await verdict(page, 'srdi'), expect.srdi.verdict);
  assert.equal(await page.locator('[data-question]').count(), 0);
  assert.ok(asked.length < Object.keys(firm).length, `${asked.length} of ${Object.keys(firm).length} facts were asked for`);
  // What was not asked for is quiet, and marked so in words.
  const left = Object.keys(firm).find((id) => !asked.includes(id) && typeof firm[id] === 'string');
  assert.match(await page.getAttribute(`#field-${left}`, 'class'), /quiet/);
  assert.match(await page.textContent(`#field-${left}`), /不影响结论/);
});

test('a verdict turns at a fen, is announced, and names the criterion with its article', async () => {
  const page = await site.open();
  const on = shared('srdi_2026', 'srdi26-base');
  const below = shared('srdi_2026', 'srdi26-rd-expense-last-year-below');
  await page.selectOption('#choice', 'edition:2026');
  await takeIn(page, on.firm);
  await turns(page, 'srdi', on.expect.srdi.verdict);
  await view(page, 'form');
  await page.fill('#in-rd_expense_1', wan(below.firm.rd_expense_1));
  await turns(page, 'srdi', below.expect.srdi.verdict);
  assert.equal(await page.textContent('[role="status"]'), '专精特新中小企业：不符合');
  const failed = await page.$$eval('.failing [data-failed]', (all) => all.map((one) => [one.dataset.failed, one.textContent]));
  const own = failed.filter(([id]) => below.expect.srdi.failed.includes(id));
  assert.equal(own.length, below.expect.srdi.failed.length);
  assert.match(own[0][1], /工信部企业〔2026〕2号 附件1 第3项/);
  await page.fill('#in-rd_expense_1', '１００');
  await turns(page, 'srdi', 'pass');
});

test('what the engine refuses is said beside the field, and counts as not filled in', async () => {
  const page = await site.open();
  await page.selectOption('#choice', 'edition:2026');
  await takeIn(page, shared('srdi_2026', 'srdi26-base').firm);
  await view(page, 'form');
  const cases = [
    ['#in-employees', '12x', 'wrong_fact_type', '应为整数'],
    ['#in-revenue_1', '-1', 'outside_domain', '超出范围'],
    ['#in-total_assets_1', '1,5', 'wrong_fact_type', '应为金额'],
    ['#in-uscc', '91620702MAXBJ8221Y', 'check_character', 'GB 32100'],
  ];
  for (const [input, value, code, words] of cases) {
    const before = await page.inputValue(input);
    await page.fill(input, value);
    const error = page.locator(`${input}-error`);
    assert.equal(await error.locator('[data-code]').getAttribute('data-code'), code);
    assert.ok((await error.textContent()).includes(words), await error.textContent());
    assert.equal(await page.getAttribute(input, 'aria-invalid'), 'true');
    assert.ok((await page.getAttribute(input, 'aria-describedby')).includes(`${input.slice(1)}-error`));
    assert.doesNotMatch(await error.textContent(), /`/, 'fields are named by their labels');
    await page.fill(input, before);
    assert.equal(await error.count(), 0);
  }
  await page.fill('#in-revenue_1', '-1');
  await turns(page, 'srdi', 'unknown');
});

test('records are counted into facts', async () => {
  // 2号文 附件1 第4项：Ⅰ类知识产权1项以上，实际应用并已产生经济效益。
  const { firm } = shared('srdi_2026', 'srdi26-base');
  const { ip1_applied: _, ...rest } = firm;
  const page = await site.open();
  await page.selectOption('#choice', 'edition:2026');
  await takeIn(page, rest);
  await turns(page, 'srdi', 'unknown');
  await view(page, 'form');
  await page.click('#field-ip_rights .second');
  await page.fill('#in-ip_rights-0-class', '1');
  for (const name of ['leading_product', 'eligible', 'applied']) await page.check(`input[name="in-ip_rights-0-${name}"][value="true"]`, { force: true });
  for (const name of ['high_value', 'self_developed']) await page.check(`input[name="in-ip_rights-0-${name}"][value="false"]`, { force: true });
  // ip1 and the others are given as counts and must agree with the records.
  for (const id of ['ip1', 'ip1_high_value', 'ip1_self_developed', 'ip2']) await page.fill(`#in-${id}`, '');
  await turns(page, 'srdi', 'pass');
});

test('every shared case of three files has on the ladder the verdict that the law gives it', async () => {
  const page = await site.open();
  let seen = 0;
  for (const name of ['srdi_2026', 'little_giant_2026', 'innovative_2022_criteria']) {
    const file = sharedFile(name);
    await page.selectOption('#choice', `edition:${file.edition}`);
    for (const one of file.cases.filter((c) => c.expect[file.tier]?.verdict && !c.edition && !c.call && !c.as_of)) {
      // A fact that the case leaves out is taken in as null: not given.
      const blank = Object.fromEntries(Object.keys(file.firms[one.from] ?? {}).map((id) => [id, null]));
      await takeIn(page, { ...blank, ...firmOf(file, one) });
      assert.equal(await verdict(page, file.tier), one.expect[file.tier].verdict, one.id);
      seen += 1;
    }
  }
  assert.ok(seen > 80, `${seen} cases`);
});

test('on a phone the verdicts stay in sight while one fills in', async () => {
  const page = await site.open({ size: PHONE });
  await page.click('#next');
  await page.waitForSelector('.ladder-away .brief');
  const box = await page.locator('.brief').boundingBox();
  assert.ok(box.y >= 0 && box.y + box.height < PHONE.height / 4);
  assert.match(await page.textContent('.brief'), /创新型.*专精特新.*小巨人/);
});

test('no page had an error of its own', () => assert.deepEqual(site.errors, []));
