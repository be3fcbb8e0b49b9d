// An activity dragged to another day of the week in a draft moves as many days; its menu does the same.
const week = document.querySelector("[data-week]");
const form = document.getElementById("flytta");
let dragged = null;
let from = 0;

// The weekday at a point, 0 for Monday: the seven columns are as wide as the week.
function weekday(x) {
  const box = week.getBoundingClientRect();
  return Math.min(6, Math.max(0, Math.floor(((x - box.left) / box.width) * 7)));
}

const days = [...week.querySelectorAll(".cal-day")];

function clear() {
  for (const day of days) day.classList.remove("cal-day--over");
}

// On a phone the days stand under each other, and there is nothing to drag along.
if (form && days.length && getComputedStyle(days[0].parentElement).gridTemplateColumns.split(" ").length === 7) {
  for (const bar of week.querySelectorAll("[data-shift]")) {
    bar.draggable = true;
    bar.addEventListener("dragstart", (event) => {
      dragged = bar;
      from = weekday(event.clientX);
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    });
    bar.addEventListener("dragend", () => {
      dragged = null;
      clear();
    });
  }
  week.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    clear();
    days[weekday(event.clientX)].classList.add("cal-day--over");
  });
  week.addEventListener("drop", (event) => {
    if (!dragged) return;
    event.preventDefault();
    const moved = weekday(event.clientX) - from;
    if (!moved) return;
    const button = document.createElement("button");
    Object.assign(button, { type: "submit", name: "dagar", value: `${moved}`, formAction: dragged.dataset.shift, hidden: true });
    form.append(button);
    form.requestSubmit(button);
  });
}
