// @ts-check
/** A key in words: on a button, in a sentence, for a screen reader. */
/** @import { Keymap } from "../keys/keymap.js" */

const MAC = /^Mac|^iP/.test(globalThis.navigator?.platform ?? "");
/** @type {Record<string, string>} */
const SIGNS = {
  Enter: "↵",
  Escape: "Esc",
  Delete: "Del",
  Backspace: "⌫",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  " ": "Space",
};

/** What a button or a sentence shows of a command's key; "" when it has none. @param {Keymap} keys @param {string} name */
export function hint(keys, name) {
  const [key] = keys.of(name);
  return key === undefined ? "" : shown(key);
}

/** A key as a person reads it: Ctrl+Z, ↵, Esc. @param {string} key */
export function shown(key) {
  const parts = partsOf(key);
  const last = parts.pop() ?? "";
  const label = SIGNS[last] ?? (last.length === 1 && parts.length ? last.toUpperCase() : last);
  return [...parts.map((part) => (MAC && part === "Ctrl" ? "⌘" : part)), label].join("+");
}

/** A key as aria-keyshortcuts names it. @param {string} key */
export function ariaShortcut(key) {
  return partsOf(key)
    .map((part) =>
      part === "Ctrl" ? (MAC ? "Meta" : "Control") : part === " " ? "Space" : part === "+" ? "Plus" : part,
    )
    .join("+");
}

/** @param {string} key @returns {string[]} modifiers and the key; the plus is a key, too */
function partsOf(key) {
  return key.endsWith("+") ? [...key.slice(0, -1).split("+").filter(Boolean), "+"] : key.split("+");
}
