// @ts-check
/** What stands against submitting, each with the words it is about and the way there. */
/** @import { Problem } from "../types.js" */
/** @import { Editor } from "../editor.js" */
/** @import { Store } from "../records/store.js" */
import { element } from "../base/element.js";
import { _ } from "../base/words.js";

/** @param {Editor} editor @param {Problem[]} problems @param {{close: () => void, anyway: () => unknown}} acts */
export function list(editor, problems, acts) {
  const blocked = problems.some((problem) => problem.severity === "error");
  const heading = blocked ? _("Please mend this before submitting") : _("Submit as it is?");
  const buttons = element("div", { class: "cluster" });
  if (!blocked) {
    const anyway = element("button", { type: "button", class: "button compact primary" }, _("Submit anyway"));
    anyway.addEventListener("click", acts.anyway);
    buttons.append(anyway);
  }
  const items = problems.map((problem) => row(editor, problem));
  return [head(heading, acts.close), element("ul", { class: "plain" }, ...items), buttons];
}

/** The top of a panel: its name, and the way out. @param {string} heading @param {() => void} close */
export function head(heading, close) {
  const label = { type: "button", class: "icon-button", "aria-label": _("Close") };
  const button = element("button", label, "×");
  button.addEventListener("click", close);
  return element("header", {}, element("h2", {}, heading), button);
}

/** What is wrong, with whose words, and the way there. @param {Editor} editor @param {Problem} problem */
function row(editor, problem) {
  const place = { span: problem.span ?? null, attribution: problem.attribution ?? null };
  const bad = problem.severity === "error";
  const badge = element("span", { class: `badge ${bad ? "bad" : "warn"}` }, bad ? _("error") : _("warning"));
  const quote = wordsOf(editor.store, problem);
  const about = quote ? [element("q", { dir: "auto" }, quote)] : [];
  const go = element("button", { type: "button", class: "button compact" }, _("Show"));
  go.addEventListener("click", () => editor.goTo(place));
  const words = element("span", {}, problem.message, " ", ...about);
  return element("li", {}, badge, words, ...(place.span || place.attribution ? [go] : []));
}

/** The words a problem is about: of an attribution what was said, or else whatever it has. @param {Store} store @param {Problem} problem */
function wordsOf(store, { span, attribution }) {
  const whole = store.attributions.get(attribution ?? "");
  const [first = span] = whole ? [...whole.content, ...whole.cue, ...whole.source] : [];
  const found = store.spans.get(first ?? "");
  return found ? store.quote(found.fragments) : "";
}
