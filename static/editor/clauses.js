// @ts-check
/** What may have been said in a sentence: its quotations, or the clause beside a reporting verb. Pure. */
/** @import { Fragment } from "./types.js" */
import { cuesOf } from "./cues.js";
import { reportsIn } from "./prefill.js";
import { outermost, quotationsIn, whole } from "./quotations.js";

const THAT = /^[\s,]*(?:[\p{L}'’]+\s+){0,4}?(?=(?:that|whether|dass|daß|ob|que|qu['’]|che|dat)(?![\p{L}]))/iu;
const FEW = 9; // words after a cue that closes its sentence: “…, said Keller on Monday.”

/** Contents in the order of likelihood; marks belong to a quotation, “that” to its clause.
 * @param {string} text of the paragraph @param {Fragment} sentence @param {string} language @returns {Fragment[][]} */
export function contentsIn(text, sentence, language) {
  const [from, to] = sentence;
  const all = quotationsIn(text);
  const long = all.filter(([start, end]) => start >= from && start < to && words(text.slice(start, end)) > 2);
  const quoted = outermost(long).map((one) => whole(text, all, one, language));
  /** @type {Fragment[]} */
  const clauses = reportsIn(text, sentence, language, all)
    .map((cue) => clauseBeside(text, sentence, cue, language))
    .filter((clause) => clause !== null)
    .filter((clause) => !quoted.some((one) => one.some(([a, b]) => a <= clause[0] && clause[1] <= b + 2)));
  return [...quoted, ...clauses.map((clause) => [clause])];
}

/** @param {string} text @param {Fragment} sentence @param {Fragment} cue @param {string} language @returns {Fragment | null} */
function clauseBeside(text, [from, to], cue, language) {
  const rest = text.slice(cue[1], to);
  const naming = text.slice(...cue).match(cuesOf(language)?.naming ?? /(?!)/) !== null;
  const comma = rest.indexOf(",");
  if (naming && words(text.slice(from, cue[0])) < 2) return comma < 0 ? null : fit(text, cue[1] + comma + 1, to);
  if (naming) return fit(text, from, cue[0]);
  const that = rest.match(THAT);
  if (that) return fit(text, cue[1] + that[0].length, to);
  const before = text.lastIndexOf(",", cue[0]);
  const closing = words(rest) <= FEW && before > from && words(text.slice(before, cue[0])) <= FEW + 3;
  if (closing && words(text.slice(from, before)) > 2) return fit(text, from, before);
  return fit(text, cue[1], to);
}

/** Blanks and what closes a sentence stay outside. @param {string} text @param {number} start @param {number} end @returns {Fragment | null} */
function fit(text, start, end) {
  const piece = text.slice(start, end);
  const from = start + (piece.match(/^[\s,:;–—-]*/)?.[0].length ?? 0);
  const to = end - (piece.match(/[\s,.;:–—-]*$/)?.[0].length ?? 0);
  return words(text.slice(from, to)) > 1 ? [from, to] : null;
}

/** @param {string} text */
const words = (text) => text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
