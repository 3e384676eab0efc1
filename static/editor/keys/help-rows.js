// @ts-check
/** The rows of the help sheet. */
/** @import { Group } from "./keytable.js" */
/** @import { Editor } from "../editor.js" */
import { element } from "../base/element.js";
import { shown } from "../base/shown.js";
import { _ } from "../base/words.js";

/** In the order of the sheet. @type {[Group, string][]} */
export const GROUPS = [
  ["mark", _("Mark")],
  ["attribution", _("Attribution")],
  ["change", _("Change")],
  ["move", _("Move")],
  ["look", _("Look")],
  ["work", _("Work")],
];

/** A command, its keys as the button that changes them, and the way back.
 * @param {Editor} editor @param {string} name @param {boolean} waits whether it waits for its new key
 * @param {{ask: (name: string) => void, back: (name: string) => void}} asks */
export function commandRow({ keys }, name, waits, asks) {
  const { label } = keys.table[name];
  const list = keys.of(name).map((key) => element("kbd", {}, shown(key)));
  const change = element(
    "button",
    {
      type: "button",
      class: waits ? "help-keys waits" : "help-keys",
      "data-change": name,
      "aria-label": waits
        ? _("Press the new key")
        : _("Change the key of “%(command)s”, now %(keys)s", {
            command: label,
            keys: keys.of(name).map(shown).join(", ") || _("none"),
          }),
    },
    ...(waits ? [_("Press a key …")] : list.length ? list : ["–"]),
  );
  change.disabled = name === "stop";
  change.addEventListener("click", () => asks.ask(name));
  const row = element("li", {}, element("span", {}, label), change);
  if (keys.own[name]) {
    const back = element(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": _("“%(command)s” as it was", { command: label }),
        title: _("As it was"),
      },
      "↺",
    );
    back.addEventListener("click", () => asks.back(name));
    row.append(back);
  }
  return row;
}

/** The keys the scheme gives to its questions; a command on the same key wins. @param {Editor} editor */
export function questions({ keys, state }) {
  const fields = state.scheme.fields.filter((field) => field.key);
  if (!fields.length) return [];
  const rows = fields.map((field) => {
    const command = keys.at(field.key);
    const lost = command ? _("taken by “%(command)s”", { command: keys.table[command].label }) : "";
    const sign = element("kbd", { class: lost ? "lost" : "" }, shown(field.key));
    return element(
      "li",
      {},
      element("span", {}, field.name.replaceAll("_", " "), lost && element("em", {}, ` ${lost}`)),
      sign,
    );
  });
  return [
    element("section", {}, element("h3", {}, _("Questions of the scheme")), element("ul", { role: "list" }, ...rows)),
  ];
}
