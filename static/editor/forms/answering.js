// @ts-check
/** The questions by keyboard: a figure answers, arrows go about, Escape goes back to the text. Only inside the form,
 * so no key of the article's table is in the way. */

/** @param {HTMLElement} box the form @param {() => void} back to the text */
export function listenToAnswers(box, back) {
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || !(event.target instanceof HTMLElement)) return;
    const row = event.target.closest(".field-row");
    const typing = event.target.matches("input:not([type=checkbox])");
    if (event.key === "Escape") back();
    else if (!(row instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
    else if (typing && event.key === "Enter") leave(box, row, event.target, back);
    else if (typing) return;
    else if (/^[1-9]$/.test(event.key)) press(box, row, Number(event.key) - 1, back);
    else if (!walk(box, row, event.target, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/** To the first question without an answer, else to the first; false when there is none. @param {HTMLElement} box */
export function toFirstOpen(box) {
  const rows = rowsOf(box);
  return enter(rows.find(isOpen) ?? rows[0]);
}

/** @param {HTMLElement} box @param {string} id */
export const toField = (box, id) => enter(rowsOf(box).find((row) => row.dataset.field === id));

/** @param {HTMLElement} box @param {HTMLElement} row @param {number} nth @param {() => void} back */
function press(box, row, nth, back) {
  const chip = row.querySelectorAll("[data-answer]")[nth];
  if (!(chip instanceof HTMLElement)) return;
  const several = row.dataset.several !== undefined;
  chip.focus();
  chip.click();
  if (!several) onward(box, row.dataset.field ?? "", back);
}

/** @param {HTMLElement} box @param {HTMLElement} row @param {HTMLElement} input @param {() => void} back */
function leave(box, row, input, back) {
  const { field = "" } = row.dataset;
  input.blur(); // which stores what was typed
  onward(box, field, back);
}

/** To the next question without an answer; behind the last one, back to the text. The form was drawn again meanwhile.
 * @param {HTMLElement} box @param {string} field @param {() => void} back */
function onward(box, field, back) {
  const rows = rowsOf(box);
  const at = rows.findIndex((row) => row.dataset.field === field);
  if (!enter(rows.slice(at + 1).find(isOpen))) back();
}

/** @param {HTMLElement} box @param {HTMLElement} row @param {HTMLElement} target @param {string} key */
function walk(box, row, target, key) {
  const rows = rowsOf(box);
  const down = { ArrowDown: 1, ArrowUp: -1 }[key] ?? 0;
  if (down) return enter(rows[rows.indexOf(row) + down]);
  const rtl = getComputedStyle(row).direction === "rtl" ? -1 : 1;
  const step = ({ ArrowRight: 1, ArrowLeft: -1 }[key] ?? 0) * rtl;
  const chips = [...row.querySelectorAll("[data-answer]")];
  const next = step && chips[chips.indexOf(target) + step];
  if (next instanceof HTMLElement) next.focus();
  return step !== 0;
}

/** @param {HTMLElement | undefined} row */
function enter(row) {
  const target = row?.querySelector("[aria-pressed=true]") ?? row?.querySelector("[data-answer], input");
  if (!(target instanceof HTMLElement)) return false;
  target.focus();
  return true;
}

/** @param {HTMLElement} row */
const isOpen = (row) => {
  const input = row.querySelector("input");
  return input ? !input.value : !row.querySelector("[aria-pressed=true]");
};

/** @param {HTMLElement} box @returns {HTMLElement[]} */
const rowsOf = (box) => [...box.querySelectorAll(/** @type {"div"} */ (".field-row"))];
