// A field that offers hits while one types (the combobox pattern). The term is posted: names never stand in an address.
import { csrfToken } from "./resend.js";

const PAUSE = 200;
const SHORTEST = 2;

class Lookup {
  constructor(root) {
    this.root = root;
    this.field = root.querySelector("input[type=text]");
    this.key = root.querySelector("[data-lookup-key]");
    this.panel = root.querySelector(".search__panel");
    this.list = root.querySelector("[role=listbox]");
    this.status = root.querySelector("[data-lookup-status]");
    this.timer = 0;
    this.asked = 0;
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    })) this.field.setAttribute(name, value);
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("focus", () => this.offer());
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    this.field.addEventListener("blur", () => this.close());
    // A press on a hit must not take the focus from the field before the click arrives.
    this.panel.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get active() {
    return this.list.querySelector("[aria-selected=true]");
  }

  // What goes with the row chosen in another field, which is offered first.
  get near() {
    const { lookupNear, lookupNearKey = "" } = this.root.dataset;
    return (lookupNear && this.field.form?.elements[lookupNear]?.value) || lookupNearKey;
  }

  // Those that go with it are few: they are shown before anything is typed.
  offer() {
    if (this.near && !this.field.value) this.ask("");
  }

  typed() {
    this.key.value = "";
    this.root.querySelector("[data-lookup-choices]")?.remove();
    clearTimeout(this.timer);
    const term = this.field.value.trim();
    if (term.length < SHORTEST) {
      this.close();
      this.offer();
      return;
    }
    this.timer = setTimeout(() => this.ask(term), PAUSE);
  }

  async ask(term) {
    this.asked += 1;
    const mine = this.asked;
    let html = "";
    try {
      const response = await fetch(this.root.dataset.lookup, {
        method: "POST",
        body: new URLSearchParams({ q: term, near: this.near }),
        headers: { "X-CSRFToken": csrfToken() },
        redirect: "manual",
      });
      if (!response.ok) throw new Error(response.status);
      html = await response.text();
    } catch {
      this.status.textContent = "Sökningen svarar inte just nu.";
      this.close();
      return;
    }
    if (mine !== this.asked || document.activeElement !== this.field) return;
    this.list.innerHTML = html;
    this.options.forEach((option, number) => {
      option.id = `${this.list.id}-${number}`;
    });
    this.panel.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    const count = this.options.length;
    if (count === 0 && !term) {
      this.close();
      return;
    }
    this.status.textContent = count === 0 ? "Inga träffar" : count === 1 ? "1 träff" : `${count} träffar`;
  }

  pressed(event) {
    if (event.key === "Escape" && !this.panel.hidden) {
      event.stopPropagation();
      this.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !this.panel.hidden) {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && this.active) {
      event.preventDefault();
      this.choose(this.active);
    }
  }

  move(step) {
    const options = this.options;
    if (options.length === 0) return;
    const here = options.indexOf(this.active);
    const next = options[(here + step + options.length) % options.length];
    this.active?.setAttribute("aria-selected", "false");
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", next.id);
  }

  choose(option) {
    if (!option) return;
    this.field.value = option.dataset.label;
    this.key.value = option.dataset.key;
    this.status.textContent = `${option.dataset.label} är vald`;
    this.close();
    this.key.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.panel.hidden = true;
    this.list.replaceChildren();
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }
}

const started = new WeakSet();

function start(root) {
  for (const element of root.querySelectorAll("[data-lookup]")) {
    if (started.has(element)) continue;
    started.add(element);
    new Lookup(element);
  }
}

start(document);
document.addEventListener("htmx:afterSwap", (event) => start(event.target.parentElement ?? document));
