// @ts-check
/** Rows of the article: first screen at once, the rest in idle slices; cards beside the line where they begin. */
/** @import { Page } from "./page.js" */
/** @import { Store } from "../records/store.js" */

import { element } from "../base/element.js";
import { _ } from "../base/words.js";
import { cardList, cardsOf } from "./cards.js";
import { drawParagraph } from "./draw.js";

const FIRST_SCREEN = 5000; // characters
const SLICE = 240; // paragraphs and pieces; what they cost is mostly the layout that follows

export class View {
  /** @param {Page} page @param {Store} store */
  constructor(page, store) {
    this.page = page;
    this.store = store;
    /** @type {HTMLElement[]} */
    this.rows = page.blocks.map((block) => /** @type {HTMLElement} */ (block.parentElement));
    /** @type {(HTMLElement | undefined)[]} */
    this.asides = [];
    /** @type {string[]} */
    this.drawnCards = [];
    /** @type {boolean[]} */
    this.drawn = [];
    /** paragraphs that show all their cards @type {Set<number>} */
    this.unfolded = new Set();
    /** the card that Tab goes to */
    this.stop = "";
    /** @type {Set<number>} */
    this.unaligned = new Set();
    /** called before a frame is painted, first to read the layout, then to write @type {(() => (() => void) | undefined) | null} */
    this.beforePaint = null;
    this.frame = 0;
    this.width = 0;
    /** whether a panel stands where the cards would be */
    this.docked = false;
  }

  /** No margin for cards: one column, or the lists stand there. */
  get narrow() {
    return this.docked || matchMedia("(max-width: 900px)").matches;
  }

  /** Resolves when everything is drawn. */
  async drawAll() {
    let index = 0;
    for (let characters = 0; index < this.rows.length && characters < FIRST_SCREEN; index++) {
      characters += this.page.blocks[index].textContent?.length ?? 0;
      this.draw(index);
    }
    while (index < this.rows.length) {
      await nextFrame(); // so that the layout of one slice is not paid together with that of the next
      const enough = await idle();
      for (let left = SLICE; left > 0 && index < this.rows.length && !enough(); index++) {
        if (this.drawn[index]) continue;
        this.draw(index);
        left -= 1 + this.store.pieces[index].length;
      }
    }
  }

  /** @param {Iterable<number>} indexes */
  redraw(indexes) {
    for (const index of indexes) this.draw(index);
  }

  /** @param {number} index */
  draw(index) {
    this.drawn[index] = true;
    drawParagraph(this.store, index, this.page.blocks[index]);
    if (this.store.cards[index].size || this.asides[index]) this.#drawCards(index);
  }

  /** @param {number} index */
  #drawCards(index) {
    const cards = cardsOf(this.store, index);
    const key = JSON.stringify(cards);
    if (key === (this.drawnCards[index] ?? "[]")) return;
    this.drawnCards[index] = key;
    const aside = this.asides[index] ?? this.#aside(index);
    const focused = aside.contains(document.activeElement) ? this.stop : "";
    aside.replaceChildren(...cardList(cards, this.unfolded.has(index), this.stop));
    if (focused) this.card(focused)?.focus({ preventScroll: true });
    this.rows[index].classList.toggle("noted", cards.length > 0);
    this.unaligned.add(index);
    this.arrange();
  }

  /** @param {string} id @returns {HTMLElement | null} */
  card(id) {
    return this.page.root.querySelector(`.card[data-attribution="${CSS.escape(id)}"]`);
  }

  /** The one card that Tab goes to: the one that had the focus last, else the first. @param {HTMLElement | null} card */
  stopAt(card) {
    const old = this.card(this.stop);
    if (!card && old && !isFolded(old)) return;
    const next = card ?? this.page.root.querySelector(".card:not(.folded)");
    if (old) old.tabIndex = -1;
    if (!(next instanceof HTMLElement)) return;
    next.tabIndex = 0;
    this.stop = next.dataset.attribution ?? "";
  }

  /** @param {number} index */
  #aside(index) {
    const aside = element("aside", { "aria-label": _("Attributions in paragraph %(number)s", { number: index + 1 }) });
    this.page.blocks[index].after(aside);
    this.asides[index] = aside;
    return aside;
  }

  /** Align cards once before the next frame: all reads first, then all writes. */
  arrange() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      /** @type {[HTMLElement, number][]} */
      const writes = [];
      if (!this.narrow) for (const index of this.unaligned) this.#measure(index, writes);
      this.unaligned.clear();
      const write = this.beforePaint?.();
      for (const [card, margin] of writes) {
        const wanted = `${Math.round(margin)}px`;
        if (card.style.marginTop !== wanted) card.style.marginTop = wanted;
      }
      write?.();
      this.stopAt(null);
    });
  }

  /** Each card at its line; where the last ones would reach below the paragraph, they stand higher instead.
   * @param {number} index @param {[HTMLElement, number][]} writes */
  #measure(index, writes) {
    const top = this.rows[index].getBoundingClientRect().top;
    let below = 0;
    /** @type {[HTMLElement, number][]} */
    const placed = [];
    for (const card of /** @type {HTMLElement[]} */ ([...(this.asides[index]?.children ?? [])])) {
      if (isFolded(card)) continue;
      const attribution = this.store.attributions.get(card.dataset.attribution ?? "");
      const start = attribution ? this.store.startOf(attribution) : Infinity;
      const margin = Math.max(0, (start === Infinity ? 0 : this.lineTop(start) - top) - below);
      placed.push([card, margin]);
      below += margin + card.offsetHeight + 6;
    }
    let over = below - 6 - this.page.blocks[index].offsetHeight;
    for (const [card, margin] of placed.reverse()) {
      const less = Math.min(margin, Math.max(0, over));
      writes.push([card, margin - less]);
      over -= less;
    }
  }

  /** Top of the line at an offset, in the window. @param {number} at */
  lineTop(at) {
    const box = this.page.ranges([at, at + 1])[0]?.getBoundingClientRect();
    return box ? box.top : 0;
  }

  /** All cards again, when the width has changed. A card that is added changes the height only. */
  realign() {
    const width = this.page.root.clientWidth;
    if (width === this.width) return;
    this.width = width;
    for (const index of this.asides.keys()) if (this.asides[index]) this.unaligned.add(index);
    this.arrange();
  }
}

/** @param {Element} card */
export const isFolded = (card) => card.matches(".folded");

/** After the next frame has been worked out; in the background there are none, so not for ever. */
function nextFrame() {
  return new Promise((resolve) => {
    requestAnimationFrame(resolve);
    setTimeout(resolve, 250);
  });
}

/** A slice of idle time: answers a function that says when it is used up. @returns {Promise<() => boolean>} */
function idle() {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in globalThis) {
      requestIdleCallback((deadline) => resolve(() => deadline.timeRemaining() < 1), { timeout: 300 });
    } else {
      setTimeout(() => {
        const end = performance.now() + 10;
        resolve(() => performance.now() > end);
      });
    }
  });
}
