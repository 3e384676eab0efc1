// @ts-check
/** The editor: what is active, and the way from a command to the store, the page and the server. */
/** @import { Active, Fragment, Operation, PageState } from "./types.js" */
/** @import { Page } from "./page/page.js" */
/** @import { Store } from "./records/store.js" */
/** @import { Commit } from "./records/journal.js" */

import { Detail } from "./forms/detail.js";
import { Keymap } from "./keys/keymap.js";
import { COMMANDS } from "./keys/keytable.js";
import { Light } from "./page/light.js";
import { View } from "./page/view.js";
import { Journal } from "./records/journal.js";
import { addPiece } from "./tagging/commands.js";
import { Flow } from "./tagging/flow.js";
import { trimmed } from "./text/offsets.js";

export class Editor {
  /** @param {Page} page @param {Store} store @param {PageState} state @param {(commit: Commit) => void} onCommit */
  constructor(page, store, state, onCommit) {
    this.page = page;
    this.store = store;
    this.state = state;
    this.write = state.can.write && page.whole;
    this.keys = new Keymap(COMMANDS, state.keys ?? {});
    this.view = new View(page, store);
    this.light = new Light(page, store);
    this.journal = new Journal(store, (commit) => {
      this.changed(commit.dirty);
      onCommit(commit);
    });
    this.flow = new Flow(this);
    this.detail = new Detail(this);
    /** @type {Active} */
    this.active = { span: null, attribution: null };
    /** whether every selection is taken as it is, without widening it to whole words */
    this.exactly = false;
    /** the last selection that asked for exact characters @type {Fragment | null} */
    this.exact = null;
    /** further pieces that belong to the selection @type {{at: Fragment, others: Fragment[]} | null} */
    this.rest = null;
    /** the selection when a button was pressed, which a touch would clear @type {Fragment | null} */
    this.held = null;
    /** where the keyboard stands: at first before everything, so that “next” begins with the headline */
    this.caret = -1;
    this.sentences = pairs(state.sentences).map(([start, end]) => trimmedTo(page, start, end));
    this.live = document.getElementById("live");
    this.view.beforePaint = () => this.detail.place();
  }

  /** @param {Operation[]} operations */
  commit(operations) {
    if (this.write) this.journal.commit(operations);
  }

  /** Draw what has changed, whoever changed it. @param {Iterable<number>} dirty */
  changed(dirty) {
    const chosen = this.page.selection();
    this.view.redraw(dirty);
    if (chosen) this.page.select(chosen); // somebody else's change must not take the words out of our hands
    const { span, attribution } = this.active;
    if ((span && !this.store.spans.has(span)) || (attribution && !this.store.attributions.has(attribution)))
      this.activate({});
    else if (span || attribution) this.activate(this.active);
    this.flow.refresh();
    document.dispatchEvent(new CustomEvent("editor:changed"));
  }

  /** The words chosen for a command: whole words, unless exact characters were asked for. @returns {Fragment | null} */
  chosen(exact = false) {
    const chosen = this.page.selection() ?? this.held;
    if (!chosen) return null;
    const same = this.exact?.[0] === chosen[0] && this.exact[1] === chosen[1];
    const [start, end] = this.page.snap(chosen, exact || same || this.exactly);
    return end > start ? [start, end] : null;
  }

  /** The words chosen, with the pieces that belong to them: a quotation split by its cue. @returns {Fragment[] | null} */
  chosenPieces(exact = false) {
    const chosen = this.chosen(exact);
    const rest = chosen && this.rest?.at.join() === chosen.join() ? this.rest.others : [];
    return chosen && [chosen, ...rest];
  }

  /** A further piece of what was picked last, or of the active span. @param {Fragment} fragment */
  addPiece(fragment) {
    if (this.flow.last) this.flow.more(fragment);
    else if (this.active.span) addPiece(this, this.active.span, fragment);
  }

  clearSelection() {
    this.held = this.exact = this.rest = null;
    getSelection()?.removeAllRanges();
  }

  /** @param {Partial<Active>} active @param {boolean} [dim] whether the rest of the text steps back */
  activate({ span = null, attribution = null }, dim = true) {
    this.active = { span, attribution };
    const found = span ? this.store.spans.get(span) : undefined;
    if (found) this.caret = found.fragments[found.fragments.length - 1][1];
    this.light.show({ attribution, span, dim: dim && !!attribution, again: true });
    this.detail.show();
    document.dispatchEvent(new CustomEvent("editor:active"));
  }

  /** Announced to screen readers and shown for a moment. @param {string} text */
  say(text) {
    if (this.live) this.live.textContent = text;
  }

  focus() {
    this.page.root.focus({ preventScroll: true });
  }

  /** Bring a span or an attribution into view and open it. @param {Partial<Active>} target */
  goTo(target) {
    const attribution = target.attribution ? this.store.attributions.get(target.attribution) : undefined;
    const start = target.span
      ? this.store.spans.get(target.span)?.fragments[0][0]
      : attribution && this.store.startOf(attribution);
    this.activate(target);
    if (start === undefined || start === Infinity) return;
    this.view.rows[this.store.paragraphAt(start)].scrollIntoView({ block: "center" });
    this.focus();
  }
}

/** @param {number[]} flat @returns {Fragment[]} */
function pairs(flat) {
  return Array.from({ length: flat.length >> 1 }, (_, n) => [flat[2 * n], flat[2 * n + 1]]);
}

/** @param {Page} page @param {number} start @param {number} end in code points @returns {Fragment} */
const trimmedTo = (page, start, end) => trimmed(page.text, page.map.toUnits(start), page.map.toUnits(end));
