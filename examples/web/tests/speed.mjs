// How fast the built page is: until it can be filled in, and from a key to the new verdicts on the screen. Prints medians.
import { shared, start, takeIn, view } from './site.mjs';

const ROUNDS = 15;
const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
const told = (all) => `${median(all).toFixed(1)} ms (${Math.min(...all).toFixed(1)} to ${Math.max(...all).toFixed(1)}, ${all.length} times)`;

const site = await start();
const ready = [];
for (let i = 0; i < ROUNDS; i++) {
  // A context of its own each time: nothing is in its cache.
  const page = await site.open();
  ready.push(await page.evaluate(() => performance.getEntriesByName('interactive')[0].startTime));
  await page.context().close();
}
console.log(`page interactive, nothing kept: ${told(ready)}`);

const again = [];
const page = await site.open({ worker: true });
await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
for (let i = 0; i < ROUNDS; i++) {
  await page.reload();
  await page.waitForSelector('.step');
  again.push(await page.evaluate(() => performance.getEntriesByName('interactive')[0].startTime));
}
console.log(`page interactive, kept by the service worker: ${told(again)}`);

await takeIn(page, shared('srdi_2026', 'srdi26-base').firm);
await view(page, 'form');
const keys = await page.evaluate(async () => {
  const input = document.getElementById('in-rd_expense_1');
  const all = [];
  for (let i = 0; i < 200; i++) {
    input.value = String(90 + i / 10);
    const began = performance.now();
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    // The view is drawn in a microtask; layout is asked for, so that it counts too.
    await new Promise((resolve) => setTimeout(resolve));
    document.body.getBoundingClientRect();
    all.push(performance.now() - began);
  }
  return all.slice(50);
});
console.log(`a key to the page redrawn with the new answer: ${told(keys)}`);
await site.stop();
