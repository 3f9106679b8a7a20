// For everyone: axe-core in every state, narrow windows, dark and printed pages, less motion.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { fitting, idsOf } from './expected.mjs';
import { browser, link, results, shown } from './page.mjs';

const open = browser();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every violation of every rule, as one line each. */
async function violations(page) {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.length} × ${nodes[0].html.slice(0, 160)}: ${nodes[0].failureSummary.split('\n').slice(1).join(' ').slice(0, 200)}`);
  });
}

const flaky = tab => link({ show: 'all', q: 'id:shown', case: 'shown/flaky', t: 'scripted', tab });

/** Name of the state, the set, the hash, and what is to be done. */
const STATES = [
  ['list', 'many', ''],
  ['everything', 'many', link({ show: 'all', q: 'id:session' })],
  ['one target', 'one', ''],
  ['nothing found', 'many', link({ q: 'nothing-holds-this' })],
  ['no result', 'empty', ''],
  ['nothing wrong', 'green', ''],
  ...['diff', 'wire', 'source', 'attempts'].map(tab => [`case, ${tab}`, 'many', flaky(tab)]),
  ['diff of fields', 'many', link({ case: 'shown/fields', t: 'scripted' })],
  ['diff of lines', 'many', link({ case: 'shown/lines', t: 'scripted' })],
  ['diff of octets', 'many', link({ case: 'shown/octets', t: 'scripted' })],
  ['long run', 'many', link({ case: 'shown/run', t: 'scripted', tab: 'wire' })],
  ['hex', 'many', flaky('wire'), page => page.check('input[name=as][value=both]')],
  ['help', 'many', '', page => page.keyboard.press('?')],
  ['collapsed', 'many', '', page => page.locator('#matrix section button[aria-expanded]').first().click()],
  ['hostile', 'hostile', link({ case: 'hostile/answer[path=controls]', tab: 'wire' })],
];

for (const [kind, options] of [['light', {}], ['dark', { colorScheme: 'dark' }], ['narrow', { viewport: { width: 360, height: 740 } }]]) {
  test(`axe-core has nothing to say: ${kind}`, async t => {
    const all = {};
    for (const [name, set, hash, act] of STATES) {
      const page = await open(t, set, { hash, ...options });
      await act?.(page);
      const found = await violations(page);
      if (found.length > 0) all[name] = found;
      await page.context().close();
    }
    assert.deepEqual(all, {});
  });
}

test('in a narrow window nothing makes the page scroll sideways, and a case can be read and left', async t => {
  for (const width of [360, 768]) {
    for (const [name, set, hash, act] of STATES) {
      const page = await open(t, set, { hash, viewport: { width, height: 740 } });
      await act?.(page);
      const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
      assert.ok(wide <= width, `${name}: ${wide} in a window of ${width}`);
      await page.context().close();
    }
  }
  const page = await open(t, 'many', { hash: link({ q: 'id:shown' }), viewport: { width: 360, height: 740 } });
  await page.locator('tr[data-id="shown/fields"] button.cell[data-target="scripted"]').click();
  const box = await page.locator('aside#case').boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 360 && box.width >= 300, JSON.stringify(box));
  await page.click('[role=tab][data-tab=wire]');
  const panel = await page.locator('[role=tabpanel]:visible').boundingBox();
  assert.ok(panel.width >= 280, JSON.stringify(panel));
  await page.locator('aside#case').getByRole('button', { name: /close/i }).click();
  assert.equal(await page.isVisible('aside#case'), false);
});

test('the case view does not cover the list in a wide window', async t => {
  const page = await open(t, 'many', { hash: flaky('diff') });
  const [list, aside] = [await page.locator('main').boundingBox(), await page.locator('aside#case').boundingBox()];
  const apart = aside.x >= list.x + list.width - 1 || aside.y >= list.y + list.height - 1;
  assert.ok(apart, JSON.stringify({ list, aside }));
  assert.equal(await page.locator('tr[data-id="shown/flaky"]').isVisible(), true);
});

test('dark is dark and light is light', async t => {
  for (const [colorScheme, isDark] of [['dark', true], ['light', false]]) {
    const page = await open(t, 'many', { colorScheme });
    const parts = await page.evaluate(() => {
      const color = [document.body, document.documentElement].map(e => getComputedStyle(e).backgroundColor).find(c => !/, 0\)$/.test(c));
      const canvas = new OffscreenCanvas(1, 1).getContext('2d');
      canvas.fillStyle = color ?? 'white';
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    });
    const light = (parts[0] + parts[1] + parts[2]) / 3;
    assert.equal(light < 80, isDark, String(parts));
    assert.equal(light > 200, !isDark, String(parts));
  }
});

test('a printed page has the whole matrix', async t => {
  const page = await open(t, 'many', { hash: link({ show: 'all' }) });
  const pages = pdf => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length;
  const all = pages(await page.pdf({ format: 'A4' }));
  const want = idsOf(fitting(results('many'), {}));
  // A page of A4 holds some sixty lines at the most.
  assert.ok(all >= want.length / 60, `${all} pages for ${want.length} cases`);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('#search').isVisible(), false);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.equal(await page.locator('tr[data-id]:visible').count(), want.length);
  await page.emulateMedia({ media: 'screen' });
  await page.fill('#search', 'id:shown/status');
  await page.waitForFunction(() => document.querySelectorAll('tr[data-id]').length === 1);
  assert.ok(pages(await page.pdf({ format: 'A4' })) < all / 3);
});

test('with less motion nothing moves', async t => {
  const page = await open(t, 'many', { hash: flaky('diff'), reducedMotion: 'reduce' });
  await page.click('button#first-difference');
  await page.keyboard.press('j');
  await page.keyboard.press('?');
  assert.deepEqual(await page.evaluate(() => document.getAnimations().map(({ animationName, transitionProperty }) => animationName ?? transitionProperty)), []);
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), 'smooth');
});

test('the landmarks, the headings and the names are there', async t => {
  const page = await open(t, 'many', { hash: flaky('diff') });
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  for (const role of ['banner', 'search', 'main', 'complementary']) assert.equal(await page.getByRole(role).count(), 1, role);
  assert.equal(await page.locator('h1:visible').count(), 1);
  assert.equal(await page.getByRole('searchbox').count(), 1);
  assert.equal(await page.getByRole('status').filter({ hasText: /results?$/ }).count(), 1);
  const { count } = await shown(page);
  assert.ok(count > 0);
});
