// @ts-check
/** The form of an attribution: who plays which role, the scheme's questions, a note. */
/** @import { Attribution, Role, Span } from "../types.js" */
/** @import { Editor } from "../editor.js" */

import { commandButton, element } from "../base/element.js";
import { _ } from "../base/words.js";
import { parentOf } from "../records/derive.js";
import { kindOf, ROLES } from "../records/store.js";
import { changeAttribution, detach } from "../tagging/changes.js";
import { roleName } from "../tagging/hint.js";
import { fieldRows, fieldsOf } from "./fields.js";

/** @param {Editor} editor @param {Attribution} attribution @param {boolean} below whether the form of one of its spans stands above */
export function attributionForm(editor, attribution, below) {
  const { id, values, note } = attribution;
  const fields = fieldsOf(editor, "attribution");
  const shown = ROLES.filter((role) => editor.write || attribution[role].length);
  /** @type {HTMLElement[]} */
  const rows = [...upwards(editor, attribution, below), ...shown.map((role) => roleRow(editor, attribution, role))];
  if (!editor.write) {
    if (note) rows.push(element("p", { class: "note", dir: "auto" }, note));
    return [...rows, ...fieldRows(fields, values, null)];
  }
  rows.push(
    ...fieldRows(fields, values, (next) => changeAttribution(editor, id, { values: next })),
    noteInput(editor, attribution),
  );
  if (!below) rows.push(element("div", { class: "tools" }, element("span"), deleteButton(_("Delete attribution"))));
  return rows;
}

/** The ways up: from a span to its attribution, and from there to the one it is part of.
 * @param {Editor} editor @param {Attribution} attribution @param {boolean} below */
function upwards(editor, attribution, below) {
  const rows = [];
  if (below) rows.push(goUp(editor, attribution.id, _("In this attribution"), "up"));
  const outer = editor.store.attributions.get(parentOf(editor.store, attribution) ?? "");
  if (!outer) return rows;
  const words = [...outer.source, ...outer.cue].flatMap((id) => editor.store.spans.get(id) ?? []);
  const who = words.map((span) => editor.store.quote(span.fragments)).join(" ");
  rows.push(
    goUp(editor, outer.id, _("Part of: %(words)s", { words: who || _("an attribution without a source") }), "outer"),
  );
  return rows;
}

/** @param {Editor} editor @param {string} id @param {string} label @param {string} focus */
function goUp(editor, id, label, focus) {
  const button = element("button", { type: "button", class: "go-up", dir: "auto", "data-focus": focus }, `↑ ${label}`);
  button.addEventListener("click", () => editor.activate({ attribution: id }));
  return button;
}

/** @param {string} label */
export function deleteButton(label) {
  return commandButton(label, "remove", "", { class: "button compact quiet danger", "aria-keyshortcuts": "Delete" });
}

/** @param {Editor} editor @param {Attribution} attribution @param {Role} role */
function roleRow(editor, attribution, role) {
  const parts = element("span", { class: "parts" });
  for (const id of attribution[role]) {
    const span = editor.store.spans.get(id);
    if (span) parts.append(partOf(editor, attribution, role, span));
  }
  if (editor.write) {
    const empty = !attribution[role].length;
    const label = _("%(role)s: pick in the text", { role: roleName(role) });
    const add = element(
      "button",
      { type: "button", class: "add", "aria-label": label, "data-focus": `add-${role}` },
      empty ? _("+ pick in the text") : "+",
    );
    add.addEventListener("click", () => editor.flow.ask(attribution.id, role));
    parts.append(add);
  }
  if (role === "source" && !attribution.source.length) parts.append(implicitBox(editor, attribution));
  return element("div", { class: `role-row ${role}` }, element("span", { class: "field-name" }, roleName(role)), parts);
}

/** @param {Editor} editor @param {Attribution} attribution @param {Role} role @param {Span} span */
function partOf(editor, attribution, role, span) {
  const words = editor.store.quote(span.fragments);
  const look = { type: "button", class: `words ${kindOf(role)}`, dir: "auto", title: words };
  const open = element("button", look, words);
  open.addEventListener("click", () => editor.activate({ span: span.id, attribution: attribution.id }));
  const part = element("span", { class: "part" }, open);
  if (editor.write) {
    const label = _("%(role)s: take out “%(words)s”", { role: roleName(role), words });
    const take = element("button", { type: "button", class: "icon-button", "aria-label": label }, "×");
    take.addEventListener("click", () => detach(editor, attribution.id, role, span.id));
    part.append(take);
  }
  return part;
}

/** @param {Editor} editor @param {Attribution} attribution */
function implicitBox(editor, { id, implicit_source }) {
  const state = { checked: implicit_source, disabled: !editor.write };
  const box = element("input", { type: "checkbox", "data-focus": "implicit", ...state });
  box.addEventListener("change", () => changeAttribution(editor, id, { implicit_source: box.checked }));
  return element("label", { class: "implicit" }, box, _("implied, not named in the text"));
}

/** @param {Editor} editor @param {Attribution} attribution */
function noteInput(editor, { id, note }) {
  const label = _("Note on this attribution");
  const input = element("input", {
    type: "text",
    class: "compact note-input",
    "data-focus": "note",
    placeholder: _("Note"),
    "aria-label": label,
    dir: "auto",
  });
  input.maxLength = 10_000;
  input.value = note;
  input.addEventListener("change", () => changeAttribution(editor, id, { note: input.value.trim() }));
  return input;
}
