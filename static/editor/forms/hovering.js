// @ts-check
/** A small window under the words of a span: on a phone a sheet at the bottom. The words themselves stay in sight. */
/** @import { Span } from "../types.js" */
/** @import { Editor } from "../editor.js" */
import { element } from "../base/element.js";
import { beside, scrollFor } from "./place.js";

const WANTED = { width: 416, height: 330 };

export class Hovering {
  /** @param {Editor} editor @param {Span} span @param {string} label @param {() => void} closed */
  constructor(editor, span, label, closed) {
    this.editor = editor;
    this.span = span;
    this.closed = closed;
    this.box = element("section", { class: "picker", role: "dialog", "aria-label": label, tabindex: "-1" });
    const left = (/** @type {FocusEvent} */ event) => {
      if (event.relatedTarget instanceof Node && !this.box.contains(event.relatedTarget)) this.close(false);
    };
    this.follow = () => {
      if (this.editor.active.span !== this.span.id) this.close(false);
    };
    this.place = () => this.#place();
    this.box.addEventListener("focusout", left);
    document.addEventListener("editor:active", this.follow);
    addEventListener("resize", this.place);
    globalThis.visualViewport?.addEventListener("resize", this.place);
    editor.page.root.append(this.box);
    editor.page.root.classList.add("linking");
  }

  /** @param {boolean} [back] whether the focus goes back to the text */
  close(back = true) {
    if (!this.box.isConnected) return;
    document.removeEventListener("editor:active", this.follow);
    removeEventListener("resize", this.place);
    globalThis.visualViewport?.removeEventListener("resize", this.place);
    this.editor.page.root.classList.remove("linking");
    if (back) this.editor.focus();
    this.box.remove();
    this.closed();
  }

  #place() {
    const { page, view } = this.editor;
    const lines = this.#lines();
    if (!lines.length) return;
    const [first, last] = [lines[0], lines[lines.length - 1]];
    if (view.narrow) return this.#sheet(last);
    const bounds = this.#bounds();
    const scroll = scrollFor(first, last, bounds, WANTED.height);
    if (scroll) {
      scrollBy({ top: scroll, behavior: "instant" });
      const moved = this.#lines();
      if (Math.abs(moved[0].top - first.top) > 1) return this.#set(moved[0], moved[moved.length - 1]);
    }
    page.root.append(this.box);
    this.#set(first, last);
  }

  /** @param {DOMRect} first @param {DOMRect} last */
  #set(first, last) {
    const { page, store } = this.editor;
    const block = page.blocks[store.paragraphAt(this.span.fragments[0][0])];
    const rtl = getComputedStyle(block).direction === "rtl";
    const wanted = { ...WANTED, width: this.box.offsetWidth };
    const { left, top, bottom, room } = beside(first, last, this.#bounds(), wanted, rtl);
    const home = page.root.getBoundingClientRect();
    const { style } = this.box;
    style.setProperty("--left", `${left - home.left}px`);
    style.setProperty("--top", top === null ? "auto" : `${top - home.top}px`);
    style.setProperty("--bottom", bottom === null ? "auto" : `${home.bottom - bottom}px`);
    style.setProperty("--room", `${room}px`);
  }

  /** The sheet stands on the keyboard of a phone. @param {DOMRect} last */
  #sheet(last) {
    const seen = globalThis.visualViewport;
    const keyboard = seen ? Math.max(0, innerHeight - seen.height - seen.offsetTop) : 0;
    this.box.style.setProperty("--keyboard", `${keyboard}px`);
    const hidden = last.bottom + 12 - this.box.getBoundingClientRect().top;
    if (hidden > 0) scrollBy({ top: hidden, behavior: "instant" });
  }

  /** The lines of the piece that was read last. */
  #lines() {
    const fragment = this.span.fragments[this.span.fragments.length - 1];
    return this.editor.page.ranges(fragment).flatMap((range) => [...range.getClientRects()]);
  }

  /** The column of text under the bar. */
  #bounds() {
    const { page, store } = this.editor;
    const column = page.blocks[store.paragraphAt(this.span.fragments[0][0])].getBoundingClientRect();
    const bar = document.querySelector(".editor-bar")?.getBoundingClientRect().bottom ?? 0;
    const right = Math.min(innerWidth - 8, Math.max(column.right, column.left + WANTED.width));
    return { left: Math.max(8, column.left), right, top: Math.max(0, bar), bottom: innerHeight };
  }
}
