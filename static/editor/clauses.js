// @ts-check
/** What may have been said in a sentence: its quotations, or the clause beside a reporting verb. Pure. */
/** @import { Fragment } from "./types.js" */
import { cuesOf } from "./cues.js";
import { reportsIn } from "./prefill.js";
import { outermost, quotationsIn, whole } from "./quotations.js";

const THAT = /^[\s,]*(?:[\p{L}'’]+\s+){0,4}?(?=(?:that|whether|dass|daß|ob|que|qu['’]|che|dat)(?![\p{L}]))/iu;
const DAY = /^\s+(?:(?:on|late|early)\s+)?\p{Lu}\p{L}+day(?!\p{L})/u;
const FEW = 9; // words after a cue that closes its sentence: “…, said Keller on Monday.”

/** Contents in the order of likelihood: whole quotations, clauses, the words quoted inside a clause. Marks belong to a
 * quotation, “that” to its clause.
 * @param {string} text of the paragraph @param {Fragment} sentence @param {string} language
 * @param {Fragment[]} [taken] cues whose attribution is there already @returns {Fragment[][]} */
export function contentsIn(text, sentence, language, taken = []) {
  const [from, to] = sentence;
  const all = quotationsIn(text);
  const long = all.filter(([start, end]) => start >= from && start < to && words(text.slice(start, end)) > 2);
  const quoted = outermost(long).map((one) => whole(text, all, one, language));
  /** @type {Fragment[]} */
  const clauses = reportsIn(text, sentence, language, all)
    .filter(([start, end]) => !taken.some(([a, b]) => a < end && start < b))
    .map((cue) => clauseBeside(text, within(text, sentence, cue, all), cue, language))
    .filter((clause) => clause !== null)
    .filter(
      (clause) => !quoted.some((one) => one.some(([a, b]) => a === clause[0] || (a < clause[0] && clause[1] <= b + 2))),
    );
  const partial = (/** @type {Fragment[]} */ one) =>
    clauses.some(([a, b]) => one.every(([c, d]) => a < c && d <= b + 2));
  const wholes = quoted.filter((one) => !partial(one));
  return [...wholes, ...clauses.map((clause) => [clause]), ...quoted.filter(partial)];
}

/** The part of a sentence around a cue that no semicolon divides from it. @param {string} text @param {Fragment} sentence
 * @param {Fragment} cue @param {Fragment[]} quotations @returns {Fragment} */
function within(text, [from, to], cue, quotations) {
  const stops = [...text.slice(from, to).matchAll(/;(?=\s)/g)]
    .map(({ index }) => from + index)
    .filter((at) => !quotations.some(([a, b]) => a <= at && at < b));
  return [stops.findLast((at) => at < cue[0]) ?? from, stops.find((at) => at >= cue[1]) ?? to];
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
  const closing =
    (words(rest) <= FEW || DAY.test(rest)) &&
    !/["“„«]/.test(rest) &&
    before > from &&
    words(text.slice(before, cue[0])) <= FEW + 3;
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
