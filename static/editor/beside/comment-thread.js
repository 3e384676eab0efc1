// @ts-check
/** One remark with its answers, and what one may do with them. */
/** @import { Comments } from "./comments.js" */

import { element } from "../base/element.js";
import { uuid7 } from "../base/uuid.js";
import { _ } from "../base/words.js";
import { commentForm } from "./comment-form.js";

/** @typedef {{id: number, uuid: string, answers_to: number | null, about: string, span: string | null,
 *   attribution: string | null, words: string, text: string, by: string, name: string | null,
 *   mentions: {code: string, name: string | null}[], at: string, edited_at: string | null,
 *   resolved_at: string | null, resolved_by: string | null,
 *   can: {edit: boolean, answer: boolean, resolve: boolean}}} Comment */

/** @param {Comments} comments @param {Comment} remark */
export function threadItem(comments, remark) {
  const answers = comments.all.filter((one) => one.answers_to === remark.id);
  const item = element("li", { class: comments.here(remark) ? "thread here" : "thread" });
  if (remark.about !== "reading") item.append(place(comments, remark));
  item.append(article(comments, remark, answers.length === 0));
  for (const answer of answers) item.append(article(comments, answer, true));
  item.append(foot(comments, remark));
  return item;
}

/** The words it is about: a way there, or what is left of them. @param {Comments} comments @param {Comment} remark */
function place(comments, remark) {
  const words = element("q", { dir: "auto" }, remark.words || "…");
  if (!remark.span && !remark.attribution)
    return element("p", { class: "comment-place" }, words, " ", element("em", {}, _("no longer marked")));
  const button = element("button", { type: "button", class: "comment-place" }, words);
  button.addEventListener("click", () => comments.goTo(remark));
  return button;
}

/** @param {Comments} comments @param {Comment} comment @param {boolean} last whether nobody has answered it */
function article(comments, comment, last) {
  const { user } = comments.editor.state;
  const when = new Date(comment.at).toLocaleString(document.documentElement.lang || undefined, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  const who = comment.by === user ? _("You") : (comment.name ?? comment.by);
  const head = element("p", { class: "comment-by" }, element("strong", {}, who), " ");
  head.append(element("time", { class: "soft", datetime: comment.at }, when));
  if (comment.edited_at) head.append(element("span", { class: "soft" }, ` · ${_("edited")}`));
  const box = element("div", { id: `comment-${comment.id}`, class: "comment", tabindex: "-1" }, head);
  const text = element("p", { class: "comment-text", dir: "auto" }, ...spoken(comment));
  box.append(text);
  if (comment.can.edit) box.append(own(comments, comment, text, last));
  return box;
}

/** @param {Comments} comments @param {Comment} comment @param {HTMLElement} text @param {boolean} last */
function own(comments, comment, text, last) {
  const edit = element("button", { type: "button", class: "quiet-button" }, _("Edit"));
  const row = element("div", { class: "cluster" }, edit);
  edit.addEventListener("click", () => {
    const form = commentForm({
      label: _("Your comment"),
      button: _("Save"),
      text: spoken(comment)
        .map((part) => (typeof part === "string" ? part : part.textContent))
        .join(""),
      draft: comments.draft(`edit-${comment.id}`),
      people: () => comments.people(),
      send: (words) => comments.change(comment, "PATCH", { text: words }),
      cancel: () => comments.draw(),
    });
    text.replaceWith(form);
    row.remove();
    form.querySelector("textarea")?.focus();
  });
  if (!last) return row;
  const remove = element("button", { type: "button", class: "quiet-button" }, _("Delete"));
  remove.addEventListener("click", async () => {
    const problem = await comments.change(comment, "DELETE");
    if (problem) row.append(element("span", { role: "alert", class: "comment-told bad" }, problem));
  });
  row.append(remove);
  return row;
}

/** Answer, resolve, open again. @param {Comments} comments @param {Comment} remark */
function foot(comments, remark) {
  const row = element("div", { class: "cluster" });
  if (remark.can.answer && !remark.resolved_at) {
    const answer = element("button", { type: "button", class: "button compact" }, _("Answer"));
    const uuid = uuid7();
    answer.addEventListener("click", () => {
      const form = commentForm({
        label: _("Your answer"),
        button: _("Answer"),
        draft: comments.draft(`answer-${remark.id}`),
        people: () => comments.people(),
        send: (text) => comments.send({ uuid, text, .../** @type {object} */ ({ answers_to: remark.id }) }),
        cancel: () => comments.draw(),
      });
      row.replaceWith(form);
      form.querySelector("textarea")?.focus();
    });
    row.append(answer);
  }
  if (remark.can.resolve) {
    const label = remark.resolved_at ? _("Open again") : _("Resolve");
    const toggle = element("button", { type: "button", class: "button compact" }, label);
    toggle.addEventListener("click", async () => {
      const problem = await comments.change(remark, "PATCH", { resolved: !remark.resolved_at });
      if (problem) row.append(element("span", { role: "alert", class: "comment-told bad" }, problem));
    });
    row.append(toggle);
  }
  if (remark.resolved_by)
    row.append(element("span", { class: "soft" }, _("resolved by %(who)s", { who: remark.resolved_by })));
  return row;
}

/** The text with people called what the reader knows them by. @param {Comment} comment @returns {(string | HTMLElement)[]} */
function spoken({ text, mentions }) {
  const names = new Map(mentions.map(({ code, name }) => [`@${code}`, `@${name ?? code}`]));
  return text.split(/(@A\d+)/).map((part) => {
    const name = names.get(part);
    return name ? element("strong", { class: "mention" }, name) : part;
  });
}
