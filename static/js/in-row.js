// A row's button opens its small form in the row. Without scripts, or when the answer is no form, it leads to the page.
const status = document.querySelector("[data-row-status]");
let returning = null;
let closed = "";

function slotOf(opener) {
  return document.getElementById(opener.getAttribute("aria-controls"));
}

function openerOf(row) {
  return row?.querySelector("[data-row-open]");
}

function close(row) {
  const opener = openerOf(row);
  if (!opener) return;
  slotOf(opener).replaceChildren();
  opener.setAttribute("aria-expanded", "false");
  opener.focus();
}

// The amount of a group follows its rows; the day's own line is read from the server.
function count() {
  for (const group of document.querySelectorAll(".day-group")) {
    group.querySelector(".amount").textContent = group.querySelectorAll("[data-row]").length;
  }
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const opener = event.target.closest?.("[data-row-open]");
  if (!opener || !slotOf(opener).hasChildNodes()) return;
  event.preventDefault();
  close(opener.closest("[data-row]"));
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const opener = requestConfig.elt.closest?.("[data-row-open]");
  closed = openerOf(requestConfig.elt.closest?.("[data-row]"))?.id ?? "";
  if (!opener || xhr.status >= 400 || xhr.getResponseHeader("X-In-Row") === "true") return;
  event.detail.shouldSwap = false;
  window.location.assign(opener.href);
});

document.addEventListener("htmx:afterSwap", ({ target }) => {
  const form = target.matches("[data-row-form]") ? target.querySelector(".in-row") : target.closest(".in-row");
  if (target.matches(".undo-row")) {
    target.dataset.rowOpener ||= closed;
    target.focus();
    count();
  } else if (form) {
    openerOf(form.closest("[data-row]"))?.setAttribute("aria-expanded", "true");
    if (!form.querySelector("[data-error-summary]")) {
      form.querySelector("input:not([type=hidden]), select, textarea, button[type=submit]")?.focus();
    }
  } else if (target.matches("[data-rows]") && returning !== null) {
    (document.getElementById(returning) ?? document.querySelector("[data-row] .task__do, h1"))?.focus();
    returning = null;
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-row-close]")) close(event.target.closest("[data-row]"));
});

document.addEventListener("keydown", (event) => {
  const form = event.key === "Escape" && event.target.closest("[data-row-form]");
  if (form) close(form.closest("[data-row]"));
});

// What was sent from a row may have changed it: the list is read again, and the focus comes back to the row.
document.addEventListener("amc:row-changed", (event) => {
  const from = event.target.closest("[data-row], .undo-row");
  returning = openerOf(from)?.id ?? from?.dataset.rowOpener ?? "";
  status.textContent = event.detail.text;
});
