// @ts-check
/** The form of a span: what it is linked to, the scheme's questions, its borders and its kind. */
/** @import { Span } from "../types.js" */
/** @import { Editor } from "../editor.js" */

import { commandButton, element } from "../base/element.js";
import { hint } from "../base/shown.js";
import { _ } from "../base/words.js";
import { kindName } from "../records/kinds.js";
import { removePiece } from "../tagging/changes.js";
import { changeSpan } from "../tagging/commands.js";
import { deleteButton } from "./attribution-form.js";
import { fieldRows, fieldsOf } from "./fields.js";

/** @param {Editor} editor @param {Span} span */
export function spanForm(editor, span) {
  const fields = fieldsOf(editor, span.kind);
  const change = editor.write ? (/** @type {Span["values"]} */ values) => changeSpan(editor, { values }) : null;
  /** @type {HTMLElement[]} */
  const rows = [...linkRow(editor, span), ...fieldRows(fields, span.values, change)];
  if (!editor.write) return rows;
  if (span.fragments.length > 1) rows.push(pieces(editor, span));
  const used = editor.store.using(span.id).length > 0;
  return [
    ...rows,
    element("div", { class: "tools" }, edges(), otherKinds(editor, span, used), deleteButton(_("Delete"))),
  ];
}

/** @param {Editor} editor @param {Span} span */
function linkRow({ keys, store, write }, span) {
  if (span.kind !== "actor" && span.kind !== "claim") return [];
  const actor = store.actors.get(span.actor ?? "");
  const name = actor ? actor.name : store.topics.get(span.topic ?? "")?.name;
  const row = element("div", { class: "link-row" });
  const look = actor?.kind === "anonymous" ? "linked unnamed" : "linked";
  if (name) row.append(element("span", { class: look, dir: "auto" }, name));
  if (actor) row.append(element("span", { class: "soft" }, kindName(actor.kind) ?? ""));
  if (!write) return name ? [row] : [];
  const label = span.kind === "actor" ? _("Link to an actor") : _("Link to a topic");
  const button = { class: "button compact", "data-focus": "link" };
  row.append(
    name
      ? commandButton(_("Change"), "link", hint(keys, "link"), button)
      : commandButton(label, "link", hint(keys, "link"), button),
  );
  if (name) row.append(commandButton(_("Unlink"), "unlink", "", { class: "button compact quiet" }));
  return [row];
}

/** @param {Editor} editor @param {Span} span */
function pieces(editor, span) {
  const list = element("ul", { class: "pieces", "aria-label": _("Pieces") });
  span.fragments.forEach((fragment, nth) => {
    const words = editor.store.quote([fragment]);
    const label = _("Take out the piece: %(words)s", { words });
    const take = element("button", { type: "button", class: "icon-button", "aria-label": label }, "×");
    take.addEventListener("click", () => removePiece(editor, span.id, nth));
    list.append(element("li", {}, element("span", { class: "words", dir: "auto" }, words), take));
  });
  return list;
}

/** What else the words may be. A part of an attribution keeps its role, so the claim is made beside it.
 * @param {Editor} editor @param {Span} span @param {boolean} used */
function otherKinds({ keys }, { kind }, used) {
  const button = { class: "button compact quiet" };
  const box = element("span", { class: "edges" }, used ? _("Also") : _("Make it"));
  if (kind !== "actor") box.append(commandButton(_("Actor"), "actor", hint(keys, "actor"), button));
  if (kind !== "claim") box.append(commandButton(_("Claim"), "claim", hint(keys, "claim"), button));
  return box;
}

/** What dragging a border would do, word by word. */
function edges() {
  const step = (/** @type {string} */ sign, /** @type {string} */ command, /** @type {string} */ label) =>
    commandButton(sign, command, "", {
      class: "icon-button",
      "aria-label": label,
      title: label,
      "data-focus": command,
    });
  return element(
    "span",
    { class: "edges" },
    _("Start"),
    step("‹", "start-earlier", _("Start one word earlier")),
    step("›", "start-later", _("Start one word later")),
    _("End"),
    step("‹", "end-earlier", _("End one word earlier")),
    step("›", "end-later", _("End one word later")),
  );
}
