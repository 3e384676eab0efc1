// @ts-check
/** What a sweep proposes: the cue beside what was said, and who said it. Pure: nothing is stored until somebody takes it. */
/** @import { Fragment } from "../types.js" */
/** @import { Cues } from "./cues.js" */
import { cuesOf } from "./cues.js";
import { grammarOf } from "./phrases.js";
import { quotationsIn } from "./quotations.js";

/** @typedef {{text: string, language: string, sentences: Fragment[], content: Fragment[], mentions: Fragment[]}} Scene
 * the text of one paragraph; everything else is counted from its beginning. Mentions are actors already marked. */
/** @typedef {{word: string, start: number, end: number}} Token */

const FAR = 90; // costs: three a word between, forty a sentence
const ADJACENT = 10;
const THING = 8;
const NEAR = 1500; // units from what was said; more would be FAR anyway, and a paragraph may have a hundred thousand
const MANY = 200; // reports in one sentence; nobody steps through more
const GROUP = 160; // units that a group of verbs may have on each side of its verb
const QUOTED = /^["“„«‘]/;
const OPENING =
  /^\s*,?\s+(?:\p{L}+\s+)?(?:that|whether|why|how|having|dass|daß|ob|warum|que|pourquoi|por qué|che|perché)(?![\p{L}])/iu;
const WORD =
  /(?:Rep|Sen|Gov|Lt|Gen|Col|Capt|Sgt|Dr|Mrs?|Ms|Prof|St|Rev|Amb|Adm)\.(?= \p{Lu})|(?:\p{Lu}\.){2,}|\p{Lu}\.(?= \p{Lu})|[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[-‑.&][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*(?:['’](?:s|t|ve|d|re|ll)(?!\p{L})|(?<=s)['’](?=\s\p{Ll}))?|[$€£]\d+/gu;

/** @param {string} text @returns {Token[]} */
const tokensOf = (text) =>
  [...text.matchAll(WORD)].map(({ 0: word, index }) => ({ word, start: index, end: index + word.length }));

/** Where the cue may stand, the likeliest first. @param {Scene} scene @returns {Fragment[]} */
export function proposeCues(scene) {
  const { text, language, content } = scene;
  const cues = cuesOf(language);
  const closed = zones(scene);
  if (!cues) return besideQuotation(scene, closed);
  /** @type {{at: Fragment, cost: number}[]} */
  const found = [];
  const offer = (/** @type {Fragment} */ at, /** @type {number} */ cost) => {
    if (!closed.some(([from, to]) => at[0] < to && from < at[1])) found.push({ at, cost: cost + distance(scene, at) });
  };
  const tokens = tokensOf(text);
  const near = (/** @type {number} */ at) => content.some(([from, to]) => from - NEAR < at && at < to + NEAR);
  tokens.forEach(({ word, start, end }, nth) => {
    if (!near(start)) return;
    const low = word.toLowerCase();
    const strong = cues.strong.has(low);
    if (!strong && !cues.forms.has(low)) return;
    if (noun(scene, tokens, nth)) {
      if (opened(scene, start)) offer([start, end], 0);
      return;
    }
    const introduces = end < (content[0]?.[0] ?? 0) && /^[\s,:]*$/.test(text.slice(end, content[0][0]));
    offer(group(text, [start, end], cues, closed), introduces ? -2 : strong ? 0 : 9);
  });
  for (const { 0: phrase, index } of text.matchAll(cues.naming))
    if (near(index)) offer([index, index + phrase.length], 0);
  const leading = governing(scene, tokens);
  if (leading) offer(group(text, leading, cues, closed), ADJACENT + (isNamed(scene, tokens, leading) ? THING : 0));
  found.sort((x, y) => x.cost - y.cost || x.at[0] - y.at[0]);
  const likely = distinct(found.filter(({ cost }) => cost < FAR).map(({ at }) => at));
  return likely.length || !content.length ? likely : besideQuotation(scene, closed);
}

/** “called the plan “a ruin””: what stands before the quotation is a thing. @param {Scene} scene @param {Token[]} tokens
 * @param {Fragment} at */
function isNamed({ text, language, content }, tokens, at) {
  const before = tokens.findLast(({ end }) => end <= at[0]);
  const first = content[0]?.[0] ?? 0;
  return (
    QUOTED.test(text.slice(first, first + 1)) && grammarOf(language).determiners.has(before?.word.toLowerCase() ?? "")
  );
}

/** The word that what was said depends on, whatever it is: “bristled at [the continued questions]”. @param {Scene} scene
 * @param {Token[]} tokens @returns {Fragment | null} */
function governing({ text, language, content, sentences }, tokens) {
  const start = content[0]?.[0] ?? 0;
  if (sentences.some(([from]) => from === start)) return null;
  const { links, stops, determiners, pronouns } = grammarOf(language);
  const last = tokens.findLastIndex(({ end }) => end <= start);
  const none = (/** @type {number} */ nth) =>
    !tokens[nth] ||
    /[^\s"“„«'‘:]/.test(text.slice(tokens[nth].end, tokens[nth + 1]?.start ?? start).slice(0, start - tokens[nth].end));
  let nth = last;
  while (
    !none(nth) &&
    (links.has(tokens[nth].word.toLowerCase()) || stops.has(tokens[nth].word.toLowerCase())) &&
    last - nth < 2
  )
    nth -= 1;
  if (none(nth)) return null;
  const { word, start: from } = tokens[nth];
  const low = word.toLowerCase();
  if (/^[\p{Lu}\p{N}]/u.test(word) || stops.has(low) || determiners.has(low) || pronouns.has(low)) return null;
  return [from, tokens[last].end];
}

/** Every place in a sentence where something is reported for sure, outside quotations. @param {string} text
 * @param {Fragment} sentence @param {string} language @param {Fragment[]} closed @returns {Fragment[]} */
export function reportsIn(text, [first, last], language, closed) {
  const cues = cuesOf(language);
  if (!cues) return [];
  const tokens = tokensOf(text);
  const scene = { text, language, sentences: [], content: [], mentions: [] };
  const verbs = tokens.flatMap(({ word, start, end }, nth) => {
    if (start < first || end > last || noun(scene, tokens, nth)) return [];
    const low = word.toLowerCase();
    const is = cues.strong.has(low) || (cues.forms.has(low) && reporting(text, [start, end], [first, last]));
    return is ? [group(text, [start, end], cues, closed)] : [];
  });
  const phrases = [...text.matchAll(cues.naming)].map(
    ({ 0: phrase, index }) => /** @type {Fragment} */ ([index, index + phrase.length]),
  );
  const free = (/** @type {Fragment} */ at) => !closed.some(([from, to]) => at[0] < to && from < at[1]);
  const inside = (/** @type {Fragment} */ at) => first <= at[0] && at[1] <= last;
  return distinct(
    [...verbs, ...phrases]
      .filter(inside)
      .sort((x, y) => x[0] - y[0])
      .slice(0, MANY)
      .filter(free),
  );
}

/** A verb that may report does so before “that” or “why”, and where it closes a sentence: “…, the office confirmed.”
 * @param {string} text @param {Fragment} verb @param {Fragment} sentence */
function reporting(text, [start, end], [first, last]) {
  if (OPENING.test(text.slice(end, Math.min(last, end + GROUP)))) return true;
  return (
    /^[\s.]*$/.test(text.slice(end, Math.min(last, end + 4))) &&
    /,[^,]{2,90}$/.test(text.slice(Math.max(first, start - 92), start))
  );
}

/** “The reply was short: “…””: a noun reports what comes after a colon. @param {Scene} scene @param {number} at */
function opened({ text, content, sentences }, at) {
  const start = content[0]?.[0] ?? 0;
  const same = sentences.some(([from, to]) => from <= at && at < to && start <= to);
  return same && at < start && start - at < GROUP && /:\s*$/.test(text.slice(at, start));
}

/** Who may have said it, the likeliest first. @param {Scene} scene @param {Fragment} cue @returns {Fragment[]} */
export function proposeSources(scene, cue) {
  const { text, language, mentions, sentences } = scene;
  const closed = [...zones(scene), cue];
  const free = (/** @type {Fragment} */ at) => !closed.some(([from, to]) => at[0] < to && from < at[1]);
  const grammar = grammarOf(language);
  const phrases = grammar
    .subjects({ text, cue, closed, tokens: tokensOf(text), sentences, inverted: inverted(scene, cue) })
    .filter(free);
  const here = sentences.find(([from, to]) => from <= cue[0] && cue[0] < to) ?? [0, text.length];
  const gap = (/** @type {Fragment} */ at) => (at[1] <= cue[0] ? cue[0] - at[1] : at[0] - cue[1]);
  const known = mentions
    .filter((at) => free(at) && here[0] <= at[0] && at[1] <= here[1])
    .sort((x, y) => gap(x) - gap(y));
  const touching = known.filter((at) => phrases[0] && at[0] < phrases[0][1] && phrases[0][0] < at[1]);
  const close = known.filter((at) => gap(at) < 12 && !touching.includes(at));
  const naming = (/** @type {Fragment} */ at) =>
    tokensOf(text.slice(...at)).some(({ word }) => !grammar.determiners.has(word.toLowerCase()));
  const order = phrases.length ? [...touching, ...close, ...(touching.length ? [] : phrases), ...known] : known;
  return distinct([...order, ...phrases].filter(naming));
}

/** @param {Fragment[]} all @returns {Fragment[]} */
const distinct = (all) =>
  all.filter((one, nth) => all.findIndex((other) => other[0] === one[0] && other[1] === one[1]) === nth);

/** What was said, and what else is quoted: neither the cue nor the source stands in it. @param {Scene} scene @returns {Fragment[]} */
function zones({ text, content }) {
  const inContent = (/** @type {Fragment} */ [a, b]) => content.some(([from, to]) => from <= a && b <= to);
  const holds = (/** @type {Fragment} */ [a, b]) => content.some(([from, to]) => a <= from && to <= b);
  return [...content, ...quotationsIn(text).filter((one) => !inContent(one) && !holds(one))];
}

/** How far from what was said; another sentence is far. @param {Scene} scene @param {Fragment} at */
function distance({ text, content, sentences }, at) {
  let least = Infinity;
  for (const [from, to] of content) {
    const between = at[1] <= from ? text.slice(at[1], from) : text.slice(to, at[0]);
    const ends = sentences.filter(([, end]) =>
      at[1] <= from ? at[0] < end && end <= from : to < end && end <= at[0],
    ).length;
    least = Math.min(least, (between.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) * 3 + ends * 40 + (at[1] <= from ? 1 : 0));
  }
  return least;
}

/** “Black Lawmakers Rip the Plan”: every long word has a capital. @param {string} text @param {Token[]} tokens */
const headline = (text, tokens) =>
  text.length < 160 && tokens.length > 3 && tokens.every(({ word }) => word.length < 4 || !/^\p{Ll}/u.test(word));

/** “the report”, “State Department”: the word is no verb here. @param {Scene} scene @param {Token[]} tokens @param {number} nth */
function noun({ text, language, sentences }, tokens, nth) {
  const { word, start } = tokens[nth];
  const before = tokens[nth - 1];
  const near = before && /^\s*$/.test(text.slice(before.end, start));
  const first = sentences.some(([from]) => start - from <= 1 && start >= from);
  if (/^\p{Lu}/u.test(word) && !first && !headline(text, tokens)) return true;
  if (near && before.word === "of" && !/ing$/.test(word)) return true; // “secretary of state"
  if (near && /^(?:both|all|each)$/i.test(before.word) && /[ei]d$/.test(word)) return false; // “they both maintained”
  return (
    Boolean(near && grammarOf(language).determiners.has(before.word.toLowerCase())) ||
    Boolean(near && /['’]s$/.test(before.word) && !/(ing|ed|id)$/.test(word))
  );
}

/** A group of verbs is taken whole: “has said”, “told reporters”. @param {string} text @param {Fragment} verb
 * @param {Cues} cues @param {Fragment[]} closed @returns {Fragment} */
function group(text, [start, end], cues, closed) {
  let from = Math.max(0, start - GROUP);
  let to = Math.min(text.length, end + GROUP);
  for (const [begin, finish] of closed) {
    if (finish <= start) from = Math.max(from, finish);
    if (begin >= end) to = Math.min(to, begin);
  }
  const before = text.slice(from, start).match(cues.before)?.[0] ?? "";
  const after = text.slice(end, to).match(cues.after)?.[0] ?? "";
  return [start - before.trimStart().length, end + after.trimEnd().length];
}

/** In a language whose verbs are not known, the word after a quotation reports it. @param {Scene} scene @param {Fragment[]} closed @returns {Fragment[]} */
function besideQuotation({ text, content }, closed) {
  const last = content[0];
  if (!last || !/["”“»’'«」』]$/.test(text.slice(...last))) return [];
  const next = tokensOf(text).find((token) => token.start >= last[1]);
  if (!next || /^\p{Lu}/u.test(next.word) || /[.!?;]/.test(text.slice(last[1], next.start))) return [];
  return closed.some(([from, to]) => next.start < to && from < next.end) ? [] : [[next.start, next.end]];
}

/** The verb comes straight after what was said, so its subject may follow. @param {Scene} scene @param {Fragment} cue */
function inverted({ text, content }, cue) {
  return content.some(([, to]) => to <= cue[0] && /^[\s,.?!"”“»’'«—–-]*$/.test(text.slice(to, cue[0])));
}
