// @ts-check
/** The lists beside the text: every attribution, actor and claim of the article, to look over and to work from. */
/** @import { Row, Tab, Wish } from "./rows.js" */
/** @import { Editor } from "../editor.js" */

import { element } from "../base/element.js";
import { _ } from "../base/words.js";
import { dock } from "./dock.js";
import { idOf, listKey } from "./list-keys.js";
import { listRow } from "./list-row.js";
import { ListTools, WHOLE } from "./list-tools.js";
import { rowsOf, wished } from "./rows.js";

const CHUNK = 80; // rows made at a time; more when somebody comes near the end
const KEPT = "ascribe:lists";

export class Lists {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.state = { ...WHOLE, ...kept(editor.state.article.id) };
    /** @type {Map<string, {key: string, item: HTMLLIElement}>} */
    this.made = new Map();
    /** @type {Row[]} */
    this.rows = [];
    this.limit = CHUNK;
    this.current = "";
    this.timer = 0;
    this.tools = new ListTools(
      (change) => this.wish(change),
      (tab) => this.turnTo(tab),
    );
    this.list = element("ul", { class: "list-rows", role: "list", "aria-labelledby": "lists-title" });
    this.more = element("div", { class: "list-more" });
    this.box = this.#box();
    this.#listen();
    new IntersectionObserver(([entry]) => entry.isIntersecting && this.#grow(), {
      root: this.list.parentElement,
    }).observe(this.more);
  }

  #box() {
    const close = element("button", { type: "button", class: "icon-button", "aria-label": _("Close the lists") }, "×");
    close.addEventListener("click", () => this.close());
    return element(
      "section",
      { class: "side lists", "aria-labelledby": "lists-title" },
      element("h2", { class: "sr-only", id: "lists-title" }, _("Lists of this article")),
      element("div", { class: "lists-head" }, this.tools.tablist, close),
      ...this.tools.rest,
      element("div", { class: "list-scroll", role: "tabpanel", id: "list-panel" }, this.list, this.more),
    );
  }

  #listen() {
    this.box.addEventListener("keydown", (event) => listKey(this, event));
    this.list.addEventListener("click", (event) => {
      const id = idOf(event.target);
      if (id) this.openRow(id);
    });
    this.list.addEventListener("focusin", (event) => this.#focused(idOf(event.target)));
    document.addEventListener("editor:changed", () => {
      clearTimeout(this.timer);
      if (this.state.open) this.timer = setTimeout(() => this.fill(), 60); // after the frame that paints the edit
    });
    document.addEventListener("editor:active", () => this.#mark());
  }

  show(focus = true) {
    this.#keep({ open: true });
    this.#dock(true);
    this.fill();
    if (focus) this.focusRow(this.current) || this.tools.filter.focus();
  }

  close() {
    this.#keep({ open: false });
    this.#dock(false);
    this.editor.focus();
  }

  /** @param {boolean} on */
  #dock(on) {
    dock(this.editor, "lists", this.box, on);
    this.editor.activate(this.editor.active);
  }

  /** @param {Tab} tab */
  turnTo(tab) {
    this.limit = CHUNK;
    this.#keep({ tab, flag: "", sort: "text" });
    this.fill();
  }

  /** @param {Partial<typeof WHOLE>} change */
  wish(change) {
    this.limit = CHUNK;
    this.#keep(change);
    this.fill();
  }

  /** @param {Partial<typeof WHOLE>} change */
  #keep(change) {
    Object.assign(this.state, change);
    sessionStorage.setItem(KEPT, JSON.stringify({ ...this.state, article: this.editor.state.article.id }));
  }

  /** Draw what has changed, and nothing else: focus and scrolling stay where they are. */
  fill() {
    const { store, state } = this.editor;
    const all = rowsOf(store, this.state.tab, state.scheme.fields);
    this.rows = wished(all, this.state);
    this.tools.show(this.state, all, this.rows.length);
    const shown = this.rows.slice(0, this.limit);
    const here = document.activeElement;
    let next = this.list.firstElementChild;
    for (const row of shown) {
      const item = this.#item(row);
      if (item === next) next = next.nextElementSibling;
      else this.list.insertBefore(item, next);
    }
    while (next) {
      const gone = next;
      next = next.nextElementSibling;
      gone.remove();
    }
    this.more.hidden = shown.length === this.rows.length;
    if (!this.rows.some((row) => row.id === this.current)) this.current = this.rows[0]?.id ?? "";
    this.#mark();
    if (here instanceof HTMLElement && here !== document.activeElement && this.box.contains(here)) here.focus();
  }

  /** @param {Row} row */
  #item(row) {
    const key = JSON.stringify([this.state.tab, row]);
    const old = this.made.get(row.id);
    if (old?.key === key) return old.item;
    const item = listRow(this.state.tab, row, old?.item);
    this.made.set(row.id, { key, item });
    return item;
  }

  #grow() {
    if (this.limit >= this.rows.length) return;
    this.limit += CHUNK;
    this.fill();
  }

  /** One row is in the order of the Tab key; the one that is open in the text says so. */
  #mark() {
    const { span, attribution } = this.editor.active;
    for (const button of this.list.querySelectorAll("button")) {
      const row = this.rows.find((one) => one.id === button.dataset.row);
      const on = !!row && (row.id === attribution || row.id === span || (!!span && row.spans.includes(span)));
      if (button.ariaCurrent !== (on ? "true" : null)) button.ariaCurrent = on ? "true" : null;
      button.tabIndex = button.dataset.row === this.current ? 0 : -1;
    }
  }

  /** @param {string} id */
  #focused(id) {
    if (!id) return;
    this.current = id;
    this.#mark();
    const row = this.rows.find((one) => one.id === id);
    if (row) this.editor.light.show({ ...this.#target(row, 0), dim: this.state.tab === "attributions" });
  }

  /** @param {string} id */
  openRow(id) {
    const row = this.rows.find((one) => one.id === id);
    if (!row) return;
    this.current = id;
    const next = row.spans.indexOf(this.editor.active.span ?? "") + 1; // again on the same actor: the next mention
    if (matchMedia("(max-width: 900px)").matches) {
      this.#keep({ open: false });
      this.#dock(false);
    }
    this.editor.goTo(this.#target(row, next % (row.spans.length || 1)));
  }

  /** @param {Row} row @param {number} nth */
  #target(row, nth) {
    if (this.state.tab === "attributions") return { attribution: row.id };
    return { span: this.state.tab === "actors" ? row.spans[nth] : row.id };
  }

  /** @param {string} id */
  focusRow(id) {
    const nth = this.rows.findIndex((row) => row.id === id);
    if (nth < 0) return false;
    while (this.limit <= nth) this.#grow();
    const button = this.list.querySelector(`[data-row="${CSS.escape(id)}"]`);
    if (!(button instanceof HTMLElement)) return false;
    button.focus();
    button.scrollIntoView({ block: "nearest" });
    return true;
  }
}

/** How this tab of the browser left the lists; what they were filtered by is of no use in another article.
 * @param {number} article @returns {Partial<typeof WHOLE>} */
function kept(article) {
  try {
    const { article: left, ...state } = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    return left === article ? state : { ...state, text: "", flag: "" };
  } catch {
    return {};
  }
}

/** @type {WeakMap<Editor, Lists>} */
const lists = new WeakMap();

/** Open the lists and go there, or with the focus in them close them. @param {Editor} editor @param {boolean} [focus] */
export function openLists(editor, focus = true) {
  const made = lists.get(editor) ?? new Lists(editor);
  lists.set(editor, made);
  made.show(focus);
}
