// What is shown, kept in the address after the hash, so that a link shows the same to someone else.

const someAttention = rows.some((row) => index.targets.some((_, target) => wantsAttention(row, target)));
const DEFAULT_SHOW = someAttention ? "attention" : "all";
const TABS = ["diff", "wire", "source", "attempts"];

const state = { q: "", show: DEFAULT_SHOW, differ: false, id: null, target: 0, tab: null };

function readHash() {
  const hash = new URLSearchParams(location.hash.slice(1));
  state.q = hash.get("q") ?? "";
  const show = hash.get("show");
  state.show = show === "all" || show === "attention" ? show : DEFAULT_SHOW;
  state.differ = hash.get("differ") === "1" && TARGETS > 1;
  const row = rowById.get(hash.get("case"));
  state.id = row ? row.id : null;
  const named = index.targets.findIndex(({ name }) => name === hash.get("t"));
  const first = row ? index.targets.findIndex((_, target) => verdictOf(row, target) >= 0) : 0;
  state.target = named >= 0 ? named : Math.max(first, 0);
  state.tab = TABS.includes(hash.get("tab")) ? hash.get("tab") : null;
}

function hashOf({ q, show, differ, id, target, tab }) {
  const hash = new URLSearchParams();
  if (q) hash.set("q", q);
  if (show !== DEFAULT_SHOW) hash.set("show", show);
  if (differ) hash.set("differ", "1");
  if (id !== null) {
    hash.set("case", id);
    if (TARGETS > 1) hash.set("t", index.targets[target].name);
    if (tab) hash.set("tab", tab);
  }
  const text = hash.toString();
  return text ? `#${text}` : "";
}

// Changes the state, the address and the page. Opening a case is a step that "back" undoes.
function change(changes) {
  const opens = state.id === null && changes.id !== undefined && changes.id !== null;
  Object.assign(state, changes);
  const url = location.pathname + location.search + hashOf(state);
  if (opens) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
  render(changes);
}

// A link to one case on one target, without what is searched for.
function linkTo(row, target) {
  const url = new URL(location.href);
  url.hash = hashOf({ q: "", show: DEFAULT_SHOW, differ: false, id: row.id, target, tab: null });
  return url.href;
}
