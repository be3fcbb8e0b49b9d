// A form is sent once: the button says what goes on, and comes back when the page or the answer does.
const BUSY = "Sparar …";
const FILE_MS = 8000;

function release(button) {
  if (!("words" in button.dataset)) return;
  if (button.dataset.words) button.textContent = button.dataset.words;
  button.disabled = false;
  delete button.dataset.words;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (event.defaultPrevented && !form.matches("[hx-post]")) return;
  if (form.method !== "post" || !button || button.disabled || form.matches("[role=search]")) return;
  // After the browser has read the form: a disabled button's own value would not be sent.
  setTimeout(() => {
    const words = button.childElementCount === 0 ? button.textContent : "";
    button.dataset.words = words;
    button.disabled = true;
    if (words) button.textContent = button.dataset.busy || BUSY;
    // A file is no page: nothing tells that it has come.
    if ("givesFile" in form.dataset) setTimeout(() => release(button), FILE_MS);
  });
});

document.addEventListener("htmx:afterRequest", (event) => {
  for (const button of event.target.querySelectorAll?.("[data-words]") ?? []) release(button);
});

window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll("[data-words]")) release(button);
});
