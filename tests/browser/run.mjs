// Builds the data in a folder of its own, runs every test against it, and ends as they end.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from './data.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const data = mkdtempSync(path.join(os.tmpdir(), 'wirecase-browser-'));
try {
  await build(data);
  const named = process.argv.slice(2);
  const tests = (named.length > 0 ? named : readdirSync(here).filter(file => file.endsWith('.test.mjs'))).map(file => path.join(here, path.basename(file)));
  const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=2', '--test-timeout=600000', '--test-reporter=spec', ...tests], {
    stdio: 'inherit',
    env: { ...process.env, WIRECASE_DATA: data },
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(data, { recursive: true, force: true });
}
