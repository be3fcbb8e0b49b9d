// Runs before the page is painted, so that no theme flashes past. A classic script: modules run too late.
(function () {
  "use strict";
  const KEY = "amc-theme";
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem(KEY) || "";
    } catch {
      return "";
    }
  }

  function apply() {
    document.documentElement.dataset.bsTheme = chosen() || (system.matches ? "dark" : "light");
  }

  apply();
  system.addEventListener("change", apply);
  window.addEventListener("storage", apply);

  document.addEventListener("DOMContentLoaded", () => {
    const group = document.querySelector("[data-theme-choice]");
    if (!group) return;
    group.hidden = false;
    for (const input of group.querySelectorAll("input")) {
      input.checked = input.value === chosen();
      input.addEventListener("change", () => {
        try {
          if (input.value) localStorage.setItem(KEY, input.value);
          else localStorage.removeItem(KEY);
        } catch {
          // Storage may be closed to us; the choice then lasts for this page.
          document.documentElement.dataset.bsTheme = input.value || "light";
          return;
        }
        apply();
      });
    }
  });
})();
