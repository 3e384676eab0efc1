// @ts-check
/** The scheme's questions as a compact form: chips for choices, inputs for the rest. */
/** @import { Field, Value, Values } from "./types.js" */
import { withValue } from "./commands.js";
import { element } from "./element.js";

/** @typedef {(values: Values) => void} Change */

/** @param {Field[]} fields @param {Values} values @param {Change | null} change null when nobody may write */
export function fieldRows(fields, values, change) {
  return fields.map((field) => {
    const id = `field-${field.applies_to}-${field.name}`;
    const name = element("span", { class: "field-name", id }, field.name.replaceAll("_", " "));
    if (field.required) name.append(element("span", { class: "required", title: "Asked for at submission" }, " ∗"));
    if (field.key && change) name.append(" ", element("kbd", { "aria-hidden": "true" }, field.key));
    return element(
      "div",
      { class: "field-row", role: "group", "aria-labelledby": id },
      name,
      answer(field, values, change),
    );
  });
}

/** @param {Field} field @param {Values} values @param {Change | null} change */
function answer(field, values, change) {
  const value = values[field.name];
  if (!change) return element("span", { class: "chips" }, said(value));
  if (field.kind === "choice" || field.kind === "many" || field.kind === "bool") return chips(field, values, change);
  const kind = field.kind === "number" ? "number" : field.kind === "date" ? "date" : "text";
  const input = element("input", {
    type: kind,
    class: "compact",
    "aria-labelledby": `field-${field.applies_to}-${field.name}`,
    maxlength: "2000",
    step: "any",
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
  for (const choice of field.kind === "bool" ? ["yes", "no"] : field.choices) {
    const on = isOn(field, values[field.name], choice);
    const key = `${field.applies_to}-${field.name}-${choice}`;
    const chip = element(
      "button",
      { type: "button", class: "chip", "aria-pressed": String(on), "data-focus": key },
      choice,
    );
    chip.addEventListener("click", () => change(toggled(field, values, choice)));
    list.append(chip);
  }
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

/** The next answer, for a field's own key. @param {Field} field @param {Values} values @returns {Values} */
export function cycled(field, values) {
  /** @type {(Value | undefined)[]} */
  const all = [undefined, ...(field.kind === "bool" ? [true, false] : field.choices)];
  return withValue(values, field.name, all[(all.indexOf(values[field.name]) + 1) % all.length]);
}

/** @param {Value | undefined} value */
function said(value) {
  if (value === undefined) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Array.isArray(value) ? value.join(", ") : String(value);
}
