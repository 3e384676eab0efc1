// @ts-check
/** Finding words in a text whatever their case, accents or kind of quotation mark. Pure. Offsets are UTF-16 units. */
/** @import { Fragment } from "../types.js" */

/** A text made comparable, and where each of its units stood; at has one more entry for the end.
 * @typedef {{folded: string, at: Uint32Array}} Folded */

/** @param {string} text @returns {Folded} */
export function fold(text) {
  let folded = "";
  /** @type {number[]} */
  const at = [];
  let here = 0;
  for (const character of text) {
    const plain = foldedCharacter(character);
    for (let unit = 0; unit < plain.length; unit++) at.push(here);
    folded += plain;
    here += character.length;
  }
  at.push(here);
  return { folded, at: Uint32Array.from(at) };
}

/** Every place where the words stand, in order, without overlaps; an accent after a letter belongs to the hit.
 * @param {string} text @param {Folded} folded what fold made of the text @param {string} words @param {boolean} [whole]
 * whether half words do not count @returns {Fragment[]} */
export function findAll(text, { folded, at }, words, whole = false) {
  const wanted = fold(words.trim()).folded;
  /** @type {Fragment[]} */
  const hits = [];
  if (!wanted) return hits;
  for (let from = folded.indexOf(wanted); from >= 0; ) {
    const hit = /** @type {Fragment} */ ([at[from], at[from + wanted.length]]);
    const cut = at[from - 1] === hit[0] || at[from + wanted.length - 1] === hit[1]; // half of an ß is no hit
    const good = !cut && (!whole || isWhole(text, hit));
    if (good) hits.push(hit);
    from = folded.indexOf(wanted, from + (good ? wanted.length : 1));
  }
  return hits;
}

/** @param {string} text @param {Fragment} hit */
function isWhole(text, [start, end]) {
  const before = text.slice(Math.max(0, start - 2), start);
  return !/[\p{L}\p{N}\p{M}_]$/u.test(before) && !/^[\p{L}\p{N}\p{M}_]/u.test(text.slice(end, end + 2));
}

/** @param {string} character */
function foldedCharacter(character) {
  if (character < "\u0080" && character > " ") return character.toLowerCase();
  if (/\s/.test(character)) return " ";
  if (/[‘’‚‛′ʼ‹›]/.test(character)) return "'";
  if (/[“”„‟«»″]/.test(character)) return '"';
  if (/[‐-―−]/.test(character)) return "-";
  return character.normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase().toLowerCase();
}
