// @ts-check
/** What lights up under the pointer, and with the focus on a card. */
/** @import { Editor } from "../editor.js" */

/** Text only lights up while reading; a card also dims the rest. @param {Editor} editor */
export function listenToHover(editor) {
  const { root } = editor.page;
  root.addEventListener("focusin", (event) => {
    const card = cardOf(event);
    if (card && !isBusy(editor)) editor.light.show({ attribution: card, dim: true });
  });
  root.addEventListener("focusout", (event) => {
    if (cardOf(event) && !isBusy(editor)) editor.light.show({});
  });
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

/** @param {Event} event @returns {string | undefined} */
function cardOf(event) {
  const card = event.target instanceof Element ? event.target.closest(".card") : null;
  return card instanceof HTMLElement ? card.dataset.attribution : undefined;
}
