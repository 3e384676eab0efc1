// @ts-check
/** The question that follows a claim's topic, with a key for every answer: does the speaker support or oppose it? */
/** @import { Field } from "../types.js" */
/** @import { Editor } from "../editor.js" */
/** @import { Hovering } from "./hovering.js" */

import { element } from "../base/element.js";
import { _ } from "../base/words.js";
import { withValue } from "../tagging/changes.js";
import { nameOf, saidOf } from "./fields.js";

/** Ask in the same window. Answers whether the scheme has such a question.
 * @param {Editor} editor @param {string} id of the claim @param {Hovering} hovering @param {string} typed ahead of the question */
export function askStance(editor, id, hovering, typed) {
  const fields = editor.state.scheme.fields.filter((field) => field.applies_to === "claim" && field.kind === "choice");
  const field = fields.find(({ name }) => name === "stance") ?? fields[0];
  const span = editor.store.spans.get(id);
  if (!field || !span) return false;
  const answer = (/** @type {string} */ choice) => {
    const now = editor.store.spans.get(id);
    if (now) editor.commit([{ put: "span", ...now, values: withValue(now.values, field.name, choice) }]);
    editor.say(_("%(question)s: %(answer)s", { question: nameOf(field), answer: saidOf(choice) }));
    hovering.close();
  };
  const known = field.choices[Number(typed[0]) - 1];
  if (known) {
    answer(known);
    return true;
  }
  const group = question(field, span.values[field.name], answer, () => hovering.close());
  hovering.box.replaceChildren(group);
  hovering.place();
  group.focus();
  return true;
}

/** @param {Field} field @param {unknown} value @param {(choice: string) => void} answer @param {() => void} skip */
function question(field, value, answer, skip) {
  const group = element("div", { class: "ask", role: "group", "aria-labelledby": "ask-name", tabindex: "-1" });
  const chips = field.choices.map((choice, nth) => {
    const look = { type: "button", class: "chip", "aria-pressed": String(choice === value) };
    const chip = element("button", look, saidOf(choice));
    if (nth < 9) chip.append(" ", element("kbd", { "aria-hidden": "true" }, String(nth + 1)));
    chip.addEventListener("click", () => answer(choice));
    return chip;
  });
  const done = element("button", { type: "button", class: "button compact quiet" }, _("Skip"), " ");
  done.append(element("kbd", { "aria-hidden": "true" }, "↵"));
  done.addEventListener("click", skip);
  group.append(element("strong", { id: "ask-name", class: "field-name" }, nameOf(field)));
  if (field.guideline) group.append(element("p", { class: "soft" }, field.guideline));
  group.append(element("div", { class: "chips" }, ...chips, done));
  group.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key] ?? 0;
    const at = chips.findIndex((chip) => chip.matches(":focus"));
    if (event.key === "Escape" || (event.key === "Enter" && event.target === group)) skip();
    else if (/^[1-9]$/.test(event.key) && field.choices[Number(event.key) - 1])
      answer(field.choices[Number(event.key) - 1]);
    else if (step) chips[(at + step + chips.length) % chips.length].focus();
    else return;
    event.preventDefault();
  });
  return group;
}
