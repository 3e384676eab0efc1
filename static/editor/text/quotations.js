// @ts-check
/** Where something is said in a paragraph: quotations with their marks, and the clause a reporting verb introduces.
 * The marks belong to the content, as in PolNeAR: the form “direct” is read off them, and word snapping keeps them. Pure. */
/** @import { Fragment } from "../types.js" */
import { cuesOf } from "./cues.js";

/** @type {Record<string, string>} which marks may close what an opening mark began */
const CLOSES = {
  "“": "”",
  "„": "“”",
  "«": "»",
  "»": "«",
  "‘": "’'",
  "‚": "‘’",
  "‹": "›",
  "›": "‹",
  "「": "」",
  "『": "』",
};
const SINGLE = /['’‘‚‹›]/;
const TITLES = /(?<![\p{L}])(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|St|Jr|Sr|Hon|Rev|M|Mme|Sra?|Dra?|\p{Lu})\./gu;
const GAP = 160;
const DEEP = 12; // no newspaper quotes deeper; a text made to be hard must not cost the square of its length

/** Every quotation in the text of one paragraph, marks included, outer ones first. One that is never closed runs to the
 * end: newspapers open each paragraph of a long quotation and close the last. @param {string} text @returns {Fragment[]} */
export function quotationsIn(text) {
  /** @type {{mark: string, at: number}[]} */
  const open = [];
  /** @type {Fragment[]} */
  const found = [];
  for (const { 0: mark, index } of text.matchAll(/["'“”„«»‘’‚‹›「」『』]/g)) {
    const nth = open.findLastIndex((one) => closes(one.mark, mark, text, index));
    if (nth >= 0) {
      found.push([open[nth].at, index + 1]);
      open.length = nth;
    } else if (opens(mark, text, index)) {
      open.push({ mark, at: index });
      if (open.length > DEEP) open.splice(1, 1);
    }
  }
  const left = open.find((one) => !SINGLE.test(one.mark));
  if (left && text.length - left.at > 2) found.push([left.at, text.trimEnd().length]);
  return found.sort((x, y) => x[0] - y[0] || y[1] - x[1]);
}

/** @param {string} opening @param {string} mark @param {string} text @param {number} at */
function closes(opening, mark, text, at) {
  if (SINGLE.test(mark) && isApostrophe(text, at)) return false;
  if (mark === '"' || mark === "'")
    return (opening === mark || (CLOSES[opening] ?? "").includes(mark)) && !/\s/.test(text[at - 1]);
  if (opening === "”" || opening === "’") return mark === opening;
  return (CLOSES[opening] ?? "").includes(mark);
}

/** @param {string} mark @param {string} text @param {number} at */
function opens(mark, text, at) {
  const before = text[at - 1] ?? " ";
  const starts = /[\s([{"'“„«‘‚‹—–…:-]/.test(before) && /\S/.test(text[at + 1] ?? " ");
  if (/[「『]/.test(mark)) return true;
  if (mark === "«" || mark === "»") return /\s|[(\p{Pd}]/u.test(before);
  return starts && !/[」』]/.test(mark);
}

/** @param {string} text @param {number} at */
const isApostrophe = (text, at) =>
  /['’]/.test(text[at]) && /[\p{L}\p{N}]/u.test(text[at - 1] ?? "") && /[\p{L}\p{N}]/u.test(text[at + 1] ?? "");

/** The quotation around some words and what belongs to it: a quotation that the cue splits (“…,” said Keller. “…”) is one
 * content in two pieces. Innermost first, each wider than the words. @param {string} text of the paragraph
 * @param {Fragment} words @param {string} language @returns {Fragment[][]} */
export function quotationsAround(text, [start, end], language) {
  const all = quotationsIn(text);
  const around = all.filter(([from, to]) => from <= start && end <= to).reverse();
  return around.map((one) => whole(text, all, one, language));
}

/** @type {WeakMap<Fragment[], Fragment[]>} */
const tops = new WeakMap();

/** Those that are inside no other. @param {Fragment[]} all in order, outer ones first */
export function outermost(all) {
  let found = tops.get(all);
  if (found) return found;
  let to = -1;
  found = all.filter(([, end]) => {
    const out = end > to;
    to = Math.max(to, end);
    return out;
  });
  tops.set(all, found);
  return found;
}

/** @param {string} text @param {Fragment[]} all @param {Fragment} one @param {string} language @returns {Fragment[]} */
export function whole(text, all, one, language) {
  const outer = outermost(all);
  const nth = outer.indexOf(one);
  if (nth < 0) return [one];
  const before = outer[nth - 1];
  const after = outer[nth + 1];
  if (after && splits(text, one, after, language)) return [one, after];
  if (before && splits(text, before, one, language)) return [before, one];
  return [one];
}

/** Whether the cue, and nothing else, stands between two quotations. @param {string} text @param {Fragment} first
 * @param {Fragment} second @param {string} language */
function splits(text, first, second, language) {
  const between = text.slice(first[1], second[0]);
  if (between.length > GAP || !/[,.:;—–-]\s*$/.test(between)) return false;
  const rest = between.replace(/^[,.]?\s*/, "").replace(TITLES, " ");
  if (/[.!?;].*\p{L}/su.test(rest)) return false; // another sentence, so perhaps another speaker
  const ended = /[.!?…]["”“»’'«]*$/.test(text.slice(first[0], first[1]));
  if (ended && !/[.:]\s*$/.test(between) && !/^\s*\p{Ll}/u.test(between)) return false; // “A.” Smith said, “B.”
  const cues = cuesOf(language);
  if (!cues) return rest.length < GAP / 2;
  return (rest.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? []).some(
    (word) => cues.strong.has(word) || cues.forms.has(word),
  );
}
