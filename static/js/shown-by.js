// Parts of a form that belong to a ticked box: shown while it is ticked. Without scripts all of them are shown.
for (const part of document.querySelectorAll("[data-shown-by]")) {
  const box = document.querySelector(`input[name="${part.dataset.shownBy}"]`);
  if (!box) continue;
  const show = () => {
    part.hidden = !box.checked;
  };
  box.addEventListener("change", show);
  show();
}
