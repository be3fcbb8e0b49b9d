// Popover menus: tell whether they are open, and walk them with the arrow keys.
for (const menu of document.querySelectorAll("[popover]")) {
  const button = document.querySelector(`[popovertarget="${menu.id}"]`);
  menu.addEventListener("toggle", (event) => {
    if (event.newState === "open") menu.querySelector("a, button, input:checked")?.focus({ preventScroll: true });
  });
  menu.addEventListener("keydown", (event) => {
    if (event.target.matches("input") || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const stops = [...menu.querySelectorAll("a, button")].filter((stop) => stop.offsetParent);
    const next = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    stops[(next + stops.length) % stops.length]?.focus();
    event.preventDefault();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget) && event.relatedTarget !== button) menu.hidePopover();
  });
}
