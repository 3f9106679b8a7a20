// The search box: words and terms, all of which have to hold; each row gives the targets that fit.

// Words are separated by spaces; double quotes hold some together.
function wordsOf(query) {
  return Array.from(query.matchAll(/(-?)((?:[^\s"]|"[^"]*"?)+)/g), ([, minus, word]) => ({
    not: minus === "-",
    word: word.replaceAll('"', ""),
    quoted: word.startsWith('"'),
  })).filter(({ word }) => word !== "");
}

const TERMS = ["s", "t", "level", "rfc", "id"];

function parse(query) {
  return wordsOf(query).map(({ not, word, quoted }) => {
    const lower = word.toLowerCase();
    if (!quoted && lower.startsWith("@") && lower.length > 1) return { not, kind: "tag", values: [lower.slice(1)] };
    const colon = lower.indexOf(":");
    const kind = lower.slice(0, Math.max(colon, 0));
    if (!quoted && TERMS.includes(kind) && colon + 1 < lower.length) {
      const rest = lower.slice(colon + 1);
      return { not, kind, values: kind === "id" ? [rest] : rest.split(",").filter(Boolean) };
    }
    return { not, kind: "word", values: [lower] };
  });
}

// Terms of one kind that are not negated widen each other, as `s:fail s:warn` does.
function grouped(terms) {
  const all = [];
  for (const term of terms) {
    const same = all.find((other) => !term.not && !other.not && other.kind === term.kind && ["s", "t", "level"].includes(term.kind));
    if (same) same.values.push(...term.values);
    else all.push({ ...term, values: [...term.values] });
  }
  return all;
}

// `9112`, `9112-6.1`, `9112/6.1`, `sse`: the document, and the section with those under it.
function citesClause(row, value) {
  const [document_, ...rest] = value.split(/[-/]/);
  const section = rest.join("-").toUpperCase();
  return row.clauses.some((number) => {
    const [name, own] = index.clauses[number];
    if (name.toLowerCase().replace("rfc ", "") !== document_.replace(/^rfc\s*/, "")) return false;
    return section === "" || own === section || own.startsWith(`${section}.`);
  });
}

// A test of a row (whatever the target), or of one cell.
function testOf({ kind, values }) {
  switch (kind) {
    case "s": {
      const wanted = index.verdicts.map(([word]) => values.includes(word));
      return { cell: (row, target) => verdictOf(row, target) >= 0 && wanted[verdictOf(row, target)] };
    }
    case "t": {
      const wanted = index.targets.map(({ name, address }) =>
        values.some((value) => name.toLowerCase().includes(value) || address.toLowerCase().includes(value)));
      return { cell: (_, target) => wanted[target] };
    }
    case "level": {
      const wanted = index.levels.map((word) => values.includes(word));
      return { row: (row) => wanted[row.level] };
    }
    case "rfc":
      return { row: (row) => values.some((value) => citesClause(row, value)) };
    case "tag": {
      const wanted = index.tags.map((tag) => tag.toLowerCase() === values[0]);
      return { row: (row) => row.tags.some((tag) => wanted[tag]) };
    }
    case "id":
      return { row: (row) => row.id.toLowerCase().startsWith(values[0]) };
    default: {
      const [word] = values;
      const reasons = lowerReasons().map((reason) => reason.includes(word));
      return {
        row: (row) => textOf(row).includes(word),
        cell: (row, target) => reasons[row.cells[2 * target + 1]],
      };
    }
  }
}

let reasonsInLowerCase = null;
function lowerReasons() {
  reasonsInLowerCase ??= index.reasons.map((reason) => reason.toLowerCase());
  return reasonsInLowerCase;
}

function textOf(row) {
  row.text ??= `${row.id}\n${row.title}\n${row.requirement}`.toLowerCase();
  return row.text;
}

// The columns that `t:` terms leave, and for each row that has one, the targets whose result fits:
// [columns, [[row, [target, …]], …]].
function search({ q, show, differ }) {
  const tests = grouped(parse(q)).map((term) => ({ not: term.not, kind: term.kind, ...testOf(term) }));
  const ofTargets = tests.filter(({ kind }) => kind === "t");
  const columns = [...index.targets.keys()].filter((target) => ofTargets.every((test) => test.cell(null, target) !== test.not));
  const found = [];
  for (const row of rows) {
    if (differ && !differs(row, columns)) continue;
    // A test of the row alone is made once for all its targets.
    const ofCells = [];
    let fits = true;
    for (const test of tests) {
      const ofRow = test.row ? test.row(row) : false;
      if (test.cell && !ofRow) ofCells.push(test);
      else if (ofRow === test.not) { fits = false; break; }
    }
    if (!fits) continue;
    const targets = columns.filter((target) => {
      const verdict = verdictOf(row, target);
      if (verdict < 0 || (show === "attention" && !wantsAttention(row, target))) return false;
      return ofCells.every((test) => test.cell(row, target) !== test.not);
    });
    if (targets.length > 0) found.push([row, targets]);
  }
  return [columns, found];
}

// Whether targets differ in their verdict; what was skipped or not run says nothing.
function differs(row, columns) {
  const verdicts = new Set(columns.map((target) => verdictOf(row, target)).filter((verdict) => verdict >= 0 && verdict !== SKIP));
  return verdicts.size > 1;
}
