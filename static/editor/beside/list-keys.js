// @ts-check
/** Working in the lists by keyboard. */
/** @import { Lists } from "./list.js" */
import { TABS } from "./list-tools.js";

/** Arrows go through rows and lists, Enter opens, a letter filters, Escape leads back to the text.
 * @param {Lists} lists @param {KeyboardEvent} event */
export function listKey(lists, event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const { key, target } = event;
  if (key === "Escape") back(lists);
  else if (target instanceof HTMLSelectElement) return;
  else if (target instanceof Element && target.matches("[role=tab]")) {
    if (!nextTab(lists, key)) return;
  } else if (key === "ArrowDown" || key === "ArrowUp") move(lists, target, key === "ArrowDown" ? 1 : -1);
  else if (target === lists.tools.filter) {
    if (key !== "Enter") return;
    lists.openRow(lists.rows[0]?.id ?? "");
  } else if (key === "Home" || key === "End") lists.focusRow(lists.rows.at(key === "Home" ? 0 : -1)?.id ?? "");
  else if (idOf(target) && key.length === 1 && key !== " ") {
    lists.tools.filter.value = "";
    lists.tools.filter.focus();
    return; // the letter goes where the focus is now
  } else return;
  event.preventDefault();
}

/** @param {Lists} lists */
function back(lists) {
  if (document.activeElement === lists.tools.filter && lists.tools.filter.value) {
    lists.tools.filter.value = "";
    lists.wish({ text: "" });
  } else if (matchMedia("(max-width: 900px)").matches) lists.close();
  else lists.editor.focus();
}

/** @param {Lists} lists @param {string} key */
function nextTab(lists, key) {
  const by = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  if (key === "ArrowDown") return lists.focusRow(lists.current);
  if (!by) return false;
  const nth = (TABS.findIndex(([tab]) => tab === lists.state.tab) + by + TABS.length) % TABS.length;
  lists.turnTo(TABS[nth][0]);
  lists.tools.tabs[nth].focus();
  return true;
}

/** @param {Lists} lists @param {EventTarget | null} target @param {1 | -1} by */
function move(lists, target, by) {
  const id = idOf(target);
  const nth = lists.rows.findIndex((row) => row.id === id) + by;
  if (!id) lists.focusRow(lists.rows[0]?.id ?? "");
  else if (nth < 0) lists.tools.filter.focus();
  else lists.focusRow(lists.rows[nth]?.id ?? "");
}

/** @param {EventTarget | null} target */
export function idOf(target) {
  const button = target instanceof Element ? target.closest("[data-row]") : null;
  return button instanceof HTMLElement ? (button.dataset.row ?? "") : "";
}
