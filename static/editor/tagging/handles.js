// @ts-check
/** Handles at the ends of the active span, one pair a piece. They hang below the line, so that the words stay free to be
 * clicked. Loaded when the first span is opened. Their keyboard twins are the commands start-earlier … end-later. */
/** @import { Fragment, Span } from "../types.js" */
/** @import { Editor } from "../editor.js" */
import { element } from "../base/element.js";
import { joinFragments } from "../text/offsets.js";

const MOST = 6; // pieces with handles
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const STRONG = /\p{L}/u;

/** @typedef {{nth: number, side: 0 | 1, dx: number, dy: number, fragments: Fragment[]}} Drag */

export class Handles {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.box = element("div", { class: "handles", "aria-hidden": "true" });
    /** @type {Drag | null} */
    this.drag = null;
    this.waiting = 0;
    editor.page.root.append(this.box);
    this.box.addEventListener("pointerdown", (event) => this.#grab(event));
    this.box.addEventListener("pointermove", (event) => this.#move(event));
    this.box.addEventListener("pointerup", (event) => this.#drop(event, true));
    this.box.addEventListener("pointercancel", (event) => this.#drop(event, false));
    document.addEventListener("editor:active", () => this.later());
    new ResizeObserver(() => this.later()).observe(editor.page.root);
    this.later();
  }

  get #span() {
    const { editor } = this;
    return editor.write && !editor.flow.on ? editor.store.spans.get(editor.active.span ?? "") : undefined;
  }

  /** Put them in their places once the frame is painted, when reading the layout costs nothing. */
  later() {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => setTimeout(() => this.place()));
  }

  place() {
    if (this.drag) return;
    this.#put(this.#span?.fragments.slice(0, MOST) ?? []);
  }

  /** @param {Fragment[]} fragments */
  #put(fragments) {
    const origin = this.box.getBoundingClientRect();
    const places = fragments.flatMap((fragment, nth) => {
      const sides = /** @type {const} */ ([0, 1]);
      return sides.map((side) => ({ nth, side, edge: this.#edge(fragment[side], side) }));
    });
    while (this.box.children.length < places.length) this.box.append(element("span", { class: "handle" }));
    [...this.box.children].forEach((handle, index) => {
      if (!(handle instanceof HTMLElement)) return;
      const place = places[index];
      handle.classList.toggle("shown", Boolean(place?.edge));
      if (!place?.edge) return;
      handle.dataset.nth = String(place.nth);
      handle.dataset.side = String(place.side);
      handle.style.transform = `translate(${place.edge.x - origin.left}px, ${place.edge.bottom - origin.top}px)`;
    });
  }

  /** Where the caret would stand at an end, by the character inside it: in Arabic the start is at its right.
   * @param {number} at @param {0 | 1} side */
  #edge(at, side) {
    const { page } = this.editor;
    const inside = side ? at - 1 : at;
    const rects = page.ranges([inside, inside + 1])[0]?.getClientRects();
    const rect = rects?.[rects.length - 1];
    if (!rect) return null;
    const letter = page.text[inside];
    const block = page.blocks[page.indexAt(inside)];
    const rtl = RTL.test(letter) || (!STRONG.test(letter) && getComputedStyle(block).direction === "rtl");
    return {
      x: rtl === Boolean(side) ? rect.left : rect.right,
      bottom: rect.bottom,
      middle: (rect.top + rect.bottom) / 2,
    };
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    const handle = event.target;
    const span = this.#span;
    if (!(handle instanceof HTMLElement) || !span || event.button !== 0 || !handle.dataset.nth) return;
    event.preventDefault();
    event.stopPropagation();
    const nth = Number(handle.dataset.nth);
    const side = handle.dataset.side === "1" ? 1 : 0;
    const edge = this.#edge(span.fragments[nth][side], side);
    if (!edge) return;
    this.box.setPointerCapture(event.pointerId);
    this.box.classList.add("dragging"); // the text under the handle is what counts now
    this.drag = { nth, side, dx: edge.x - event.clientX, dy: edge.middle - event.clientY, fragments: span.fragments };
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const { drag, editor } = this;
    const span = this.#span;
    if (!drag || !span) return;
    const at = editor.page.near(event.clientX + drag.dx, event.clientY + drag.dy);
    const fragments = at < 0 ? null : this.#moved(span, drag, at, event.altKey || editor.exactly);
    if (!fragments || String(fragments) === String(drag.fragments)) return;
    drag.fragments = fragments;
    this.#put(fragments.slice(0, MOST));
    const layer = editor.light.layers.get("span");
    layer?.clear();
    for (const fragment of fragments) for (const range of editor.page.ranges(fragment)) layer?.add(range);
  }

  /** The pieces with one end elsewhere; the other ends stay. @param {Span} span @param {Drag} drag @param {number} at
   * @param {boolean} exact @returns {Fragment[] | null} */
  #moved(span, { nth, side }, at, exact) {
    const [start, end] = span.fragments[nth];
    const low = span.fragments[nth - 1]?.[1] ?? 0; // a piece never runs into the next one
    const high = span.fragments[nth + 1]?.[0] ?? this.editor.page.text.length;
    const wanted = side
      ? /** @type {Fragment} */ ([start, Math.min(at, high)])
      : /** @type {Fragment} */ ([Math.max(at, low), end]);
    if (wanted[1] <= wanted[0]) return null;
    const snapped = this.editor.page.snap(wanted, exact);
    const next = side ? /** @type {Fragment} */ ([start, snapped[1]]) : /** @type {Fragment} */ ([snapped[0], end]);
    if (next[1] <= next[0] || next[0] < low || next[1] > high) return null;
    return span.fragments.map((fragment, index) => (index === nth ? next : fragment));
  }

  /** @param {PointerEvent} event @param {boolean} keep */
  #drop(event, keep) {
    const { drag, editor } = this;
    const span = this.#span;
    if (!drag) return;
    event.stopPropagation();
    this.drag = null;
    this.box.classList.remove("dragging");
    const changed = span && String(span.fragments) !== String(drag.fragments);
    if (keep && span && changed) {
      editor.commit([{ put: "span", ...span, fragments: joinFragments(drag.fragments) }]);
      editor.say(editor.store.quote(drag.fragments));
    } else editor.activate(editor.active);
    this.later();
  }
}
