// @ts-check
/** “Same actor”: the next mention clicked, or a number from the list of this article's actors. Loaded when first used. */
/** @import { Span } from "../types.js" */
/** @import { Editor } from "../editor.js" */
import { element } from "../base/element.js";
import { _ } from "../base/words.js";
import { actorsNear, link, sameActor } from "./walk.js";

const BELOW = 34; // px from the top of the span's line to the box

/** @param {Editor} editor */
export function askSame(editor) {
  const span = editor.store.spans.get(editor.active.span ?? "");
  if (span?.kind !== "actor") return editor.say(_("Open a mention of an actor first."));
  new Question(editor, span).ask();
}

class Question {
  /** @param {Editor} editor @param {Span} span */
  constructor(editor, span) {
    this.editor = editor;
    this.span = span;
    this.near = actorsNear(editor, span);
    this.asked = _("Same actor as: click another mention, or choose");
    this.box = element("div", { class: "same-actor", role: "group", "aria-label": this.asked });
    this.ends = new AbortController();
  }

  ask() {
    const { editor, box, span, near, asked, ends } = this;
    const { root } = editor.page;
    box.append(element("p", {}, asked), ...near.map((actor, nth) => this.#choice(actor, nth)));
    root.addEventListener("keydown", (event) => this.#key(event), { capture: true, signal: ends.signal });
    root.addEventListener("pointerup", (event) => this.#click(event), { capture: true, signal: ends.signal });
    const row = editor.view.rows[editor.store.paragraphAt(span.fragments[0][0])];
    const top = editor.view.lineTop(span.fragments[0][0]) - row.getBoundingClientRect().top + BELOW;
    box.style.setProperty("--top", `${top}px`);
    row.append(box);
    editor.say([asked, ...near.map((actor, nth) => `${nth + 1} ${this.#name(actor)}`)].join(". "));
  }

  /** @param {string} actor */
  #name(actor) {
    return this.editor.store.actors.get(actor)?.name ?? "";
  }

  /** @param {string} actor @param {number} nth */
  #choice(actor, nth) {
    const number = element("kbd", { "aria-hidden": "true" }, String(nth + 1));
    const name = element("span", { dir: "auto" }, this.#name(actor));
    const button = element("button", { type: "button" }, number, name);
    button.addEventListener("click", () => this.#take(actor));
    return button;
  }

  /** A number takes, Esc ends; any other key ends it, too, and is the command that it always is. @param {KeyboardEvent} event */
  #key(event) {
    if (this.#inside(event) && /^(Enter| |Tab)$/.test(event.key)) return;
    if (/^(Shift|Control|Alt|Meta|Tab)$/.test(event.key)) return;
    const actor = this.near[Number(event.key) - 1];
    if (actor || event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
    }
    if (actor) this.#take(actor);
    else this.#end();
  }

  /** @param {PointerEvent} event */
  #click(event) {
    if (this.#inside(event)) return;
    const { store, page } = this.editor;
    const at = page.at(event.clientX, event.clientY);
    const other = at < 0 ? undefined : store.at(at).find((one) => one.kind === "actor");
    this.#end();
    if (!other) return;
    event.stopPropagation();
    sameActor(this.editor, this.span.id, other.id);
  }

  /** @param {string} actor */
  #take(actor) {
    this.#end();
    const now = this.editor.store.spans.get(this.span.id);
    if (now) link(this.editor, now, actor);
  }

  #end() {
    this.ends.abort();
    this.box.remove();
    this.editor.focus();
  }

  /** @param {Event} event */
  #inside(event) {
    return event.target instanceof Node && this.box.contains(event.target);
  }
}
