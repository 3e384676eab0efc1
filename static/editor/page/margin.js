// @ts-check
/** Keyboard and folds of the margin: one tab stop for all cards, arrow keys between them, “+2 more” opens. */
/** @import { Editor } from "../editor.js" */
/** @import { View } from "./view.js" */
import { foldButton, SHOWN } from "./cards.js";
import { isFolded } from "./view.js";

/** @param {Editor} editor */
export function listenToMargin(editor) {
  const { root } = editor.page;
  const { view } = editor;
  root.addEventListener("focusin", (event) => {
    const card = cardAt(event);
    if (card?.matches(".card")) view.stopAt(card);
  });
  root.addEventListener("click", (event) => {
    const button = cardAt(event);
    if (button?.matches(".more")) unfold(editor, button, button.getAttribute("aria-expanded") !== "true");
  });
  // before the keys of the article: on a card the arrows go through the cards
  root.addEventListener("keydown", (event) => go(editor, event), true);
  document.addEventListener("editor:active", () => reveal(editor));
  reveal(editor);
}

/** @param {Editor} editor @param {KeyboardEvent} event */
function go(editor, event) {
  const from = cardAt(event);
  if (!from || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const all = /** @type {HTMLElement[]} */ ([...editor.page.root.querySelectorAll(".card, .more")]);
  const at = all.indexOf(from);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const step = to < at ? -1 : 1;
  let next = all[to];
  if (next?.matches(".more")) next = all[to + (event.key === "End" ? -1 : step)];
  if (next && isFolded(next)) fold(editor.view, rowOf(editor, next), true);
  next?.focus();
}

/** Show all cards of a paragraph, or the first ones only. @param {View} view @param {number} index @param {boolean} open */
function fold(view, index, open) {
  const list = /** @type {HTMLElement[]} */ ([...(view.asides[index]?.children ?? [])]);
  const button = list.pop();
  if (list.length <= SHOWN || !button || open === view.unfolded.has(index)) return;
  if (open) view.unfolded.add(index);
  else view.unfolded.delete(index);
  for (const card of list.slice(SHOWN)) card.classList.toggle("folded", !open);
  button.replaceWith(foldButton(list.length - SHOWN, open));
  view.unaligned.add(index);
  view.arrange();
}

/** What is active is in sight. @param {Editor} editor */
function reveal({ view, active }) {
  const card = active.attribution ? view.card(active.attribution) : null;
  if (card && isFolded(card)) fold(view, view.store.homes.get(active.attribution ?? "") ?? -1, true);
}

/** @param {Editor} editor @param {HTMLElement} button @param {boolean} open */
function unfold(editor, button, open) {
  const index = rowOf(editor, button);
  const aside = button.parentElement;
  fold(editor.view, index, open);
  const next = open ? aside?.children[SHOWN] : aside?.lastElementChild;
  if (next instanceof HTMLElement) next.focus();
}

/** @param {Editor} editor @param {HTMLElement} card */
const rowOf = ({ view }, card) => view.rows.findIndex((row) => row.contains(card));

/** @param {Event} event */
function cardAt(event) {
  const card = event.target instanceof Element ? event.target.closest(".card, .more") : null;
  return card instanceof HTMLElement ? card : null;
}
