// @ts-check
/** The same record written by two: ours stays on top, theirs is one button away, and both are shown in words. */
/** @import { Change, Operation } from "../types.js" */
/** @import { Editor } from "../editor.js" */

import { element } from "../base/element.js";
import { _ } from "../base/words.js";
import { attributionOf, spanOf } from "../records/store.js";
import { head } from "./problem-list.js";
import { lines } from "./versions.js";

/** @param {Editor} editor @param {Map<string, Operation>} theirs by the record's id @param {Change[]} told */
export function tellClash(editor, theirs, told) {
  const panel = document.getElementById("problems");
  if (!panel) return;
  const list = panel.querySelector("ul.clashes") ?? begin(editor, panel);
  for (const [id, version] of theirs) {
    list.querySelector(`[data-record="${CSS.escape(id)}"]`)?.remove();
    const change = told.findLast(({ operations }) => operations.some((one) => "id" in one && one.id === id));
    if (change) list.append(clash(editor, id, version, change));
  }
  panel.hidden = list.children.length === 0;
}

/** @param {Editor} editor @param {HTMLElement} panel */
function begin(editor, panel) {
  const list = element("ul", { class: "plain clashes" });
  const heading = head(_("Someone else changed the same marks"), () => close(editor, panel));
  const lead = element("p", {}, _("Both versions are kept: yours is on top of theirs."));
  panel.replaceChildren(element("div", { role: "alert" }, heading, lead), list);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(editor, panel);
  });
  return list;
}

/** @param {Editor} editor @param {string} id @param {Operation} theirs @param {Change} change */
function clash(editor, id, theirs, change) {
  const { store, state } = editor;
  const who = change.by === state.user ? _("You, on another device") : String(change.by ?? _("Somebody"));
  const row = element("li", { "data-record": id });
  const done = () => {
    row.remove();
    const panel = document.getElementById("problems");
    if (panel && !panel.querySelector("[data-record]")) close(editor, panel);
  };
  const take = button(_("Take theirs"), () => {
    editor.commit(takenFrom(editor, theirs));
    done();
  });
  const place = store.spans.has(id) ? { span: id } : { attribution: id };
  const buttons = [button(_("Keep mine"), done), take];
  if (store.spans.has(id) || store.attributions.has(id)) buttons.push(button(_("See"), () => editor.goTo(place)));
  const time = new Date(change.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  row.append(
    version(_("Yours"), lines(store, mine(editor, id, theirs))),
    version(change.at ? `${who}, ${time}` : who, lines(store, theirs)),
    element("div", { class: "cluster" }, ...buttons),
  );
  return row;
}

/** @param {Editor} editor @param {string} id @param {Operation} theirs @returns {Operation} */
function mine({ store }, id, theirs) {
  const span = store.spans.get(id);
  if (span) return { put: "span", ...span };
  const attribution = store.attributions.get(id);
  if (attribution) return { put: "attribution", ...attribution };
  return { delete: "put" in theirs && theirs.put === "attribution" ? "attribution" : "span", id };
}

/** @param {Editor} editor @param {Operation} theirs @returns {Operation[]} */
function takenFrom({ store }, theirs) {
  const span = spanOf(theirs);
  const attribution = attributionOf(theirs);
  if (span) return [{ put: "span", ...span }];
  if (attribution) return [{ put: "attribution", ...attribution }];
  return "delete" in theirs && (store.spans.has(theirs.id) || store.attributions.has(theirs.id)) ? [theirs] : [];
}

/** @param {string} whose @param {string[]} words */
function version(whose, words) {
  return element(
    "div",
    { class: "version" },
    element("strong", {}, whose),
    ...words.map((line) => element("p", { dir: "auto" }, line)),
  );
}

/** @param {string} label @param {() => void} act */
function button(label, act) {
  const made = element("button", { type: "button", class: "button compact" }, label);
  made.addEventListener("click", act);
  return made;
}

/** @param {Editor} editor @param {HTMLElement} panel */
function close(editor, panel) {
  panel.hidden = true;
  panel.replaceChildren();
  editor.focus();
}
