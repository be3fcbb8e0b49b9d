// One-key ways: / searches, ? shows the keys, g and a letter goes to a place, and where a page leads to one before and
// one after (data-way), the arrows do, and i to today. They can be switched off.
const KEY = "amc-keys";
const help = document.getElementById("tangenter");
const choice = document.querySelector("[data-keys-on]");
let gone = 0;

function on() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

if (choice) {
  choice.checked = on();
  choice.addEventListener("change", () => {
    try {
      localStorage.setItem(KEY, choice.checked ? "on" : "off");
    } catch {
      choice.checked = true;
    }
  });
}

function writing(target) {
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit])");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !on()) return;
  if (!(event.target instanceof Element) || writing(event.target) || document.querySelector("dialog[open]")) return;
  if (gone && event.timeStamp - gone < 1500) {
    const way = document.querySelector(`.rail [data-key="${CSS.escape(event.key)}"]`);
    gone = 0;
    if (way) {
      event.preventDefault();
      way.click();
      return;
    }
  }
  if (event.key === "/") {
    const field = document.getElementById("sok");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === "?") {
    event.preventDefault();
    help?.showModal();
  } else if (event.key === "g") {
    gone = event.timeStamp;
  } else if (event.key.startsWith("Arrow") || event.key === "i") {
    const way = event.shiftKey ? null : document.querySelector(`[data-way="${CSS.escape(event.key)}"]`);
    if (!way) return;
    event.preventDefault();
    way.click();
  }
});
