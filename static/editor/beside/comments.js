// @ts-check
/** The comments of this reading beside the text: about what is active first, then in the order of the text. */
/** @import { Active } from "../types.js" */
/** @import { Editor } from "../editor.js" */
/** @import { Person } from "./comment-form.js" */
/** @import { Comment } from "./comment-thread.js" */

import { element } from "../base/element.js";
import { request } from "../base/http.js";
import { uuid7 } from "../base/uuid.js";
import { _, ngettext } from "../base/words.js";
import { commentForm } from "./comment-form.js";
import { isSame, startOf, wordsOf } from "./comment-place.js";
import { changeComment, fetchComments, postComment } from "./comment-post.js";
import { threadItem } from "./comment-thread.js";
import { dock } from "./dock.js";

/** @type {Comments | null} */
let opened = null;

/** Open the comments at what is active, or at the one the address names. @param {Editor} editor */
export async function showComments(editor) {
  opened ??= new Comments(editor);
  const named = Number(/^#comment-(\d+)$/.exec(location.hash)?.[1] ?? 0);
  await opened.open(named);
}

export class Comments {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.urls = editor.state.urls;
    /** @type {Comment[]} */
    this.all = [];
    this.resolved = false;
    /** @type {Active} */
    this.place = { span: null, attribution: null };
    this.problem = "";
    this.loaded = false;
    /** the form in use, which must outlive a drawing of what is around it */
    this.form = { key: "", box: element("div") };
    /** @type {Promise<Person[]> | null} */
    this.readers = null;
    this.box = element("section", {
      class: "side comments",
      role: "dialog",
      "aria-label": _("Comments"),
      tabindex: "-1",
    });
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    document.addEventListener("editor:active", () => this.follow());
  }

  /** @param {number} named the comment to show, or 0 */
  async open(named) {
    this.place = { ...this.editor.active };
    dock(this.editor, "comments", this.box, true);
    this.draw();
    if (named) this.box.focus();
    else (this.box.querySelector("textarea") ?? this.box).focus();
    await this.load();
    this.draw();
    if (named) this.show(named);
    if (!this.problem) request(`${this.urls.comments}seen/`, { method: "PUT", body: "{}" });
  }

  close() {
    dock(this.editor, "comments", this.box, false);
    this.editor.focus();
  }

  /** A new place becomes what one writes about, but never under somebody's hands. */
  follow() {
    const { span, attribution } = this.editor.active;
    if (!this.box.isConnected || this.box.contains(document.activeElement)) return;
    if (span === this.place.span && attribution === this.place.attribution) return;
    this.place = { span, attribution };
    this.draw();
  }

  async load() {
    const found = await fetchComments(this.urls.comments);
    this.problem = found ? "" : _("The comments cannot be read now. What you write is kept on this device.");
    if (!found) return;
    this.all = found;
    this.loaded = true;
    this.count();
  }

  people() {
    this.readers ??= request(this.urls.readers).then(({ status, body }) => {
      if (status === 200) return body;
      this.readers = null;
      return [];
    });
    return this.readers ?? Promise.resolve([]);
  }

  /** @param {number} id */
  show(id) {
    const comment = this.all.find((one) => one.id === id);
    const remark = this.all.find((one) => one.id === (comment?.answers_to ?? id));
    if (!comment || !remark) return;
    this.resolved = remark.resolved_at !== null;
    if (remark.span || remark.attribution) this.goTo(remark);
    this.draw();
    const item = this.box.querySelector(`#comment-${id}`);
    if (!(item instanceof HTMLElement)) return;
    item.scrollIntoView({ block: "center" });
    item.focus();
  }

  /** @param {Comment} remark */
  goTo({ span, attribution }) {
    this.editor.goTo({ span, attribution });
    this.place = { span, attribution };
  }

  draw() {
    const threads = this.threads();
    const may = this.editor.state.can.comment;
    const list = element("ol", { class: "plain threads" }, ...threads.map((remark) => threadItem(this, remark)));
    const focused = this.form.box.contains(document.activeElement) ? document.activeElement : null;
    const none = !this.loaded ? "" : this.resolved ? _("Nothing has been resolved yet.") : _("No open comments.");
    this.box.replaceChildren(
      this.#head(),
      ...(may ? [this.#form()] : []),
      ...(this.problem ? [element("p", { class: "comment-told bad", role: "alert" }, this.problem)] : []),
      ...(threads.length ? [list] : [element("p", { class: "soft" }, none)]),
    );
    if (focused instanceof HTMLElement) focused.focus();
  }

  /** The remarks of the chosen shelf: here first, then by their place in the text. */
  threads() {
    const shown = this.all.filter((one) => one.answers_to === null && (one.resolved_at !== null) === this.resolved);
    return shown
      .map((one) => ({ one, at: this.here(one) ? -2 : startOf(this.editor.store, one) }))
      .sort((x, y) => x.at - y.at || x.one.id - y.one.id)
      .map(({ one }) => one);
  }

  /** @param {Comment} remark whether it is about what is active */
  here(remark) {
    return isSame(remark, this.place);
  }

  #head() {
    const shelf = (/** @type {boolean} */ resolved, /** @type {string} */ label) => {
      const tab = element("button", {
        type: "button",
        class: "chip",
        "aria-pressed": String(this.resolved === resolved),
      });
      tab.append(label);
      tab.addEventListener("click", () => {
        this.resolved = resolved;
        this.draw();
        const again = this.box.querySelectorAll("header .chip")[Number(resolved)];
        if (again instanceof HTMLElement) again.focus();
      });
      return tab;
    };
    const close = element("button", { type: "button", class: "icon-button", "aria-label": _("Close") }, "×");
    close.addEventListener("click", () => this.close());
    const shelves = [shelf(false, _("Open")), shelf(true, _("Resolved"))];
    return element("header", {}, element("h2", {}, _("Comments")), ...shelves, close);
  }

  #form() {
    const { span, attribution } = this.place;
    const words = wordsOf(this.editor.store, this.place);
    const about = words ? _("Comment on: %(words)s", { words }) : _("Comment on the article");
    const [id, place] = span ? [span, { span }] : attribution ? [attribution, { attribution }] : ["", {}];
    const key = id || "article";
    if (this.form.key === key) return this.form.box;
    const uuid = uuid7();
    const form = commentForm({
      label: about,
      button: _("Send"),
      draft: this.draft(key),
      people: () => this.people(),
      send: async (text) => {
        const problem = await this.send({ uuid, text, ...place });
        if (!problem) this.form.key = "";
        return problem;
      },
    });
    const title = element("p", { class: "comment-about", "aria-hidden": "true", dir: "auto" }, about);
    this.form = { key, box: element("div", {}, title, form) };
    return this.form.box;
  }

  /** Where unsent words are kept on this device. @param {string} what */
  draft(what) {
    const person = document.querySelector('meta[name="person"]')?.getAttribute("content") ?? "";
    return `ascribe:comment:${person}:${this.editor.state.id}:${what}`;
  }

  /** @param {{uuid: string, text: string}} body @returns {Promise<string>} "" or why it was not sent */
  async send(body) {
    const { problem, comment } = await postComment(this.urls.comments, body);
    if (comment) {
      this.resolved = false;
      this.#later(comment);
    }
    return problem;
  }

  /** @param {Comment} comment @param {"PATCH" | "DELETE"} method @param {object} [body] @returns {Promise<string>} */
  async change(comment, method, body = {}) {
    const { problem, comment: now } = await changeComment(this.urls.comments, comment, method, body);
    if (method === "DELETE" && !problem) this.put(comment, true);
    else if (now) this.#later(now);
    return problem;
  }

  /** A form forgets its draft only once it knows that it was sent, so the comment is drawn a moment later.
   * @param {Comment} comment */
  #later(comment) {
    setTimeout(() => this.put(comment));
  }

  /** @param {Comment} comment @param {boolean} [gone] */
  put(comment, gone = false) {
    const others = this.all.filter((one) => one.id !== comment.id);
    this.all = gone ? others : [...others, comment].sort((x, y) => x.id - y.id);
    this.count();
    this.draw();
    const item = this.box.querySelector(`#comment-${comment.id}`);
    if (item instanceof HTMLElement) item.focus();
    else (this.box.querySelector("textarea") ?? this.box).focus();
    this.editor.say(gone ? _("The comment is deleted.") : _("The comment is stored."));
  }

  /** The number in the bar and the marks on the cards. */
  count() {
    const { store, view, state } = this.editor;
    const open = this.all.filter((one) => one.answers_to === null && one.resolved_at === null);
    state.comments = open.map(({ id, span, attribution }) => ({ id, span, attribution }));
    store.commented = new Set(open.flatMap(({ span, attribution }) => span ?? attribution ?? []));
    view.redraw(new Set(store.homes.values()));
    const badge = document.getElementById("comments-count");
    if (badge) badge.textContent = open.length ? String(open.length) : "";
    const label = ngettext("%(count)s open comment", "%(count)s open comments", open.length);
    badge?.parentElement?.setAttribute("title", label);
  }
}
