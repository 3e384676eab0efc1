// @ts-check
/** Where a doubtful span is put: stretches of a text, moved word by word. Pure; UTF-16 units of the text. */

import { joinFragments, offsetMap, snapToGraphemes, snapToWords, trimmed, wordsOf } from "../editor/text/offsets.js";

/** @typedef {[number, number]} Stretch */
/** @typedef {Stretch[]} Place in order, none touching the next; empty as long as there is none */
/** @typedef {"both" | "start" | "end"} Edge */

/** What can be asked of one text. `from` is where it begins in its article, in code points.
 * @param {string} text @param {string} language @param {number} from */
export function placing(text, language, from) {
  const words = wordsOf(text, language);
  const { toPoints, toUnits } = offsetMap(text);
  const base = from;

  /** The words a stretch touches. @param {Stretch} stretch @returns {Stretch} */
  function touched([start, end]) {
    const first = words.ends.findIndex((one) => one > start);
    return [first < 0 ? words.ends.length - 1 : first, words.starts.findLastIndex((one) => one < end)];
  }

  /** @param {Stretch} stretch @param {number} by @returns {Stretch} */
  function carried(stretch, by) {
    const [first, last] = touched(stretch);
    const more = Math.max(0, last - first);
    const at = clamped(first + by, 0, words.starts.length - 1 - more);
    return [words.starts[at], words.ends[at + more]];
  }

  return {
    /** The place with its beginning, its end or all of it moved by words; `near` is where one begins without a place.
     * @param {Place} place @param {Edge} edge @param {number} by @param {number} near @returns {Place} */
    moved(place, edge, by, near) {
      if (!words.starts.length) return place;
      if (!place.length) return [carried([near, near], 0)];
      if (edge === "both") {
        const moved = place.map((one) => carried(one, by));
        return joinFragments(moved).length === place.length ? moved : place;
      }
      const [first, last] = touched(edge === "end" ? place[place.length - 1] : place[0]);
      if (edge === "end") {
        const [start] = place[place.length - 1];
        return [...place.slice(0, -1), [start, words.ends[clamped(last + by, first, words.ends.length - 1)]]];
      }
      const at = words.starts[clamped(first + by, 0, last)];
      return [[at, place[0][1]], ...place.slice(1)];
    },

    /** The place a swept stretch stands for: whole words unless `exact`; nothing when only blanks were swept.
     * @param {number} start @param {number} end @param {boolean} exact @returns {Place} */
    swept(start, end, exact) {
      const [from, to] = exact
        ? snapToGraphemes(text, ...trimmed(text, start, end), language)
        : snapToWords(text, words, start, end);
      return to > from ? [[from, to]] : [];
    },

    /** As the form sends it. @param {Place} place */
    sent(place) {
      return place.map(([start, end]) => `${base + toPoints(start)}-${base + toPoints(end)}`).join(",");
    },

    /** What the form was given. @param {string} given @returns {Place} */
    taken(given) {
      if (!given) return [];
      return given.split(",").map((one) => {
        const [start, end] = one.split("-").map((point) => toUnits(Number(point) - base));
        return [start, end];
      });
    },

    /** Where a code point of the article is in the text. @param {number} point */
    unit: (point) => toUnits(point - base),

    /** @param {Place} place */
    quote: (place) => place.map(([start, end]) => text.slice(start, end)).join(" … "),
  };
}

/** What a key does to a place: null when it is none of ours.
 * @param {{key: string, altKey: boolean, shiftKey: boolean, ctrlKey: boolean, metaKey: boolean}} event
 * @returns {{edge: Edge, by: number} | null} */
export function moveOf({ key, altKey, shiftKey, ctrlKey, metaKey }) {
  if (ctrlKey || metaKey || (key !== "ArrowLeft" && key !== "ArrowRight")) return null;
  const edge = altKey && shiftKey ? "start" : altKey || shiftKey ? "end" : "both";
  return { edge, by: key === "ArrowRight" ? 1 : -1 };
}

/** @param {number} value @param {number} least @param {number} most */
function clamped(value, least, most) {
  return Math.max(least, Math.min(value, most));
}
