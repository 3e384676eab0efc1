// @ts-check
/** The form of a span: whom or what it is linked to, the scheme's questions, its pieces and borders. */
/** @import { Span } from "./types.js" */
/** @import { Editor } from "./editor.js" */
import { deleteButton } from "./attribution-form.js";
import { changeSpan, removePiece } from "./commands.js";
import { commandButton, element } from "./element.js";
import { fieldRows } from "./fields.js";
import { kindName } from "./picker.js";

/** @param {Editor} editor @param {Span} span @param {HTMLElement} head */
export function spanForm(editor, span, head) {
  const fields = editor.state.scheme.fields.filter((field) => field.applies_to === span.kind);
  const change = editor.write ? (/** @type {Span["values"]} */ values) => changeSpan(editor, { values }) : null;
  const rows = [head, ...linkRow(editor, span), ...fieldRows(fields, span.values, change)];
  if (!editor.write) return rows;
  if (span.fragments.length > 1) rows.push(pieces(editor, span));
  return [...rows, element("div", { class: "tools" }, edges(), deleteButton("Delete"))];
}

/** @param {Editor} editor @param {Span} span */
function linkRow({ store, write }, span) {
  if (span.kind !== "actor" && span.kind !== "claim") return [];
  const actor = store.actors.get(span.actor ?? "");
  const name = actor ? actor.name : store.topics.get(span.topic ?? "")?.name;
  const row = element("div", { class: "link-row" });
  if (name) row.append(element("span", { class: "linked", dir: "auto" }, name));
  if (actor) row.append(element("span", { class: "soft" }, kindName(actor.kind) ?? ""));
  if (!write) return name ? [row] : [];
  const label = span.kind === "actor" ? "Link to an actor" : "Link to a topic";
  const look = { class: "button compact", "data-focus": "link" };
  row.append(name ? commandButton("Change", "link", "", look) : commandButton(label, "link", "↵", look));
  if (name) row.append(commandButton("Unlink", "unlink", "", { class: "button compact quiet" }));
  return [row];
}

/** @param {Editor} editor @param {Span} span */
function pieces(editor, span) {
  const list = element("ul", { class: "pieces", "aria-label": "Pieces" });
  span.fragments.forEach((fragment, nth) => {
    const words = editor.store.quote([fragment]);
    const label = `Take out the piece: ${words}`;
    const take = element("button", { type: "button", class: "icon-button", "aria-label": label }, "×");
    take.addEventListener("click", () => removePiece(editor, span.id, nth));
    list.append(element("li", {}, element("span", { class: "words", dir: "auto" }, words), take));
  });
  return list;
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
    "Start",
    step("‹", "start-earlier", "Start one word earlier"),
    step("›", "start-later", "Start one word later"),
    "End",
    step("‹", "end-earlier", "End one word earlier"),
    step("›", "end-later", "End one word later"),
  );
}
