// @ts-check
// <details class="menu"> works alone; this closes it on Escape, on a click elsewhere and when the focus leaves.

/** @param {Node | null} kept the menu that holds this stays open */
function closeOthers(kept) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!kept || !menu.contains(kept)) menu.removeAttribute("open");
  }
}

document.addEventListener("click", (event) => closeOthers(event.target instanceof Node ? event.target : null));
document.addEventListener("focusin", (event) => closeOthers(event.target instanceof Node ? event.target : null));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  const summary = open?.querySelector("summary");
  closeOthers(null);
  if (open?.contains(document.activeElement)) summary?.focus();
});
