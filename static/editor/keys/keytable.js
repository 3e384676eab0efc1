// @ts-check
/** The one table of commands and their keys: one entry each. Listening, the bar, the key hints, the help sheet and the
 * person's own keys all read it. A command's name is kept with a person's own keys, so it never changes. */
/** @import { Editor } from "../editor.js" */

import { _ } from "../base/words.js";
import { nextUnmarked, stepSentence, takeSaid, widen, word } from "../tagging/caret.js";
import { addPieceHere, changeSpan, mark, nudge, remove, reverse, toggleExact } from "../tagging/commands.js";
import { attribute, SWEEPING } from "./sweeping.js";

/** @typedef {"mark" | "attribution" | "change" | "move" | "look" | "work"} Group */
/** keys: the first is the one shown · write: only for who may write · exact: with Alt it takes exact characters ·
 * run: false says that nothing was done. A module loaded on demand by a command must not import this table back, not
 * even by way of keys.js or editor.js, or no file gets its hashed name; it finds the table in editor.keys.table.
 * @typedef {{group: Group, keys: string[], label: string, write?: boolean, exact?: boolean, run: (editor: Editor, exact: boolean) => boolean | void | Promise<unknown>}} Command */

/** @type {Record<string, Command>} */
export const COMMANDS = {
  actor: {
    group: "mark",
    keys: ["a", "1"],
    label: _("Actor"),
    write: true,
    exact: true,
    run: (editor, exact) => mark(editor, "actor", exact),
  },
  claim: {
    group: "mark",
    keys: ["c", "2"],
    label: _("Claim"),
    write: true,
    exact: true,
    run: (editor, exact) => mark(editor, "claim", exact),
  },
  attribution: {
    group: "mark",
    keys: ["q", "3"],
    label: _("Attribution"),
    write: true,
    exact: true,
    run: attribute,
  },
  piece: { group: "mark", keys: ["+"], label: _("Add a piece"), write: true, run: addPieceHere },
  exact: { group: "mark", keys: ["x"], label: _("Exact characters"), write: true, run: toggleExact },

  ...SWEEPING,

  link: { group: "change", keys: ["l"], label: _("Link"), write: true, run: (editor) => editor.detail.pick() },
  unlink: {
    group: "change",
    keys: [],
    label: _("Unlink"),
    write: true,
    run: (editor) => changeSpan(editor, { actor: null, topic: null }),
  },
  ask: {
    group: "change",
    keys: ["f"],
    label: _("Answer the questions"),
    write: true,
    run: (editor) => editor.detail.ask(),
  },
  guide: {
    group: "work",
    keys: ["g"],
    label: _("Guidelines on what is active"),
    run: (editor) => editor.detail.guide(),
  },
  mentions: {
    group: "change",
    keys: ["w"],
    label: _("Mark all further mentions of this actor"),
    write: true,
    run: async (editor) => {
      (await import("../tagging/walk.js")).allMentions(editor);
    },
  },
  same: {
    group: "change",
    keys: ["m"],
    label: _("Same actor as another mention"),
    write: true,
    run: async (editor) => (await import("../tagging/same.js")).askSame(editor),
  },
  "end-later": {
    group: "change",
    keys: ["Alt+ArrowRight"],
    label: _("End one word later"),
    write: true,
    run: (editor) => nudge(editor, "end", 1),
  },
  "end-earlier": {
    group: "change",
    keys: ["Alt+ArrowLeft"],
    label: _("End one word earlier"),
    write: true,
    run: (editor) => nudge(editor, "end", -1),
  },
  "start-later": {
    group: "change",
    keys: ["Alt+Shift+ArrowRight"],
    label: _("Start one word later"),
    write: true,
    run: (editor) => nudge(editor, "start", 1),
  },
  "start-earlier": {
    group: "change",
    keys: ["Alt+Shift+ArrowLeft"],
    label: _("Start one word earlier"),
    write: true,
    run: (editor) => nudge(editor, "start", -1),
  },
  remove: { group: "change", keys: ["Delete", "Backspace"], label: _("Delete"), write: true, run: remove },
  undo: {
    group: "change",
    keys: ["Ctrl+z"],
    label: _("Undo"),
    write: true,
    run: (editor) => reverse(editor, "undo"),
  },
  redo: {
    group: "change",
    keys: ["Ctrl+Shift+z", "Ctrl+y"],
    label: _("Redo"),
    write: true,
    run: (editor) => reverse(editor, "redo"),
  },

  said: {
    group: "move",
    keys: ["t", '"'],
    label: _("Take what was said: quotation or clause, again for the next"),
    run: (editor) => takeSaid(editor),
  },
  unsaid: {
    group: "move",
    keys: ["r"],
    label: _("Back to what was taken before"),
    run: (editor) => takeSaid(editor, -1),
  },
  "next-sentence": {
    group: "move",
    keys: ["Ctrl+ArrowRight", "}"],
    label: _("Next sentence"),
    run: (editor) => stepSentence(editor, 1),
  },
  "previous-sentence": {
    group: "move",
    keys: ["Ctrl+ArrowLeft", "{"],
    label: _("Previous sentence"),
    run: (editor) => stepSentence(editor, -1),
  },
  right: {
    group: "move",
    keys: ["ArrowRight"],
    label: _("Next word"),
    run: (editor) => word(editor, "ArrowRight", false),
  },
  left: {
    group: "move",
    keys: ["ArrowLeft"],
    label: _("Previous word"),
    run: (editor) => word(editor, "ArrowLeft", false),
  },
  more: {
    group: "move",
    keys: ["Shift+ArrowRight"],
    label: _("One more word"),
    run: (editor) => word(editor, "ArrowRight", true),
  },
  fewer: {
    group: "move",
    keys: ["Shift+ArrowLeft"],
    label: _("One word fewer"),
    run: (editor) => word(editor, "ArrowLeft", true),
  },
  widen: { group: "move", keys: ["e"], label: _("Widen the selection"), run: widen },
  next: {
    group: "move",
    keys: ["]"],
    label: _("Next sentence without a mark"),
    run: (editor) => nextUnmarked(editor, 1),
  },
  previous: {
    group: "move",
    keys: ["["],
    label: _("Previous sentence without a mark"),
    run: (editor) => nextUnmarked(editor, -1),
  },

  search: {
    group: "look",
    keys: ["/"],
    label: _("Search in the article"),
    run: async (editor) => (await import("../beside/search.js")).openSearch(editor),
  },
  lists: {
    group: "look",
    keys: ["v"],
    label: _("Lists of what is marked"),
    run: async (editor) => (await import("../beside/list.js")).openLists(editor),
  },
  help: {
    group: "look",
    keys: ["?"],
    label: _("Help and keys"),
    run: async (editor) => (await import("./help.js")).openHelp(editor),
  },
  "next-span": {
    group: "move",
    keys: ["."],
    label: _("Next span"),
    run: async (editor) => (await import("../tagging/walk.js")).walk(editor, 1),
  },
  "previous-span": {
    group: "move",
    keys: [","],
    label: _("Previous span"),
    run: async (editor) => (await import("../tagging/walk.js")).walk(editor, -1),
  },
  here: {
    group: "look",
    keys: ["o"],
    label: _("What is here?"),
    run: async (editor) => (await import("../tagging/walk.js")).whatIsHere(editor),
  },

  comment: { group: "work", keys: ["n"], label: _("Comments"), run: comments },
  submit: {
    group: "work",
    keys: ["Ctrl+Enter"],
    label: _("Submit"),
    write: true,
    run: () => document.getElementById("submit")?.click(),
  },
};

/** @param {Editor} editor */
async function comments(editor) {
  (await import("../beside/comments.js")).showComments(editor);
}
