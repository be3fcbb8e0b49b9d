// When a partial update fails: one quiet line that says so, and the sign-in page when the session is over.
const line = document.getElementById("trouble");
let timer = 0;

function say(text) {
  line.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => {
    line.textContent = "";
  }, 12000);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  // A redirect to sign-in is followed silently and would land inside the page.
  const where = new URL(event.detail.xhr.responseURL || window.location.href, window.location.href);
  if (where.pathname.startsWith("/logga-in") || event.detail.xhr.status === 401) {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});

function sayWithWay(text, address, word) {
  const link = document.createElement("a");
  link.href = address;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = word;
  say(text);
  line.append(link);
}

document.addEventListener("amc:signed-out", () => {
  sayWithWay("Du har blivit utloggad. Det du skrivit står kvar här. ", "/logga-in/", "Logga in i en ny flik");
});

document.addEventListener("amc:not-open", (event) => {
  sayWithWay("Du har inte ärendet öppet längre. Det du skrivit står kvar här. ", event.detail.address, "Öppna i en ny flik");
});

document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 401 || /amc:(signed-out|not-open)/.test(event.detail.xhr.getResponseHeader("HX-Trigger") ?? "")) return;
  if (status === 404) say("Det du sökte finns inte längre. Ladda om sidan.");
  else if (status === 403) say("Sidan har legat öppen för länge. Ladda om den och försök igen.");
  else if (status === 409) say("Någon annan har ändrat här under tiden. Ladda om sidan och se båda versionerna.");
  else say("Det gick inte just nu. Det du skrivit står kvar; försök igen om en stund.");
});

document.addEventListener("htmx:sendError", () => say("Ingen kontakt med servern. Det du skrivit står kvar; försök igen."));
document.addEventListener("htmx:timeout", () => say("Servern svarar inte. Det du skrivit står kvar; försök igen."));
document.addEventListener("htmx:beforeRequest", () => {
  line.textContent = "";
});
