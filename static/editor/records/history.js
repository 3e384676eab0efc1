// @ts-check
/** What one person can take back, read from the log backwards: newest first, page by page. Pure.
 *
 * A batch that reverses another names it in `undoes`: an undo reverses a command, a redo reverses an undo. So a batch
 * that nothing has reversed stands on one of two stacks: an even number of steps from its command, it can be undone;
 * an odd number, it can be done again, as long as no command came after it. */
/** @import { LoggedChange } from "../types.js" */
/** @import { Step } from "./journal.js" */
import { attributionOf, canonical, spanOf } from "./store.js";

/** @typedef {"done" | "undone" | "spent" | null} Way null: its command is on an older page */
/** @typedef {{change: LoggedChange, way: Way}} Head */
/** @typedef {{done: LoggedChange[], undone: LoggedChange[]}} Stacks newest first */

export class History {
  constructor() {
    /** what a newer batch has reversed @type {Set<string>} */
    this.reversed = new Set();
    /** newest first @type {Head[]} */
    this.heads = [];
    /** a batch on an older page → the head that reverses it, in how many steps @type {Map<string, [Head, number]>} */
    this.chains = new Map();
    /** the newest command: what was undone before it cannot be done again */
    this.command = 0;
  }

  /** @param {LoggedChange[]} changes the next older ones of this person @returns {Stacks} what is certain by now */
  read(changes) {
    for (const change of changes) this.#read(change);
    return this.#take();
  }

  /** The log has no more. @returns {Stacks} */
  end() {
    for (const head of this.heads) head.way ??= "spent";
    return this.#take();
  }

  /** @param {LoggedChange} change */
  #read(change) {
    const { batch, undoes, revision } = change;
    let [head, steps] = this.chains.get(batch) ?? [null, 0];
    this.chains.delete(batch);
    if (!head && !this.reversed.has(batch)) {
      head = { change, way: null };
      this.heads.push(head);
    }
    if (!undoes) {
      this.command ||= revision;
      if (head) head.way = steps % 2 ? "undone" : "done";
    } else if (head && this.reversed.has(undoes))
      head.way = "spent"; // reversed twice, from two tabs at once
    else if (head) this.chains.set(undoes, [head, steps + 1]);
    if (undoes) this.reversed.add(undoes);
  }

  #take() {
    /** @type {Stacks} */
    const taken = { done: [], undone: [] };
    while (this.heads[0]?.way) {
      const { change, way } = /** @type {Head} */ (this.heads.shift());
      if (way === "done" || (way === "undone" && change.revision > this.command)) taken[way].push(change);
    }
    return taken;
  }
}

/** A batch of the log as a step that can be reversed as long as its records are what it left.
 * @param {Pick<LoggedChange, "batch" | "operations" | "inverse">} change @returns {Step} */
export function loggedStep({ batch, operations, inverse }) {
  /** @type {Map<string, string>} */
  const expect = new Map();
  for (const one of operations) {
    const kind = "put" in one ? one.put : "delete" in one ? one.delete : "";
    if (!("id" in one) || (kind !== "span" && kind !== "attribution")) continue;
    const record = spanOf(one) ?? attributionOf(one);
    expect.set(one.id, record ? canonical(record) : "");
  }
  return { batch, inverse, expect };
}
