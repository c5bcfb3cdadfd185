// The built site in a browser, as the tests use it: served from dist/, with firms and expectations from the shared cases.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** The site and a browser. Every request of every page is noted, and every error that a page throws. */
export async function start() {
  const server = await preview({ root, logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
  const url = `http://127.0.0.1:${server.httpServer.address().port}/`;
  const browser = await chromium.launch({ executablePath: process.env.PEIYU_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
  const [requests, errors] = [[], []];
  /** A page of its own, nothing kept from before. */
  const open = async ({ size = DESKTOP, lang = 'zh', view = 'form', worker = false } = {}) => {
    const context = await browser.newContext({
      viewport: size,
      locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
      serviceWorkers: worker ? 'allow' : 'block',
      acceptDownloads: true,
    });
    context.on('request', (request) => requests.push(request.url()));
    const page = await context.newPage();
    page.on('pageerror', (e) => errors.push(String(e)));
    await page.goto(`${url}?lang=${lang}#/${view}`);
    await page.waitForSelector('.step');
    return page;
  };
  const stop = async () => {
    await browser.close();
    await server.close();
  };
  return { url, open, stop, requests, errors, server };
}

/** Goes to another view. */
export async function view(page, name) {
  await page.evaluate((hash) => (location.hash = hash), `#/${name}`);
  await page.waitForSelector(`.view-${name}`);
}

/** Takes in a firm through the file dialogue, as the engine's files have it: amounts in 元. */
export async function takeIn(page, firm) {
  await view(page, 'data');
  const file = { name: 'firm.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(firm)) };
  await page.setInputFiles('#import', file);
  await page.waitForSelector('#outcome');
}

/** The verdict that the ladder shows. */
export function verdict(page, tier) {
  return page.getAttribute(`[data-tier="${tier}"]`, 'data-verdict');
}

/** Waits until the ladder shows it. */
export function turns(page, tier, which) {
  return page.waitForSelector(`[data-tier="${tier}"][data-verdict="${which}"]`, { timeout: 5000 });
}

const files = new Map();

/** A file of the shared cases: firms, and what the law says of them. */
export function sharedFile(name) {
  if (!files.has(name)) files.set(name, parse(readFileSync(join(root, '../../tests/cases', `${name}.yaml`), 'utf8')));
  return files.get(name);
}

/** One shared case: its firm and what it must come to. */
export function shared(name, id) {
  const file = sharedFile(name);
  const found = file.cases.find((one) => one.id === id);
  return { firm: firmOf(file, found), expect: found.expect, edition: file.edition, tier: file.tier };
}

export function firmOf(file, one) {
  const firm = { ...(one.from ? file.firms[one.from] : {}), ...one.with };
  return Object.fromEntries(Object.entries(firm).filter(([, value]) => value !== null));
}

/** An amount in 元 as it is typed into the form. */
export function wan(yuan) {
  const [whole, part = ''] = yuan.split('.');
  const digits = whole.padStart(5, '0');
  return `${digits.slice(0, -4)}.${digits.slice(-4)}${part}`.replace(/\.?0+$/, '');
}
