// @ts-check
/** The one table of keys. The bar, the key hints and the help read it; nothing else listens to keys in the article. */
/** @import { Editor } from "./editor.js" */

import { nextUnmarked, widen, word } from "./caret.js";
import { changeSpan, mark, nudge, remove, reverse } from "./commands.js";

/** @typedef {{keys: string[], label: string, write?: boolean, run: (editor: Editor, exact: boolean) => boolean | void}} Command */

/** @type {Record<string, Command>} */
export const COMMANDS = {
  actor: { keys: ["a", "1"], label: "Actor", write: true, run: (editor, exact) => mark(editor, "actor", exact) },
  claim: { keys: ["c", "2"], label: "Claim", write: true, run: (editor, exact) => mark(editor, "claim", exact) },
  attribution: {
    keys: ["q", "3"],
    label: "Attribution",
    write: true,
    run: (editor, exact) => editor.flow.start(exact),
  },
  piece: { keys: ["+"], label: "Add a piece", write: true, run: addPieceHere },
  exact: { keys: ["x"], label: "Exact characters", write: true, run: toggleExact },
  link: { keys: ["l"], label: "Link", write: true, run: (editor) => editor.detail.pick() },
  unlink: { keys: [], label: "Unlink", write: true, run: (editor) => changeSpan(editor, { actor: null, topic: null }) },
  remove: { keys: ["Delete", "Backspace"], label: "Delete", write: true, run: remove },
  undo: { keys: ["Ctrl+z"], label: "Undo", write: true, run: (editor) => reverse(editor, "undo") },
  redo: { keys: ["Ctrl+Shift+z", "Ctrl+y"], label: "Redo", write: true, run: (editor) => reverse(editor, "redo") },
  widen: { keys: ["e"], label: "Widen the selection", run: widen },
  next: { keys: ["]"], label: "Next sentence without a mark", run: (editor) => nextUnmarked(editor, 1) },
  previous: { keys: ["["], label: "Previous sentence without a mark", run: (editor) => nextUnmarked(editor, -1) },
  right: { keys: ["ArrowRight"], label: "Next word", run: (editor) => word(editor, "ArrowRight", false) },
  left: { keys: ["ArrowLeft"], label: "Previous word", run: (editor) => word(editor, "ArrowLeft", false) },
  more: { keys: ["Shift+ArrowRight"], label: "One more word", run: (editor) => word(editor, "ArrowRight", true) },
  fewer: { keys: ["Shift+ArrowLeft"], label: "One word fewer", run: (editor) => word(editor, "ArrowLeft", true) },
  "end-later": {
    keys: ["Alt+ArrowRight"],
    label: "End one word later",
    write: true,
    run: (editor) => nudge(editor, "end", 1),
  },
  "end-earlier": {
    keys: ["Alt+ArrowLeft"],
    label: "End one word earlier",
    write: true,
    run: (editor) => nudge(editor, "end", -1),
  },
  "start-later": {
    keys: ["Alt+Shift+ArrowRight"],
    label: "Start one word later",
    write: true,
    run: (editor) => nudge(editor, "start", 1),
  },
  "start-earlier": {
    keys: ["Alt+Shift+ArrowLeft"],
    label: "Start one word earlier",
    write: true,
    run: (editor) => nudge(editor, "start", -1),
  },
  submit: {
    keys: ["Ctrl+Enter"],
    label: "Submit",
    write: true,
    run: () => document.getElementById("submit")?.click(),
  },
  accept: { keys: ["Enter"], label: "Take the selection, skip a role, or link", run: accept },
  stop: { keys: ["Escape"], label: "End or close", run: stop },
};

/** @type {Map<string, string>} */
const BY_KEY = new Map(Object.entries(COMMANDS).flatMap(([name, command]) => command.keys.map((key) => [key, name])));

/** @param {KeyboardEvent} event */
function keyName(event) {
  const letter = event.key.length === 1;
  // with Alt a Mac types another character, so the physical key tells which letter was meant
  const key =
    letter && event.altKey && /^Key[A-Z]$/.test(event.code)
      ? event.code[3].toLowerCase()
      : letter
        ? event.key.toLowerCase()
        : event.key;
  const control = event.ctrlKey || event.metaKey;
  const shift = event.shiftKey && (!letter || control);
  return { key, name: `${control ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${key}` };
}

/** Keys act only while the focus is in the article. @param {Editor} editor */
export function listenToKeys(editor) {
  editor.page.root.addEventListener("keydown", (event) => {
    if (event.isComposing || (event.target instanceof Element && event.target.closest("input, textarea, select")))
      return;
    const { key, name } = keyName(event);
    const onControl = event.target instanceof Element && event.target.closest("button, a, [role=option]");
    if (onControl && (name === "Enter" || name === " ")) return;
    const exactly = event.altKey ? BY_KEY.get(key) : undefined;
    const command =
      BY_KEY.get(name) ?? (exactly && ["actor", "claim", "attribution"].includes(exactly) ? exactly : undefined);
    const used = command
      ? run(editor, command, event.altKey)
      : editor.write && !event.ctrlKey && !event.metaKey && editor.detail.key(key);
    if (used) event.preventDefault();
  });
}

/** @param {Editor} editor @param {string} name @param {boolean} [exact] @returns {boolean} whether it did something */
export function run(editor, name, exact = false) {
  const command = COMMANDS[name];
  if (!command || (command.write && !editor.write)) return false;
  return command.run(editor, exact) !== false;
}

/** @param {Editor} editor */
function accept(editor) {
  const chosen = editor.chosen();
  if (editor.flow.on && chosen) editor.flow.pick(chosen, false);
  else if (editor.flow.on) editor.flow.skip();
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

/** @param {Editor} editor */
function toggleExact(editor) {
  editor.exactly = !editor.exactly;
  editor.say(editor.exactly ? "Exact characters are taken." : "Whole words are taken.");
  document.dispatchEvent(new CustomEvent("editor:active"));
}

/** @param {Editor} editor */
function addPieceHere(editor) {
  const chosen = editor.chosen();
  if (!chosen) return false;
  editor.addPiece(chosen);
  return true;
}
