// One question a screen, with "Nästa" and "Tillbaka". Without scripts all questions stand on one page.
for (const form of document.querySelectorAll("[data-steps]")) {
  const steps = [...form.querySelectorAll("[data-step]")];
  const [back, next, done] = ["back", "next", "done"].map((name) => form.querySelector(`[data-${name}]`));
  const told = form.querySelector("[data-told]");
  let at = Math.max(0, steps.findIndex((step) => "wrong" in step.dataset));

  const show = (focus) => {
    steps.forEach((step, index) => { step.hidden = index !== at; });
    back.hidden = at === 0;
    next.hidden = at === steps.length - 1;
    done.hidden = !next.hidden;
    if (focus) (steps[at].querySelector("input:checked, input, textarea")).focus();
  };
  const answered = () => !steps[at].querySelector("input[type=radio]") || steps[at].querySelector("input:checked");

  next.addEventListener("click", () => {
    if (!answered()) {
      told.classList.remove("visually-hidden");
      told.textContent = "Välj ett svar först.";
      return;
    }
    told.textContent = "";
    at += 1;
    show(true);
  });
  back.addEventListener("click", () => {
    told.textContent = "";
    at -= 1;
    show(true);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.type === "radio" && !next.hidden) {
      event.preventDefault();
      next.click();
    }
  });
  show(false);
}
