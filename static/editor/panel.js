// @ts-check
/** The form for what is active, over the margin beside its line: nothing in the text moves when it opens. */
/** @import { Attribution, Field, Span } from "./types.js" */
/** @import { Editor } from "./editor.js" */
import { attributionForm } from "./attribution-form.js";
import { changeAttribution, changeSpan } from "./commands.js";
import { commandButton, element } from "./element.js";
import { cycled } from "./fields.js";
import { spanForm } from "./span-form.js";
import { _ } from "./words.js";

export class Panel {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.box = element("section", { class: "detail", "aria-label": "What is active", tabindex: "-1" });
    this.shown = "";
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
    if (key === this.shown && focused?.matches("input:not([type=checkbox]), select")) return; // never under somebody's hands
    this.shown = key;
    this.box.parentElement?.classList.remove("open");
    const form = this.editor.flow.on ? [] : this.#form();
    if (form.length) this.#open(form);
    else this.box.remove();
    if (!focused) return;
    const same = focused.getAttribute("data-focus");
    const again = same && this.box.querySelector(`[data-focus="${CSS.escape(same)}"]`);
    if (again instanceof HTMLElement && again.isConnected) again.focus();
    else this.editor.focus();
  }

  /** Beside the card of the attribution, or beside the line of the span. Reads now, writes later. */
  place() {
    const row = this.box.parentElement;
    if (!row) return;
    const span = this.#span;
    if (this.editor.view.narrow) return this.#uncover(span);
    const card = span ? null : row.querySelector(".card.on");
    const beside = span ? this.editor.view.lineTop(span.fragments[0][0]) : card?.getBoundingClientRect().top;
    const from = row.getBoundingClientRect().top;
    const lowest = innerHeight - this.box.offsetHeight - 12;
    const top = Math.min((beside ?? from) - 4, Math.max(lowest, 80)) - from;
    return () => this.box.style.setProperty("--top", `${top}px`);
  }

  /** On a phone the form is a sheet at the bottom; what it is about stays in sight. @param {Span | undefined} span */
  #uncover(span) {
    const card = this.editor.page.root.querySelector(".card.on");
    const line = span ? this.editor.view.lineTop(span.fragments[0][0]) : card?.getBoundingClientRect().top;
    const hidden = (line ?? 0) + 60 - this.box.getBoundingClientRect().top;
    return () => {
      if (hidden > 0) scrollBy({ top: hidden });
    };
  }

  /** Open the search for an actor or a topic. */
  async pick() {
    const { linkPicker } = await import("./picker.js");
    const span = this.#span;
    const slot = this.box.querySelector(".link-row");
    if (!span || !slot) return;
    const close = () => {
      this.shown = "";
      this.editor.focus();
      this.show();
    };
    const picker = linkPicker(this.editor, span, close);
    slot.replaceWith(picker);
    picker.querySelector("input")?.focus();
    this.editor.view.arrange();
  }

  ask() {}

  guide() {}

  /** A field's own key goes to its next answer. @param {string} key */
  key(key) {
    const field = this.#fields().find((one) => one.key === key && one.kind !== "many");
    if (!field) return false;
    const attribution = field.applies_to === "attribution" ? this.#attribution : undefined;
    if (field.kind !== "choice" && field.kind !== "bool") {
      const input = this.box.querySelector(`input[aria-labelledby="field-${field.applies_to}-${field.name}"]`);
      if (input instanceof HTMLElement) input.focus();
      return true;
    }
    const values = cycled(field, (attribution ?? this.#span)?.values ?? {});
    if (attribution) changeAttribution(this.editor, attribution.id, { values });
    else changeSpan(this.editor, { values });
    this.editor.say(`${field.name}: ${values[field.name] ?? "not answered"}`);
    return true;
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
    const rows = span ? spanForm(editor, span, this.#head(span.kind, editor.store.quote(span.fragments))) : [];
    if (!attribution) return rows;
    const title = span ? this.#upTo(attribution) : this.#head("content", "", "attribution");
    return [...rows, ...attributionForm(editor, attribution, title, !span)];
  }

  /** @param {Node[]} form */
  #open(form) {
    const { store, page, view, active } = this.editor;
    const span = this.#span;
    this.box.replaceChildren(...form);
    const home = span ? store.paragraphAt(span.fragments[0][0]) : (store.homes.get(active.attribution ?? "") ?? 0);
    (view.narrow ? page.root : view.rows[home]).append(this.box);
    view.rows[home].classList.add("open");
    view.arrange();
  }

  /** @param {string} look @param {string} words @param {string} [label] */
  #head(look, words, label = look) {
    const close = commandButton("×", "stop", "", { class: "icon-button close", "aria-label": "Close" });
    const comment = commandButton(_("Comment"), "comment", "", { class: "quiet-button" });
    const badge = element("span", { class: `badge ${look}` }, label[0].toUpperCase() + label.slice(1));
    return element(
      "header",
      {},
      badge,
      ...(words ? [element("q", { class: "words", dir: "auto" }, words)] : []),
      comment,
      close,
    );
  }

  /** @param {Attribution} attribution */
  #upTo({ id }) {
    const button = element("button", { type: "button", class: "go-up" }, "In this attribution");
    button.addEventListener("click", () => this.editor.activate({ attribution: id }));
    return button;
  }
}
