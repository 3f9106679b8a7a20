// Narrows both lists to the rows that hold every word that was typed.
const field = document.querySelector("#search");
const rows = [...document.querySelectorAll(".row")].map((row) => [row, row.textContent.toLowerCase()]);
const told = document.querySelector("#told");
const narrow = () => {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let left = 0;
  for (const [row, text] of rows) {
    row.hidden = !words.every((word) => text.includes(word));
    left += row.hidden ? 0 : 1;
  }
  told.textContent = words.length ? `${left} of ${rows.length} rows` : "";
};
field.addEventListener("input", narrow);
// A link within the page shows its row, whatever was searched for.
addEventListener("hashchange", () => {
  const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (row && row.hidden) {
    field.value = "";
    narrow();
    row.scrollIntoView();
  }
});
