// @ts-check
/** What the tool proposes while somebody works: lit in the text, named in the hint, stored only when taken. Loaded in
 * idle time, for nothing at the start needs it. */
/** @import { Fragment, Role } from "../types.js" */
/** @import { Editor } from "../editor.js" */
import { contentsIn } from "../text/clauses.js";
import { proposeCues, proposeSources } from "../text/prefill.js";
import { quotationsAround } from "../text/quotations.js";

/** @typedef {Partial<Record<Role, Fragment[][]>>} Proposals candidates for each role, the likeliest first */

export class Guess {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {Proposals} */
    this.found = {};
    /** @type {Map<Role, Highlight>} */
    this.layers = new Map();
    /** what “take what was said” went through @type {{shown: string, queue: Fragment[][], sentence: number} | null} */
    this.walk = null;
    /** what was chosen by it, the last one at the end @type {Fragment[][]} */
    this.past = [];
    for (const role of globalThis.CSS?.highlights ? /** @type {Role[]} */ (["content", "cue", "source"]) : []) {
      const layer = new Highlight();
      this.layers.set(role, layer);
      CSS.highlights.set(`proposed-${role}`, layer);
    }
    document.addEventListener("selectionchange", () => this.#forget());
  }

  /** What may fill the roles still asked for. @param {Role[]} roles @param {Fragment[]} content @param {Fragment[]} cue */
  propose(roles, content, cue) {
    this.found = {};
    const { editor } = this;
    if (roles.includes("content") && editor.caret >= 0 && !content.length) {
      const found = this.#contentsAt(editor.caret);
      if (found.length) this.found.content = found;
    }
    this.#follow(roles, content, cue);
    this.show(roles);
  }

  /** The next or the previous candidate for a role; what depends on it follows. @param {Role[]} roles @param {Fragment[]} content
   * @param {Fragment[]} cue @param {1 | -1} by */
  other(roles, content, cue, by) {
    const list = this.found[roles[0]];
    if (!list || list.length < 2) return false;
    this.found[roles[0]] = by > 0 ? [...list.slice(1), list[0]] : [list[list.length - 1], ...list.slice(0, -1)];
    this.#follow(roles.slice(1), content, cue);
    this.show(roles);
    return true;
  }

  /** @param {Role[]} roles @param {Fragment[]} content @param {Fragment[]} cue */
  #follow(roles, content, cue) {
    const said = content.length ? content : (this.found.content?.[0] ?? []);
    if (!said.length) return;
    const { scene, base } = this.#scene(said);
    const out = (/** @type {Fragment[]} */ list) =>
      list.slice(0, 6).map(([a, b]) => [/** @type {Fragment} */ ([base + a, base + b])]);
    if (roles.includes("cue")) this.found.cue = out(proposeCues(scene));
    const said_with = cue[0] ?? this.found.cue?.[0]?.[0];
    if (!roles.includes("source") || !said_with) return;
    const inside = said_with[0] >= base && said_with[1] <= base + scene.text.length;
    this.found.source = inside ? out(proposeSources(scene, [said_with[0] - base, said_with[1] - base])) : [];
  }

  /** @param {Role} role @returns {Fragment[] | undefined} */
  best(role) {
    return this.found[role]?.[0];
  }

  /** @param {Role[]} roles those to light; none clears */
  show(roles) {
    for (const [role, layer] of this.layers) {
      layer.clear();
      if (roles.includes(role)) this.#light(layer, this.best(role) ?? []);
    }
  }

  /** @param {Highlight} layer @param {Fragment[]} fragments */
  #light(layer, fragments) {
    for (const fragment of fragments) for (const range of this.editor.page.ranges(fragment)) layer.add(range);
  }

  /** Choose what was said here: the quotation around the words, wider each time; else the sentence's quotations and
   * clauses; then those of the sentences that follow. Answers what was chosen. @returns {Fragment[] | null} */
  said() {
    const { editor, walk } = this;
    const { page, sentences } = editor;
    const chosen = page.selection();
    const at = chosen ?? [Math.max(0, editor.caret), Math.max(0, editor.caret)];
    let queue = walk && walk.shown === String(chosen) ? walk.queue : null;
    let sentence =
      walk && queue
        ? walk.sentence
        : Math.max(
            0,
            sentences.findIndex(([, end]) => at[0] < end),
          );
    if (!queue) queue = [...this.#around(/** @type {Fragment} */ (at)), ...this.#inSentence(sentence)];
    const isNew = (/** @type {Fragment[]} */ one) => !this.#stored(one) && String(one[0]) !== String(chosen);
    queue = queue.filter(isNew);
    while (!queue.length && ++sentence < sentences.length) queue = this.#inSentence(sentence).filter(isNew);
    const [first, ...rest] = queue;
    if (!first) return null;
    this.#choose(first);
    this.past = [...this.past.slice(-99), first];
    const left = rest.filter((one) => String(one) !== String(first));
    this.walk = { shown: String(page.selection()), queue: left, sentence };
    return first;
  }

  /** What was chosen before this; without such, what is said last before here. @returns {Fragment[] | null} */
  back() {
    const { editor } = this;
    const chosen = editor.page.selection();
    const nth = this.past.findLastIndex(([first]) => String(first) === String(chosen));
    const before = nth > 0 ? this.past[nth - 1] : this.#lastBefore(chosen?.[0] ?? editor.caret);
    if (!before) return null;
    this.past = nth > 0 ? this.past.slice(0, nth) : [before];
    this.#choose(before);
    this.walk = null;
    return before;
  }

  /** @param {number} at @returns {Fragment[] | undefined} */
  #lastBefore(at) {
    const { sentences } = this.editor;
    for (let nth = sentences.findLastIndex(([start]) => start <= at); nth >= 0; nth--) {
      const found = this.#inSentence(nth).findLast((one) => one[0][0] < at && !this.#stored(one));
      if (found) return found;
    }
  }

  /** The first piece is the selection; the others are kept beside it and lit. @param {Fragment[]} fragments */
  #choose(fragments) {
    const { editor } = this;
    const [first, ...others] = fragments;
    editor.page.select(first);
    editor.exact = first;
    editor.rest = others.length ? { at: first, others } : null;
    editor.caret = first[0];
    this.show([]);
    const layer = this.layers.get("content");
    if (layer) this.#light(layer, others);
    editor.page.blocks[editor.page.indexAt(first[0])].scrollIntoView({ block: "nearest" });
  }

  /** A selection made by hand is about its own words only. */
  #forget() {
    const { rest, page, held } = this.editor;
    if (!rest || held || String(page.selection()) === String(rest.at)) return;
    this.editor.rest = null;
    if (!this.editor.flow.on) this.show([]);
  }

  /** @param {Fragment} at @returns {Fragment[][]} */
  #around([start, end]) {
    const { page } = this.editor;
    const [base, to] = page.paragraphs[page.indexAt(start)];
    const found = quotationsAround(page.text.slice(base, to), [start - base, Math.min(end, to) - base], page.language);
    return found.map((fragments) => shift(fragments, base));
  }

  /** @param {number} nth @returns {Fragment[][]} */
  #inSentence(nth) {
    const { page, sentences, store } = this.editor;
    const sentence = sentences[nth];
    if (!sentence) return [];
    const index = page.indexAt(sentence[0]);
    const [base, to] = page.paragraphs[index];
    const at = /** @type {Fragment} */ ([sentence[0] - base, sentence[1] - base]);
    const taken = store.pieces[index].flatMap(({ span, a, b }) =>
      span.kind === "cue" ? [/** @type {Fragment} */ ([a, b])] : [],
    );
    const found = contentsIn(page.text.slice(base, to), at, page.language, taken);
    return found.map((fragments) => shift(fragments, base)).filter((one) => !this.#quotedInside(one));
  }

  /** Whether the words are quoted in what is marked as said already: only the caret on them takes them. @param {Fragment[]} fragments */
  #quotedInside(fragments) {
    const { page, store } = this.editor;
    if (!/["“”„«»‘’]/.test(page.text[fragments[0][0]])) return false;
    const around = store.at(fragments[0][0]).filter((span) => span.kind === "content");
    return around.some((span) => fragments.every(([a, b]) => span.fragments.some(([c, d]) => c <= a && b <= d)));
  }

  /** @param {number} at */
  #contentsAt(at) {
    const nth = this.editor.sentences.findIndex(([start, end]) => start <= at && at <= end);
    return [...this.#around([at, at]).reverse(), ...this.#inSentence(nth)].filter((one) => !this.#stored(one));
  }

  /** @param {Fragment[]} fragments */
  #stored(fragments) {
    const same = String(fragments);
    return this.editor.store
      .at(fragments[0][0])
      .some((span) => span.kind === "content" && String(span.fragments) === same);
  }

  /** @param {Fragment[]} content */
  #scene(content) {
    const { page, store, sentences } = this.editor;
    const index = page.indexAt(content[content.length - 1][0]);
    const [base, to] = page.paragraphs[index];
    const inside = (/** @type {Fragment[]} */ list) =>
      list.flatMap(([a, b]) =>
        a < to && base < b ? [/** @type {Fragment} */ ([Math.max(a, base) - base, Math.min(b, to) - base])] : [],
      );
    const mentions = store.pieces[index].flatMap(({ span, a, b }) =>
      span.kind === "actor" ? [/** @type {Fragment} */ ([a, b])] : [],
    );
    const text = page.text.slice(base, to);
    return {
      base,
      scene: { text, language: page.language, sentences: inside(sentences), content: inside(content), mentions },
    };
  }
}

/** @param {Fragment[]} fragments @param {number} by @returns {Fragment[]} */
const shift = (fragments, by) => fragments.map(([start, end]) => [start + by, end + by]);
