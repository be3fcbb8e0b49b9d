// Of the forms of employment those are offered that are in force on the contract's first day, or today until it is said.
// What is chosen already stays: the server says what is amiss. Without scripts every form is offered with its days.
for (const list of document.querySelectorAll("select[data-schemes-of]")) {
  const day = document.getElementById(list.dataset.schemesOf);
  const all = [...list.options];
  const fit = () => {
    const on = /^\d{4}-\d{2}-\d{2}$/.test(day.value) ? day.value : list.dataset.today;
    const holds = ({ dataset }) => (!dataset.from || dataset.from <= on) && (!dataset.to || on <= dataset.to);
    // The browser chooses another as options go.
    const chosen = list.value;
    list.replaceChildren(...all.filter((option) => option.value === chosen || !option.value || holds(option)));
    list.value = chosen;
  };
  day.addEventListener("change", fit);
  fit();
}
