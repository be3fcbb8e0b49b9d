// The search field at the top: shows the hits that htmx brings, and walks them with the arrow keys.
const form = document.querySelector("form.search");

if (form) {
  const field = form.querySelector("input[type=search]");
  const panel = form.querySelector(".search__panel");
  const status = form.querySelector("[data-search-status]");
  const links = () => [...panel.querySelectorAll("a")];

  const close = () => {
    panel.hidden = true;
  };

  form.addEventListener("htmx:beforeRequest", (event) => {
    if (field.value.trim().length >= 2) return;
    event.preventDefault();
    close();
  });

  form.addEventListener("htmx:afterSwap", () => {
    panel.hidden = !field.value.trim();
    const count = links().length;
    status.textContent = count === 0 ? "Inga träffar" : count === 1 ? "1 träff" : `${count} träffar`;
  });

  form.addEventListener("keydown", (event) => {
    const stops = links();
    const here = stops.indexOf(document.activeElement);
    if (event.key === "Escape") {
      close();
      field.focus();
    } else if (event.key === "ArrowDown" && stops.length && field.value.trim()) {
      event.preventDefault();
      panel.hidden = false;
      stops[Math.min(here + 1, stops.length - 1)]?.focus();
    } else if (event.key === "ArrowUp" && here >= 0) {
      event.preventDefault();
      (stops[here - 1] ?? field).focus();
    } else if (event.key === "Enter" && document.activeElement === field && !panel.hidden && stops.length === 1) {
      event.preventDefault();
      stops[0].click();
    }
  });

  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  // A press on a hit must not lose the focus before the click arrives.
  panel.addEventListener("mousedown", (event) => event.preventDefault());
}
