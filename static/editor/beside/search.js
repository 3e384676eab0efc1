// @ts-check
/** Search in the article: finds while one types; Escape hands the hit over as the selection, for the next key to mark. */
/** @import { Fragment } from "../types.js" */
/** @import { Editor } from "../editor.js" */
import { element } from "../base/element.js";
import { _, ngettext } from "../base/words.js";
import { findAll, fold } from "../text/finding.js";

const LIT = 400; // ranges at most; beyond that lighting all of them says nothing and costs every repaint

class Search {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.folded = fold(editor.page.text);
    /** @type {Fragment[]} */
    this.hits = [];
    this.now = -1;
    const label = _("Search in the article");
    this.input = element("input", {
      type: "search",
      class: "compact",
      "aria-label": label,
      placeholder: label,
      autocomplete: "off",
      spellcheck: "false",
      enterkeyhint: "next",
      dir: "auto",
      maxlength: "300",
    });
    this.whole = element("input", { type: "checkbox" });
    this.count = element("output", { class: "count", role: "status" });
    this.bar = element(
      "search",
      { class: "search-bar", hidden: true },
      this.input,
      this.count,
      this.#button("↑", _("Previous hit"), () => this.step(-1)),
      this.#button("↓", _("Next hit"), () => this.step(1)),
      element("label", { class: "whole" }, this.whole, _("Whole words")),
      this.#button("×", _("Close the search"), () => this.close()),
    );
    this.input.addEventListener("input", () => this.find(true));
    this.whole.addEventListener("change", () => this.find(true));
    this.bar.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("editor:changed", () => this.bar.hidden || this.#light());
    document.querySelector(".editor-bar")?.append(this.bar);
    /** @type {Highlight[]} */
    this.layers = globalThis.CSS?.highlights ? [new Highlight(), new Highlight()] : [];
    this.layers.forEach((layer, nth) => {
      layer.priority = nth + 1;
      CSS.highlights.set(["found", "found-now"][nth], layer);
    });
  }

  /** @param {string} sign @param {string} label @param {() => void} act */
  #button(sign, label, act) {
    const button = element("button", { type: "button", class: "icon-button", "aria-label": label, title: label }, sign);
    button.addEventListener("click", act);
    return button;
  }

  open() {
    const { page } = this.editor;
    const chosen = page.selection();
    if (chosen && chosen[1] - chosen[0] < 80) this.input.value = page.text.slice(...chosen);
    this.from = chosen?.[0] ?? this.#top();
    this.bar.hidden = false;
    this.input.focus();
    this.input.select();
    this.find(true);
  }

  /** Where reading has come to: the first line that is in sight. */
  #top() {
    const { page, caret } = this.editor;
    if (caret > 0) return caret;
    const first = page.blocks.findIndex((block) => block.getBoundingClientRect().bottom > 80);
    return page.paragraphs[Math.max(0, first)]?.[0] ?? 0;
  }

  /** @param {boolean} [near] begin with the hit at or after where the search was opened */
  find(near = false) {
    this.hits = findAll(this.editor.page.text, this.folded, this.input.value, this.whole.checked);
    const from = this.from ?? 0;
    if (near) this.now = this.hits.findIndex(([start]) => start >= from);
    if (this.now < 0 && this.hits.length) this.now = 0;
    this.#show();
  }

  /** @param {1 | -1} by round the end */
  step(by) {
    if (!this.hits.length) return;
    this.now = (this.now + by + this.hits.length) % this.hits.length;
    this.from = this.hits[this.now][0];
    this.#show();
  }

  #show() {
    const many = this.hits.length;
    const typed = this.input.value.trim() !== "";
    const place = ngettext("%(now)s of %(count)s hit", "%(now)s of %(count)s", many, { now: this.now + 1 });
    this.count.textContent = many ? place : typed ? _("No hit") : "";
    this.bar.classList.toggle("nothing", typed && !many);
    this.#light();
    const hit = this.hits[this.now];
    if (!hit) return;
    const top = this.editor.view.lineTop(hit[0]);
    if (top < 110 || top > innerHeight - 140) scrollBy({ top: top - innerHeight * 0.4 });
  }

  #light() {
    const [all, one] = this.layers;
    if (!all || !one) return;
    all.clear();
    one.clear();
    const first = Math.max(0, Math.min(this.now - LIT / 2, this.hits.length - LIT));
    this.hits.slice(first, first + LIT).forEach((hit, nth) => {
      const layer = first + nth === this.now ? one : all;
      for (const range of this.editor.page.ranges(hit)) layer.add(range);
    });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Escape") this.close();
    else if (event.target !== this.input) return;
    else if (event.key === "Enter" || event.key === "ArrowDown") this.step(event.shiftKey ? -1 : 1);
    else if (event.key === "ArrowUp") this.step(-1);
    else return;
    event.preventDefault();
  }

  /** Back to the text, with the hit chosen. */
  close() {
    const { editor } = this;
    const hit = this.hits[this.now];
    this.bar.hidden = true;
    for (const layer of this.layers) layer.clear();
    editor.focus();
    if (!hit) return;
    editor.held = editor.exact = null;
    editor.page.select(hit);
    editor.caret = hit[0];
    editor.say(editor.page.text.slice(...hit));
  }
}

/** @type {WeakMap<Editor, Search>} */
const searches = new WeakMap();

/** @param {Editor} editor */
export function openSearch(editor) {
  const search = searches.get(editor) ?? new Search(editor);
  searches.set(editor, search);
  search.open();
}
