// The controls at the head of the page, and the first look.

const attention = byId("attention");
const differences = byId("differences");
const filters = [...document.querySelectorAll("[data-filter]")];

// The words of the search box that are not the given term.
const without = (query, term) => query.split(/\s+/).filter((word) => word && word !== term).join(" ");

function renderControls() {
  if (box.value !== state.q) box.value = state.q;
  attention.checked = state.show === "attention";
  if (differences) differences.checked = state.differ;
  const words = state.q.split(/\s+/);
  for (const button of filters) button.setAttribute("aria-pressed", String(words.includes(button.dataset.filter)));
}

function render(changes) {
  renderControls();
  if (!changes || ["q", "show", "differ"].some((key) => key in changes)) renderMatrix();
  renderCase(changes);
  if (state.id !== null) reveal(rowById.get(state.id), state.target);
  markCurrent();
}

for (const button of filters) {
  button.addEventListener("click", () => {
    const term = button.dataset.filter;
    const pressed = button.getAttribute("aria-pressed") === "true";
    const q = pressed ? without(state.q, term) : `${state.q.trim()} ${term}`.trim();
    // What a count counts is shown, whether it needs attention or not.
    change({ q, show: pressed ? state.show : "all" });
  });
}

box.addEventListener("input", () => change({ q: box.value }));
attention.addEventListener("change", () => change({ show: attention.checked ? "attention" : "all" }));
differences?.addEventListener("change", () => change({ differ: differences.checked }));
byId("toolbar").addEventListener("submit", (event) => event.preventDefault());
byId("help-button").addEventListener("click", () => help.showModal());
byId("fold").addEventListener("click", () => {
  const anyOpen = sections.some(({ number }) => !folded.has(number));
  for (const section of sections) toggle(section, !anyOpen);
  byId("fold").textContent = anyOpen ? "Expand all" : "Collapse all";
  markCurrent();
});
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  matrix.querySelector('.cell[tabindex="0"]')?.focus();
});

// The address was changed by hand, by a link, or by the back button.
function fromAddress() {
  readHash();
  render(null);
}
addEventListener("popstate", fromAddress);

readHash();
render(null);
