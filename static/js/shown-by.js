// Parts of a form that belong to an answer: shown while the box is ticked, or the radio with that value (or one of
// several, with spaces between) is chosen.
// Without scripts all of them are shown.
function start(root) {
  for (const part of root.querySelectorAll("[data-shown-by]")) {
    const { shownBy, shownValue = "on" } = part.dataset;
    const values = shownValue.split(" ");
    const boxes = [...(part.closest("form") ?? document).querySelectorAll(`input[name="${shownBy}"]`)];
    if (!boxes.length) continue;
    const show = () => {
      part.hidden = !boxes.some((box) => box.checked && values.includes(box.value));
    };
    for (const box of boxes) box.addEventListener("change", show);
    show();
  }
}

start(document);
document.addEventListener("htmx:afterSwap", (event) => start(event.target));
