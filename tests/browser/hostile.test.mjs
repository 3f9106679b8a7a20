// A target, and the author of a case, who want to run a script in the reader's browser, to load
// something, or to make text look other than it is.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { browser, link, reportOf, results, seen, shown } from './page.mjs';

const open = browser();
const TABS = ['diff', 'wire', 'source', 'attempts'];
const RESULTS = results('hostile').cases;

/** Elements and attributes that only hostile text could have made. */
const foreign = page => page.evaluate(() => [
  ...document.querySelectorAll('img, svg, iframe, object, embed, form[action], base, meta[http-equiv=refresh], [onerror], [onload], [onclick], [href^="javascript:" i], h1 ~ h1, marquee'),
  ...[...document.scripts].filter(script => script.type !== 'application/json').slice(1),
].map(element => element.outerHTML.slice(0, 100)));

/** Characters of the page's text, of names for assistive programs and of tooltips that turn, hide or move others. */
const unsafe = page => page.evaluate(() => {
  const texts = [document.body.innerText, document.title, ...[...document.querySelectorAll('[title], [aria-label], [placeholder]')]
    .flatMap(element => ['title', 'aria-label', 'placeholder'].map(name => element.getAttribute(name) ?? ''))];
  const found = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
  return texts.filter(text => found.test(text)).map(text => text.slice(Math.max(text.search(found) - 20, 0), text.search(found) + 20));
});

test('nothing of a target or a case is markup, runs, loads or turns text round', async t => {
  const page = await open(t, 'hostile', { hash: link({ show: 'all' }) });
  await shown(page);
  for (const result of RESULTS) {
    for (const tab of TABS) {
      await page.evaluate(hash => { location.hash = hash; }, new URLSearchParams({ show: 'all', case: result.id, t: result.target, tab }).toString());
      await page.waitForFunction(id => new URLSearchParams(location.hash.slice(1)).get('case') === id, result.id);
      await page.locator('[role=tabpanel]:visible').waitFor();
      for (let opened = 0, more; opened < 3 && (more = page.locator('[role=tabpanel] button.more').filter({ hasText: /^show more/ }).first()) && await more.count(); opened += 1) await more.click();
      assert.deepEqual(await foreign(page), [], `${result.id} ${tab}`);
      assert.deepEqual(await unsafe(page), [], `${result.id} ${tab}`);
    }
  }
});

test('what is hostile is shown as it was written', async t => {
  const see = async (id, tab, ...texts) => {
    const page = await open(t, 'hostile', { hash: link({ show: 'all', case: id, tab }) });
    const text = await seen(page.locator('aside#case'));
    for (const want of texts) assert.ok(text.includes(want), `${id}: ${want} in ${text.slice(0, 3000)}`);
  };
  await see('hostile/answer[path=markup]', 'wire', '<script>globalThis.canary=1</script><img src=x onerror="globalThis.canary=2">', 'X-Markup: <script>');
  await see('hostile/answer[path=markup]', 'diff', '<b>requirement</b></script><img src=x onerror=', 'title</a></script><script>');
  await see('hostile/answer[path=ends]', 'wire', '</script></SCRIPT ', '-->', ']]>', '<!-- <!--<script');
  await see('hostile/answer[path=controls]', 'wire', 'a⟨NUL⟩b⟨ESC⟩[31mred⟨BEL⟩⟨BS⟩⟨DEL⟩', String.raw`\xc2\x85`, String.raw`\xff\xfe\xc0\x80`, String.raw`\xed\xa0\xbd\xed\xb8\x80`);
  await see('hostile/answer[path=bidi]', 'wire', String.raw`abc\xe2\x80\xaedcba`);
  await see('hostile/answer[path=reason]', 'wire', '599 <script>');
  await see('hostile/answer[path=not-http]', 'wire', '<svg onload=globalThis.canary=3>', String.raw`\xed\xa0\xbd`);
  await see('hostile/value[value="><svg onload=globalThis.canary=11>]', 'source', '<svg onload=globalThis.canary=11>');
  await see('hostile/title', 'diff', 'abc\\u{202e}dcba');
});

test('an id of markup is found, opened and left like any other', async t => {
  const page = await open(t, 'hostile', { hash: link({ show: 'all' }) });
  const id = 'hostile/value[value=#q=s:fail&case=x&%22]';
  await page.fill('#search', `"${id}"`);
  assert.deepEqual((await shown(page)).ids, [id]);
  await page.locator('#matrix button.cell').first().click();
  await page.reload();
  assert.ok((await page.innerText('aside#case')).includes(id));
});

test('a megabyte in one line does not stop the page', async t => {
  const page = await open(t, 'hostile', { hash: link({ show: 'all', case: 'hostile/answer[path=line]', tab: 'wire' }) });
  for (const as of ['hex', 'both', 'text']) {
    await page.check(`input[name=as][value=${as}]`);
    const { nodes, wide } = await page.evaluate(() => ({
      nodes: document.querySelectorAll('*').length,
      wide: document.scrollingElement.scrollWidth > innerWidth,
    }));
    assert.ok(nodes < 100_000, `${nodes} elements`);
    assert.ok(!wide, `the page is wider than the window: ${as}`);
  }
});

test('the policy lets no script or style run that is not the page’s own', async t => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'wirecase-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'report.html');
  const whole = await readFile(reportOf('green'), 'utf8');
  const attack = '<script>globalThis.canary=1</script><p id=injected onclick="globalThis.canary=2" style="color:rgb(1, 2, 3)">x</p>'
    + '<style>#injected{display:none}</style><img src="https://example.test/x" onerror="globalThis.canary=3">'
    + '<a id=link href="javascript:globalThis.canary=4">x</a><iframe src="data:text/html,<script>parent.canary=5</script>"></iframe>';
  await writeFile(file, whole.replace('<main', `${attack}<main`));
  const page = await open(t, 'green', { file, allow: /Content Security Policy|^policy: (script|style|img|frame)-src|^request: https:\/\/example\.test\/x$/ });
  await page.locator('#injected').waitFor();
  await page.locator('#injected').click();
  await page.locator('#link').dispatchEvent('click');
  assert.notEqual(await page.$eval('#injected', p => getComputedStyle(p).color), 'rgb(1, 2, 3)');
  // Each of the six was refused by the policy, not by chance.
  const refused = new Set(await page.evaluate(() => globalThis.violations.map(text => text.split(' ')[0])));
  for (const directive of ['script-src-elem', 'script-src-attr', 'style-src-elem', 'style-src-attr', 'img-src', 'frame-src']) {
    assert.ok(refused.has(directive), `${directive} in ${[...refused]}`);
  }
});

test('without scripts the page says what it needs, and still nothing of the target is markup', async t => {
  const page = await open(t, 'hostile', { javaScriptEnabled: false });
  assert.match(await page.locator('noscript').innerText(), /\w+ \w+/);
  assert.equal(await page.locator('img, svg, iframe').count(), 0);
});

test('the page is one file that names nothing to load', async () => {
  const html = await readFile(reportOf('hostile'), 'utf8');
  const ours = html.replace(/<script type="application\/json"[^>]*>[^]*?<\/script>/g, '');
  assert.ok(!/<[a-z][^>]*\s(src|srcset|poster|action|formaction)\s*=/i.test(ours.replace(/<(script|style)>[^]*?<\/\1>/g, '')));
  assert.ok(!/@import|url\(\s*['"]?(?!data:)/i.test(ours.match(/<style>([^]*?)<\/style>/)[1]));
  assert.match(html, /http-equiv="Content-Security-Policy" content="default-src 'none'/);
  assert.ok(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]*$/.test(html), 'no control character, no bidirectional control');
});
