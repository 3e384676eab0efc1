// @ts-check
/** What a comment is about: a span, an attribution, or the whole article when both are null. Pure. */
/** @import { Active } from "../types.js" */
/** @import { Store } from "../records/store.js" */
import { _ } from "../base/words.js";

const LONGEST = 60;

/** @param {Active} one @param {Active} other whether both name the same record; the article is no record */
export const isSame = (one, other) =>
  (one.span !== null && one.span === other.span) || (one.attribution !== null && one.attribution === other.attribution);

/** Where it begins in the text; the article, and what has been deleted, come before everything.
 * @param {Store} store @param {Active} place */
export function startOf(store, { span, attribution }) {
  const whole = attribution && store.attributions.get(attribution);
  if (whole) return store.startOf(whole);
  return store.spans.get(span ?? "")?.fragments[0][0] ?? -1;
}

/** Its words, or "" for the article. @param {Store} store @param {Active} place */
export function wordsOf(store, { span, attribution }) {
  const parts = span ? [span] : (store.attributions.get(attribution ?? "")?.content ?? []);
  const words = parts.map((id) => store.quote(store.spans.get(id)?.fragments ?? [])).join(" … ");
  if (words.length > LONGEST) return `${words.slice(0, LONGEST - 1)}…`;
  return words || (attribution ? _("this attribution") : "");
}
