// Searches, filters and counts give the results that a plain computation gives.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fitting, idsOf } from './expected.mjs';
import { browser, results, shown } from './page.mjs';

const open = browser();
const MANY = results('many');
const VERDICTS = Object.keys(MANY.totals);
const LEVELS = Object.keys(MANY.totals_by_level);

/** The page shows what fits, no more, no less. */
async function shows(page, query, about) {
  const want = fitting(MANY, query);
  const is = await shown(page);
  assert.deepEqual([...is.ids].sort(), idsOf(want), about);
  assert.equal(is.count, want.length, about);
  assert.equal(is.total, MANY.cases.length, about);
  return want.length;
}

/** What is typed, and what it means. */
const SEARCHES = [
  ...VERDICTS.map(word => [`s:${word}`, [['s', [word]]]]),
  ...LEVELS.map(word => [`level:${word}`, [['level', [word]]]]),
  ...['reference', 'faulty', 'scripted'].map(name => [`t:${name}`, [['t', [name]]]]),
  ['s:fail,warn', [['s', ['fail', 'warn']]]],
  ['s:fail s:warn', [['s', ['fail', 'warn']]]],
  ['s:fail,warn level:must', [['s', ['fail', 'warn']], ['level', ['must']]]],
  ['level:may,info s:pass', [['level', ['may', 'info']], ['s', ['pass']]]],
  ['-s:pass', [['s', ['pass'], true]]],
  ['-s:pass,skip', [['s', ['pass', 'skip'], true]]],
  ['-s:pass -s:skip', [['s', ['pass'], true], ['s', ['skip'], true]]],
  ['@session', [['tag', ['session']]]],
  ['@fields', [['tag', ['fields']]]],
  ['@first @status', [['tag', ['first']], ['tag', ['status']]]],
  ['-@session', [['tag', ['session'], true]]],
  ['@nosuchtag', [['tag', ['nosuchtag']]], 0],
  ['rfc:9112', [['rfc', ['9112']]]],
  ['rfc:9112-6.1', [['rfc', ['9112-6.1']]]],
  ['rfc:9112/6.1', [['rfc', ['9112/6.1']]]],
  ['rfc:9112-6', [['rfc', ['9112-6']]]],
  ['rfc:9112-5', [['rfc', ['9112-5']]]],
  ['rfc:9110-15', [['rfc', ['9110-15']]]],
  ['rfc:9110-1', [['rfc', ['9110-1']]], 0],
  ['-rfc:9112', [['rfc', ['9112'], true]]],
  ['rfc:1', [['rfc', ['1']]], 0],
  ['id:shown/', [['id', ['shown/']]]],
  ['id:rfc9112/6', [['id', ['rfc9112/6']]]],
  ['id:hown', [['id', ['hown']]], 0],
  ['-id:session', [['id', ['session'], true]]],
  ['chunked', [['word', ['chunked']]]],
  ['CHUNKED', [['word', ['chunked']]]],
  ['field line', [['word', ['field']], ['word', ['line']]]],
  ['"field line"', [['word', ['field line']]]],
  ['-chunked', [['word', ['chunked'], true]]],
  ['"another status code"', [['word', ['another status code']]]],
  ['"without content has the status"', [['word', ['without content has the status']]]],
  ['"legal outcomes"', [['word', ['legal outcomes']]]],
  ['<nobody>', [['word', ['<nobody>']]]],
  ['s:fail t:faulty', [['s', ['fail']], ['t', ['faulty']]]],
  ['s:fail t:faulty,scripted', [['s', ['fail']], ['t', ['faulty', 'scripted']]]],
  ['-t:reference s:fail', [['t', ['reference'], true], ['s', ['fail']]]],
  ['s:fail level:must rfc:9110 id:shown t:scripted -@fields', [['s', ['fail']], ['level', ['must']], ['rfc', ['9110']], ['id', ['shown']], ['t', ['scripted']], ['tag', ['fields'], true]]],
  ['nothing-holds-this', [['word', ['nothing-holds-this']]], 0],
  ['   ', []],
];

test('every search, with each of the two switches, gives exactly what fits', async t => {
  const page = await open(t, 'many');
  for (const [number, [text, terms, none]] of SEARCHES.entries()) {
    await page.fill('#search', text);
    for (const show of ['all', 'attention']) {
      await page.setChecked('#attention', show === 'attention');
      // Each search with everything; the switches, which cut across all terms alike, in turn.
      for (const differ of show === 'all' ? [false, ...(number % 3 === 0 ? [true] : [])] : [number % 3 === 1]) {
        await page.setChecked('#differences', differ);
        const count = await shows(page, { terms, show, differ }, `${text} ${show} ${differ}`);
        // A search of this table that never finds anything would prove nothing.
        if (show === 'all' && !differ) assert.equal(count === 0, none === 0, text);
      }
    }
  }
});

test('the counts of the head are the totals, and each filters to as many results', async t => {
  const page = await open(t, 'many');
  const total = (table, word) => table[word] ?? 0;
  for (const word of VERDICTS) {
    const button = page.locator(`button[data-filter="s:${word}"]`);
    const count = total(MANY.totals, word);
    assert.equal(await button.count(), count > 0 ? 1 : 0, word);
    if (count === 0) continue;
    assert.match(await button.textContent(), new RegExp(`(^|\\D)${count}\\s*${word}`));
    assert.equal(await button.getAttribute('aria-pressed'), 'false');
    await button.click();
    assert.equal(await button.getAttribute('aria-pressed'), 'true');
    assert.equal(await page.inputValue('#search'), `s:${word}`);
    await page.setChecked('#attention', false);
    assert.equal((await shown(page)).count, count);
    await button.click();
    assert.equal(await button.getAttribute('aria-pressed'), 'false');
    assert.equal(await page.inputValue('#search'), '');
  }
  for (const level of LEVELS) {
    const count = Object.values(MANY.totals_by_level[level]).reduce((a, b) => a + b);
    const button = page.locator(`button[data-filter="level:${level}"]`);
    assert.equal(await button.count(), count > 0 ? 1 : 0, level);
    if (count === 0) continue;
    assert.match(await button.textContent(), new RegExp(`(^|\\D)${count}\\s*${level}`));
    await button.click();
    await page.setChecked('#attention', false);
    assert.equal((await shown(page)).count, count);
    await button.click();
  }
});

test('buttons add their term to what is typed, and typing a term presses the button', async t => {
  const page = await open(t, 'many');
  await page.fill('#search', 'id:shown');
  await page.click('button[data-filter="s:fail"]');
  await page.click('button[data-filter="level:must"]');
  await page.setChecked('#attention', false);
  assert.equal(await page.inputValue('#search'), 'id:shown s:fail level:must');
  await shows(page, { terms: [['id', ['shown']], ['s', ['fail']], ['level', ['must']]] });
  await page.click('button[data-filter="s:fail"]');
  assert.equal(await page.inputValue('#search'), 'id:shown level:must');
  await page.fill('#search', 's:warn');
  assert.equal(await page.getAttribute('button[data-filter="s:warn"]', 'aria-pressed'), 'true');
  assert.equal(await page.getAttribute('button[data-filter="level:must"]', 'aria-pressed'), 'false');
});

test('what needs attention is shown at first where something does, and everything where nothing does', async t => {
  const many = await open(t, 'many');
  assert.equal(await many.isChecked('#attention'), true);
  await shows(many, { show: 'attention' });
  const green = await open(t, 'green');
  assert.equal(await green.isChecked('#attention'), false);
  assert.equal((await shown(green)).count, results('green').cases.length);
  assert.equal(await green.locator('#differences').count(), 0, 'one target has nothing to differ from');
});

test('every cell says the verdict of its case on its target', async t => {
  const page = await open(t, 'many');
  await page.setChecked('#attention', false);
  await shown(page);
  const cells = await page.$$eval('#matrix button.cell', all =>
    all.map(cell => [cell.closest('tr').dataset.id, cell.dataset.target, cell.textContent]));
  const said = new Map(cells.map(([id, target, text]) => [`${id}\n${target}`, text.trim().match(/^\w+/)?.[0]]));
  const want = new Map(MANY.cases.map(({ id, target, verdict }) => [`${id}\n${target}`, verdict]));
  assert.deepEqual([...said].sort(), [...want].sort());
});

test('sections collapse and open again', async t => {
  const page = await open(t, 'many');
  const section = page.locator('#matrix section[data-section]').first();
  const button = section.locator('button[aria-expanded]').first();
  const visible = () => section.locator('tr[data-id]:visible').count();
  assert.equal(await button.getAttribute('aria-expanded'), 'true');
  assert.ok(await visible() > 0);
  await button.click();
  assert.equal(await button.getAttribute('aria-expanded'), 'false');
  assert.equal(await visible(), 0);
  await button.click();
  assert.equal(await button.getAttribute('aria-expanded'), 'true');
  assert.ok(await visible() > 0);
});

test('no result at all is said in words', async t => {
  const empty = await open(t, 'empty');
  assert.equal((await shown(empty)).total, 0);
  assert.match(await empty.locator('main').innerText(), /\w+ \w+/);
  const page = await open(t, 'many');
  await page.fill('#search', 'nothing-holds-this');
  assert.match(await page.locator('main').innerText(), /[Nn]o/);
});
