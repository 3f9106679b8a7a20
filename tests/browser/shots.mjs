// Pictures of the report for people to look at: `npm run shots -- DATA OUT`.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [data, out] = process.argv.slice(2);
if (!out) throw new Error('usage: shots.mjs DATA OUT, where DATA is what data.mjs built');
process.env.WIRECASE_DATA = path.resolve(data);
const { launch, link, reportOf } = await import('./page.mjs');

const WINDOWS = {
  wide: { viewport: { width: 1440, height: 900 } },
  middle: { viewport: { width: 1024, height: 768 } },
  narrow: { viewport: { width: 360, height: 740 } },
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
};

const of = (id, tab) => link({ q: 'id:shown', show: 'all', case: id, t: 'scripted', tab });

const STATES = {
  list: ['many', ''],
  filtered: ['many', link({ q: 's:fail,warn rfc:9112' })],
  'case-fields': ['many', of('shown/fields', 'diff')],
  'case-lines': ['many', of('shown/lines', 'diff')],
  'case-octets': ['many', of('shown/octets', 'diff')],
  wire: ['many', of('shown/exact', 'wire')],
  source: ['many', of('shown/fields', 'source')],
  attempts: ['many', of('shown/flaky', 'attempts')],
  help: ['many', '', page => page.keyboard.press('?')],
  'one-target': ['one', ''],
  hostile: ['hostile', link({ case: 'hostile/answer[path=controls]', tab: 'wire' })],
};

await mkdir(out, { recursive: true });
const chrome = await launch();
try {
  for (const [window, options] of Object.entries(WINDOWS)) {
    for (const [name, [set, hash, act]] of Object.entries(STATES)) {
      const page = await (await chrome.newContext(options)).newPage();
      await page.goto(pathToFileURL(reportOf(set)).href + hash);
      await page.locator('#shown').filter({ hasText: 'of' }).waitFor();
      await act?.(page);
      await page.screenshot({ path: path.join(out, `${name}-${window}.png`) });
      await page.context().close();
    }
  }
  for (const [name, hash] of [['list', ''], ['case', of('shown/fields', 'diff')]]) {
    const page = await (await chrome.newContext()).newPage();
    await page.goto(pathToFileURL(reportOf('many')).href + hash);
    await page.locator('#shown').filter({ hasText: 'of' }).waitFor();
    await writeFile(path.join(out, `${name}-print.pdf`), await page.pdf({ format: 'A4' }));
    await page.context().close();
  }
} finally {
  await chrome.close();
}
