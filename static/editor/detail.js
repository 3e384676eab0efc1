// @ts-check
/** The form for what is active, over the margin beside its line: nothing in the text moves when it opens. */
/** @import { Attribution, Field, Role, Span } from "./types.js" */
/** @import { Editor } from "./editor.js" */
import { changeAttribution, changeSpan, detach, removePiece } from "./commands.js";
import { commandButton, element } from "./element.js";
import { cycled, fieldRows } from "./fields.js";
import { kindOf } from "./flow.js";
import { linkPicker } from "./picker.js";
import { ROLES } from "./store.js";

/** @type {Record<Role, string>} */
const LABELS = { source: "Source", cue: "Cue", content: "Content", addressee: "To", supplement: "Supplement" };

export class Detail {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.box = element("section", { class: "detail", "aria-label": "What is active", tabindex: "-1" });
    this.picking = false;
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
    const typing =
      this.box.contains(document.activeElement) && document.activeElement?.matches("input, textarea, select");
    if (key === this.shown && typing) return; // never redraw under somebody's hands
    this.shown = key;
    this.picking = false;
    const hadFocus = this.box.contains(document.activeElement);
    const focus = hadFocus ? document.activeElement?.getAttribute("data-focus") : null;
    const span = this.#span;
    const attribution = this.#attribution;
    this.box.parentElement?.classList.remove("open");
    if (this.editor.flow.on || (!span && !attribution)) {
      this.box.remove();
      if (hadFocus) this.editor.focus();
      return;
    }
    this.box.replaceChildren(
      ...(span ? this.#spanForm(span) : []),
      ...(attribution ? this.#attributionForm(attribution, !span) : []),
    );
    const row = this.editor.view.rows[this.#home()];
    row.append(this.box);
    row.classList.add("open");
    if (focus)
      /** @type {HTMLElement | null} */ (this.box.querySelector(`[data-focus="${CSS.escape(focus)}"]`))?.focus();
    else if (hadFocus) this.editor.focus();
    this.editor.view.arrange();
  }

  /** Beside the card of the attribution, or beside the line of the span. Reads now, writes later. */
  place() {
    const row = this.box.parentElement;
    if (!row) return;
    const span = this.#span;
    const card = span ? null : row.querySelector(".card.on");
    const beside = span ? this.editor.view.lineTop(span.fragments[0][0]) : card?.getBoundingClientRect().top;
    const from = row.getBoundingClientRect().top;
    const lowest = innerHeight - this.box.offsetHeight - 12;
    const top = Math.min((beside ?? from) - 4, Math.max(lowest, 80)) - from;
    return () => this.box.style.setProperty("--top", `${top}px`);
  }

  /** Open the search for an actor or a topic. */
  pick() {
    const span = this.#span;
    if (!span || (span.kind !== "actor" && span.kind !== "claim")) return false;
    const slot = this.box.querySelector(".link-row");
    if (!slot) return false;
    this.picking = true;
    const close = () => {
      this.picking = false;
      this.shown = "";
      this.editor.focus();
      this.show();
    };
    const picker = linkPicker(this.editor, span, close);
    slot.replaceWith(picker);
    picker.querySelector("input")?.focus();
    return true;
  }

  /** A field's own key goes to its next answer. @param {string} key */
  key(key) {
    const field = this.#fields().find((one) => one.key === key && one.kind !== "many");
    if (!field) return false;
    if (field.kind !== "choice" && field.kind !== "bool") {
      /** @type {HTMLElement | null} */ (
        this.box.querySelector(`[aria-labelledby="field-${field.applies_to}-${field.name}"] input`)
      )?.focus();
      return true;
    }
    const { active } = this.editor;
    const owner = field.applies_to === "attribution" ? this.#attribution : this.#span;
    const values = cycled(field, owner?.values ?? {});
    if (field.applies_to === "attribution") changeAttribution(this.editor, active.attribution ?? "", { values });
    else changeSpan(this.editor, { values });
    this.editor.say(`${field.name}: ${values[field.name] ?? "not answered"}`);
    return true;
  }

  /** @returns {Field[]} the questions about what is active */
  #fields() {
    const kinds = [this.#span?.kind, this.#attribution && "attribution"];
    return this.editor.state.scheme.fields.filter((field) => kinds.includes(field.applies_to));
  }

  #home() {
    const { store } = this.editor;
    const span = this.#span;
    return span
      ? store.paragraphAt(span.fragments[0][0])
      : (store.homes.get(this.editor.active.attribution ?? "") ?? 0);
  }

  /** @param {string} kind @param {string} label @param {string} words */
  #head(kind, label, words) {
    const close = commandButton("×", "stop", "", { class: "icon-button close", "aria-label": "Close" });
    const quote = words ? [element("q", { class: "words", dir: "auto" }, words)] : [];
    return element("header", {}, element("span", { class: `badge ${kind}` }, label), ...quote, close);
  }

  /** @param {Span} span */
  #spanForm(span) {
    const { store, write } = this.editor;
    const label = span.kind[0].toUpperCase() + span.kind.slice(1);
    const change = write ? (/** @type {Span["values"]} */ values) => changeSpan(this.editor, { values }) : null;
    const fields = this.#fields().filter((field) => field.applies_to === span.kind);
    const rows = [
      this.#head(span.kind, label, store.quote(span.fragments)),
      ...this.#link(span),
      ...fieldRows(fields, span.values, change),
    ];
    if (span.fragments.length > 1 && write) rows.push(this.#pieces(span));
    if (write) rows.push(this.#tools());
    return rows;
  }

  /** @param {Span} span */
  #link(span) {
    if (span.kind !== "actor" && span.kind !== "claim") return [];
    const { store, write } = this.editor;
    const actor = store.actors.get(span.actor ?? "");
    const topic = store.topics.get(span.topic ?? "");
    const name = actor ? actor.name : topic?.name;
    const noun = span.kind === "actor" ? "actor" : "topic";
    const row = element("div", { class: "link-row" });
    if (name)
      row.append(
        element("span", { class: "linked", dir: "auto" }, name),
        ...(actor ? [element("span", { class: "soft" }, actor.kind)] : []),
      );
    if (!write) return name ? [row] : [];
    row.append(
      commandButton(name ? "Change" : `Link to ${noun === "actor" ? "an actor" : "a topic"}`, "link", name ? "" : "↵", {
        class: "button compact",
        "data-focus": "link",
      }),
    );
    if (name) row.append(commandButton("Unlink", "unlink", "", { class: "button compact quiet" }));
    return [row];
  }

  /** @param {Span} span */
  #pieces(span) {
    const list = element("ul", { class: "pieces", "aria-label": "Pieces" });
    span.fragments.forEach((fragment, nth) => {
      const words = this.editor.store.quote([fragment]);
      const take = element(
        "button",
        { type: "button", class: "icon-button", "aria-label": `Take out the piece: ${words}` },
        "×",
      );
      take.addEventListener("click", () => removePiece(this.editor, span.id, nth));
      list.append(element("li", {}, element("span", { class: "words", dir: "auto" }, words), take));
    });
    return list;
  }

  #tools() {
    const small = (/** @type {string} */ sign, /** @type {string} */ command, /** @type {string} */ label) =>
      commandButton(sign, command, "", { class: "icon-button", "aria-label": label, title: label });
    const edges = element(
      "span",
      { class: "edges" },
      "Start",
      small("‹", "start-earlier", "Start one word earlier"),
      small("›", "start-later", "Start one word later"),
      "End",
      small("‹", "end-earlier", "End one word earlier"),
      small("›", "end-later", "End one word later"),
    );
    return element(
      "div",
      { class: "tools" },
      edges,
      commandButton("Delete", "remove", "", { class: "button compact quiet danger", "aria-keyshortcuts": "Delete" }),
    );
  }

  /** @param {Attribution} attribution @param {boolean} alone */
  #attributionForm(attribution, alone) {
    const { write, state } = this.editor;
    const change = write
      ? (/** @type {Attribution["values"]} */ values) => changeAttribution(this.editor, attribution.id, { values })
      : null;
    const fields = state.scheme.fields.filter((field) => field.applies_to === "attribution");
    const title = alone
      ? this.#head("content", "Attribution", "")
      : element("button", { type: "button", class: "go-up" }, "In this attribution");
    if (!alone) title.addEventListener("click", () => this.editor.activate({ attribution: attribution.id }));
    const shown = ROLES.filter((role) => write || attribution[role].length);
    const rows = [
      title,
      ...shown.map((role) => this.#role(attribution, role)),
      ...fieldRows(fields, attribution.values, change),
    ];
    if (write) rows.push(this.#note(attribution));
    else if (attribution.note) rows.push(element("p", { class: "note", dir: "auto" }, attribution.note));
    if (write && alone)
      rows.push(
        element(
          "div",
          { class: "tools" },
          element("span"),
          commandButton("Delete attribution", "remove", "", {
            class: "button compact quiet danger",
            "aria-keyshortcuts": "Delete",
          }),
        ),
      );
    return rows;
  }

  /** @param {Attribution} attribution @param {Role} role */
  #role(attribution, role) {
    const { store, write } = this.editor;
    const parts = element("span", { class: "parts" });
    for (const id of attribution[role]) {
      const span = store.spans.get(id);
      if (span) parts.append(this.#part(attribution, role, span));
    }
    if (write) {
      const empty = !attribution[role].length;
      const add = element(
        "button",
        {
          type: "button",
          class: empty ? "add empty" : "add",
          "aria-label": `Pick ${LABELS[role].toLowerCase()} in the text`,
        },
        empty ? "+ pick in the text" : "+",
      );
      add.addEventListener("click", () => this.editor.flow.ask(attribution.id, role));
      parts.append(add);
    }
    if (role === "source" && !attribution.source.length) parts.append(this.#implicit(attribution));
    return element("div", { class: `role-row ${role}` }, element("span", { class: "field-name" }, LABELS[role]), parts);
  }

  /** @param {Attribution} attribution @param {Role} role @param {Span} span */
  #part(attribution, role, span) {
    const words = this.editor.store.quote(span.fragments);
    const open = element(
      "button",
      { type: "button", class: `words ${kindOf(role)}`, dir: "auto", title: words },
      words,
    );
    open.addEventListener("click", () => this.editor.activate({ span: span.id, attribution: attribution.id }));
    const part = element("span", { class: "part" }, open);
    if (this.editor.write) {
      const take = element(
        "button",
        { type: "button", class: "icon-button", "aria-label": `Take out ${LABELS[role].toLowerCase()}: ${words}` },
        "×",
      );
      take.addEventListener("click", () => detach(this.editor, attribution.id, role, span.id));
      part.append(take);
    }
    return part;
  }

  /** @param {Attribution} attribution */
  #implicit(attribution) {
    const box = element("input", {
      type: "checkbox",
      checked: attribution.implicit_source,
      disabled: !this.editor.write,
      "data-focus": "implicit",
    });
    box.addEventListener("change", () =>
      changeAttribution(this.editor, attribution.id, { implicit_source: box.checked }),
    );
    return element("label", { class: "implicit" }, box, "implied, not named in the text");
  }

  /** @param {Attribution} attribution */
  #note(attribution) {
    const input = element("input", {
      type: "text",
      class: "compact",
      placeholder: "Note",
      "aria-label": "Note on this attribution",
      dir: "auto",
      maxlength: "2000",
    });
    input.value = attribution.note;
    input.addEventListener("change", () =>
      changeAttribution(this.editor, attribution.id, { note: input.value.trim() }),
    );
    return input;
  }
}
