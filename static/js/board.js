// A card dragged to another column does what its menu does: the menu is read, and its button for the state is pressed.
// Where the state has several buttons (what is waited for) the menu stands open, with the first of them in focus.
let dragged = null;

for (const card of document.querySelectorAll("[data-board] [data-card]")) {
  card.draggable = true;
  card.addEventListener("dragstart", (event) => {
    dragged = card;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  card.addEventListener("dragend", () => {
    dragged = null;
    for (const column of document.querySelectorAll(".board__column--over")) column.classList.remove("board__column--over");
  });
}

async function move(card, state) {
  const link = card.querySelector(".state-menu__open");
  if (link) {
    // What htmx has settled has also got its autofocus; a focus set before that would be taken back.
    const settled = new Promise((resolve) => card.addEventListener("htmx:afterSettle", resolve, { once: true }));
    window.htmx.ajax("GET", link.href, { source: link, target: link.parentElement, headers: { "HX-Boosted": "true" } });
    await settled;
  }
  const presses = card.querySelectorAll(`[data-press="${state}"]`);
  if (presses.length === 1) presses[0].click();
  else presses[0]?.focus();
}

for (const column of document.querySelectorAll("[data-board] [data-state]")) {
  const takes = () => dragged && !column.contains(dragged);
  column.addEventListener("dragover", (event) => {
    if (!takes()) return;
    event.preventDefault();
    column.classList.add("board__column--over");
  });
  column.addEventListener("dragleave", (event) => {
    if (!column.contains(event.relatedTarget)) column.classList.remove("board__column--over");
  });
  column.addEventListener("drop", (event) => {
    if (!takes()) return;
    event.preventDefault();
    move(dragged, column.dataset.state);
  });
}
