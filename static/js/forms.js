// Errors first: the summary takes the focus, its links lead into the field.
function greet(root) {
  root.querySelector("[data-error-summary]")?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.closest("details")?.setAttribute("open", "");
  field.focus();
});

document.addEventListener("htmx:afterSwap", (event) => greet(event.target));
greet(document);
