// A filter above a long list of boxes to tick. What is ticked stays ticked, also while it is filtered away.
// Without scripts the whole list stands there.
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

for (const filter of document.querySelectorAll("[data-checklist]")) {
  const boxes = [...document.querySelectorAll(`input[type=checkbox][name="${filter.dataset.checklist}"]`)];
  if (!boxes.length) continue;
  const rows = boxes.map((box) => ({ box, row: box.closest(".form-check"), text: folded(box.closest(".form-check").textContent) }));
  const [field, told, all] = ["input", "[role=status]", "button"].map((which) => filter.querySelector(which));

  const tell = () => {
    const shown = rows.filter(({ row }) => !row.hidden);
    const chosen = boxes.filter((box) => box.checked).length;
    told.textContent = `${shown.length} av ${boxes.length} visas, ${chosen} valda.`;
    all.disabled = !shown.length;
    all.textContent = shown.length && shown.every(({ box }) => box.checked) ? "Avmarkera de som visas" : "Välj alla som visas";
  };
  const narrow = () => {
    const words = folded(field.value).split(/\s+/);
    for (const { row, text } of rows) row.hidden = !words.every((word) => text.includes(word));
    tell();
  };
  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      rows.find(({ row }) => !row.hidden)?.box.focus();
    } else if (event.key === "Escape" && field.value) {
      event.stopPropagation();
      field.value = "";
      narrow();
    }
  });
  all.addEventListener("click", () => {
    const shown = rows.filter(({ row }) => !row.hidden);
    const ticked = !shown.every(({ box }) => box.checked);
    for (const { box } of shown) box.checked = ticked;
    tell();
  });
  for (const box of boxes) box.addEventListener("change", tell);
  rows[0].row.before(filter);
  filter.hidden = false;
  narrow();
}
