// @ts-check
/** Where some names stand in a text: exact matches at the borders of words. Pure. */
/** @import { Fragment } from "../types.js" */

const BESIDE = /[\p{L}\p{M}\p{N}]/u;

/** Every place of every name, the longest first where they overlap. Blanks match any blank, so that a line break in a
 * name does no harm. @param {string} text @param {string[]} names @returns {Fragment[]} */
export function placesOf(text, names) {
  const wanted = [...new Set(names.map((name) => name.trim()))].filter((name) => BESIDE.test(name) && name.length > 1);
  if (!wanted.length) return [];
  const longest = wanted.sort((x, y) => y.length - x.length);
  const escaped = longest.map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/\s+/g, "\\s+"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])(?:${escaped.join("|")})(?![\\p{L}\\p{M}\\p{N}])`, "gu");
  return [...text.matchAll(pattern)].map(({ 0: found, index }) => [index, index + found.length]);
}
