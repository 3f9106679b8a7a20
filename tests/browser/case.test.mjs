// The view of one case: what differed, the wire, the source, the tries.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { browser, openCase, results, seen as asSeen } from './page.mjs';

const open = browser();
const ONE = results('one');
const resultOf = id => ONE.cases.find(result => result.id === id);

/** The text of a tab of a case of the scripted target. */
async function panelOf(t, id, tab, set = 'many') {
  const page = await openCase(open, t, set, { case: id, t: 'scripted', show: 'all', tab });
  return { page, panel: page.locator('[role=tabpanel]:visible') };
}

test('a case says its title, id, requirement, level, clause, target and why', async t => {
  const { page } = await panelOf(t, 'shown/status', 'diff');
  const text = await page.innerText('aside#case');
  for (const word of ['Another status code', 'shown/status', 'An answer without content has the status code that says so.', 'RFC 9110 15', 'scripted', '@status', resultOf('shown/status').reason]) {
    assert.ok(text.includes(word), word);
  }
  assert.match(text, /must/i);
  assert.match(text, /fail/i);
  assert.equal(await page.getAttribute('aside#case a[href*="rfc9110"]', 'href'), 'https://www.rfc-editor.org/rfc/rfc9110.html#section-15');
});

/** What the diff of each known departure has to show, of both sides. */
const DIFFS = {
  'shown/status': [['304', '200'], ['status 204, connection closed']],
  'shown/fields': [['Cache-Control', 'no-store', 'max-age=5', 'X-Missing', 'here', 'X-Twice'], []],
  'shown/json': [['/name', '"a"', '"b"', '/list/1', '2', '3', '/more', 'true', '/gone', 'null'], []],
  'shown/octets': [['ff', 'fe', '04', '05'], []],
  'shown/run': [['5', '100009'], []],
};

test('the diff has what was expected and what came', async t => {
  for (const [id, [words, others]] of Object.entries(DIFFS)) {
    const { panel } = await panelOf(t, id, 'diff');
    const text = (await panel.innerText()).replace(/(\d),(\d)/g, '$1$2');
    for (const word of [...words, ...others]) assert.ok(text.includes(word), `${id}: ${word} in ${text}`);
  }
});

test('line ends, tabs, NUL and spaces at the end of a line are to be seen', async t => {
  const { panel } = await panelOf(t, 'shown/lines', 'diff');
  const text = await asSeen(panel);
  for (const sign of ['one⟨CR⟩⟨LF⟩', 'two⟨TAB⟩and', 'spaces··⟨LF⟩', 'four⟨LF⟩']) assert.ok(text.includes(sign), `${sign} in ${text}`);
  assert.ok(text.includes('spaces⟨LF⟩'), 'what was expected has no space there');
  const nul = await panelOf(t, 'shown/nul', 'wire');
  assert.ok((await asSeen(nul.panel)).includes('a ⟨NUL⟩ in it⟨DEL⟩⟨LF⟩'));
});

test('the jump to the first difference brings it into view, and the focus to it', async t => {
  for (const [id, tab] of [['shown/fields', 'diff'], ['shown/octets', 'diff']]) {
    const { page } = await panelOf(t, id, tab);
    await page.setViewportSize({ width: 1000, height: 420 });
    await page.click('button#first-difference');
    const { seen, inPanel } = await page.evaluate(() => {
      const box = document.activeElement.getBoundingClientRect();
      return { seen: box.top < innerHeight && box.bottom > 0 && box.height > 0, inPanel: document.activeElement.closest('[role=tabpanel]') !== null };
    });
    assert.ok(seen && inPanel, id);
  }
});

test('the wire is shown as text, as hex, or both', async t => {
  const { page, panel } = await panelOf(t, 'shown/exact', 'wire');
  const radio = value => page.locator(`input[name=as][value=${value}]`);
  assert.equal(await radio('text').isChecked(), true);
  const text = await asSeen(panel);
  assert.ok(text.includes('POST /shown/exact HTTP/1.1⟨CR⟩⟨LF⟩'), text);
  assert.ok(text.includes(String.raw`X-Quotes: it's "so" %s %% %n $HOME `), text);
  assert.ok(text.includes(String.raw`⟨NUL⟩⟨CR⟩\xff\xfe%d'"\x⟨TAB⟩⟨ESC⟩`), text);
  assert.ok(text.includes('HTTP/1.1 200 OK⟨CR⟩⟨LF⟩'), text);
  assert.ok(!/ff fe/.test(text));
  await radio('hex').check();
  const hex = (await asSeen(panel)).replace(/\s+/g, ' ');
  assert.match(hex, /50 4f 53 54 20 2f 73 68/);
  assert.ok(!hex.includes('⟨CR⟩⟨LF⟩'));
  await radio('both').check();
  const both = (await asSeen(panel)).replace(/\s+/g, ' ');
  assert.ok(both.includes('HTTP/1.1 200 OK⟨CR⟩⟨LF⟩'));
  assert.match(both, /50 4f 53 54 20 2f 73 68/);
});

test('the wire tells in order who sent how much and how it ended', async t => {
  const { panel } = await panelOf(t, 'shown/status', 'wire');
  const text = await panel.innerText();
  const { events } = resultOf('shown/status').attempts[0].transcript;
  const size = event => Buffer.from(event.bytes.base64, 'base64').length;
  const sent = size(events.find(({ event }) => event === 'sent'));
  const received = size(events.find(({ event }) => event === 'received'));
  const found = text.match(/connected[^]*?sent (\d+) bytes[^]*?received (\d+) bytes/);
  assert.deepEqual(found?.slice(1), [String(sent), String(received)], text);
});

test('long runs and long lines are folded with their count', async t => {
  const run = await panelOf(t, 'shown/run', 'wire');
  const atFirst = await run.panel.innerText();
  assert.ok(atFirst.length < 5000, `${atFirst.length} characters are shown at first`);
  for (let more; (more = run.panel.getByText(/^show more/).first()) && await more.count();) await more.click();
  // However many reads it came in, all of the run is counted.
  const counts = (await run.panel.innerText()).matchAll(/A× ?([\d,]+)/g);
  assert.equal([...counts].reduce((sum, [, count]) => sum + Number(count.replaceAll(',', '')), 0), 100_000);
  const long = await panelOf(t, 'shown/long', 'wire');
  const text = await long.panel.innerText();
  assert.ok(text.length < 20_000, `${text.length} characters are shown at first`);
  assert.match(text, /[\d,]{5,} (bytes|the same)/);
});

test('evidence that was cut says how much is missing', async t => {
  const big = resultOf('shown/big').attempts[0].transcript.events;
  const missing = big.reduce((sum, { omitted }) => sum + (omitted ?? 0), 0);
  assert.ok(missing > 0);
  const { page, panel } = await panelOf(t, 'shown/big', 'wire', 'one');
  for (let more; (more = page.locator('[role=tabpanel] button.more').last()) && await more.count();) await more.click();
  const text = (await panel.innerText()).replaceAll(',', '');
  const told = [...text.matchAll(/(\d+) bytes after these are not kept/g)].reduce((sum, [, n]) => sum + Number(n), 0);
  assert.ok(told >= missing, `${told} of ${missing}: ${text.slice(-300)}`);
});

test('the source is the YAML of the case, the line that asked is marked', async t => {
  const { page, panel } = await panelOf(t, 'shown/fields', 'source');
  const text = await panel.innerText();
  const result = resultOf('shown/fields');
  for (const line of result.source.trimEnd().split('\n')) assert.ok(text.includes(line.trim()), line);
  const lines = [...new Set(result.findings.map(({ place }) => place.line))];
  const marked = await page.$$eval('[role=tabpanel] .marked, [role=tabpanel] mark', all => all.map(line => line.textContent));
  for (const number of lines) {
    const content = result.source.split('\n')[number - result.line].trim();
    assert.ok(marked.some(line => line.includes(content) && line.includes(String(number))), `${number}: ${content} in ${marked}`);
  }
});

test('a case that was tried twice has both tries, others have no such tab', async t => {
  const { page, panel } = await panelOf(t, 'shown/flaky', 'attempts');
  const text = await panel.innerText();
  assert.ok(text.includes('odd'), text);
  assert.match(text, /fail[^]*pass/);
  assert.equal(await page.locator('[role=tab][data-tab=attempts]').count(), 1);
  const once = await panelOf(t, 'shown/page', 'wire');
  assert.equal(await once.page.locator('[role=tab][data-tab=attempts]:visible').count(), 0);
});

test('what was skipped, known, fixed or could not be connected says why', async t => {
  const words = {
    'shown/known': /The page was moved & <nobody> says so\./,
    'shown/fixed': /It used to be gone\./,
  };
  for (const [id, want] of Object.entries(words)) {
    const { page } = await panelOf(t, id, 'diff');
    assert.match(await page.innerText('aside#case'), want);
  }
  const many = results('many');
  for (const verdict of ['skip', 'error']) {
    const { id, target, reason } = many.cases.find(result => result.verdict === verdict);
    const page = await openCase(open, t, 'many', { case: id, t: target, show: 'all' });
    assert.ok((await page.innerText('aside#case')).includes(reason), `${verdict}: ${reason}`);
  }
});

test('a lint leads to the cases it fired in, and back', async t => {
  const many = results('many');
  const lint = many.cases.find(({ kind, see }) => kind === 'lint' && see.length > 0);
  const page = await openCase(open, t, 'many', { case: lint.id, t: lint.target, show: 'all' });
  await page.locator('aside#case').getByText(lint.see[0], { exact: true }).first().click();
  await page.waitForFunction(id => new URLSearchParams(location.hash.slice(1)).get('case') === id, lint.see[0]);
  assert.ok((await page.innerText('aside#case')).includes(lint.see[0]));
});

test('every result opens in every tab', async t => {
  const page = await openCase(open, t, 'many', { case: 'shown/status', t: 'scripted', show: 'all' });
  const failures = [];
  const seen = new Set();
  for (const { id, target, verdict, kind, findings } of results('many').cases) {
    const sort = [verdict, kind, ...findings.map(({ kind, diff }) => `${kind.what} ${Object.keys(diff ?? {})}`)].join();
    if (seen.has(sort)) continue;
    seen.add(sort);
    for (const tab of ['diff', 'wire', 'source', 'attempts']) {
      await page.evaluate(hash => { location.hash = hash; }, new URLSearchParams({ show: 'all', case: id, t: target, tab }).toString());
      await page.waitForFunction(id => document.querySelector('aside#case').innerText.includes(id), id);
      const text = await page.locator('[role=tabpanel]:visible').innerText();
      if (text.trim().length < 10 || /undefined|\[object|NaN/.test(text)) failures.push(`${id} ${target} ${tab}: ${text.slice(0, 80)}`);
    }
  }
  assert.deepEqual(failures, []);
  assert.ok(seen.size > 20);
});
