// @ts-check
/** The scheme's questions as a compact form: chips with their keys for choices, inputs for the rest. */
/** @import { Editor } from "../editor.js" */
/** @import { Field, Kind, Value, Values } from "../types.js" */

import { element } from "../base/element.js";
import { _ } from "../base/words.js";
import { withValue } from "../tagging/changes.js";

/** @typedef {(values: Values) => void} Change */

/** A question's name as a person reads it. @param {Field} field */
export const nameOf = ({ name }) => name.replaceAll("_", " ");

/** An answer as a person reads it. @param {Value | undefined} value */
export function saidOf(value) {
  if (value === undefined) return "–";
  if (typeof value === "boolean") return value ? _("yes") : _("no");
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** The questions about a kind of record. A key that a command has is not theirs.
 * @param {Editor} editor @param {Kind | "attribution"} kind */
export const fieldsOf = ({ keys, state }, kind) =>
  state.scheme.fields
    .filter((field) => field.applies_to === kind)
    .map((field) => (keys.at(field.key) ? { ...field, key: "" } : field));

/** @param {Field} field */
export const idOf = (field) => `field-${field.applies_to}-${field.name}`;

/** One row a question. @param {Field[]} fields @param {Values} values @param {Change | null} change null when nobody may write */
export function fieldRows(fields, values, change) {
  return fields.map((field) => {
    const id = idOf(field);
    const name = element("span", { class: "field-name" }, element("span", { id }, nameOf(field)));
    const wanted = field.required && values[field.name] === undefined;
    if (field.required) name.append(element("abbr", { class: "required", title: _("Asked for at submission") }, "∗"));
    if (field.key && change) name.append(" ", element("kbd", { "aria-hidden": "true" }, field.key));
    const several = field.kind === "many";
    const look = {
      class: wanted ? "field-row wanted" : "field-row",
      role: "group",
      "data-field": id,
      "data-several": several,
    };
    const row = element("div", { ...look, "aria-labelledby": id }, name, answer(field, values, change));
    if (field.guideline) explain(field, name, row);
    return row;
  });
}

/** The question in words, shown when somebody asks what it means. @param {Field} field @param {HTMLElement} name @param {HTMLElement} row */
function explain(field, name, row) {
  const text = element("p", { class: "help", hidden: true }, field.guideline);
  const look = {
    type: "button",
    class: "icon-button why",
    "aria-expanded": "false",
    "data-focus": `why-${idOf(field)}`,
  };
  const button = element("button", { ...look, "aria-label": _("What “%(name)s” means", { name: nameOf(field) }) }, "?");
  button.addEventListener("click", () => {
    text.hidden = !text.hidden;
    button.setAttribute("aria-expanded", String(!text.hidden));
  });
  name.append(button);
  row.append(text);
}

/** @param {Field} field @param {Values} values @param {Change | null} change */
function answer(field, values, change) {
  const value = values[field.name];
  if (!change) return element("span", { class: "chips" }, saidOf(value));
  if (field.kind === "choice" || field.kind === "many" || field.kind === "bool") return chips(field, values, change);
  const kind = field.kind === "number" ? "number" : field.kind === "date" ? "date" : "text";
  const input = element("input", {
    type: kind,
    class: "compact",
    "aria-labelledby": idOf(field),
    "data-focus": idOf(field),
    maxlength: "2000",
    step: "any",
    dir: "auto",
  });
  input.value = value === undefined ? "" : String(value);
  input.addEventListener("change", () => {
    const typed = field.kind === "number" ? input.valueAsNumber : input.value.trim();
    change(withValue(values, field.name, Number.isNaN(typed) ? undefined : typed));
  });
  return input;
}

/** @param {Field} field @param {Values} values @param {Change} change */
function chips(field, values, change) {
  const list = element("span", { class: "chips" });
  const choices = field.kind === "bool" ? ["yes", "no"] : field.choices;
  choices.forEach((choice, nth) => {
    const on = isOn(field, values[field.name], choice);
    const look = { type: "button", class: "chip", "data-focus": `${idOf(field)}-${choice}`, "data-answer": true };
    const words = field.kind === "bool" ? saidOf(choice === "yes") : choice;
    const chip = element("button", { ...look, "aria-pressed": String(on) }, words);
    if (nth < 9) chip.append(" ", element("kbd", { "aria-hidden": "true" }, String(nth + 1)));
    chip.addEventListener("click", () => change(toggled(field, values, choice)));
    list.append(chip);
  });
  return list;
}

/** @param {Field} field @param {Value | undefined} value @param {string} choice */
function isOn(field, value, choice) {
  if (field.kind === "bool") return value === (choice === "yes");
  return Array.isArray(value) ? value.includes(choice) : value === choice;
}

/** @param {Field} field @param {Values} values @param {string} choice @returns {Values} */
function toggled(field, values, choice) {
  const value = values[field.name];
  if (field.kind === "many") {
    const list = Array.isArray(value) ? value : [];
    const next = list.includes(choice) ? list.filter((one) => one !== choice) : [...list, choice].sort();
    return withValue(values, field.name, next.length ? next : undefined);
  }
  if (isOn(field, value, choice)) return withValue(values, field.name, undefined);
  return withValue(values, field.name, field.kind === "bool" ? choice === "yes" : choice);
}
