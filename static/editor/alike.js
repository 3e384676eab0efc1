// @ts-check
/** The same words mean the same actor: whom a new mention is linked to without a question. Pure. */
/** @import { Fragment } from "./types.js" */
/** @import { Store } from "./store.js" */

/** Words that mean somebody else every time. */
const POINTING =
  /^(s?he|him|her|they|them|it|who|er|sie|es|ihn|ihm|ihr|man|ils?|elles?|on|lui|él|ella|ellos|ellas|هو|هي|هم)$/iu;

/** The actor that every linked mention with exactly these words means; null when there is none, or more than one.
 * @param {Store} store @param {Fragment[]} fragments @returns {string | null} */
export function linkedAlike(store, fragments) {
  const words = store.quote(fragments);
  if (POINTING.test(words)) return null;
  let found = null;
  for (const { kind, actor, fragments: others } of store.spans.values()) {
    if (kind !== "actor" || !actor || actor === found || store.quote(others) !== words) continue;
    if (found) return null;
    found = actor;
  }
  return found && store.actors.get(found)?.kind !== "anonymous" ? found : null; // "an official" may be another one
}
