// The address after the hash holds what is shown: in both directions, and step by step.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fitting, idsOf } from './expected.mjs';
import { browser, hashOf, link, results, shown } from './page.mjs';

const open = browser();
const MANY = results('many');

/** What is to be seen of the state. */
const stateOf = page => page.evaluate(() => ({
  q: document.querySelector('#search').value,
  attention: document.querySelector('#attention').checked,
  differ: document.querySelector('#differences').checked,
  case: document.querySelector('aside#case').hidden ? null : document.querySelector('aside#case').innerText.includes.bind(document.querySelector('aside#case').innerText)('shown/status'),
  tab: document.querySelector('aside#case [role=tab][aria-selected=true]')?.dataset.tab ?? null,
}));

const DEFAULT = { q: '', attention: true, differ: false, case: null, tab: null };

/** A link, and what it has to show. */
const LINKS = [
  [{}, {}],
  [{ q: 's:fail' }, { q: 's:fail' }],
  [{ q: '"field line" & <b>%23#+' }, { q: '"field line" & <b>%23#+' }],
  [{ show: 'all' }, { attention: false }],
  [{ show: 'attention' }, {}],
  [{ differ: '1' }, { differ: true }],
  [{ q: 'id:shown', show: 'all', differ: '1' }, { q: 'id:shown', attention: false, differ: true }],
  [{ case: 'shown/status', t: 'scripted' }, { case: true, tab: 'diff' }],
  [{ case: 'shown/status', t: 'scripted', tab: 'wire' }, { case: true, tab: 'wire' }],
  [{ q: 's:fail', show: 'all', case: 'shown/status', t: 'scripted', tab: 'source' }, { q: 's:fail', attention: false, case: true, tab: 'source' }],
];

test('a link opens what it says, in a new page, after another link, and after a reload', async t => {
  const page = await open(t, 'many');
  for (const [parts, changed] of LINKS) {
    const want = { ...DEFAULT, ...changed };
    const fresh = await open(t, 'many', { hash: link(parts) });
    assert.deepEqual(await stateOf(fresh), want, `new: ${link(parts)}`);
    await page.evaluate(hash => { location.hash = hash; }, link(parts));
    await page.waitForFunction(q => document.querySelector('#search').value === q, want.q);
    await page.waitForFunction(shut => document.querySelector('aside#case').hidden === shut, want.case === null);
    assert.deepEqual(await stateOf(page), want, `one after the other: ${link(parts)}`);
    await page.reload();
    assert.deepEqual(await stateOf(page), want, `reload: ${link(parts)}`);
    await fresh.context().close();
  }
});

test('a link filters as the controls do', async t => {
  const page = await open(t, 'many', { hash: link({ q: 's:fail rfc:9112-6.1', show: 'all' }) });
  const want = fitting(MANY, { terms: [['s', ['fail']], ['rfc', ['9112-6.1']]] });
  const is = await shown(page);
  assert.deepEqual([...is.ids].sort(), idsOf(want));
  assert.equal(is.count, want.length);
});

test('what is done changes the address, and what is as at first is not in it', async t => {
  const page = await open(t, 'many');
  assert.deepEqual(await hashOf(page), {});
  await page.fill('#search', 'id:shown s:fail');
  await page.waitForFunction(() => location.hash !== '');
  assert.deepEqual(await hashOf(page), { q: 'id:shown s:fail' });
  await page.setChecked('#attention', false);
  assert.deepEqual(await hashOf(page), { q: 'id:shown s:fail', show: 'all' });
  await page.setChecked('#differences', true);
  assert.deepEqual(await hashOf(page), { q: 'id:shown s:fail', show: 'all', differ: '1' });
  await page.setChecked('#differences', false);
  await page.setChecked('#attention', true);
  await page.click('tr[data-id="shown/status"] button.cell[data-target="scripted"]');
  assert.deepEqual(await hashOf(page), { q: 'id:shown s:fail', case: 'shown/status', t: 'scripted' });
  await page.click('[role=tab][data-tab=wire]');
  assert.deepEqual(await hashOf(page), { q: 'id:shown s:fail', case: 'shown/status', t: 'scripted', tab: 'wire' });
  await page.keyboard.press('Escape');
  await page.fill('#search', '');
  assert.deepEqual(await hashOf(page), {});
});

test('the back button closes the case and the forward button opens it', async t => {
  const page = await open(t, 'many', { hash: link({ q: 'id:shown' }) });
  await page.click('tr[data-id="shown/status"] button.cell[data-target="scripted"]');
  const aside = page.locator('aside#case');
  await aside.waitFor();
  await page.goBack();
  await aside.waitFor({ state: 'hidden' });
  assert.deepEqual(await hashOf(page), { q: 'id:shown' });
  assert.equal(await page.inputValue('#search'), 'id:shown');
  await page.goForward();
  await aside.waitFor();
  assert.match(await aside.innerText(), /shown\/status/);
});

test('a link to what is not there shows the list', async t => {
  for (const parts of [{ case: 'no/such' }, { case: '<img src=x>' }, { show: 'x', differ: 'x', tab: 'x', t: 'x' }, { case: '__proto__' }]) {
    const page = await open(t, 'many', { hash: link(parts) });
    assert.deepEqual(await stateOf(page), DEFAULT, JSON.stringify(parts));
  }
  const page = await open(t, 'many', { hash: '#%%%&=&&case' });
  assert.deepEqual(await stateOf(page), DEFAULT);
  const other = await open(t, 'many', { hash: link({ case: 'shown/status', t: 'no such target', tab: 'no such tab' }) });
  assert.equal(await other.isVisible('aside#case'), true);
});
