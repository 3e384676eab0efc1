// @ts-check
/** Buttons for everything the keys do, so that a mouse or a finger is enough. */
/** @import { Editor } from "./editor.js" */
import { run } from "./keys.js";

/** what may be done with a reading one may only read */
const READING = ["stop", "comment"];

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
  refresh(editor, area);
}

/** @param {Editor} editor @param {HTMLElement} area */
function refresh({ journal, active, write, exactly }, area) {
  const possible = {
    undo: journal.done.length > 0,
    redo: journal.undone.length > 0,
    remove: active.span !== null || active.attribution !== null,
  };
  for (const button of area.querySelectorAll(".editor-bar [data-command]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    const can = possible[/** @type {keyof typeof possible} */ (button.dataset.command)] ?? true;
    if (button.dataset.command === "exact") button.setAttribute("aria-pressed", String(exactly));
    button.disabled = !can || (!write && !READING.includes(button.dataset.command ?? ""));
  }
}

/** @param {Event} event */
function commandOf(event) {
  const button = event.target instanceof Element ? event.target.closest("[data-command]") : null;
  return button instanceof HTMLElement ? (button.dataset.command ?? "") : "";
}
