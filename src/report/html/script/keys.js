// Keys: those of the whole page, and the arrows in the matrix.

const help = byId("help");
const box = byId("search");

function escape() {
  if (help.open) help.close();
  else if (state.id !== null) change({ id: null });
  else if (state.q) change({ q: "" });
  else box.blur();
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape") {
    // The dialog closes itself.
    if (!help.open) {
      event.preventDefault();
      escape();
    }
    return;
  }
  const typing = event.target.closest?.('input:not([type="checkbox"], [type="radio"]), textarea, select');
  if (typing || help.open) return;
  const actions = {
    "/": () => { box.focus(); box.select(); },
    j: () => move(1),
    k: () => move(-1),
    "?": () => help.showModal(),
  };
  if (Object.hasOwn(actions, event.key)) {
    event.preventDefault();
    actions[event.key]();
  }
});

matrix.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.(".cell");
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  if (!cell || !step) return;
  event.preventDefault();
  const line = cell.closest("tr");
  const inLine = [...line.querySelectorAll(".cell")];
  let next = null;
  if (step[1] !== 0) {
    next = inLine[inLine.indexOf(cell) + step[1]];
  } else {
    const lines = [...matrix.querySelectorAll(".rows tbody tr")];
    const other = lines[lines.indexOf(line) + step[0]];
    next = other?.querySelector(`[data-target="${CSS.escape(cell.dataset.target)}"]`) ?? other?.querySelector(".cell");
  }
  if (!next) return;
  for (const old of matrix.querySelectorAll('.cell[tabindex="0"]')) old.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
});
