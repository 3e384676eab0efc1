// @ts-check
/** Where a small window stands beside words: under them if there is room, else over them, and never on them. Pure. */

/** @typedef {{left: number, right: number, top: number, bottom: number}} Box in the window */
/** @typedef {{left: number, top: number | null, bottom: number | null, room: number}} Place top of what stands under the words,
 *   or bottom of what stands over them */

const GAP = 12; // the marks under a word belong to it
const EDGE = 8;

/** @param {Box} first the words' first line @param {Box} last their last line @param {Box} bounds what may be covered
 * @param {{width: number, height: number}} wanted @param {boolean} rtl @returns {Place} */
export function beside(first, last, bounds, wanted, rtl) {
  const below = bounds.bottom - EDGE - last.bottom - GAP;
  const above = first.top - GAP - bounds.top - EDGE;
  const under = below >= wanted.height || below >= above;
  const line = under ? last : first;
  const start = rtl ? line.right - wanted.width : line.left;
  const left = Math.max(bounds.left, Math.min(start, bounds.right - wanted.width));
  return under
    ? { left, top: last.bottom + GAP, bottom: null, room: below }
    : { left, top: null, bottom: first.top - GAP, room: above };
}

/** How far to scroll so that there is room beside the words; 0 when there is. @param {Box} first @param {Box} last @param {Box} bounds @param {number} height */
export function scrollFor(first, last, bounds, height) {
  const space = Math.max(bounds.bottom - last.bottom, first.top - bounds.top) - GAP - EDGE;
  const seen = last.bottom > bounds.top && first.top < bounds.bottom;
  if (seen && space >= height) return 0;
  return Math.round(last.bottom - bounds.top - Math.min(160, (bounds.bottom - bounds.top) / 3));
}
