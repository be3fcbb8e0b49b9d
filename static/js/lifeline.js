// On a narrow page the life line is wider than its frame: it opens with today in view, not with its oldest end.
for (const frame of document.querySelectorAll("[data-today]")) {
  const share = Number(frame.dataset.today);
  frame.scrollLeft = frame.scrollWidth * share - frame.clientWidth * 0.75;
}
