// @ts-check
/** What Enter, Escape, x and + do, which depends on what is going on. */
/** @import { Editor } from "./editor.js" */
import { _ } from "./words.js";

/** @param {Editor} editor */
export async function comments(editor) {
  (await import("./comments.js")).showComments(editor);
}

/** Begin an attribution; what follows waits for what proposes. @param {Editor} editor @param {boolean} exact */
export function attribute(editor, exact) {
  editor.flow.start(exact);
  return editor.flow.guess ? undefined : editor.flow.load().catch(() => null);
}

/** @param {Editor} editor */
export function accept(editor) {
  const chosen = editor.chosen();
  if (editor.flow.on && chosen) editor.flow.pick(chosen, false);
  else if (editor.flow.on) editor.flow.accept();
  else return editor.write && editor.detail.pick();
  return true;
}

/** @param {Editor} editor */
export function stop(editor) {
  if (editor.flow.on) editor.flow.stop();
  else {
    editor.activate({});
    editor.clearSelection();
  }
  return true;
}

/** @param {Editor} editor */
export function toggleExact(editor) {
  editor.exactly = !editor.exactly;
  editor.say(editor.exactly ? _("Exact characters are taken.") : _("Whole words are taken."));
  document.dispatchEvent(new CustomEvent("editor:active"));
}

/** @param {Editor} editor */
export function addPieceHere(editor) {
  const chosen = editor.chosen();
  if (!chosen) return false;
  editor.addPiece(chosen);
  return true;
}
