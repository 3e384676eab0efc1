// @ts-check
/** Mouse and touch in the article: choose words, pick a span. What lights up under the pointer is in hover.js. */
/** @import { Editor } from "../editor.js" */
import { markName } from "./hint.js";

/** @param {Editor} editor */
export function listenToPointer(editor) {
  const { root } = editor.page;
  root.addEventListener("mousedown", (event) => {
    // a further piece starts afresh; otherwise Shift would stretch the old selection over the gap
    if (event.shiftKey && inText(event) && (editor.flow.last || editor.active.span)) getSelection()?.removeAllRanges();
    // a sweep that begins on chosen words chooses fewer of them; otherwise the browser would drag them away as text
    const afresh = event.button === 0 && !event.shiftKey && inText(event);
    const at = afresh ? editor.page.at(event.clientX, event.clientY) : -1;
    const chosen = at >= 0 ? editor.page.selection() : null;
    if (chosen && chosen[0] <= at && at <= chosen[1]) getSelection()?.removeAllRanges();
  });
  root.addEventListener("pointerup", (event) => {
    if (event.button === 0 && inText(event)) requestAnimationFrame(() => released(editor, event));
  });
  root.addEventListener("click", (event) => {
    const card = event.target instanceof Element ? event.target.closest(".card") : null;
    if (card instanceof HTMLElement) editor.activate({ attribution: card.dataset.attribution });
  });
  const first = async () => {
    if (!editor.active.span || !editor.write) return;
    document.removeEventListener("editor:active", first);
    const { Handles } = await import("./handles.js");
    new Handles(editor);
  };
  document.addEventListener("editor:active", first);
}

/** @param {Editor} editor @param {PointerEvent} event */
function released(editor, event) {
  const { page, flow, active } = editor;
  const chosen = page.selection();
  const at = chosen ? -1 : page.at(event.clientX, event.clientY);
  const wanted = chosen ?? (at >= 0 ? [at, at + 1] : [0, 0]);
  const exact = (event.altKey || editor.exactly) && !!chosen;
  const fragment = page.snap([wanted[0], wanted[1]], exact);
  const something = fragment[1] > fragment[0];
  const touch = event.pointerType === "touch"; // a finger may still move the ends; the bar offers to take them
  if (event.shiftKey && editor.write && something && (flow.last || active.span)) editor.addPiece(fragment);
  else if (flow.on) {
    if (something && !(chosen && touch)) flow.pick(fragment, !chosen);
  } else if (!chosen) outward(editor, at);
  else if (something) {
    editor.exact = exact ? fragment : null;
    editor.caret = fragment[0];
    if (!touch) page.select(fragment);
    if (active.span || active.attribution) editor.activate({});
  }
}

/** Click again for the next span outwards. @param {Editor} editor @param {number} at */
function outward(editor, at) {
  const spans = at < 0 ? [] : editor.store.at(at);
  const next = spans[(spans.findIndex((span) => span.id === editor.active.span) + 1) % (spans.length || 1)];
  if (at >= 0) editor.caret = at;
  if (!next) {
    editor.activate({});
    return;
  }
  const uses = editor.store.using(next.id);
  const attribution =
    next.kind === "claim" ? null : (uses.find((use) => use.id === editor.active.attribution) ?? uses[0])?.id;
  editor.activate({ span: next.id, attribution });
  editor.say(`${markName(next.kind)}: ${editor.store.quote(next.fragments)}`);
}

/** @param {Event} event */
const inText = (event) => event.target instanceof Element && event.target.closest("p[data-start]") !== null;
