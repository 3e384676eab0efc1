// @ts-check
/** What the forms change in the records. Each change is one batch and one undo step. */
/** @import { Attribution, Fragment, Operation, Role, Value } from "../types.js" */
/** @import { Editor } from "../editor.js" */
import { membersOf, ROLES } from "../records/store.js";

/** Take a span out of one role; a part that is not an actor and has no other role is deleted.
 * @param {Editor} editor @param {string} id @param {Role} role @param {string} span */
export function detach(editor, id, role, span) {
  const attribution = editor.store.attributions.get(id);
  if (!attribution) return;
  const left = { ...attribution, [role]: attribution[role].filter((member) => member !== span) };
  const lonely = !ROLES.some((other) => left[other].includes(span)) && editor.store.using(span).length === 1;
  const goes = lonely && editor.store.spans.get(span)?.kind !== "actor";
  /** @type {Operation[]} */
  const operations = [membersOf(left).length ? { put: "attribution", ...left } : { delete: "attribution", id }];
  if (goes) operations.push({ delete: "span", id: span });
  editor.commit(operations);
}

/** @param {Editor} editor @param {string} id @param {Partial<Attribution>} change */
export function changeAttribution(editor, id, change) {
  const attribution = editor.store.attributions.get(id);
  if (attribution) editor.commit([{ put: "attribution", ...attribution, ...change }]);
}

/** @param {Editor} editor @param {string} id @param {number} nth */
export function removePiece(editor, id, nth) {
  const span = editor.store.spans.get(id);
  if (span && span.fragments.length > 1)
    editor.commit([{ put: "span", ...span, fragments: span.fragments.filter((_, n) => n !== nth) }]);
}

/** @param {Record<string, Value>} values @param {string} name @param {Value | undefined} value */
export function withValue(values, name, value) {
  const { [name]: _, ...rest } = values;
  return value === undefined || value === "" ? rest : { ...rest, [name]: value };
}
