// @ts-check
/** The form for what is active, over the margin beside its line: nothing in the text moves when it opens. */
/** @import { Field } from "../types.js" */
/** @import { Editor } from "../editor.js" */
/** @import { Guide } from "./guide.js" */

import { commandButton, element } from "../base/element.js";
import { hint } from "../base/shown.js";
import { _ } from "../base/words.js";
import { markName } from "../tagging/hint.js";
import { listenToAnswers, toField, toFirstOpen } from "./answering.js";
import { attributionForm } from "./attribution-form.js";
import { idOf } from "./fields.js";
import { openPicker } from "./picker.js";
import { spanForm } from "./span-form.js";

export class Panel {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.box = element("section", { class: "detail", "aria-label": _("What is active"), tabindex: "-1" });
    this.shown = "";
    this.searching = false;
    /** what the guidelines say, while somebody wants to see it @type {Guide | null} */
    this.guiding = null;
    listenToAnswers(this.box, () => this.#back());
  }

  get #span() {
    return this.editor.store.spans.get(this.editor.active.span ?? "");
  }

  get #attribution() {
    return this.editor.store.attributions.get(this.editor.active.attribution ?? "");
  }

  show() {
    const key = JSON.stringify(this.editor.active);
    const focused = this.box.contains(document.activeElement) ? document.activeElement : null;
    if (key === this.shown && focused?.matches("input:not([type=checkbox])")) return; // never under somebody's hands
    this.shown = key;
    this.box.parentElement?.classList.remove("open");
    const form = this.editor.flow.on ? [] : this.#form();
    if (form.length) this.#open(form);
    else this.box.remove();
    if (!focused) return;
    const same = focused.getAttribute("data-focus");
    const again = same && this.box.querySelector(`[data-focus="${CSS.escape(same)}"]`);
    if (again instanceof HTMLElement && again.isConnected) again.focus({ preventScroll: true });
    else this.editor.focus();
  }

  /** Beside the card of the attribution, or beside the line of the span. Reads now, writes later. */
  place() {
    const row = this.box.parentElement;
    if (!row) return;
    const line = this.#line();
    if (this.editor.view.narrow) return this.#uncover(line);
    const from = row.getBoundingClientRect().top;
    const bar = document.querySelector(".editor-bar")?.getBoundingClientRect().bottom ?? 0;
    const room = innerHeight - bar - 20;
    const lowest = innerHeight - Math.min(this.box.scrollHeight + 2, room) - 12;
    const top = Math.min((line ?? from) - 4, Math.max(lowest, bar + 8)) - from;
    return () => {
      this.box.style.setProperty("--top", `${top}px`);
      this.box.style.setProperty("--room", `${room}px`);
    };
  }

  /** Top of what the form is about. */
  #line() {
    const span = this.#span;
    if (span) return this.editor.view.lineTop(span.fragments[0][0]);
    return this.editor.page.root.querySelector(".card.on")?.getBoundingClientRect().top;
  }

  /** On a phone the form is a sheet at the bottom; what it is about stays in sight. @param {number | undefined} line */
  #uncover(line) {
    const hidden = (line ?? 0) + 60 - this.box.getBoundingClientRect().top;
    return () => {
      if (hidden > 0 && !this.searching) scrollBy({ top: hidden });
    };
  }

  /** Open the search for an actor or a topic, once. */
  pick() {
    const span = this.#span;
    if (this.searching || !span) return;
    this.searching = true;
    openPicker(this.editor, span, () => this.#searched());
  }

  #searched() {
    this.searching = false;
    this.shown = "";
    this.show();
  }

  /** To the first question without an answer. */
  ask() {
    if (!toFirstOpen(this.box)) this.editor.say(_("The scheme has no questions about this."));
  }

  /** A field's own key goes to its question. @param {string} key */
  key(key) {
    const field = this.#fields().find((one) => one.key === key);
    return !!field && toField(this.box, idOf(field));
  }

  /** Show or hide the guidelines, as far as they are about what is active. */
  async guide() {
    if (this.guiding) this.guiding = null;
    else {
      const { fetchGuide } = await import("./guide.js");
      this.guiding = await fetchGuide(this.editor);
      if (!this.guiding) this.editor.say(_("The guidelines cannot be fetched without a connection."));
    }
    this.shown = "";
    this.show();
    const guide = this.box.querySelector(".guide");
    if (guide instanceof HTMLElement) guide.focus({ preventScroll: true });
  }

  #back() {
    const active = this.editor.active.span || this.editor.active.attribution;
    this.editor.focus();
    if (active) return;
    this.guiding = null;
    this.show();
  }

  /** @returns {Field[]} the questions about what is active */
  #fields() {
    const kinds = [this.#span?.kind, this.#attribution && "attribution"];
    return this.editor.state.scheme.fields.filter((field) => kinds.includes(field.applies_to));
  }

  /** @returns {Node[]} */
  #form() {
    const { editor } = this;
    const span = this.#span;
    const attribution = this.#attribution;
    const guide = this.#guide();
    if (!span && !attribution) return guide.length ? [this.#head("attribution", "", _("Guidelines")), ...guide] : [];
    const head = span
      ? this.#head(span.kind, editor.store.quote(span.fragments))
      : this.#head("content", "", markName("attribution"));
    const parts = span ? spanForm(editor, span) : [];
    const whole = attribution ? attributionForm(editor, attribution, !!span) : [];
    return [head, ...guide, ...parts, ...whole];
  }

  #guide() {
    const kind = this.#span?.kind ?? (this.#attribution && "attribution");
    return this.guiding
      ? [this.guiding(kind ? [kind] : [], kind ? this.#fields() : this.editor.state.scheme.fields)]
      : [];
  }

  /** @param {Node[]} form */
  #open(form) {
    const { store, page, view, active, caret } = this.editor;
    const span = this.#span;
    const scrolled = this.box.scrollTop;
    this.box.replaceChildren(...form);
    const asked = span?.fragments[0][0] ?? Math.max(0, caret);
    const home = !span && active.attribution ? (store.homes.get(active.attribution) ?? 0) : store.paragraphAt(asked);
    const place = view.narrow ? page.root : view.rows[home];
    if (this.box.parentElement !== place) place.append(this.box);
    else this.box.scrollTop = scrolled;
    view.rows[home].classList.add("open");
    view.arrange();
  }

  /** @param {string} look @param {string} words @param {string} [label] */
  #head(look, words, label = markName(look)) {
    const close = commandButton("×", "stop", "", { class: "icon-button close", "aria-label": _("Close") });
    const shown = { class: "icon-button why", "aria-label": _("Guidelines"), "aria-expanded": String(!!this.guiding) };
    const key = hint(this.editor.keys, "guide");
    const title = key ? `${_("Guidelines")} (${key})` : _("Guidelines");
    const guide = commandButton("?", "guide", "", { ...shown, title, "data-focus": "guideline" });
    const comment = commandButton(_("Comment"), "comment", "", { class: "quiet-button" });
    const parts = [element("span", { class: `badge ${look}` }, label)];
    if (words) parts.push(element("q", { class: "words", dir: "auto" }, words));
    return element("header", {}, ...parts, element("span", { class: "corner" }, comment, guide, close));
  }
}
