// The matrix: sections of rows, filled piece by piece when they come near the view, so that any
// number of cases opens and filters at once.

const matrix = byId("matrix");
matrix.className = TARGETS > 1 ? "many" : "one";
const ROW = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--row"));
const folded = new Set();
// Rows that are filled at a time, and rows that are there before anything is painted.
const PIECE = 20;
const AT_ONCE = 20;

// What is shown: sections with their rows, and the results in the order of j and k.
let sections = [];
let results = [];
let columns = [];

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) fill(target.piece);
}, { root: matrix, rootMargin: "600px 0px" });

function columnGroup() {
  const cols = TARGETS > 1
    ? [make("col", { class: "case" }), make("col", { class: "level" }), ...columns.map(() => make("col", { class: "target" }))]
    : [make("col", { class: "verdict" }), make("col", { class: "case" }), make("col", { class: "level" })];
  return make("colgroup", null, ...cols);
}

// The heads of the columns; in the tables of the sections they are there for screen readers.
function columnHeads(tallies) {
  const head = (text, kind) => make("th", { scope: "col", class: kind }, text);
  const target = (number) => {
    const { name, address } = index.targets[number];
    const tally = tallies?.[number] ?? [];
    const cell = make("th", { scope: "col", title: `${plain(name)}, ${plain(address)}: ${tally.join(", ")}` }, plain(name));
    if (tallies) cell.append(make("small", null, tally.join(", ") || "none shown"));
    return cell;
  };
  const heads = TARGETS > 1
    ? [head("Case", "case"), head("Level", "level"), ...columns.map(target)]
    : [head("Verdict", "verdict"), head("Case", "case"), head("Level", "level")];
  return make("thead", null, make("tr", null, ...heads));
}

const BY_WEIGHT = ["error", "fail", "fixed", "flaky", "warn", "pass", "info", "known", "skip"]
  .map((word) => index.verdicts.findIndex(([other]) => other === word));

// Verdicts with how many results have them, what weighs most first.
const tallyOf = (counts) => BY_WEIGHT.map((verdict) => [verdict, counts[verdict]]).filter(([, count]) => count > 0);

const noCounts = () => index.verdicts.map(() => 0);

function renderMatrix() {
  let found;
  [columns, found] = search(state);
  const bySection = new Map();
  const byTarget = index.targets.map(noCounts);
  results = [];
  for (const [row, targets] of found) {
    let section = bySection.get(row.section);
    if (!section) bySection.set(row.section, section = { number: row.section, entries: [], counts: noCounts() });
    section.entries.push([row, targets]);
    for (const target of targets) {
      const verdict = verdictOf(row, target);
      byTarget[target][verdict] += 1;
      section.counts[verdict] += 1;
      results.push({ row, target });
    }
  }
  sections = [...bySection.values()];
  near.disconnect();
  matrix.style.setProperty("--targets", columns.length);
  const tallies = byTarget.map((counts) => tallyOf(counts).map(([verdict, count]) => `${count.toLocaleString("en")} ${verdictWord(verdict)}`));
  const parts = sections.map(sectionElement);
  const heads = make("table", { class: "columns", "aria-hidden": "true" }, columnGroup(), columnHeads(TARGETS > 1 ? tallies : null));
  if (parts.length === 0) parts.push(emptyNote());
  matrix.replaceChildren(heads, ...parts);
  let rowsThere = 0;
  for (const piece of pieces()) {
    if (rowsThere < AT_ONCE && !folded.has(piece.section.number)) {
      fill(piece);
      rowsThere += piece.entries.length;
    } else {
      near.observe(piece.element);
    }
  }
  byId("shown").textContent = `${results.length.toLocaleString("en")} of ${plural(totalResults(), "result")}`;
  byId("fold").textContent = sections.some(({ number }) => !folded.has(number)) ? "Collapse all" : "Expand all";
}

let total = 0;
function totalResults() {
  total ||= rows.reduce((sum, row) => sum + index.targets.filter((_, target) => verdictOf(row, target) >= 0).length, 0);
  return total;
}

function emptyNote() {
  const all = () => change({ q: "", show: "all", differ: false });
  const words = state.show === "attention" && !state.q ? "Nothing needs attention here." : "Nothing fits the search.";
  return make("p", { class: "empty" }, `${words} `, make("button", { type: "button", class: "more", onclick: all }, "Show every result"));
}

function sectionElement(section) {
  const { clause, title } = index.sections[section.number];
  const tally = tallyOf(section.counts)
    .map(([verdict, count]) => make("span", { class: `v-${verdictWord(verdict)}` }, `${count} ${verdictWord(verdict)}`));
  const open = !folded.has(section.number);
  const button = make("button", { type: "button", "aria-expanded": String(open), onclick: () => toggle(section) },
    clause, make("span", { class: "faint" }, plain(title)), make("span", { class: "tally" }, ...tally));
  section.pieces = [];
  for (let at = 0; at < section.entries.length; at += PIECE) {
    const entries = section.entries.slice(at, at + PIECE);
    const piece = { section, entries, filled: false, element: make("div") };
    piece.element.piece = piece;
    // Until it is filled it takes the room that it will need.
    piece.element.style.height = `${entries.length * ROW}px`;
    section.pieces.push(piece);
  }
  section.body = make("div", { class: "body", hidden: !open }, ...section.pieces.map(({ element }) => element));
  section.element = make("section", { "data-section": clause }, make("h2", null, button), section.body);
  return section.element;
}

const pieces = () => sections.flatMap((section) => section.pieces);

function toggle(section, open = folded.has(section.number)) {
  if (open) folded.delete(section.number);
  else folded.add(section.number);
  section.element.querySelector("h2 button").setAttribute("aria-expanded", String(open));
  section.body.hidden = !open;
}

function fill(piece) {
  if (piece.filled || folded.has(piece.section.number)) return;
  piece.filled = true;
  near.unobserve(piece.element);
  const { clause } = index.sections[piece.section.number];
  const number = piece.section.pieces.indexOf(piece);
  const head = columnHeads(null);
  head.className = "hidden";
  const body = make("tbody", null, ...piece.entries.map(([row, targets]) => rowElement(row, targets)));
  const label = number === 0 ? clause : `${clause}, part ${number + 1}`;
  piece.element.replaceChildren(make("table", { class: "rows", "aria-label": label }, columnGroup(), head, body));
  piece.element.style.height = "";
  if (state.id !== null || !matrix.querySelector('.cell[tabindex="0"]')) markCurrent();
}

function rowElement(row, targets) {
  const level = index.levels[row.level];
  const name = make("th", { scope: "row", class: "case" },
    make("span", { class: "name", title: plain(row.title) }, plain(row.title)), make("span", { class: "id" }, plain(row.id)));
  const levelCell = make("td", { class: `level ${level}` }, level);
  const cells = columns.map((target) => make("td", null, cellElement(row, target, targets.includes(target))));
  const children = TARGETS > 1 ? [name, levelCell, ...cells] : [...cells, name, levelCell];
  return make("tr", { "data-id": row.id, onclick: (event) => {
    if (event.target.closest("button")) return;
    change({ id: row.id, target: targets[0], tab: null });
  } }, ...children);
}

function cellElement(row, target, fits) {
  const verdict = verdictOf(row, target);
  if (verdict < 0) return make("span", { class: "absent" }, absenceOf(row));
  const word = verdictWord(verdict);
  const name = index.targets[target].name;
  return make("button", {
    type: "button",
    class: `cell v-${word}${fits ? "" : " other"}`,
    "data-target": name,
    "aria-label": `${word}: ${plain(row.id)}${TARGETS > 1 ? ` on ${plain(name)}` : ""}`,
    tabindex: "-1",
    onclick: () => change({ id: row.id, target, tab: null }),
  }, word);
}

const cellOf = (row, target) => {
  const line = matrix.querySelector(`tr[data-id="${CSS.escape(row.id)}"]`);
  return line?.querySelector(`[data-target="${CSS.escape(index.targets[target].name)}"]`) ?? null;
};

// Marks the open result, and leaves one cell of the matrix in the order of the tab key.
function markCurrent() {
  for (const old of matrix.querySelectorAll('[aria-current], .current, .cell[tabindex="0"]')) {
    old.removeAttribute("aria-current");
    old.classList.remove("current");
    if (old.matches(".cell")) old.tabIndex = -1;
  }
  const row = state.id === null ? null : rowById.get(state.id);
  const cell = row ? cellOf(row, state.target) : null;
  if (cell) {
    cell.setAttribute("aria-current", "true");
    cell.closest("tr").classList.add("current");
  }
  const entry = cell ?? matrix.querySelector(".cell");
  if (entry) entry.tabIndex = 0;
}

// Brings a result into view, its section open and filled.
function reveal(row, target) {
  const section = sections.find(({ number }) => number === row.section);
  if (!section) return;
  if (folded.has(section.number)) toggle(section, true);
  fill(section.pieces.find(({ entries }) => entries.some(([other]) => other === row)) ?? section.pieces[0]);
  cellOf(row, target)?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

addEventListener("beforeprint", () => pieces().forEach(fill));
