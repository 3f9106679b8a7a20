// Opens reports in Chromium and reads what they show. A page on which anything goes wrong that a
// reader would not see (an error, a violation of its policy, a request) fails the test.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

export const DATA = process.env.WIRECASE_DATA;
if (!DATA) throw new Error('WIRECASE_DATA names no folder of data: run `npm test`, or data.mjs first');

const ARGUMENTS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** A browser of its own, with a new profile. */
export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS });

export const reportOf = set => path.join(DATA, set, 'report.html');
export const results = set => JSON.parse(readFileSync(path.join(DATA, set, 'results.json'), 'utf8'));

/** Gives `open`, which opens pages for the tests of one file and looks after them. */
export function browser() {
  let chrome;
  before(async () => { chrome = await launch(); });
  after(() => chrome?.close());

  /**
   * Opens the report of a set, or the page of a path. What goes wrong in it fails the test `t` when
   * that ends; `allow` matches what a test brings about on purpose.
   */
  return async function open(t, set, { hash = '', file = reportOf(set), allow = null, ...options } = {}) {
    const context = await chrome.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    const wrong = [];
    const page = await context.newPage();
    page.setDefaultTimeout(5000);
    const own = pathToFileURL(file).href;
    page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) wrong.push(`console: ${message.text()}`);
    });
    page.on('pageerror', error => wrong.push(`error: ${error}`));
    page.on('dialog', dialog => { wrong.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    context.on('request', request => {
      const url = request.url().split('#')[0];
      if (url !== own && !url.startsWith('data:')) wrong.push(`request: ${url}`);
    });
    context.on('page', other => { if (other !== page) wrong.push(`another page: ${other.url()}`); });
    await page.addInitScript(() => {
      globalThis.violations = [];
      addEventListener('securitypolicyviolation', event => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`), true);
    });
    t.after(async () => {
      const violations = await page.evaluate(() => globalThis.violations).catch(() => []);
      const canary = await page.evaluate(() => globalThis.canary).catch(() => undefined);
      await context.close();
      const all = [...wrong, ...violations.map(text => `policy: ${text}`)].filter(text => !allow?.test(text));
      assert.deepEqual(all, []);
      assert.equal(canary, undefined, 'script of the target ran');
    });
    await page.goto(own + hash);
    if (options.javaScriptEnabled !== false) await page.locator('#shown').filter({ hasText: 'of' }).waitFor();
    return page;
  };
}

/** The ids of all rows, in order, and how many results are said to be shown, of how many. */
export async function shown(page) {
  const text = await page.locator('#shown').textContent();
  const [, count, total] = text.match(/^([\d,]+) of ([\d,]+) results?$/) ?? assert.fail(`#shown says ${text}`);
  const ids = await page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const all = [];
    for (const section of document.querySelectorAll('#matrix section[data-section]')) {
      // A section is filled piece by piece, when a piece comes near the view.
      for (const piece of section.querySelector('.body').children) {
        piece.scrollIntoView();
        for (let tries = 0; tries < 200 && !piece.querySelector('tr[data-id]'); tries += 1) await frame();
      }
      all.push(...[...section.querySelectorAll('tr[data-id]')].map(row => row.dataset.id));
    }
    return all;
  });
  const number = text => Number(text.replaceAll(',', ''));
  return { ids, count: number(count), total: number(total) };
}

/** The hash of the page as its parts. */
export const hashOf = page => page.evaluate(() => Object.fromEntries(new URLSearchParams(location.hash.slice(1))));

/** A link to a result. */
export const link = parts => `#${new URLSearchParams(parts)}`;

/** What has the focus: its id, or what tells it from others. */
export const focused = page => page.evaluate(() => {
  const element = document.activeElement;
  return element.id || element.dataset.tab || element.dataset.filter || element.dataset.copy
    || (element.dataset.target && `${element.closest('tr').dataset.id} on ${element.dataset.target}`) || element.tagName;
});

/** Everything in the case view opened by `hash`, its tab in front. */
export async function openCase(open, t, set, parts, options) {
  const page = await open(t, set, { hash: link(parts), ...options });
  await page.locator('aside#case h2').waitFor();
  return page;
}

/** The text of an element as it is seen: signs that stand for octets in angle brackets, as `⟨CR⟩`. */
export const seen = locator => locator.evaluate(element => {
  for (const sign of element.querySelectorAll('.sign')) {
    if (/^[A-Z0-9]+$/.test(sign.textContent)) sign.textContent = `⟨${sign.textContent}⟩`;
  }
  return element.innerText;
});
