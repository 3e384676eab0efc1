// @ts-check
/** Buttons for everything the keys do, so that a mouse or a finger is enough. */
/** @import { Editor } from "../editor.js" */

import { ariaShortcut, hint } from "../base/shown.js";
import { run } from "./keys.js";

/** @param {Editor} editor @param {HTMLElement} area everything that may hold command buttons */
export function listenToButtons(editor, area) {
  area.addEventListener("pointerdown", (event) => {
    if (commandOf(event)) editor.held = editor.page.selection();
  });
  area.addEventListener("mousedown", (event) => {
    if (commandOf(event)) event.preventDefault(); // the selection stays where it is
  });
  area.addEventListener("click", (event) => {
    const command = commandOf(event);
    if (!command) return;
    run(editor, command);
    if (editor.flow.on) editor.focus(); // the button that began it has made room for the question
    editor.held = null;
    refresh(editor, area);
  });
  document.addEventListener("selectionchange", () => {
    const chosen = editor.flow.on && editor.page.selection() !== null;
    document.getElementById("hint")?.toggleAttribute("data-chosen", chosen);
  });
  document.addEventListener("editor:active", () => refresh(editor, area));
  document.addEventListener("editor:keys", () => showKeys(editor, area));
  if (editor.state.keys) showKeys(editor, area);
  refresh(editor, area);
}

/** @param {Editor} editor @param {HTMLElement} area */
function refresh({ journal, active, write, exactly, keys }, area) {
  const possible = {
    undo: journal.done.length > 0,
    redo: journal.undone.length > 0,
    remove: active.span !== null || active.attribution !== null,
  };
  for (const button of area.querySelectorAll(".editor-bar [data-command]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    const can = possible[/** @type {keyof typeof possible} */ (button.dataset.command)] ?? true;
    if (button.dataset.command === "exact") button.setAttribute("aria-pressed", String(exactly));
    button.disabled = !can || (!write && !!keys.table[button.dataset.command ?? ""]?.write);
  }
}

/** The person's own keys on every button that shows one. @param {Editor} editor @param {HTMLElement} area */
function showKeys({ keys }, area) {
  for (const button of area.querySelectorAll("[data-command]")) {
    if (!(button instanceof HTMLElement) || button.closest("dialog")) continue;
    const [key] = keys.of(button.dataset.command ?? "");
    const sign = button.querySelector("kbd");
    if (sign) sign.textContent = key ? hint(keys, button.dataset.command ?? "") : "";
    if (key && button.hasAttribute("aria-keyshortcuts")) button.setAttribute("aria-keyshortcuts", ariaShortcut(key));
  }
}

/** @param {Event} event */
function commandOf(event) {
  const button = event.target instanceof Element ? event.target.closest("[data-command]") : null;
  return button instanceof HTMLElement ? (button.dataset.command ?? "") : "";
}
