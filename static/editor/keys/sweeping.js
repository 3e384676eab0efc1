// @ts-check
/** The part of the table of commands that is about a sweep: what is taken, what is skipped, which role comes next. */
/** @import { Editor } from "../editor.js" */
/** @import { Command } from "./keytable.js" */
import { _ } from "../base/words.js";

/** @type {Record<string, Command>} */
export const SWEEPING = {
  accept: {
    group: "attribution",
    keys: ["Enter"],
    label: _("Take the selection or what is proposed, skip a role, or link"),
    run: accept,
  },
  only: {
    group: "attribution",
    keys: [" "],
    label: _("Take only the role asked for"),
    write: true,
    run: (editor) => editor.flow.only(),
  },
  another: {
    group: "attribution",
    keys: ["ArrowDown"],
    label: _("Propose other words"),
    write: true,
    run: (editor) => another(editor, 1),
  },
  "another-back": {
    group: "attribution",
    keys: ["ArrowUp"],
    label: _("Propose the words before"),
    write: true,
    run: (editor) => another(editor, -1),
  },
  skip: {
    group: "attribution",
    keys: ["-"],
    label: _("Skip the role asked for"),
    write: true,
    run: (editor) => editor.flow.on && editor.flow.skip(),
  },
  implied: {
    group: "attribution",
    keys: ["i"],
    label: _("The source is implied"),
    write: true,
    run: (editor) => editor.flow.imply(),
  },
  addressee: {
    group: "attribution",
    keys: ["d"],
    label: _("Pick the addressee"),
    write: true,
    run: (editor) => editor.flow.askHere("addressee"),
  },
  supplement: {
    group: "attribution",
    keys: ["s"],
    label: _("Pick the supplement, such as time or place"),
    write: true,
    run: (editor) => editor.flow.askHere("supplement"),
  },
  stop: { group: "attribution", keys: ["Escape"], label: _("End or close"), run: stop },
};

/** Begin an attribution; what follows waits for what proposes. @param {Editor} editor @param {boolean} exact */
export function attribute(editor, exact) {
  editor.flow.start(exact);
  return editor.flow.guess ? undefined : editor.flow.load().catch(() => null);
}

/** Within a sweep the key never scrolls the text away, not even when there is nothing else to propose.
 * @param {Editor} editor @param {1 | -1} by */
function another(editor, by) {
  if (editor.flow.on && !editor.flow.other(by)) editor.say(_("Nothing else is proposed: choose the words."));
  return editor.flow.on;
}

/** @param {Editor} editor */
function accept(editor) {
  const chosen = editor.chosen();
  if (editor.flow.on && chosen) editor.flow.pick(chosen, false);
  else if (editor.flow.on) editor.flow.accept();
  else return editor.write && editor.detail.pick();
  return true;
}

/** @param {Editor} editor */
function stop(editor) {
  if (editor.flow.on) editor.flow.stop();
  else {
    editor.activate({});
    editor.clearSelection();
  }
  return true;
}
