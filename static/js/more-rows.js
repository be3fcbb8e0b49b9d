// Rows of a form that are filled in one after the other: the first empty one is shown, and a button shows the next.
// Without scripts all of them are shown.
function empty(row) {
  return [...row.querySelectorAll("input, select, textarea")].every((field) => !field.value);
}

function start(root) {
  for (const group of root.querySelectorAll("[data-more-rows]")) {
    const rows = [...group.querySelectorAll("[data-row-of]")];
    const more = group.querySelector("[data-row-more]");
    if (!more || group.dataset.begun) continue;
    group.dataset.begun = "on";
    const last = rows.findLastIndex((row) => !empty(row) || row.querySelector(".is-invalid"));
    rows.forEach((row, index) => {
      row.hidden = index > last + 1;
    });
    const hidden = () => rows.filter((row) => row.hidden);
    more.hidden = !hidden().length;
    more.addEventListener("click", () => {
      const [next] = hidden();
      if (!next) return;
      next.hidden = false;
      more.hidden = !hidden().length;
      next.querySelector("input, select, textarea")?.focus();
    });
  }
}

start(document);
document.addEventListener("htmx:afterSwap", (event) => start(event.target));
