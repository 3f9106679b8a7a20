// What the copy buttons give is what it says: a command, the very octets, a link, the result.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import net from 'node:net';
import { test } from 'node:test';

import { browser, hashOf, openCase, results } from './page.mjs';

const open = browser();
const ONE = results('one');
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

async function copied(page, what) {
  await page.evaluate(() => navigator.clipboard.writeText('nothing was copied'));
  await page.click(`button[data-copy=${what}]`);
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  await page.waitForFunction(async () => await navigator.clipboard.readText() !== 'nothing was copied');
  return read();
}

const recorded = result => Buffer.concat(result.attempts[0].transcript.events
  .filter(({ event }) => event === 'sent').map(({ bytes }) => Buffer.from(bytes.base64, 'base64')));

/** Runs a line in a shell, and gives what came at a listener; `nc` is made to go to its port. */
async function sentBy(shell, line, length) {
  const chunks = [];
  const listener = net.createServer(socket => {
    socket.on('error', () => {});
    socket.on('data', chunk => {
      chunks.push(chunk);
      if (Buffer.concat(chunks).length >= length) socket.end();
    });
    socket.on('end', () => socket.end());
  });
  await new Promise(done => listener.listen(0, '127.0.0.1', done));
  const { port } = listener.address();
  assert.match(line, /\| nc 127\.0\.0\.1 \d+$/);
  const child = spawn(shell, ['-c', line.replace(/\d+$/, port)], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 10_000 });
  try {
    const code = await new Promise((done, failed) => { child.on('exit', done); child.on('error', failed); });
    assert.equal(code, 0, `nc ended with ${code}: ${line}`);
  } finally {
    listener.close();
  }
  return Buffer.concat(chunks);
}

test('the line for nc, run by a shell, sends the recorded octets and no other', async t => {
  const sets = [['one', 'shown/exact'], ['one', 'shown/status'], ['hostile', 'hostile/sent'],
    ['hostile', "hostile/value[value=a'b&lt;&#x3c;i>]"]];
  for (const [set, id] of sets) {
    const result = results(set).cases.find(result => result.id === id);
    const page = await openCase(open, t, set, { case: id, t: result.target, show: 'all' }, CLIPBOARD);
    const line = await copied(page, 'nc');
    const want = recorded(result);
    assert.ok(/^[\x20-\x7e\n]*$/.test(line), 'nothing in it that a terminal would act on');
    for (const shell of ['sh', 'bash']) {
      assert.deepEqual(await sentBy(shell, line, want.length), want, `${id} by ${shell}: ${line}`);
    }
  }
});

test('every kind of octet is in what the line for nc is tested with', () => {
  const sent = recorded(ONE.cases.find(({ id }) => id === 'shown/exact'));
  for (const octet of [0, 0x0d, 0x0a, 0x09, 0x1b, 0x22, 0x27, 0x25, 0x5c, 0x24, 0x60, 0xff, 0xfe]) assert.ok(sent.includes(octet), octet);
});

test('the command that reruns a case has its id as one argument, whatever is in it', async t => {
  for (const set of ['one', 'hostile']) {
    for (const result of results(set).cases.filter(({ id }) => /^hostile\/(value|sent)|^shown\/status$/.test(id))) {
      const page = await openCase(open, t, set, { case: result.id, t: result.target, show: 'all' }, CLIPBOARD);
      const command = await copied(page, 'rerun');
      const words = execFileSync('sh', ['-c', `set -- ${command}; printf '%s\\n' "$@"`], { encoding: 'utf8' }).trimEnd().split('\n');
      assert.deepEqual([words[0].endsWith('wirecase'), words[1], words.at(-1)], [true, 'run', result.id]);
    }
  }
});

test('the link opens the same case', async t => {
  const page = await openCase(open, t, 'many', { q: 'id:shown', case: 'shown/fields', t: 'scripted' }, CLIPBOARD);
  const url = new URL(await copied(page, 'link'));
  assert.equal(url.protocol, 'file:');
  const other = await openCase(open, t, 'many', Object.fromEntries(new URLSearchParams(url.hash.slice(1))));
  const { case: id, t: target } = await hashOf(other);
  assert.deepEqual([id, target], ['shown/fields', 'scripted']);
  assert.ok((await other.innerText('aside#case')).includes('shown/fields'));
});

test('the JSON is the result', async t => {
  for (const id of ['shown/exact', 'shown/fields', 'shown/flaky', 'shown/known']) {
    const want = ONE.cases.find(result => result.id === id);
    const page = await openCase(open, t, 'one', { case: id, show: 'all' }, CLIPBOARD);
    const got = JSON.parse(await copied(page, 'json'));
    for (const key of ['kind', 'id', 'title', 'requirement', 'file', 'line', 'level', 'citations', 'covers', 'tags', 'target', 'verdict', 'reason', 'see']) {
      assert.deepEqual(got[key], want[key], `${id}: ${key}`);
    }
    assert.deepEqual([got.findings.length, got.outcomes.length, got.attempts.length], [want.findings.length, want.outcomes.length, want.attempts.length], id);
    const octets = value => JSON.stringify(value).match(/"base64":"[^"]*"/g) ?? [];
    assert.deepEqual(octets(got.attempts), octets(want.attempts.map(({ transcript }) => transcript)), `${id}: all octets of the wire`);
  }
});

test('what cannot be had is not offered', async t => {
  const skipped = results('many').cases.find(({ verdict }) => verdict === 'skip');
  const page = await openCase(open, t, 'many', { case: skipped.id, t: skipped.target, show: 'all' });
  for (const what of ['nc', 'rerun']) {
    const button = page.locator(`button[data-copy=${what}]`);
    assert.ok(await button.count() === 0 || await button.isDisabled(), what);
  }
});
