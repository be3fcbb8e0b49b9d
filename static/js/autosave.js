// What is typed is sent to the server two seconds after the last key, and when the page is left.
// Nothing is kept in the browser: computers are shared, and the texts are about people.
import { csrfToken, refreshToken } from "./resend.js";

const PAUSE = 2000;
const FIRST_RETRY = 3000;
const LONGEST_RETRY = 60000;
// Browsers refuse larger bodies for requests that outlive the page.
const KEEPALIVE_LIMIT = 60000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-saved]");
    this.timer = 0;
    this.wait = FIRST_RETRY;
    this.typed = 0;
    this.saved = 0;
    this.leaving = false;
    this.current = null;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save(true);
    });
    document.addEventListener("submit", (event) => {
      if (event.target.matches("[data-discards]")) this.leave();
    });
    window.addEventListener("pagehide", () => this.save(true));
    window.addEventListener("online", () => this.save());
    window.addEventListener("pageshow", () => {
      this.leaving = false;
    });
  }

  changed() {
    // A form that could not be sent is still being written.
    this.leaving = false;
    this.typed += 1;
    this.plan(PAUSE);
  }

  plan(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  submitted(event) {
    if (event.defaultPrevented && !this.form.matches("[hx-post]")) return;
    // The save itself carries the text; a draft on its way would only come back as a ghost.
    this.leave();
    refreshToken(this.form);
  }

  leave() {
    this.leaving = true;
    clearTimeout(this.timer);
    this.current?.abort();
  }

  body() {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") body.append(name, value);
    }
    return body;
  }

  async save(last = false) {
    if (this.leaving || this.typed === this.saved || !document.contains(this.form)) return;
    if (this.current && !last) return;
    clearTimeout(this.timer);
    const typed = this.typed;
    const body = this.body();
    const control = new AbortController();
    this.current = control;
    let status = 0;
    let answer = {};
    try {
      const response = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": csrfToken() },
        credentials: "same-origin",
        redirect: "manual",
        keepalive: last && body.toString().length < KEEPALIVE_LIMIT,
        signal: control.signal,
      });
      status = response.type === "opaqueredirect" ? 401 : response.status;
      if (response.headers.get("Content-Type")?.includes("json")) answer = await response.json();
    } catch {
      status = 0;
    }
    if (this.current === control) this.current = null;
    if (control.signal.aborted) return;
    this.heard(status, answer, typed);
  }

  heard(status, answer, typed) {
    if (status === 200) {
      this.saved = typed;
      this.wait = FIRST_RETRY;
      this.form.querySelector("[name$=draft_revision]").value = answer.revision;
      this.say(answer.message);
      if (this.typed > typed) this.plan(PAUSE);
    } else if (status === 409) {
      this.saved = typed;
      this.say(answer.message);
    } else if (status === 410 || status === 413) {
      this.say(answer.message, true);
    } else if (status === 401 || status === 403) {
      this.say("Du är utloggad. Texten finns kvar här. ", true, true);
      this.again();
    } else {
      this.say("Kunde inte spara – texten finns kvar här, försöker igen", true);
      this.again();
    }
  }

  again() {
    this.plan(this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_RETRY);
  }

  say(text, trouble = false, signIn = false) {
    if (!this.line) return;
    this.line.textContent = text;
    this.line.classList.toggle("saved--trouble", trouble);
    if (!signIn) return;
    const link = document.createElement("a");
    link.href = "/logga-in/";
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Logga in i en ny flik";
    this.line.append(link);
  }
}

const started = new WeakSet();

function start(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    if (started.has(form)) continue;
    started.add(form);
    new Autosave(form);
  }
}

start(document);
document.addEventListener("htmx:afterSwap", (event) => start(event.target.parentElement ?? document));
