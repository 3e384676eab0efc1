// @ts-check
/** Listening to keys, and running the commands of keytable.js. Nothing else listens to keys in the article. */
/** @import { Editor } from "../editor.js" */
import { hold, listenForHeld } from "./holding.js";
import { keyName } from "./keymap.js";
import { COMMANDS } from "./keytable.js";

/** Keys act only while the focus is in the article. @param {Editor} editor */
export function listenToKeys(editor) {
  listenForHeld();
  editor.page.root.addEventListener("keydown", (event) => {
    if (event.isComposing || (event.target instanceof Element && event.target.closest("input, textarea, select")))
      return;
    const { key, name } = keyName(event);
    const onControl = event.target instanceof Element && event.target.closest("button, a, [role=option]");
    if (onControl && (name === "Enter" || name === " ")) return;
    const command = commandFor(editor, event.altKey, key, name);
    const used = command
      ? run(editor, command, event.altKey)
      : editor.write && editor.keys.single && !event.ctrlKey && !event.metaKey && editor.detail.key(key);
    if (used) event.preventDefault();
  });
}

/** Alt with a marking key is that command with exact characters. @param {Editor} editor @param {boolean} alt
 * @param {string} key @param {string} name */
function commandFor({ keys }, alt, key, name) {
  const command = keys.at(name);
  if (command || !alt) return command;
  const plain = keys.at(key);
  return plain && COMMANDS[plain].exact ? plain : undefined;
}

/** @param {Editor} editor @param {string} name @param {boolean} [exact] @returns {boolean} whether it did something */
export function run(editor, name, exact = false) {
  const command = COMMANDS[name];
  if (!command || (command.write && !editor.write)) return false;
  const done = command.run(editor, exact);
  if (done instanceof Promise) hold(done, (words) => editor.say(words));
  return done !== false;
}
