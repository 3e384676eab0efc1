// @ts-check
/** The article in the page ↔ offsets. Rests on one rule: the text of a paragraph's nodes is its slice of the article. */
/** @import { Fragment } from "../types.js" */
/** @import { Words } from "../text/offsets.js" */
import { offsetMap, paragraphAt, snapToGraphemes, snapToWords, wordsOf } from "../text/offsets.js";

export class Page {
  /** @param {HTMLElement} root @param {string} language */
  constructor(root, language) {
    this.root = root;
    this.language = language;
    /** @type {HTMLElement[]} */
    this.blocks = Array.from(root.querySelectorAll("p[data-start]"));
    /** @type {Map<Element, number>} */
    this.index = new Map(this.blocks.map((block, index) => [block, index]));
    /** @type {Fragment[]} */
    this.paragraphs = [];
    /** @type {Map<number, Words>} */
    this.words = new Map();
    this.text = this.#read();
    this.map = offsetMap(this.text);
    this.whole = this.blocks.every((block, index) => {
      const [start, end] = this.paragraphs[index];
      return (
        Number(block.dataset.start) === this.map.toPoints(start) && Number(block.dataset.end) === this.map.toPoints(end)
      );
    });
  }

  /** The text up to the last paragraph's end; line breaks stand between paragraphs, unless the page says what else. */
  #read() {
    let text = "";
    let points = 0;
    for (const block of this.blocks) {
      text += block.dataset.before ?? "\n".repeat(Math.max(0, Number(block.dataset.start) - points));
      const own = block.textContent ?? "";
      this.paragraphs.push([text.length, text.length + own.length]);
      text += own;
      points = Number(block.dataset.end);
    }
    return text;
  }

  /** @param {number} index */
  wordsOf(index) {
    let words = this.words.get(index);
    if (!words) {
      words = wordsOf(this.text.slice(...this.paragraphs[index]), this.language);
      this.words.set(index, words);
    }
    return words;
  }

  /** @param {number} at index of the paragraph at an offset; a line break belongs to the paragraph before it */
  indexAt(at) {
    return paragraphAt(this.paragraphs, at);
  }

  /** Whole words at both ends, or exact characters that cut no emoji. @param {Fragment} fragment @param {boolean} exact @returns {Fragment} */
  snap([start, end], exact) {
    if (exact) return snapToGraphemes(this.text, start, end, this.language);
    const i = this.indexAt(start);
    const j = this.indexAt(Math.max(start, end - 1));
    const [from, to] = this.paragraphs[i];
    const close = Math.min(end, this.paragraphs[j][1]);
    if (i === j)
      return shift(from, snapToWords(this.text.slice(from, to), this.wordsOf(i), start - from, close - from));
    const first = shift(from, snapToWords(this.text.slice(from, to), this.wordsOf(i), start - from, to - from));
    const [later, end2] = this.paragraphs[j];
    const last = shift(later, snapToWords(this.text.slice(later, end2), this.wordsOf(j), 0, close - later));
    return [first[0], last[1]];
  }

  /** The selection as offsets; an end that spills into the next block (triple click) is pulled back. @returns {Fragment | null} */
  selection() {
    const selection = getSelection();
    if (!selection?.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const start = this.#offset(range.startContainer, range.startOffset);
    if (!start) return null;
    const from = this.paragraphs[start.index][0] + start.inside;
    const end = this.#offset(range.endContainer, range.endOffset);
    let to = end ? this.paragraphs[end.index][0] + end.inside : this.paragraphs[start.index][1];
    if (end && end.inside === 0 && end.index > start.index) to = this.paragraphs[end.index - 1][1];
    return to > from ? [from, to] : null;
  }

  /** @param {Fragment} fragment */
  select([start, end]) {
    const anchor = this.#point(start);
    const focus = this.#point(end, true);
    if (anchor && focus) getSelection()?.setBaseAndExtent(anchor[0], anchor[1], focus[0], focus[1]);
  }

  /** The offset under the pointer, or -1 when it is not on a glyph. @param {number} x @param {number} y */
  at(x, y) {
    const place = caretAt(x, y);
    if (place?.node.nodeType !== Node.TEXT_NODE) return -1;
    const { node, offset } = place;
    const range = document.createRange();
    const length = node.nodeValue?.length ?? 0;
    for (const [from, to] of [
      [Math.max(0, offset - 1), offset],
      [offset, Math.min(length, offset + 1)],
    ]) {
      if (to <= from) continue;
      range.setStart(node, from);
      range.setEnd(node, to);
      const box = range.getBoundingClientRect();
      if (x < box.left - 1 || x > box.right + 1 || y < box.top - 4 || y > box.bottom + 8) continue;
      const found = this.#offset(node, from);
      return found ? this.paragraphs[found.index][0] + found.inside : -1;
    }
    return -1;
  }

  /** The offset nearest to a point, between letters and beside them, too; -1 outside of the text. @param {number} x @param {number} y */
  near(x, y) {
    const place = caretAt(x, y);
    const found = place && this.#offset(place.node, place.offset);
    return found ? this.paragraphs[found.index][0] + found.inside : -1;
  }

  /** One range a paragraph. @param {Fragment} fragment @returns {Range[]} */
  ranges([start, end]) {
    /** @type {Range[]} */
    const ranges = [];
    for (let index = this.indexAt(start); index < this.blocks.length && this.paragraphs[index][0] < end; index++) {
      const [from, to] = this.paragraphs[index];
      const anchor = this.#point(Math.max(start, from));
      const focus = this.#point(Math.min(end, to), true);
      if (!anchor || !focus || start >= to) continue;
      const range = document.createRange();
      range.setStart(...anchor);
      range.setEnd(...focus);
      ranges.push(range);
    }
    return ranges;
  }

  /** @param {Node} node @param {number} offset @returns {{index: number, inside: number} | null} */
  #offset(node, offset) {
    const element = node instanceof Element ? node : node.parentElement;
    const block = element?.closest("p[data-start]");
    const index = block ? this.index.get(block) : undefined;
    if (!block || index === undefined) return null;
    if (node instanceof Element) {
      const range = document.createRange();
      range.selectNodeContents(block);
      range.setEnd(node, offset);
      return { index, inside: range.toString().length };
    }
    let inside = offset;
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text && text !== node; text = walker.nextNode())
      inside += text.nodeValue?.length ?? 0;
    return { index, inside };
  }

  /** @param {number} at @param {boolean} [end] the end of a range stays in its own paragraph @returns {[Text, number] | null} */
  #point(at, end = false) {
    const index = this.indexAt(end ? Math.max(0, at - 1) : at);
    let left = Math.min(at, this.paragraphs[index][1]) - this.paragraphs[index][0];
    const walker = document.createTreeWalker(this.blocks[index], NodeFilter.SHOW_TEXT);
    /** @type {Text | null} */
    let last = null;
    for (let node = walker.nextNode(); node instanceof Text; node = walker.nextNode()) {
      last = node;
      if (left < node.length || (end && left === node.length)) return [node, left];
      left -= node.length;
    }
    return last && [last, last.length];
  }
}

/** @param {number} by @param {Fragment} fragment @returns {Fragment} */
const shift = (by, [start, end]) => [by + start, by + end];

/** @param {number} x @param {number} y @returns {{node: Node, offset: number} | null} */
function caretAt(x, y) {
  if (document.caretPositionFromPoint) {
    const caret = document.caretPositionFromPoint(x, y);
    return caret && { node: caret.offsetNode, offset: caret.offset };
  }
  const range = document.caretRangeFromPoint?.(x, y); // Safari before 26.2
  return range ? { node: range.startContainer, offset: range.startOffset } : null;
}
