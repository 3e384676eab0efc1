// @ts-check
/** What may have been said in a sentence: its quotations, or the clause beside a reporting verb. Pure. */
/** @import { Fragment } from "../types.js" */
import { cuesOf } from "./cues.js";
import { reportsIn } from "./prefill.js";
import { outermost, quotationsIn, whole } from "./quotations.js";

const THAT = /^[\s,]*(?:[\p{L}'’]+\s+){0,4}?(?=(?:that|whether|dass|daß|ob|que|qu['’]|che|dat)(?![\p{L}]))/iu;
const DAY = /^\s+(?:(?:on|late|early)\s+)?\p{Lu}\p{L}+day(?!\p{L})/u;
const FOLLOWS = /^\s+(?:having|to|why|how)\s/i; // what was said comes after the cue
const GOES_ON =
  /^,\s+(?!(?:and|but|or|as|while|when|after|before|who|which|in|on|at|by|for|with|citing|according|\p{L}+ing)\s)\p{Ll}/u;
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
  const clauses = reportsIn(text, sentence, language, all)
    .filter(([start, end]) => !taken.some(([a, b]) => a < end && start < b))
    .map((cue, nth, cues) => clauseBeside(text, within(text, sentence, cue, all), [cue, cues[nth + 1]], language))
    .filter((clause) => clause !== null)
    .filter(
      ([first]) => !quoted.some((one) => one.some(([a, b]) => a === first[0] || (a < first[0] && first[1] <= b + 2))),
    );
  const partial = (/** @type {Fragment[]} */ one) =>
    clauses.some((pieces) => pieces.some(([a, b]) => one.every(([c, d]) => a < c && d <= b + 2)));
  return [...quoted.filter((one) => !partial(one)), ...clauses, ...quoted.filter(partial)];
}

/** The part of a sentence around a cue that no semicolon divides from it. @param {string} text @param {Fragment} sentence
 * @param {Fragment} cue @param {Fragment[]} quotations @returns {Fragment} */
function within(text, [from, to], cue, quotations) {
  const stops = [...text.slice(from, to).matchAll(/;(?=\s)/g)]
    .map(({ index }) => from + index)
    .filter((at) => !quotations.some(([a, b]) => a <= at && at < b));
  return [stops.findLast((at) => at < cue[0]) ?? from, stops.find((at) => at >= cue[1]) ?? to];
}

/** @param {string} text @param {Fragment} sentence @param {[Fragment, Fragment | undefined]} cues and the one after it
 * @param {string} language @returns {Fragment[] | null} */
function clauseBeside(text, sentence, [cue, next], language) {
  const around = clauseAround(text, sentence, cue);
  const one = around ? null : clauseOnOneSide(text, sentence, [cue, next], language);
  return around ?? (one && [one]);
}

/** “The closures, Tan argued, would save little”: what was said goes on after its cue. @param {string} text
 * @param {Fragment} sentence @param {Fragment} cue @returns {Fragment[] | null} */
function clauseAround(text, [from, to], cue) {
  const before = text.lastIndexOf(",", cue[0]);
  if (before <= from || !GOES_ON.test(text.slice(cue[1], to)) || words(text.slice(before, cue[0])) > FEW) return null;
  const first = fit(text, from, before, 1);
  const second = fit(text, cue[1], to);
  return first && second && [first, second];
}

/** @param {string} text @param {Fragment} sentence @param {[Fragment, Fragment | undefined]} cues
 * @param {string} language @returns {Fragment | null} */
function clauseOnOneSide(text, [from, to], [cue, next], language) {
  const rest = text.slice(cue[1], to);
  const naming = text.slice(...cue).match(cuesOf(language)?.naming ?? /(?!)/) !== null;
  const comma = rest.indexOf(",");
  if (naming && words(text.slice(from, cue[0])) < 2) return comma < 0 ? null : fit(text, cue[1] + comma + 1, to);
  if (naming) return fit(text, from, cue[0]);
  const that = rest.match(THAT);
  const own = that && !(next && next[0] < cue[1] + that[0].length); // not the next one’s “that”
  if (own) return fit(text, cue[1] + that[0].length, to);
  const before = text.lastIndexOf(",", cue[0]);
  const closing =
    (words(rest) <= FEW || DAY.test(rest)) &&
    !FOLLOWS.test(rest) &&
    !/["“„«]/.test(rest) &&
    before > from &&
    words(text.slice(before, cue[0])) <= FEW + 3;
  if (closing && words(text.slice(from, before)) > 2) return fit(text, from, before);
  return fit(text, cue[1], to);
}

/** Blanks and what closes a sentence stay outside. @param {string} text @param {number} start @param {number} end
 * @param {number} [least] words it must have @returns {Fragment | null} */
function fit(text, start, end, least = 2) {
  const piece = text.slice(start, end);
  const from = start + (piece.match(/^[\s,:;–—-]*/)?.[0].length ?? 0);
  const to = end - (piece.match(/[\s,.;:–—-]*$/)?.[0].length ?? 0);
  return words(text.slice(from, to)) >= least ? [from, to] : null;
}

/** @param {string} text */
const words = (text) => text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
