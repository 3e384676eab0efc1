// @ts-check
/** Choosing words by keyboard. The native selection is the only state. */
/** @import { Fragment } from "../types.js" */
/** @import { Editor } from "../editor.js" */

import { _ } from "../base/words.js";
import { wordAt } from "../text/offsets.js";

/** Word → sentence → paragraph. @param {Editor} editor */
export function widen(editor) {
  const { page } = editor;
  const [start, end] = page.selection() ?? [Math.max(0, editor.caret), Math.max(0, editor.caret)];
  const paragraph = page.paragraphs[page.indexAt(start)];
  const sentence = sentenceAt(editor, start) ?? paragraph;
  const wide =
    start > sentence[0] || end < sentence[1] ? [Math.min(start, sentence[0]), Math.max(end, sentence[1])] : paragraph;
  choose(editor, /** @type {Fragment} */ (wide), true);
}

/** The next or previous word, or a selection longer or shorter by one. Arrows follow the eye in a paragraph that runs from the right.
 * @param {Editor} editor @param {"ArrowRight" | "ArrowLeft"} arrow @param {boolean} extend */
export function word(editor, arrow, extend) {
  const { page } = editor;
  const chosen = page.selection();
  const rtl = getComputedStyle(page.blocks[page.indexAt(chosen?.[0] ?? editor.caret)]).direction === "rtl";
  const forward = (arrow === "ArrowRight") !== rtl;
  const at = chosen ? (extend ? chosen[1] - 1 : chosen[0]) : beside(editor, forward);
  let index = page.indexAt(at);
  let nth = wordAt(page.wordsOf(index), at - page.paragraphs[index][0]) + (forward ? 1 : -1);
  if (nth >= page.wordsOf(index).starts.length && index + 1 < page.blocks.length) [index, nth] = [index + 1, 0];
  else if (nth < 0 && index > 0) [index, nth] = [index - 1, page.wordsOf(index - 1).starts.length - 1];
  const words = page.wordsOf(index);
  nth = Math.max(0, Math.min(nth, words.starts.length - 1));
  if (!words.starts.length) return;
  const from = page.paragraphs[index][0];
  const start = extend && chosen ? chosen[0] : from + words.starts[nth];
  const end = from + words.ends[nth];
  if (end > start) choose(editor, [start, end], false);
}

/** Where the arrows begin without a selection: in a sweep outside of what was picked last, for the cue stands beside
 * what was said. @param {Editor} editor @param {boolean} forward */
function beside({ store, flow, caret }, forward) {
  const fragments = store.spans.get(flow.last ?? "")?.fragments;
  if (!fragments) return Math.max(0, caret - 1);
  return forward ? fragments[fragments.length - 1][1] - 1 : fragments[0][0];
}

/** The quotation or the clause at the caret, then what is said further on; or what was taken before it. @param {Editor} editor @param {1 | -1} [by] */
export async function takeSaid(editor, by = 1) {
  const guess = await editor.flow.load();
  const found = by > 0 ? guess.said() : guess.back();
  editor.say(
    found ? found.map((fragment) => editor.page.text.slice(...fragment)).join(" … ") : _("Nothing more is said."),
  );
}

/** The whole sentence after or before this one. @param {Editor} editor @param {1 | -1} by */
export function stepSentence(editor, by) {
  const { sentences, page } = editor;
  const chosen = page.selection();
  const at = chosen?.[0] ?? editor.caret;
  const here = sentences.findLastIndex(([start]) => start <= at);
  const inside = here >= 0 && (!chosen || chosen[0] > sentences[here][0]);
  const next = sentences[by < 0 && inside ? here : here + by];
  if (next) choose(editor, next, true);
}

/** @param {Editor} editor @param {1 | -1} by */
export function nextUnmarked(editor, by) {
  const { sentences } = editor;
  const from = editor.page.selection()?.[0] ?? editor.caret;
  const order =
    by > 0 ? sentences.filter(([start]) => start > from) : sentences.filter(([start]) => start < from).reverse();
  const bare = order.find(([start, end]) => !marked(editor, start, end));
  if (bare) choose(editor, bare, true);
  else editor.say(_("No sentence without a mark in this direction."));
}

/** @param {Editor} editor @param {number} start @param {number} end */
function marked({ store }, start, end) {
  const index = store.paragraphAt(start);
  const from = store.paragraphs[index][0];
  return store.pieces[index].some((piece) => piece.a < end - from && start - from < piece.b);
}

/** @param {Editor} editor @param {number} at */
function sentenceAt({ sentences }, at) {
  return sentences.find(([start, end]) => start <= at && at < end);
}

/** @param {Editor} editor @param {Fragment} fragment @param {boolean} exact */
function choose(editor, fragment, exact) {
  const { page } = editor;
  page.select(fragment);
  editor.exact = exact ? fragment : null;
  editor.caret = fragment[0];
  page.blocks[page.indexAt(fragment[0])].scrollIntoView({ block: "nearest" });
  editor.say(page.text.slice(...fragment));
}
