// Data in and out: files, cells of a spreadsheet, what is kept over a reload, and what clearing forgets.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { shared, start, takeIn, turns, verdict, view } from './site.mjs';

let site;
before(async () => (site = await start()));
after(() => site.stop());

const base = shared('srdi_2026', 'srdi26-base').firm;

async function exported(page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#export')]);
  return JSON.parse(await readFile(await download.path(), 'utf8'));
}

async function paste(page, rows, unit) {
  await page.fill('#paste', rows.map((row) => row.join('\t')).join('\n'));
  if (unit) await page.selectOption('#paste-unit', unit);
  await page.click('#paste-fill');
  await page.waitForSelector('#outcome');
  return page.$$eval('#outcome li', (all) => all.map((one) => one.textContent));
}

test('what is imported is exported again, to the fen and with where it is from', async () => {
  const page = await site.open();
  const awards = [{ date: '2025-05-01', level: 'provincial', rank: '3' }];
  const firm = { ...base, revenue_2: '12345678901234567.89', total_assets_1: { value: '10000000', source: '2025年度审计报告', as_of: '2025-12-31' }, awards };
  for (const id of Object.keys(firm).filter((id) => id.startsWith('award_'))) delete firm[id];
  await takeIn(page, firm);
  assert.deepEqual(await exported(page), firm);
  await view(page, 'form');
  assert.match(await page.textContent('#field-total_assets_1'), /来源：2025年度审计报告/);
});

test('a long JSON number keeps its digits', async () => {
  const page = await site.open({ view: 'data' });
  const text = '{"revenue_1": 12345678901234567.89, "employees": 200}';
  await page.setInputFiles('#import', { name: 'a.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await page.waitForSelector('#outcome');
  assert.deepEqual(await exported(page), { revenue_1: '12345678901234567.89', employees: '200' });
});

test('what an import can’t take in is listed with its reason', async () => {
  const page = await site.open();
  await takeIn(page, { employees: '3.5', revenu_1: '1', revenue_1: '20000000', name: { zh: '例' }, awards: [{ date: '2025-05-01', prize: 'x', rank: { value: '2', source: '证书' } }] });
  const left = await page.$$eval('#outcome li', (all) => all.map((one) => one.textContent));
  assert.equal(left.length, 5);
  assert.match(left.join('\n'), /name .*：不是单个的值/);
  assert.match(left.join('\n'), /awards\[1\]\.rank .*来源没有保留/);
  assert.match(left.join('\n'), /revenu_1 1：没有此名称的填报项/);
  assert.match(left.join('\n'), /awards\[1\]\.prize x：没有此名称的填报项/);
  assert.match(left.join('\n'), /从业人员（职工总数）：.*应为整数/);
  assert.equal((await exported(page)).employees, undefined);
  await page.setInputFiles('#import', { name: 'b.json', mimeType: 'application/json', buffer: Buffer.from('[1, 2]') });
  await page.waitForFunction(() => document.querySelector('#outcome')?.textContent.includes('不是 JSON 文件'));
});

test('two columns are pasted, names in Chinese or ids, units in brackets or in the cell', async () => {
  const page = await site.open({ view: 'data' });
  const left = await paste(page, [
    ['项目', '数值'],
    ['上年度营业收入总额（万元）', '1,500.5'],
    ['rd_expense_1', '100万元'],
    ['上年末资产总额(元)', '１００００'],
    ['上年度净利润', '(12.50)'],
    ['主导产品细分市场占有率', '10%'],
    ['独立法人', '√'],
    ['行业（划型）', '工业'],
    ['从业人员', '200人'],
    ['研发人员', '5万元'],
    ['上年末负债总额', '1,5'],
    ['企业名称', '/'],
    ['登记机关', '兰州'],
  ]);
  assert.deepEqual(await exported(page), {
    industry: 'industry',
    legal_person: true,
    employees: '200',
    revenue_1: '15005000',
    rd_expense_1: '1000000',
    net_profit_1: '-12.5',
    total_assets_1: '10000',
    market_share: '0.1',
  });
  assert.deepEqual(left, [
    '项目 数值：没有此名称的填报项',
    '研发人员 5万元：单位“万元”不适用于此项',
    '上年末负债总额 1,5：无法识别为数值',
    '企业名称 /：空白',
    '登记机关 兰州：没有此名称的填报项',
  ]);
});

test('a header and one row are pasted; amounts without a unit are in the unit that was chosen', async () => {
  const page = await site.open({ view: 'data' });
  const left = await paste(page, [['企业名称', '上年度营业收入总额', '备注'], ['例"一"', '1500', '甲']], '万元');
  assert.deepEqual(await exported(page), { name: '例"一"', revenue_1: '15000000' });
  assert.deepEqual(left, ['备注 甲：没有此名称的填报项']);
});

test('one firm at a time, and no choosing between two values', async () => {
  const page = await site.open({ view: 'data' });
  const rows = await paste(page, [['employees', 'ip1'], ['1', '2'], ['3', '4']]);
  assert.match(rows.join(), /2行数据/);
  assert.deepEqual(await exported(page), { employees: '1', ip1: '2' });
  const twice = await paste(page, [['rd_staff', '1'], ['研发人员', '2']]);
  assert.match(twice.join(), /取值不一/);
  assert.equal((await exported(page)).rd_staff, undefined);
});

test('a reload loses nothing; clearing forgets everything', async () => {
  const page = await site.open();
  await page.selectOption('#choice', 'edition:2026');
  await takeIn(page, base);
  await turns(page, 'srdi', 'pass');
  await page.goto(site.url);
  await turns(page, 'srdi', 'pass');
  assert.equal(await page.inputValue('#choice'), 'edition:2026');
  assert.equal(await page.inputValue('#in-revenue_1'), '1500');
  await view(page, 'data');
  await page.click('#clear');
  await page.click('#clear-sure');
  await turns(page, 'srdi', 'unknown');
  await page.goto(site.url);
  assert.equal(await page.inputValue('#in-revenue_1'), '');
  assert.equal(await verdict(page, 'srdi'), 'unknown');
});

test('what another program left in the browser, or an edition that is gone, does no harm', async () => {
  const page = await site.open();
  for (const spoilt of ['no JSON', '[]', '{"drafts":{"revenue_1":7,"employees":"200","awards":[3]},"settings":{"policy":"nowhere","choice":"edition:1999","lang":3},"dossier":{"journal":5}}']) {
    await page.evaluate((text) => {
      // The page writes as it goes; what is written here must be last.
      window.addEventListener('pagehide', () => localStorage.setItem('peiyu-web-1', text));
    }, spoilt);
    await page.goto(site.url);
    await page.reload();
    await page.waitForSelector('.step');
  }
  assert.equal(await page.inputValue('#in-employees'), '200');
  assert.equal(await page.inputValue('#in-revenue_1'), '');
  assert.equal(await page.inputValue('#choice'), '');
});

test('no page had an error of its own', () => assert.deepEqual(site.errors, []));
