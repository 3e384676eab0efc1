// @ts-check
/** Mouse and touch in the article: choose words, pick a span, light up what is under the pointer. */
/** @import { Editor } from "./editor.js" */

/** @param {Editor} editor */
export function listenToPointer(editor) {
  const { root } = editor.page;
  root.addEventListener("mousedown", (event) => {
    // a further piece starts afresh; otherwise Shift would stretch the old selection over the gap
    if (event.shiftKey && inText(event) && (editor.flow.last || editor.active.span)) getSelection()?.removeAllRanges();
  });
  root.addEventListener("pointerup", (event) => {
    if (event.button === 0 && inText(event)) requestAnimationFrame(() => released(editor, event));
  });
  root.addEventListener("click", (event) => {
    const card = cardOf(event);
    if (card) editor.activate({ attribution: card });
  });
  root.addEventListener("focusin", (event) => {
    const card = cardOf(event);
    if (card && !isBusy(editor)) editor.light.show({ attribution: card, dim: true });
  });
  root.addEventListener("focusout", (event) => {
    if (cardOf(event) && !isBusy(editor)) editor.light.show({});
  });
  listenToHover(editor);
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
  editor.say(`${next.kind}: ${editor.store.quote(next.fragments)}`);
}

/** Text only lights up while reading; a card also dims the rest. @param {Editor} editor */
function listenToHover(editor) {
  const { root } = editor.page;
  /** @type {PointerEvent | null} */
  let last = null;
  root.addEventListener("pointermove", (event) => {
    const waiting = last !== null;
    last = event;
    if (waiting || event.buttons || event.pointerType === "touch") {
      if (!waiting) last = null;
      return;
    }
    requestAnimationFrame(() => {
      const moved = last;
      last = null;
      if (moved && !isBusy(editor)) hover(editor, moved);
    });
  });
  root.addEventListener("pointerleave", () => {
    if (!isBusy(editor)) editor.light.show({});
  });
}

/** @param {Editor} editor @param {PointerEvent} event */
function hover(editor, event) {
  const card = cardOf(event);
  if (card) {
    editor.light.show({ attribution: card, dim: true });
    return;
  }
  const onSpan = event.target instanceof Element && event.target.closest(".seg");
  const at = onSpan ? editor.page.at(event.clientX, event.clientY) : -1;
  const span = at < 0 ? undefined : editor.store.at(at)[0];
  editor.light.show({ span: span?.id, attribution: span && editor.store.using(span.id)[0]?.id });
}

/** @param {Editor} editor */
const isBusy = ({ flow, active }) => flow.on || active.span !== null || active.attribution !== null;

/** @param {Event} event */
const inText = (event) => event.target instanceof Element && event.target.closest("p[data-start]") !== null;

/** @param {Event} event @returns {string | undefined} */
function cardOf(event) {
  const card = event.target instanceof Element ? event.target.closest(".card") : null;
  return card instanceof HTMLElement ? card.dataset.attribution : undefined;
}
