// How fast a large report opens and filters: `node bench.mjs REPORT.html`. Figures, no verdict: they
// depend on the machine, so each has its ratio to an empty page of the same run beside it.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

const file = process.argv[2];
if (!file) throw new Error('usage: bench.mjs REPORT.html');
const ROUNDS = 3;
const FILTERS = ['s:fail', 's:fail,warn', 'level:must', 'rfc:9112', 'rfc:9112-6.1', '@session', 'chunked', '-s:pass', 't:target-3 s:fail', 'no-such-word'];

const median = all => all.sort((a, b) => a - b)[Math.floor(all.length / 2)];
const say = text => process.stdout.write(`${text}\n`);

const folder = await mkdtemp(path.join(os.tmpdir(), 'wirecase-bench-'));
const empty = path.join(folder, 'empty.html');
await writeFile(empty, '<!doctype html><html lang=en><title>x</title><p id=shown>0 of 0<p id=matrix>x');
const chrome = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--enable-precise-memory-info'],
});

// Two frames after the last change it has been painted.
const PAINTED = `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))`;

/** Milliseconds from navigation to the matrix painted, with the page free to answer. */
async function load(target) {
  const page = await (await chrome.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(pathToFileURL(target).href, { waitUntil: 'load', timeout: 120_000 });
  return { page, ms: await page.evaluate(PAINTED) };
}

async function loads(target) {
  const all = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { page, ms } = await load(target);
    all.push(ms);
    await page.context().close();
  }
  return median(all);
}

try {
  const base = await loads(empty);
  const whole = await loads(file);
  const size = (await stat(file)).size;
  say(`file              ${(size / 2 ** 20).toFixed(1)} MiB`);
  say(`an empty page     ${base.toFixed(0)} ms to painted`);
  say(`the report        ${whole.toFixed(0)} ms to painted and free, ${(whole / base).toFixed(1)} × the empty page`);
  const { page } = await load(file);
  const frame = await page.evaluate(`(async () => { const start = performance.now(); return (await ${PAINTED}) - start; })()`);
  say(`two frames        ${frame.toFixed(0)} ms, the least that any of the following can take`);
  for (const show of ['attention', 'all']) {
    await page.setChecked('#attention', show === 'attention');
    const times = [];
    for (const query of FILTERS) {
      const rounds = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const type = text => page.evaluate(`(async () => {
          const box = document.querySelector('#search');
          box.value = ${JSON.stringify(text)};
          const start = performance.now();
          box.dispatchEvent(new Event('input', { bubbles: true }));
          return (await ${PAINTED}) - start;
        })()`);
        rounds.push(await type(query));
        await type('');
      }
      times.push([query, median(rounds), await page.locator('#shown').textContent()]);
    }
    for (const [query, ms] of times) say(`filter            ${ms.toFixed(0).padStart(4)} ms, ${(ms / frame).toFixed(1)} × two frames: ${query} (${show})`);
  }
  await page.setChecked('#attention', false);
  const { nodes, heap } = await page.evaluate(() => ({ nodes: document.querySelectorAll('*').length, heap: performance.memory?.usedJSHeapSize }));
  say(`elements          ${nodes}, with every result shown`);
  say(`JavaScript heap   ${(heap / 2 ** 20).toFixed(1)} MiB`);
} finally {
  await chrome.close();
  await rm(folder, { recursive: true });
}
