// What was expected beside what came: per element of the answer, the nearest outcome first.

const PARTS = ["Response", "Status line", "Interim responses", "Header fields", "Trailer fields", "Framing", "Body",
  "WebSocket frames", "Server-sent events", "Connection", "Rule of every response"];

function inline(octets, marks) {
  const code = make("code", { class: "octets" });
  withMore(code, octets, (part, from, to) => showText(part, octets, { marks, from, to }));
  return code;
}

// One side of a finding, as difference.rs writes it.
function sideContent(side) {
  if (side === null) return make("span", { class: "faint" }, "nothing");
  const [kind, value] = side;
  if (kind === "t") return make("span", null, plain(value));
  if (kind === "b") return value.length === 0 ? make("span", { class: "faint" }, "no octets") : inline(octetsOf(value));
  if (value.length === 0) return make("span", { class: "faint" }, "no field");
  const lines = make("div");
  for (const [name, field] of value) lines.append(make("div", null, inline(octetsOf(name)), ": ", inline(octetsOf(field))));
  return lines;
}

class Sides {
  constructor(expectedHead = "expected", actualHead = "came") {
    this.element = make("div", { class: "sides" },
      make("div", { class: "side-head" }, expectedHead), make("div", { class: "side-head" }, actualHead));
  }

  name(text) {
    this.element.append(make("div", { class: "name" }, text));
  }

  pair(expected, actual, differs) {
    const mark = differs ? " differs" : "";
    this.element.append(make("div", { class: `expected${mark}` }, expected), make("div", { class: `actual${mark}` }, actual));
  }

  wide(text) {
    this.element.append(make("div", { class: "wide" }, text));
  }
}

const blank = () => make("span", { class: "faint" }, "");

function runs(line) {
  const code = make("code", { class: "octets" });
  for (const [changed, data] of line) {
    const into = changed ? code.appendChild(make("span", { class: "changed" })) : code;
    const octets = octetsOf(data);
    withMore(into, octets, (part, from, to) => showText(part, octets, { from, to, breaks: false }));
  }
  return code;
}

const DIFFS = {
  lines([lines, firstDifference, cutShort]) {
    const sides = new Sides();
    for (let at = 0; at < lines.length; at += 1) {
      const [kind, value] = lines[at];
      if (kind === "…") sides.wide(`${plural(value, "equal line")} left out`);
      else if (kind === "=") sides.pair(inline(octetsOf(value)), inline(octetsOf(value)), false);
      else {
        // What was expected and what came in its place stand beside each other.
        const gone = [];
        const come = [];
        for (; at < lines.length && "-+".includes(lines[at][0]); at += 1) (lines[at][0] === "-" ? gone : come).push(lines[at][1]);
        at -= 1;
        for (let pair = 0; pair < Math.max(gone.length, come.length); pair += 1) {
          sides.pair(gone[pair] ? runs(gone[pair]) : blank(), come[pair] ? runs(come[pair]) : blank(), true);
        }
      }
    }
    const note = `The first octet that differs is at offset ${firstDifference.toLocaleString("en")}.`;
    return [sides.element, make("p", { class: "faint" }, cutShort ? `${note} The two are too large to be compared whole: this is the part around it.` : note)];
  },
  json([changes]) {
    const sides = new Sides();
    for (const [path, expected, actual] of changes) {
      sides.name(path === "" ? "the whole value" : plain(path));
      const value = (text, none) => text === null ? make("span", { class: "faint" }, none) : make("code", { class: "octets" }, plain(text));
      sides.pair(value(expected, "not asked for"), value(actual, "missing"), true);
    }
    return [sides.element];
  },
  hex([start, first, [expected, expectedLength], [actual, actualLength]]) {
    const sides = new Sides(`expected, ${plural(expectedLength, "byte")}`, `came, ${plural(actualLength, "byte")}`);
    const [one, other] = [octetsOf(expected), octetsOf(actual)];
    const marks = [];
    for (let at = 0; at < Math.max(one.length, other.length); at += 1) if (one[at] !== other[at]) marks.push([at, at + 1]);
    sides.pair(hexBlock(one, { start, marks, across: 8 }), hexBlock(other, { start, marks, across: 8 }), true);
    return [sides.element, make("p", { class: "faint" }, `The first octet that differs is at offset ${first.toLocaleString("en")}.`)];
  },
  fields([changes]) {
    const sides = new Sides();
    for (const [name, departure, expected, actual] of changes) {
      const line = (value, none) => value === null
        ? make("span", { class: "faint" }, none)
        : make("span", null, `${plain(name)}: `, inline(octetsOf(value)));
      if (departure) sides.name(`${plain(name)} ${departure}`);
      sides.pair(line(expected, departure ? "not there" : "free"), line(actual, "not there"), departure !== null);
    }
    return [sides.element];
  },
  "status-line"([elements]) {
    const sides = new Sides();
    for (const [element, departs, expected, actual] of elements) {
      sides.name(element);
      sides.pair(expected === null ? make("span", { class: "faint" }, "free") : sideContent(expected), sideContent(actual), departs);
    }
    return [sides.element];
  },
};

function findingElement(finding, row, clauses) {
  const own = finding.clauses.filter(([clause]) => !clauses.some(([known]) => known === clause));
  const box = make("div", { class: "finding" }, make("h4", null, plain(finding.title)));
  if (own.length > 0) box.append(make("p", null, ...clauseLinks(own)));
  if (finding.diff) {
    const [kind, ...rest] = finding.diff;
    box.append(...DIFFS[kind](rest));
  } else if (finding.expected !== null || finding.actual !== null) {
    const sides = new Sides();
    sides.pair(sideContent(finding.expected), sideContent(finding.actual), true);
    box.append(sides.element);
  }
  const notes = [];
  if (finding.line > 0) notes.push(make("button", { type: "button", class: "more", onclick: () => change({ tab: "source" }) }, `asked in line ${finding.line}`));
  // What is missing has a place between two octets, which shows nothing.
  if (finding.evidence && finding.evidence[3] > finding.evidence[2]) notes.push(make("button", { type: "button", class: "more", onclick: () => change({ tab: "wire" }) }, `at byte ${finding.evidence[2].toLocaleString("en")} of what came`));
  if (notes.length > 0) box.append(make("p", null, ...notes.flatMap((note) => [note, " "])));
  return box;
}

function findingList(findings, row, clauses) {
  const groups = PARTS.map((part) => [part, findings.filter((finding) => finding.part === part)]).filter(([, list]) => list.length > 0);
  return groups.flatMap(([part, list]) => [make("h3", null, part), ...list.map((finding) => findingElement(finding, row, clauses))]);
}

function diffPanel(panel, { row, detail, result }) {
  const nearest = result.outcomes.find(([, , isNearest]) => isNearest);
  const others = result.outcomes.filter(([, , isNearest]) => !isNearest);
  if (nearest) {
    panel.append(make("p", null, make("b", null, "Expected: "), plain(nearest[0]),
      others.length > 0 ? make("span", { class: "faint" }, ` (the nearest of ${result.outcomes.length} legal outcomes)`) : null));
  }
  if (result.findings.length > 0) {
    panel.append(...findingList(result.findings, row, detail.clauses));
  } else {
    const words = result.attempts.length === 0 ? "Nothing was sent, so there is nothing to compare." : "Nothing differs from what the case expects.";
    panel.append(make("p", { class: "faint" }, words));
  }
  if (others.length > 0) {
    panel.append(make("h3", null, "Also legal, and farther away"),
      make("ul", { class: "outcomes" }, ...others.map(([summary, line, , misses]) =>
        make("li", null, plain(summary), make("span", { class: "faint" }, ` — ${misses === 1 ? "1 of its checks does" : `${misses} of its checks do`} not hold${line ? `, line ${line}` : ""}`)))));
  }
  panel.querySelector(".differs")?.classList.add("first");
}
