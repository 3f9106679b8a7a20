// Builds what the tests look at: results of real runs, each with the page that the binary makes of it.
import { execFile, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import * as peer from './peer.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const BINARY = process.env.WIRECASE ?? path.join(HERE, '../../target/debug/wirecase');

/** Runs the binary; resolves to its exit code, and throws where it did not run a case. */
async function wirecase(folder, ...words) {
  try {
    await promisify(execFile)(BINARY, words, { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
    return 0;
  } catch (error) {
    if (typeof error.code === 'number' && [1, 3].includes(error.code)) return error.code;
    throw error;
  }
}

/** The reference server with these faults. */
async function serve(...faults) {
  const child = spawn(BINARY, ['serve', ...faults.flatMap(fault => ['--fault', fault])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of readline.createInterface(child.stdout)) {
    return { url: line.replace('listening on ', ''), stop: () => child.kill() };
  }
  throw new Error('the reference server said nothing');
}

const RESOURCES = {
  page: '/', missing: '/missing', redirect: '/redirect', form: '/form', echo: '/echo', post: '/post',
};

async function target(folder, name, url, more) {
  const file = path.join(folder, `${name}.yaml`);
  // JSON is YAML.
  await writeFile(file, JSON.stringify({ name, url, ...more }));
  return file;
}

/** The sections that the matrix of several targets shows. */
const PATHS = [path.join(HERE, '../../cases'), 'shown/', 'session/', 'rfc9112/6.1', 'rfc9112/5'];

async function run(folder, file, name, ...paths) {
  const out = path.join(folder, `${name}.json`);
  await wirecase(folder, 'run', '--target-file', file, ...paths, '--report-json', out, '--no-github',
    '--progress', 'none', '--read-timeout', '1s');
  return out;
}

async function page(out, name, ...results) {
  const folder = path.join(out, name);
  await mkdir(folder, { recursive: true });
  await wirecase(folder, 'report', ...results, '--json', 'results.json', '--html', 'report.html');
}

/** The results with other cases: what no run leaves behind at will. */
async function changed(file, to, change) {
  const results = JSON.parse(await readFile(file));
  change(results);
  for (const table of [results.totals, ...Object.values(results.totals_by_level)]) {
    for (const word of Object.keys(table)) table[word] = 0;
  }
  for (const { verdict, level } of results.cases) {
    results.totals[verdict] += 1;
    results.totals_by_level[level][verdict] += 1;
  }
  await writeFile(to, JSON.stringify(results));
  return to;
}

/** Leaves in `out` a folder for each set: `many`, `one`, `green`, `empty` and `hostile`. */
export async function build(out) {
  await mkdir(out, { recursive: true });
  const shown = path.join(HERE, 'cases/shown');
  const scripted = await peer.start();
  const sound = await serve();
  const faulty = await serve(
    'host-missing-accepted', 'host-repeated-accepted', 'content-length-beside-transfer-encoding-accepted',
    'transfer-coding-unknown-accepted', 'field-name-space-accepted', 'request-obs-fold-accepted', 'bare-cr-accepted',
    'empty-line-refused', 'method-case-insensitive', 'content-in-one-read-required',
  );
  try {
    const known = [
      { id: 'shown/known', reason: 'The page was moved & <nobody> says so.', link: 'https://example.test/1' },
      { id: 'shown/fixed', reason: 'It used to be gone.' },
    ];
    const targets = [
      await target(out, 'reference', sound.url, { resources: RESOURCES }),
      await target(out, 'faulty', faulty.url, { resources: RESOURCES }),
      await target(out, 'scripted', scripted.url, { resources: { page: '/shown/page', shown: '/shown' }, known }),
    ];
    const paths = [shown, ...PATHS];
    const files = [];
    for (const file of targets) files.push(await run(out, file, path.basename(file, '.yaml'), ...paths));
    // A target that nobody listens at gives no results; the verdict of a connection that could not
    // be made is put into one result of another.
    files[1] = await changed(files[1], path.join(out, 'faulty-error.json'), results => {
      const last = results.cases.findLast(({ kind, verdict }) => kind === 'case' && verdict === 'pass');
      const message = 'Connection refused (os error 111)';
      const event = { at_us: 120, connection: 0, step: 0, event: 'connect-failed', failure: 'refused', message };
      const transcript = { started_unix_ms: 1, connections: ['main'], events: [event] };
      Object.assign(last, { verdict: 'error', reason: `no connection: ${message}`, findings: [], see: [] });
      last.attempts = [{ verdict: 'error', duration_us: 120, findings: [], transcript }];
    });
    await page(out, 'many', ...files);
    await page(out, 'one', files[2]);
    await page(out, 'green', await run(out, targets[0], 'green', 'session/'));
    await page(out, 'empty', await changed(path.join(out, 'green.json'), path.join(out, 'none.json'), results => {
      results.cases = [];
      results.run.selected = 0;
    }));
    const hostile = path.join(out, 'hostile');
    await mkdir(hostile, { recursive: true });
    await target(out, 'bad', scripted.url, { name: 'bad</script><img src=x onerror="globalThis.canary=13">', resources: { page: '/page' } });
    await wirecase(hostile, 'run', '--target-file', path.join(out, 'bad.yaml'), path.join(HERE, 'cases/hostile'),
      '--report-json', 'results.json', '--report-html', 'report.html', '--no-github', '--progress', 'none',
      '--read-timeout', '1s');
  } finally {
    sound.stop();
    faulty.stop();
    await scripted.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build(path.resolve(process.argv[2] ?? 'data'));
}
