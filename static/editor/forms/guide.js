// @ts-check
/** What the guidelines say about what is active, with the questions in words. Fetched when somebody first asks. */
/** @import { Field } from "../types.js" */
/** @import { Editor } from "../editor.js" */
/** @import { Passage } from "./passages.js" */
import { element } from "../base/element.js";
import { request } from "../base/http.js";
import { _ } from "../base/words.js";
import { markName } from "../tagging/hint.js";
import { nameOf } from "./fields.js";
import { passagesAbout } from "./passages.js";

/** @typedef {(kinds: string[], fields: Field[]) => HTMLElement} Guide */

/** @param {Editor} editor @returns {Promise<Guide | null>} null while they cannot be fetched */
export async function fetchGuide({ state }) {
  const { status, body } = await request(state.urls.scheme);
  if (status !== 200) return null;
  return (kinds, fields) => guideOf(String(body.guidelines), kinds, fields, state.urls.codebook);
}

/** @param {string} guidelines @param {string[]} kinds @param {Field[]} fields @param {string} codebook */
function guideOf(guidelines, kinds, fields, codebook) {
  const box = element("div", { class: "guide", role: "region", tabindex: "0", "data-focus": "guide" });
  box.setAttribute("aria-label", kinds.length ? kinds.map(markName).join(", ") : _("Guidelines"));
  for (const passage of passagesAbout(guidelines, kinds)) box.append(...passageNodes(passage));
  if (!guidelines.trim()) box.append(element("p", { class: "soft" }, _("No guidelines are written yet.")));
  const explained = fields.filter((field) => field.guideline);
  if (explained.length) box.append(element("h3", {}, _("Questions")), definitions(explained));
  const more = element("a", { href: codebook, target: "_blank", rel: "noopener" }, _("The whole codebook"));
  box.append(element("p", {}, more));
  return box;
}

/** @param {Passage} passage */
function passageNodes({ heading, lines }) {
  /** @type {HTMLElement[]} */
  const nodes = heading ? [element("h3", { dir: "auto" }, heading)] : [];
  for (const line of lines.filter(Boolean)) {
    const point = /^[-*•]\s+(.*)/.exec(line)?.[1];
    const last = nodes[nodes.length - 1];
    if (point === undefined) nodes.push(element("p", { dir: "auto" }, line));
    else if (last instanceof HTMLUListElement) last.append(element("li", { dir: "auto" }, point));
    else nodes.push(element("ul", {}, element("li", { dir: "auto" }, point)));
  }
  return nodes;
}

/** @param {Field[]} fields */
function definitions(fields) {
  return element(
    "dl",
    {},
    ...fields.flatMap((field) => [
      element("dt", {}, nameOf(field)),
      ...field.guideline
        .split("\n")
        .filter(Boolean)
        .map((line) => element("dd", { dir: "auto" }, line)),
    ]),
  );
}
