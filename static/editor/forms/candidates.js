// @ts-check
/** Who or what a span may be linked to, best first: this article, then how well the words fit, then how often it was used. Pure. */
/** @import { Span } from "../types.js" */
/** @import { Store } from "../records/store.js" */
import { isDescription, isOnePerson, isPronoun } from "../text/mention.js";

/** @typedef {{id: string, name: string, kind?: string, code?: string, aliases?: string[], definition?: string, examples?: string,
 *   affiliations?: {role: string, organisation: string | null}[], mentions?: number | null, article?: number | null}} Found */
/** @typedef {Found & {here: number, said: string[], before: number}} Known here: linked spans of this set; before: how far ahead
 *   of the span the nearest of them ends, Infinity without one */
/** @typedef {Known & {fit: number, by: string}} Candidate fit: 0 the same name … FAR what only the server found; by: the alias that fits */

export const FAR = 5;

/** @param {string} words */
const plain = (words) =>
  words
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .toLowerCase();

/** What this set links to already. @param {Store} store @param {Span} span @returns {Map<string, Known>} */
export function knownHere(store, span) {
  const actors = span.kind === "actor";
  /** @type {Map<string, Known>} */
  const all = new Map();
  for (const [id, one] of actors ? store.actors : store.topics)
    all.set(id, { id, ...one, here: 0, said: [], before: Infinity });
  for (const other of store.spans.values()) {
    const known = all.get((actors ? other.actor : other.topic) ?? "");
    if (!known || other.id === span.id) continue;
    known.here += 1;
    const words = store.quote(other.fragments);
    if (actors && !isPronoun(words)) known.said.push(words);
    const distance = span.fragments[0][0] - other.fragments[0][0];
    if (distance >= 0) known.before = Math.min(known.before, distance);
  }
  return all;
}

/** How well the words fit one of its names: 0 the same, 1 an alias, 2 a beginning or a name inside the words,
 * 3 every word begins a word of it; FAR when they do not. @param {Known} known @param {string} words @returns {{fit: number, by: string}} */
function fitOf(known, words) {
  const typed = plain(words);
  let best = { fit: FAR, by: "" };
  if (!typed) return best;
  for (const [nth, name] of [known.name, ...(known.aliases ?? []), ...known.said].entries()) {
    const fit = fitOne(plain(name), typed, nth > 0);
    if (fit < best.fit) best = { fit, by: nth ? name : "" };
  }
  if (known.code && plain(known.code).startsWith(typed)) return { fit: 0, by: "" };
  return best;
}

/** @param {string} name @param {string} typed @param {boolean} alias */
function fitOne(name, typed, alias) {
  if (!name) return FAR;
  if (name === typed) return alias ? 1 : 0;
  if (name.startsWith(typed) || (name.length > 2 && ` ${typed} `.includes(` ${name} `))) return 2;
  const parts = name.split(" ");
  return typed.split(" ").every((word) => parts.some((part) => part.startsWith(word))) ? 3 : FAR;
}

/** @param {Candidate} x @param {Candidate} y */
const better = (x, y) =>
  Number(y.here > 0) - Number(x.here > 0) ||
  x.fit - y.fit ||
  (y.mentions ?? 0) - (x.mentions ?? 0) ||
  y.here - x.here ||
  (x.name < y.name ? -1 : 1);

/** What fits the words, best first. What the server found stays, however it found it.
 * @param {Map<string, Known>} here @param {Found[]} found @param {string} words @returns {Candidate[]} */
export function ranked(here, found, words) {
  const all = found.map((one) => ({ ...unknown(one), ...here.get(one.id), ...one }));
  const rest = [...here.values()].filter((one) => one.here > 0 && !found.some(({ id }) => id === one.id));
  const fitting = [
    ...all.map((one) => ({ ...one, ...fitOf(one, words) })),
    ...rest.map((one) => ({ ...one, ...fitOf(one, words) })).filter((one) => !words || one.fit < FAR),
  ];
  return fitting.sort(better);
}

/** @param {Found} one @returns {Known} */
const unknown = (one) => ({ ...one, here: 0, said: [], before: Infinity });

/** Whom a pronoun or “the minister” most likely means: who was named last before it. Empty for other words.
 * @param {Map<string, Known>} here @param {string} words @param {string} language @returns {Candidate[]} */
export function meant(here, words, language) {
  const pronoun = isPronoun(words);
  if (!pronoun && !isDescription(words, language)) return [];
  const person = (/** @type {Known} */ one) => one.kind === "person" || one.kind === "anonymous";
  const rank = (/** @type {Candidate} */ one) => (pronoun ? Number(isOnePerson(words) && !person(one)) : one.fit);
  const all = [...here.values()].filter((one) => one.before < Infinity);
  return all
    .map((one) => ({ ...one, ...(pronoun ? { fit: FAR, by: "" } : fitOf(one, words)) }))
    .sort((x, y) => rank(x) - rank(y) || x.before - y.before);
}

/** What stays in sight while the answer for other words is on its way. @param {Found[]} found @param {string} words */
export const stillFitting = (found, words) => found.filter((one) => fitOf(unknown(one), words).fit < FAR);
