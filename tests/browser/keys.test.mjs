// Everything can be reached and left by keys alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { browser, focused, hashOf, link, openCase } from './page.mjs';

const open = browser();

test('a slash goes to the search box, and is typed there', async t => {
  const page = await open(t, 'many');
  await page.keyboard.press('/');
  assert.equal(await focused(page), 'search');
  assert.equal(await page.inputValue('#search'), '');
  await page.keyboard.type('/jk?');
  assert.equal(await page.inputValue('#search'), '/jk?', 'keys are letters in a text box');
  assert.equal(await page.isVisible('dialog#help'), false);
});

test('j and k go through the shown results in order, each target of a case by itself', async t => {
  const page = await open(t, 'many', { hash: link({ q: 'id:shown s:fail,warn t:scripted' }) });
  const ids = await page.$$eval('#matrix tr[data-id]', rows => rows.map(row => row.dataset.id));
  assert.ok(ids.length > 5);
  const at = async () => (await hashOf(page)).case;
  const seen = [];
  for (const _ of ids) {
    await page.keyboard.press('j');
    seen.push(await at());
  }
  assert.deepEqual(seen, ids);
  await page.keyboard.press('j');
  assert.equal(await at(), ids.at(-1), 'the last one is the end');
  await page.keyboard.press('k');
  assert.equal(await at(), ids.at(-2));
  assert.equal(await page.isVisible('aside#case'), true);

  const both = await open(t, 'many', { hash: link({ q: 'id:session/connection', show: 'all' }) });
  const targets = [];
  for (let i = 0; i < 3; i += 1) {
    await both.keyboard.press('j');
    const { case: id, t: target } = await hashOf(both);
    targets.push(`${id} ${target}`);
  }
  assert.equal(new Set(targets).size, 3);
});

test('escape closes the help, then the case, then clears the search', async t => {
  const page = await openCase(open, t, 'many', { q: 'id:shown', case: 'shown/status', t: 'scripted' });
  await page.keyboard.press('?');
  assert.equal(await page.isVisible('dialog#help'), true);
  const words = await page.innerText('dialog#help');
  for (const word of ['Esc', 's:', '@', 'rfc:', 'id:', 'level:', 't:', '-']) assert.ok(words.includes(word), word);
  await page.keyboard.press('Escape');
  assert.equal(await page.isVisible('dialog#help'), false);
  assert.equal(await page.isVisible('aside#case'), true);
  await page.keyboard.press('Escape');
  assert.equal(await page.isVisible('aside#case'), false);
  assert.equal(await page.inputValue('#search'), 'id:shown');
  await page.keyboard.press('Escape');
  assert.equal(await page.inputValue('#search'), '');
});

test('the focus goes to what was opened or stays, and returns to where it came from', async t => {
  const page = await open(t, 'many', { hash: link({ q: 'id:shown' }) });
  const cell = page.locator('tr[data-id="shown/fields"] button.cell[data-target="scripted"]');
  await cell.focus();
  await page.keyboard.press('Enter');
  await page.locator('aside#case').waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await focused(page), 'shown/fields on scripted');
  await page.focus('#search');
  await page.keyboard.press('Escape');
  await page.fill('#search', '');
  await page.focus('#attention');
  await page.keyboard.press('?');
  assert.equal(await page.evaluate(() => document.querySelector('dialog#help').contains(document.activeElement)), true);
  await page.keyboard.press('Escape');
  assert.equal(await focused(page), 'attention');
});

test('the tab key goes through the page in the order in which it is read', async t => {
  const page = await openCase(open, t, 'many', { q: 'id:shown', case: 'shown/status', t: 'scripted' });
  await page.evaluate(() => { document.activeElement.blur(); getSelection().removeAllRanges(); });
  const order = [];
  for (let i = 0; i < 90; i += 1) {
    await page.keyboard.press('Tab');
    const region = await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const seen = element === document.body || style.outlineStyle !== 'none' || style.boxShadow !== 'none' || style.borderStyle !== 'none';
      return [element.closest('header, [role=search], search, main, aside')?.localName ?? element.localName, seen, element.outerHTML.slice(0, 100)];
    });
    assert.ok(region[1], `the focus is seen on ${region[2]}`);
    if (region[0] !== order.at(-1)) order.push(region[0]);
    if (order.includes('aside') && region[0] !== 'aside') break;
  }
  const regions = order.map(name => (name === 'form' ? 'search' : name)).filter(name => ['header', 'search', 'main', 'aside'].includes(name));
  assert.deepEqual(regions.slice(0, 4), ['header', 'search', 'main', 'aside']);
});

test('the tabs are one stop of the tab key, and arrows go from one to the next', async t => {
  const page = await openCase(open, t, 'many', { case: 'shown/flaky', t: 'scripted', show: 'all' });
  const tabs = await page.$$eval('[role=tab]', all => all.map(tab => tab.dataset.tab));
  assert.deepEqual(tabs, ['diff', 'wire', 'source', 'attempts']);
  const selected = () => page.$$eval('[role=tab]', all => all.filter(tab => tab.ariaSelected === 'true' && tab.tabIndex === 0).map(tab => tab.dataset.tab));
  await page.focus('[role=tab][data-tab=diff]');
  for (const [key, want] of [['ArrowRight', 'wire'], ['ArrowRight', 'source'], ['End', 'attempts'], ['ArrowRight', 'diff'], ['ArrowLeft', 'attempts'], ['Home', 'diff']]) {
    await page.keyboard.press(key);
    assert.deepEqual(await selected(), [want], key);
    assert.equal(await page.evaluate(() => document.activeElement.dataset.tab), want, `focus after ${key}`);
  }
  assert.equal(await page.$$eval('[role=tab]', all => all.filter(tab => tab.tabIndex === 0).length), 1);
  const panel = page.locator('[role=tabpanel]:visible');
  assert.equal(await panel.count(), 1);
  const labelled = await panel.evaluate(it => document.getElementById(it.getAttribute('aria-labelledby'))?.dataset.tab);
  assert.equal(labelled, 'diff');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.closest('[role=tabpanel]') !== null), true);
});

test('keys with a modifier belong to the browser', async t => {
  const page = await open(t, 'many');
  for (const key of ['Control+j', 'Alt+k', 'Meta+j']) await page.keyboard.press(key).catch(() => {});
  assert.equal(await page.isVisible('aside#case'), false);
});
