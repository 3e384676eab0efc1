// @ts-check
// <button data-copy="element-id"> puts the text of that element on the clipboard and says so.

import { _ } from "../editor/base/words.js";

/** @param {HTMLElement} source */
function textOf(source) {
  return source instanceof HTMLInputElement ? source.value : (source.textContent ?? "").trim();
}

/** Without the clipboard API (plain http on another host) the text is selected, ready for Ctrl+C.
 * @param {HTMLElement} source */
function select(source) {
  if (source instanceof HTMLInputElement) source.select();
  else window.getSelection()?.selectAllChildren(source);
}

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  const source = button instanceof HTMLElement ? document.getElementById(button.dataset.copy ?? "") : null;
  if (!button || !source) return;
  const label = button.querySelector("[data-copy-label]") ?? button;
  const before = label.textContent;
  try {
    await navigator.clipboard.writeText(textOf(source));
    label.textContent = _("Copied");
  } catch {
    select(source);
    label.textContent = _("Press Ctrl+C");
  }
  window.setTimeout(() => {
    label.textContent = before;
  }, 2000);
});
