// One case on one target: what it asks, on which clause, what came of it, and the evidence.

const aside = byId("case");
let context = null;

function clauseLinks(clauses) {
  return clauses.flatMap(([clause, url], number) => [
    number > 0 ? " · " : "",
    url ? make("a", { href: url, rel: "noreferrer", target: "_blank" }, clause) : clause,
  ]);
}

function targetWords(target) {
  const { name, address } = index.targets[target];
  return name === address ? plain(name) : `${plain(name)} (${plain(address)})`;
}

function caseHead({ row, detail, target }) {
  const verdict = verdictOf(row, target);
  const level = index.levels[row.level];
  const head = make("div", null,
    make("h2", { id: "case-title" }, plain(row.title)),
    make("p", { class: "ident" }, plain(row.id)),
    make("p", { class: "facts" }, badge(verdict),
      make("b", null, level === "info" ? "info" : level.toUpperCase()),
      make("span", null, ...clauseLinks(detail.clauses)),
      ...row.tags.map((tag) => make("span", { class: "faint" }, `@${plain(index.tags[tag])}`))));
  if (row.requirement) head.append(make("p", { class: "requirement" }, plain(row.requirement)));
  if (TARGETS > 1) {
    head.append(make("div", { class: "targets", role: "group", "aria-label": "Targets" }, ...index.targets.map(({ name }, other) => {
      const its = verdictOf(row, other);
      if (its < 0) return null;
      return make("button", { type: "button", "aria-pressed": String(other === target), onclick: () => change({ target: other, tab: state.tab }) },
        `${plain(name)} `, badge(its));
    })));
  } else {
    head.append(make("p", { class: "faint" }, `on ${targetWords(target)}`));
  }
  const reason = reasonOf(row, target);
  if (reason) head.append(make("p", { class: `reason v-${verdictWord(verdict)}` }, make("span", null, plain(reason))));
  return head;
}

// For a case the lints that fired in it, for a lint the cases it fired in.
function seeAlso({ detail, result, target }) {
  if (result.see.length === 0) return null;
  const AT_FIRST_SEEN = 12;
  const link = (id) => rowById.has(id)
    ? make("button", { type: "button", class: "more", onclick: () => change({ id, target, tab: null }) }, plain(id))
    : make("code", null, plain(id));
  const list = make("span", null, ...result.see.slice(0, AT_FIRST_SEEN).flatMap((id) => [link(id), " "]));
  if (result.see.length > AT_FIRST_SEEN) {
    const rest = result.see.slice(AT_FIRST_SEEN);
    list.append(make("button", { type: "button", class: "more", onclick: (event) => event.currentTarget.replaceWith(...rest.flatMap((id) => [link(id), " "])) }, `and ${rest.length} more`));
  }
  return make("p", { class: "see" }, make("span", { class: "faint" }, detail.kind === "lint" ? `fired in ${plural(result.see.length, "case")}: ` : "lints that fired here: "), list);
}

const PANELS = { diff: ["Diff", diffPanel], wire: ["Wire", wirePanel], source: ["Source", sourcePanel], attempts: ["Attempts", attemptsPanel] };

function tabsOf({ result }) {
  return TABS.filter((tab) => tab !== "attempts" || result.attempts.length > 1);
}

function defaultTab({ result }) {
  return result.findings.length > 0 || result.attempts.length === 0 ? "diff" : "wire";
}

function tabList(tabs, current) {
  const list = make("div", { role: "tablist", "aria-label": "Evidence" }, ...tabs.map((tab) => make("button", {
    type: "button", role: "tab", id: `tab-${tab}`, "data-tab": tab, "aria-controls": "panel",
    "aria-selected": String(tab === current), tabindex: tab === current ? "0" : "-1", onclick: () => change({ tab }),
  }, PANELS[tab][0])));
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step && event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    const at = tabs.indexOf(current);
    const next = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1 : (at + step + tabs.length) % tabs.length;
    change({ tab: tabs[next] });
    byId(`tab-${tabs[next]}`).focus();
  });
  return list;
}

function renderTabs() {
  const tabs = tabsOf(context);
  const current = tabs.includes(state.tab) ? state.tab : defaultTab(context);
  const hadFocus = aside.querySelector('[role="tablist"]')?.contains(document.activeElement);
  const panel = make("div", { role: "tabpanel", id: "panel", tabindex: "0", "aria-labelledby": `tab-${current}` });
  PANELS[current][1](panel, context);
  byId("tabs").replaceChildren(tabList(tabs, current), panel);
  if (hadFocus) byId(`tab-${current}`).focus();
  byId("first-difference").hidden = !panel.querySelector(".differs, mark.evidence, .marked");
}

function jump() {
  const first = byId("panel").querySelector(".differs, mark.evidence, .marked");
  if (!first) return;
  first.scrollIntoView({ block: "center" });
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
  first.classList.add("flash");
}

// Opens, changes or closes the case as the state says. `changes` is what has changed.
function renderCase(changes) {
  if (state.id === null) {
    const wasOpen = context;
    context = null;
    aside.hidden = true;
    aside.replaceChildren();
    if (wasOpen) cellOf(wasOpen.row, wasOpen.target)?.focus({ preventScroll: true });
    return;
  }
  const row = rowById.get(state.id);
  const { target } = state;
  const detail = detailOf(row);
  const same = context && context.row === row && context.target === target;
  if (same && changes && Object.keys(changes).every((key) => key === "tab")) {
    renderTabs();
    return;
  }
  if (same && changes && !("id" in changes)) return;
  const result = detail.results[target];
  if (!result) {
    aside.hidden = false;
    aside.replaceChildren(make("p", { class: "faint" }, row.id.startsWith("lint/") ? "This lint did not fire on this target." : "This case was not run on this target."));
    return;
  }
  const judged = result.attempts.findIndex(({ findings }) => !findings);
  context = { row, target, detail, result, attempt: Math.max(judged, 0) };
  const step = (words, key, by) => make("button", { type: "button", title: `${words} (${key})`, onclick: () => move(by) }, words);
  const command = rerunOf(context);
  const rerun = command
    ? make("div", null, make("h3", null, "Run it again"), make("code", { class: "command" }, command))
    : null;
  aside.hidden = false;
  aside.replaceChildren(
    make("div", { class: "tools" }, step("Next", "j", 1), step("Previous", "k", -1),
      make("button", { type: "button", id: "first-difference", onclick: jump }, "First difference"),
      make("span", { class: "grow" }),
      make("button", { type: "button", id: "close", title: "Close (Esc)", onclick: () => change({ id: null }) }, "Close")),
    caseHead(context), copyButtons(context), make("div", { id: "tabs" }), ...[seeAlso(context), rerun].filter(Boolean),
    make("span", { id: "told", class: "hidden", role: "status" }));
  aside.setAttribute("aria-label", `Case ${plain(row.id)}`);
  aside.scrollTop = 0;
  renderTabs();
}

// Opens the result that is shown `by` places after the open one.
function move(by) {
  if (results.length === 0) return;
  const at = results.findIndex(({ row, target }) => row.id === state.id && target === state.target);
  const next = at < 0 ? (by > 0 ? 0 : results.length - 1) : Math.min(Math.max(at + by, 0), results.length - 1);
  change({ id: results[next].row.id, target: results[next].target, tab: null });
}
