// @ts-check
/** One record in words, so that two versions of it can be told apart. Pure. */
/** @import { Operation, Role, Values } from "../types.js" */
/** @import { Store } from "../records/store.js" */

import { _ } from "../base/words.js";
import { ROLES } from "../records/store.js";
import { markName } from "../tagging/hint.js";

const AROUND = 24;

/** What an operation says, in a sentence. @param {Store} store @param {Operation} operation in units */
export function said(store, operation) {
  if ("dismiss" in operation) return "";
  if ("delete" in operation)
    return operation.delete === "span" ? _("A mark is deleted.") : _("An attribution is deleted.");
  if (operation.put === "actor" || operation.put === "topic") return _("New: %(name)s", { name: operation.name });
  return lines(store, operation).join(" · ");
}

/** The lines of a version: what it is, and its links and fields. @param {Store} store @param {Operation} operation @returns {string[]} */
export function lines(store, operation) {
  if (!("put" in operation)) return [said(store, operation)];
  if (operation.put === "span") {
    const { kind, fragments, actor, topic, values } = operation;
    const [start] = fragments[0] ?? [0, 0];
    const end = fragments.at(-1)?.[1] ?? 0;
    const before = store.text
      .slice(Math.max(0, start - AROUND), start)
      .split("\n")
      .at(-1);
    const after = store.text.slice(end, end + AROUND).split("\n")[0];
    const name = (actor && store.actors.get(actor)?.name) || (topic && store.topics.get(topic)?.name);
    const words = `…${before}[${store.quote(fragments)}]${after}…`;
    return [`${markName(kind)}: ${words}`, ...(name ? [`→ ${name}`] : []), ...fields(values)];
  }
  if (operation.put !== "attribution") return [said(store, operation)];
  const { implicit_source, note, values } = operation;
  const roles = ROLES.flatMap((role) => {
    const parts = operation[role]
      .map((id) => store.spans.get(id))
      .flatMap((span) => (span ? store.quote(span.fragments) : []));
    return parts.length ? `${roleName(role)}: ${parts.join(", ")}` : [];
  });
  if (implicit_source) roles.unshift(_("Who: not named in the text"));
  return [...(roles.length ? roles : [_("An attribution without parts")]), ...fields(values), ...(note ? [note] : [])];
}

/** @param {Values} values */
const fields = (values) =>
  Object.entries(values).map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : value}`);

/** @param {Role} role */
function roleName(role) {
  return {
    source: _("Who"),
    cue: _("Cue"),
    content: _("What"),
    addressee: _("To whom"),
    supplement: _("Supplement"),
  }[role];
}
