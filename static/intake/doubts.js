// @ts-check
/** Placing what a correction left in doubt, by mouse or by keys alone: the words marked in a corrected text are moved,
 * or others selected, and the form beside them sends what is marked. Without scripts a proposal is taken as it is. */
/** @import { Place } from "./place.js" */

import { joinFragments } from "../editor/text/offsets.js";
import { moveOf, placing } from "./place.js";

class Choice {
  /** @param {HTMLElement} box */
  constructor(box) {
    this.shown = one(box, "[data-text]", HTMLElement);
    this.form = one(box, "form", HTMLFormElement);
    this.field = one(box, "input[name=place]", HTMLInputElement);
    this.button = one(box, "button.accept", HTMLButtonElement);
    this.words = one(box, "output", HTMLElement);
    this.drop = one(/** @type {HTMLElement} */ (box.closest("[data-doubt]")), "button[name=drop]", HTMLButtonElement);
    this.text = this.shown.textContent ?? "";
    this.placing = placing(this.text, this.shown.lang, Number(this.shown.dataset.start));
    this.near = this.placing.unit(Number(this.shown.dataset.at));
    /** @type {Place} */
    this.place = this.placing.taken(this.field.value);
    this.proposed = this.place;
    /** What stands while a further piece is being selected. @type {Place} */
    this.before = [];
    this.exact = false;
    this.shown.addEventListener("keydown", (event) => this.press(event));
    this.shown.addEventListener("pointerdown", (event) => {
      this.before = event.ctrlKey || event.metaKey ? this.place : [];
      this.exact = event.altKey;
    });
    const nudges = one(box, "[data-nudges]", HTMLElement);
    nudges.hidden = false;
    nudges.addEventListener("click", (event) => {
      const nudge = event.target instanceof Element && event.target.closest("button");
      if (nudge) this.move(/** @type {"start" | "end"} */ (nudge.dataset.edge), Number(nudge.dataset.by));
    });
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const move = moveOf(event);
    if (move) this.move(move.edge, move.by);
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "Enter") this.form.requestSubmit(this.button);
    else if (event.key === "Delete" || event.key === "Backspace") this.drop.focus();
    else if (event.key === "Escape") this.put(this.proposed);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(this, event.key === "ArrowDown" ? 1 : -1);
    else return;
    event.preventDefault();
  }

  /** @param {"both" | "start" | "end"} edge @param {number} by */
  move(edge, by) {
    this.put(this.placing.moved(this.place, edge, by, this.near));
  }

  /** Let this be the place; it is marked unless a selection shows it already.
   * @param {Place} place @param {boolean} [selected] */
  put(place, selected = false) {
    this.place = place;
    this.field.value = this.placing.sent(place);
    this.words.textContent = this.placing.quote(place);
    this.button.disabled = !place.length;
    this.shown.classList.toggle("selecting", selected);
    if (!selected) this.draw();
  }

  draw() {
    const nodes = [];
    let at = 0;
    for (const [start, end] of this.place) {
      const mark = document.createElement("mark");
      mark.textContent = this.text.slice(start, end);
      nodes.push(this.text.slice(at, start), mark);
      at = end;
    }
    this.shown.replaceChildren(...nodes, this.text.slice(at));
    this.reveal();
  }

  /** Scroll a text that is shown whole to what is marked in it. */
  reveal() {
    if (this.shown.scrollHeight > this.shown.clientHeight + 1)
      this.shown.querySelector("mark")?.scrollIntoView({ block: "center" });
  }

  /** Take what is selected, or mark what was when the selection has gone. @param {Selection} selection */
  select(selection) {
    const range = selection.rangeCount ? selection.getRangeAt(0) : null;
    if (!range || range.collapsed || !this.holds(range)) {
      if (this.shown.classList.contains("selecting")) this.put(this.place);
      return;
    }
    const start = this.units(range.startContainer, range.startOffset);
    const swept = this.placing.swept(start, start + range.toString().length, this.exact);
    if (swept.length) this.put(joinFragments([...this.before, ...swept]), true);
  }

  /** @param {Range} range */
  holds(range) {
    return this.shown.contains(range.startContainer) && this.shown.contains(range.endContainer);
  }

  /** @param {Node} node @param {number} offset */
  units(node, offset) {
    const before = document.createRange();
    before.setStart(this.shown, 0);
    before.setEnd(node, offset);
    return before.toString().length;
  }
}

/** @template {HTMLElement} T @param {HTMLElement} box @param {string} selector @param {new () => T} type @returns {T} */
function one(box, selector, type) {
  const found = box.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`no ${selector}`);
  return found;
}

/** To the text before or after, whichever span it is for. @param {Choice} from @param {number} by */
function step(from, by) {
  const to = choices[choices.indexOf(from) + by];
  to?.shown.focus();
}

/** @type {Choice[]} */
const choices = [...document.querySelectorAll("[data-choice]")].map(
  (box) => new Choice(/** @type {HTMLElement} */ (box)),
);
for (const choice of choices) choice.reveal();
document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  if (selection) for (const choice of choices) choice.select(selection);
});
// The address names the span that comes next: the browser goes to its card, and from there on to its first text.
for (const card of document.querySelectorAll("[data-doubt]")) {
  const enter = () => choices.find((choice) => card.contains(choice.shown))?.shown.focus({ preventScroll: true });
  card.addEventListener("focus", enter);
  if (card === document.activeElement) enter();
}
