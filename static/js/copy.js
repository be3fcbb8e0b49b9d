// A button that copies what a field holds, and says that it did. Without scripts it stays hidden.
const SAID_MS = 4000;

async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Not over plain http, or not allowed: the words are marked, and the keyboard does the rest.
    field.focus();
    field.select();
    return false;
  }
}

for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const said = document.getElementById(button.dataset.says);
  button.hidden = false;
  button.addEventListener("click", async () => {
    said.textContent = (await copied(field)) ? "Adressen är kopierad." : "Adressen är markerad. Kopiera den med Ctrl+C.";
    setTimeout(() => (said.textContent = ""), SAID_MS);
  });
}
