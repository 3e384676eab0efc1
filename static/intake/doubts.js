// @ts-check
/** Choose another place for a doubtful span: select it in the new text, and the button next to it takes the selection. */

for (const card of document.querySelectorAll("[data-doubt]")) {
  const form = card.querySelector("[data-choose]");
  const field = form?.querySelector("input[name=place]");
  const words = form?.querySelector("[data-chosen]");
  const button = form?.querySelector("button");
  if (!(form instanceof HTMLFormElement && field instanceof HTMLInputElement && words && button)) continue;
  document.addEventListener("selectionchange", () => {
    const chosen = selectedIn(card);
    if (!chosen) return;
    field.value = `${chosen.start}-${chosen.end}`;
    words.textContent = chosen.text;
    form.hidden = false;
    button.disabled = false;
  });
}

/** What is selected in one new text of the card: code points of the article, without spaces at its ends.
 * @param {Element} card @returns {{start: number, end: number, text: string} | null} */
function selectedIn(card) {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const shown = [...card.querySelectorAll("[data-start]")].find(
    (one) => one.contains(range.startContainer) && one.contains(range.endContainer),
  );
  if (!(shown instanceof HTMLElement)) return null;
  const before = document.createRange();
  before.setStart(shown, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const selected = range.toString();
  const text = selected.trim();
  if (!text) return null;
  const skipped = selected.slice(0, selected.indexOf(text));
  const start = Number(shown.dataset.start) + points(before.toString() + skipped);
  return { start, end: start + points(text), text };
}

/** @param {string} text @returns {number} code points: what the server counts */
function points(text) {
  return Array.from(text).length;
}
