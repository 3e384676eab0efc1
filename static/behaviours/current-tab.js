// @ts-check
// On a narrow screen the row of tabs scrolls; the current one must be in sight.
for (const row of document.querySelectorAll(".rail, .tabs")) {
  const tab = row.querySelector("[aria-current]");
  if (tab instanceof HTMLElement) row.scrollLeft = tab.offsetLeft + tab.offsetWidth / 2 - row.clientWidth / 2;
}
