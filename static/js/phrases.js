// A phrase is put where one writes: // in a text area, or the button below it, opens the list; what is typed there narrows
// it, the arrows choose, Enter puts it in. Without scripts there is no list, and the text is written by hand.
const dialog = document.getElementById("fraser");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
const status = dialog?.querySelector("[role=status]");
let field = null;
let from = 0;
let to = 0;
let loaded = false;

const options = () => [...list.querySelectorAll("[role=option]:not([hidden])")];
const chosen = () => list.querySelector("[aria-selected=true]:not([hidden])");

function choose(option) {
  for (const other of list.querySelectorAll("[role=option]")) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

function narrow() {
  const words = input.value.toLocaleLowerCase("sv").split(/\s+/).filter(Boolean);
  for (const option of list.querySelectorAll("[role=option]")) {
    const text = option.textContent.toLocaleLowerCase("sv");
    option.hidden = !words.every((word) => text.includes(word));
  }
  const found = options();
  choose(found[0]);
  if (found.length) status.textContent = found.length === 1 ? "En fras" : `${found.length} fraser`;
  else status.textContent = words.length ? "Ingen fras stämmer." : "Du har inga fraser än. Skriv en under Dina fraser.";
}

async function load() {
  if (loaded) return;
  status.textContent = "Hämtar …";
  try {
    const answer = await fetch(dialog.dataset.src, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    list.innerHTML = await answer.text();
    loaded = true;
  } catch {
    status.textContent = "Fraserna gick inte att hämta. Stäng och försök igen.";
  }
}

async function open(area, start, end) {
  [field, from, to] = [area, start, end];
  input.value = "";
  dialog.showModal();
  await load();
  if (loaded) narrow();
}

function put(option) {
  const text = option?.dataset.text;
  if (!text) return;
  if (field.maxLength > 0 && field.value.length - (to - from) + text.length > field.maxLength) {
    status.textContent = `Frasen får inte plats: texten får ha högst ${field.maxLength.toLocaleString("sv")} tecken.`;
    return;
  }
  dialog.close();
  field.focus();
  field.setSelectionRange(from, to);
  // The one way in that the browser can take back again, and that tells autosave.
  document.execCommand("insertText", false, text);
}

function offer(root) {
  for (const area of root.querySelectorAll("form textarea:not([readonly], [data-no-phrases], [data-phrases])")) {
    area.dataset.phrases = "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-link phrases__open no-print";
    button.textContent = "Fraser";
    const label = area.labels[0];
    if (label) {
      label.id ||= `${area.id}-ord`;
      button.setAttribute("aria-describedby", label.id);
    }
    button.addEventListener("click", () => open(area, area.selectionStart, area.selectionEnd));
    area.after(button);
  }
}

if (dialog) {
  offer(document);
  document.addEventListener("htmx:load", (event) => offer(event.target));
  document.addEventListener("input", (event) => {
    const area = event.target;
    if (!(area instanceof HTMLTextAreaElement) || !("phrases" in area.dataset) || event.data !== "/") return;
    const end = area.selectionStart;
    if (/(^|\s)\/\/$/.test(area.value.slice(Math.max(0, end - 3), end))) open(area, end - 2, end);
  });
  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    const found = options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      event.preventDefault();
      choose(found[(found.indexOf(chosen()) + step + found.length) % found.length]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      put(chosen());
    }
  });
  list.addEventListener("click", (event) => put(event.target.closest("[role=option]")));
}
