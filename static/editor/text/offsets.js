// @ts-check
/** UTF-16 units (browser) and code points (server); words and graphemes. The only module that converts. */
/** @import { Fragment } from "../types.js" */

/** @typedef {{toPoints: (units: number) => number, toUnits: (points: number) => number}} OffsetMap */
/** @typedef {{starts: number[], ends: number[]}} Words */

const SYMBOL = /[\p{S}\p{Extended_Pictographic}%#@&§]/u;
const GLUED = /^[\p{Sc}%#@&§°]+$/u;
const OPENING = /["'“„«‘‚‹「『]/;
const CLOSING = /["'”“»«’‘›‹」』]/g;
const PAIRS = ["“”", "„“", "„”", "‘’", "‚‘", "‚’", "«»", "»«", "‹›", "›‹", "「」", "『』", '""', "''"];

/** Both directions for one text; for a text without astral characters both are the identity.
 * @param {string} text @returns {OffsetMap} */
export function offsetMap(text) {
  const units = Array.from(text.matchAll(/[\u{10000}-\u{10FFFF}]/gu), (match) => match.index);
  const points = units.map((unit, before) => unit - before);
  return { toPoints: (at) => at - countBelow(units, at), toUnits: (at) => at + countBelow(points, at) };
}

/** @param {number[]} sorted @param {number} limit */
function countBelow(sorted, limit) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the paragraph at an offset; a line break belongs to the paragraph before it.
 * @param {Fragment[]} paragraphs in order @param {number} at */
export function paragraphAt(paragraphs, at) {
  let low = 0;
  let high = paragraphs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (paragraphs[middle][0] <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** @type {Map<string, {word: Intl.Segmenter, grapheme: Intl.Segmenter}>} */
const segmenters = new Map();

/** @param {string} language */
function segmenterFor(language) {
  let found = segmenters.get(language);
  if (!found) {
    const known = isLocale(language) ? language : "en";
    found = {
      word: new Intl.Segmenter(known, { granularity: "word" }),
      grapheme: new Intl.Segmenter(known, { granularity: "grapheme" }),
    };
    segmenters.set(language, found);
  }
  return found;
}

/** @param {string} language */
function isLocale(language) {
  try {
    return Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false; // an article may carry any string as its language
  }
}

/** Words of a paragraph. Hyphened names, "U.S.", "$5" and "50%" are one word; an emoji is a word of its own.
 * @param {string} text @param {string} language @returns {Words} */
export function wordsOf(text, language) {
  /** @type {Words} */
  const words = { starts: [], ends: [] };
  let glue = false;
  for (const { segment, index, isWordLike } of segmenterFor(language).word.segment(text)) {
    if (!isWordLike && !SYMBOL.test(segment)) continue;
    const sticky = GLUED.test(segment);
    const last = words.ends.length - 1;
    const between = last < 0 ? " " : text.slice(words.ends[last], index);
    let end = index + segment.length;
    if (text[end] === "." && /^\p{L}(\.\p{L})+$/u.test(segment)) end += 1;
    const joined = (between === "" && (glue || sticky)) || (isWordLike && /^[-‐‑]$/.test(between));
    if (joined) words.ends[last] = end;
    else {
      words.starts.push(index);
      words.ends.push(end);
    }
    glue = sticky;
  }
  return words;
}

/** The last word that starts at or before `at`. @param {Words} words @param {number} at */
export function wordAt(words, at) {
  return Math.max(0, countBelow(words.starts, at + 1) - 1);
}

/** Widen to whole words; blanks and punctuation at the ends stay outside, but a quotation mark that was swept over
 * together with its partner stays in. @param {string} text @param {Words} words @param {number} start @param {number} end
 * @returns {Fragment} */
export function snapToWords(text, words, start, end) {
  const from = countBelow(words.ends, start + 1);
  const to = countBelow(words.starts, end) - 1;
  if (to < from) return trimmed(text, start, end);
  const first = words.starts[from];
  const last = words.ends[to];
  const inside = text.slice(first, last).replace(/(?<=\p{L})['’](?=\p{L})/gu, " "); // no apostrophes
  const opening = start < first ? text.slice(start, first).match(OPENING) : null;
  const closing = [...text.slice(last, end).matchAll(CLOSING)].pop();
  const opens = opening && (closing || hasPartner([...inside], opening[0], (mark) => opening[0] + mark));
  const closes = closing && (opening || hasPartner([...inside].reverse(), closing[0], (mark) => mark + closing[0]));
  return [opens ? start + (opening.index ?? 0) : first, closes ? last + closing.index + 1 : last];
}

/** Whether a mark at the edge has its partner further in, one that is not the partner of another mark there.
 * @param {string[]} inside from that edge on @param {string} edge @param {(mark: string) => string} pair */
function hasPartner(inside, edge, pair) {
  let others = 0;
  for (const mark of inside) {
    if (PAIRS.includes(pair(mark))) {
      if (!others) return true;
      others -= 1;
    } else if (mark === edge) others += 1;
  }
  return false;
}

/** @param {string} text @param {number} start @param {number} end @returns {Fragment} */
export function trimmed(text, start, end) {
  const piece = text.slice(start, end);
  const kept = piece.trim();
  if (!kept) return [start, start];
  const from = start + piece.length - piece.trimStart().length;
  return [from, from + kept.length];
}

/** Widen so that no emoji or combining sequence is ever cut.
 * @param {string} text @param {number} start @param {number} end @param {string} language @returns {Fragment} */
export function snapToGraphemes(text, start, end, language) {
  const graphemes = segmenterFor(language).grapheme.segment(text);
  const from = start < text.length ? (graphemes.containing(start)?.index ?? start) : start;
  const last = end > 0 && end < text.length ? graphemes.containing(end) : undefined;
  return [from, last && last.index !== end ? last.index + last.segment.length : end];
}

/** Sorted, with touching and overlapping fragments joined: the only form the server stores.
 * @param {Fragment[]} fragments @returns {Fragment[]} */
export function joinFragments(fragments) {
  /** @type {Fragment[]} */
  const joined = [];
  for (const [start, end] of [...fragments].sort((x, y) => x[0] - y[0] || x[1] - y[1])) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else if (end > start) joined.push([start, end]);
  }
  return joined;
}
