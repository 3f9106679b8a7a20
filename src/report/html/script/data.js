"use strict";
// The data of the page: the index is read at once, what a case shows when it is opened is read then.

const byId = (id) => document.getElementById(id);

const index = JSON.parse(byId("index").textContent);
const TARGETS = index.targets.length;

// Rows as written by index.rs: [section, id, title, requirement, level, clauses, tags, cells].
const rows = index.rows.map((row, number) => ({
  number,
  section: row[0],
  id: row[1],
  title: row[2],
  requirement: row[3],
  level: row[4],
  clauses: row[5],
  tags: row[6],
  cells: row[7],
}));

// A lint that has no result on a target did not fire there; a case was not run.
const absenceOf = (row) => row.id.startsWith("lint/") ? "silent" : "not run";

const rowById = new Map(rows.map((row) => [row.id, row]));

// The number of a verdict in index.verdicts; -1 where the case was not run on that target.
const verdictOf = (row, target) => row.cells[2 * target];
const reasonOf = (row, target) => index.reasons[row.cells[2 * target + 1]];
const verdictWord = (verdict) => index.verdicts[verdict][0];
// A target that died is told once, at the head; what was not sent to it then is counted and found.
const unsent = new Set(index.unsent);
const wantsAttention = (row, target) => needsAttention(verdictOf(row, target)) && !unsent.has(row.cells[2 * target + 1]);
const needsAttention = (verdict) => verdict >= 0 && index.verdicts[verdict][1];
const SKIP = index.verdicts.findIndex(([word]) => word === "skip");

const details = new Map();

function detailOf(row) {
  if (!details.has(row.number)) {
    const detail = JSON.parse(byId(`row-${row.number}`).textContent);
    // What is empty is not written.
    detail.results = detail.results.map((result) => result && { findings: [], outcomes: [], see: [], attempts: [], ...result });
    detail.clauses = row.clauses.map((number) => {
      const [name, section, url] = index.clauses[number];
      return [section ? `${name} ${section}` : name, url];
    });
    details.set(row.number, detail);
  }
  return details.get(row.number);
}

// An element with attributes and children; a text is always text.
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key === "class") element.className = value;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

// Text of a case file or a target: what moves, turns or hides text is shown by its number.
function plain(text) {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu,
    (c) => `\\u{${c.codePointAt(0).toString(16)}}`,
  );
}

function badge(verdict) {
  const word = typeof verdict === "number" ? verdictWord(verdict) : verdict;
  return make("span", { class: `badge v-${word}` }, make("span", { class: "mark", "aria-hidden": "true" }), ` ${word}`);
}
