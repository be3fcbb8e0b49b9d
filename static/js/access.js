// A person who is open for a while only: how long is left, said aloud when little is, and the way back when none is.
const SOON = 5;

for (const chip of document.querySelectorAll("[data-until]")) {
  const left = chip.querySelector("[data-left]");
  const until = new Date(chip.dataset.until);
  const tell = () => {
    const minutes = Math.ceil((until - Date.now()) / 60000);
    left.textContent = minutes > 0 ? `${minutes} ${minutes === 1 ? "minut" : "minuter"} kvar` : "Tiden har gått ut";
    left.setAttribute("role", minutes <= SOON ? "status" : "none");
    chip.classList.toggle("access--soon", minutes <= SOON);
    chip.querySelector("[data-again]").hidden = minutes > SOON;
    chip.querySelector("button").hidden = minutes <= 0;
    if (minutes > 0) setTimeout(tell, 10000);
  };
  tell();
}
