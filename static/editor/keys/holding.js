// @ts-check
/** While what a command needs is on its way, the keys that follow wait for it: they are meant for what it opens. */
import { _ } from "../base/words.js";

const PATIENCE = 5000;
const AT_ONCE = /^(Tab|Shift|Control|Alt|Meta|AltGraph|F\d+)$/;
const FIELD = "input, textarea, select";
/** @type {KeyboardEvent[] | null} */
let held = null;

/** Keys wait until this is done; when it fails or takes too long, they are dropped and that is said.
 * @param {Promise<unknown>} coming @param {(words: string) => void} say */
export async function hold(coming, say) {
  if (held) return;
  /** @type {KeyboardEvent[]} */
  let keys = [];
  held = keys;
  const late = new Promise((_done, fail) => setTimeout(fail, PATIENCE));
  try {
    await Promise.race([coming, late]);
  } catch {
    keys = [];
    say(_("This cannot be loaded without a connection."));
  }
  held = null;
  for (const event of keys) replay(event);
}

/** From now on keys can be held, wherever the focus is but in a field. */
export function listenForHeld() {
  document.addEventListener(
    "keydown",
    (event) => {
      const { key, target } = event;
      if (!held || !event.isTrusted || event.isComposing || AT_ONCE.test(key)) return;
      if ((event.ctrlKey || event.metaKey) && !/^(Enter|[zy])$/i.test(key)) return; // the browser's own
      if (target instanceof Element && target.closest(FIELD)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      held.push(event);
    },
    true,
  );
}

/** Press a key once more, where the focus is now. @param {KeyboardEvent} event */
function replay(event) {
  if (held) {
    held.push(event);
    return;
  }
  const { key } = event;
  const target = document.activeElement ?? document.body;
  const free = target.dispatchEvent(new KeyboardEvent("keydown", event));
  const field = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  if (!free || !field || key.length > 1 || target.selectionStart === null) return;
  target.setRangeText(key, target.selectionStart, target.selectionEnd ?? target.selectionStart, "end");
  target.dispatchEvent(new InputEvent("input", { bubbles: true, data: key, inputType: "insertText" }));
}
