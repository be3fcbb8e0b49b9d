// The server ends a session that nobody works in. Two minutes before, the page asks; any key answers the button that has
// the focus. Asking how long is left prolongs nothing, and what happens in other tabs counts.
import { csrfToken } from "./resend.js";

const WITH_OTHER_TABS = 15000;
const dialog = document.getElementById("session");
const part = (name) => dialog.querySelector(`[data-session-${name}]`);

const TEXTS = {
  idle: "Du har inte gjort något på en stund. Tryck på Fortsätt, så stannar du inloggad.",
  total: "Ett arbetspass är högst nio timmar. Spara det du håller på med och logga in igen.",
  over: "Du är utloggad. Det du skrev ligger kvar som utkast där sidan sparar utkast, annars bakom den här rutan.",
};

let ends = 0;
let timer = 0;
let tick = 0;
let over = false;

async function ask(method) {
  const headers = method === "POST" ? { "X-CSRFToken": csrfToken() } : { "AMC-Background": "1" };
  try {
    const response = await fetch(dialog.dataset.url, { method, headers, credentials: "same-origin" });
    if (response.status === 401 || response.status === 403) return { left: 0 };
    if (response.ok) return await response.json();
  } catch {
    // Away for a moment: the page's own clock goes on.
  }
  return null;
}

function left() {
  return Math.max(0, Math.round((ends - Date.now()) / 1000));
}

function plan(seconds) {
  ends = Date.now() + seconds * 1000;
  clearTimeout(timer);
  timer = setTimeout(look, Math.max(0, seconds - Number(dialog.dataset.warning)) * 1000);
}

async function look() {
  const answer = await ask("GET");
  const seconds = answer ? answer.left : left();
  if (answer) ends = Date.now() + seconds * 1000;
  if (seconds <= 0) end();
  else if (seconds > Number(dialog.dataset.warning)) close(seconds);
  else warn(answer?.prolongable ?? true);
}

function warn(prolongable) {
  part("text").textContent = prolongable ? TEXTS.idle : TEXTS.total;
  part("stay").textContent = prolongable ? "Fortsätt" : "Jag förstår";
  if (!dialog.open && !(over === "told")) dialog.showModal();
  if (!prolongable) over = "told";
  clearInterval(tick);
  count();
  tick = setInterval(count, 1000);
  clearTimeout(timer);
  timer = setTimeout(look, Math.min(WITH_OTHER_TABS, left() * 1000));
}

function count() {
  const seconds = left();
  const minutes = Math.floor(seconds / 60);
  part("clock").textContent = `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  if (seconds === 0) {
    clearInterval(tick);
    look();
  }
}

function close(seconds) {
  clearInterval(tick);
  over = false;
  dialog.classList.remove("session--over");
  if (dialog.open) dialog.close();
  plan(seconds);
}

async function stay() {
  if (over) {
    dialog.close();
    return;
  }
  part("stay").disabled = true;
  const answer = await ask("POST");
  part("stay").disabled = false;
  if (!answer) {
    part("text").textContent = "Servern svarar inte just nu. Försök igen.";
    part("stay").focus();
  } else if (answer.left <= 0) end();
  else if (answer.left > Number(dialog.dataset.warning)) close(answer.left);
  else warn(answer.prolongable);
}

function end() {
  clearInterval(tick);
  clearTimeout(timer);
  over = true;
  part("text").textContent = TEXTS.over;
  dialog.querySelector("h2").textContent = "Du har loggats ut";
  part("clock").textContent = "";
  part("stay").hidden = true;
  part("login").hidden = false;
  part("back").hidden = false;
  // What stands on the page is nobody's to read until somebody has signed in.
  dialog.classList.add("session--over");
  const next = new URLSearchParams({ next: window.location.pathname });
  part("login").href = `${part("login").getAttribute("href").split("?")[0]}?${next}`;
  part("login").target = document.querySelector("main form[method=post]") ? "_blank" : "";
  part("login").rel = "noopener";
  if (!dialog.open) dialog.showModal();
  part("login").focus();
}

async function back() {
  const answer = await ask("GET");
  if (answer && answer.left > 0) {
    dialog.querySelector("h2").textContent = "Är du kvar?";
    part("stay").hidden = false;
    part("login").hidden = true;
    part("back").hidden = true;
    close(answer.left);
  } else part("text").textContent = "Du är inte inloggad än. Logga in i den andra fliken först.";
}

if (dialog?.dataset.url) {
  part("stay").addEventListener("click", stay);
  part("back").addEventListener("click", back);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (!dialog.classList.contains("session--over")) stay();
  });
  // A computer that has slept has missed its alarm.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && left() <= Number(dialog.dataset.warning) && over !== true) look();
  });
  plan(Number(dialog.dataset.left));
}
