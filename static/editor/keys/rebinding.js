// @ts-check
/** A person's own keys: what may be put on which command, and what becomes of the command that had the key. Pure. */
/** @import { Own } from "./keymap.js" */
/** @import { Field } from "../types.js" */

import { shown } from "../base/shown.js";
import { _ } from "../base/words.js";
import { Keymap } from "./keymap.js";

/** @typedef {Record<string, {keys: string[], label: string}>} Table */

/** Why a key cannot be anybody's own; "" when it can. @param {string} key */
export function reserved(key) {
  const sign = shown(key);
  const last = key.endsWith("+") ? "+" : (key.split("+").pop() ?? "");
  if (last === "Tab") return _("%(key)s stays as it is: it leads from one control to the next.", { key: sign });
  if (last === "Escape") return _("%(key)s stays as it is: it always ends or closes.", { key: sign });
  if (/^F\d+$/.test(last)) return _("%(key)s belongs to the browser.", { key: sign });
  if (last === " " || /^(Page|Home|End|Context|Caps|Num|Scroll|Print|Pause|Meta|Dead|Process|Unident)/.test(last))
    return _("%(key)s belongs to the browser.", { key: sign });
  if (/^Ctrl\+/.test(key) && last.length === 1 && !["Ctrl+z", "Ctrl+Shift+z", "Ctrl+y"].includes(key))
    return _("%(key)s belongs to the browser.", { key: sign });
  if (/^Alt\+/.test(key) && last.length === 1)
    return _("With Alt, a key for marking takes exact characters, so %(key)s is not free.", { key: sign });
  return "";
}

/** The command that has this key, when another one does. @param {Keymap} keys @param {string} command @param {string} key */
export function holder(keys, command, key) {
  const all = new Keymap(keys.table, { keys: keys.own });
  const other = all.at(key);
  return other && other !== command ? other : "";
}

/** The question of the scheme that asks for this key. @param {Field[]} fields @param {string} key */
export const questionOn = (fields, key) => fields.find((field) => field.key === key)?.name ?? "";

/** The person's keys with a key on a command, before its further keys; whoever had it takes the command's old first key.
 * @param {Keymap} keys @param {string} command @param {string} key @returns {Own} */
export function bound(keys, command, key) {
  const own = { ...keys.own };
  const of = (/** @type {string} */ name) => own[name] ?? keys.table[name].keys;
  const [old] = of(command);
  const other = holder(keys, command, key);
  if (other) own[other] = of(other).flatMap((one) => (one !== key ? one : old === undefined ? [] : old));
  own[command] = [
    key,
    ...of(command)
      .slice(1)
      .filter((one) => one !== key),
  ];
  return tidy(keys, own);
}

/** The person's keys with the table's key back on one command, unless another one has it by now.
 * @param {Keymap} keys @param {string} command @returns {Own} */
export function reset(keys, command) {
  const { [command]: gone, ...own } = keys.own;
  const back = keys.table[command].keys;
  for (const name of Object.keys(own)) {
    const left = own[name].filter((key) => !back.includes(key));
    if (left.length === own[name].length) continue;
    own[name] = left;
    // it gave its key away for this one, so it gets that back, too
    const free = keys.table[name].keys.filter((key) => !holder(new Keymap(keys.table, { keys: own }), name, key));
    own[name] = [...new Set([...free, ...left])];
  }
  return tidy(keys, own);
}

/** @param {Keymap} keys @param {Record<string, string[]>} own @returns {Own} without what is as the table has it */
function tidy(keys, own) {
  const other = Object.entries(own).filter(([name, list]) => String(list) !== String(keys.table[name]?.keys));
  return { keys: Object.fromEntries(other), single: keys.single };
}
