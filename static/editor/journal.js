// @ts-check
/** Commands become batches; undo and redo are batches, too. Pure. */
/** @import { Operation } from "./types.js" */
/** @import { Store } from "./store.js" */
import { consistent } from "./derive.js";
import { uuid7 } from "./uuid.js";

/** @typedef {{batch: string, inverse: Operation[], expect: Map<string, string>}} Step */
/** @typedef {{batch: string, undoes: string | null, operations: Operation[], dirty: Set<number>}} Commit */

export class Journal {
  /** @param {Store} store @param {(commit: Commit) => void} onCommit */
  constructor(store, onCommit) {
    this.store = store;
    this.onCommit = onCommit;
    /** @type {Step[]} */
    this.done = [];
    /** @type {Step[]} */
    this.undone = [];
  }

  /** One command of the editor: one batch, one undo step. @param {Operation[]} operations */
  commit(operations) {
    if (!operations.length) return;
    this.undone.length = 0;
    this.done.push(this.#carry(consistent(this.store, operations), null));
  }

  /** @returns {"done" | "nothing" | "changed"} */
  undo() {
    return this.#reverse(this.done, this.undone);
  }

  /** @returns {"done" | "nothing" | "changed"} */
  redo() {
    return this.#reverse(this.undone, this.done);
  }

  /** Work of an earlier life of this page, put back on top; it can be undone like any other.
   * @param {{batch: string, operations: Operation[]}} kept @returns {Set<number>} */
  restore(kept) {
    const { inverse, dirty } = this.store.apply(consistent(this.store, kept.operations));
    this.done.push(this.#step(kept.batch, inverse));
    return dirty;
  }

  /** Never reverse over somebody else's change: if a record is not what this step left, the step is dropped.
   * @param {Step[]} from @param {Step[]} to @returns {"done" | "nothing" | "changed"} */
  #reverse(from, to) {
    const step = from.pop();
    if (!step) return "nothing";
    for (const [id, was] of step.expect) if (this.store.fingerprint(id) !== was) return "changed";
    to.push(this.#carry(consistent(this.store, step.inverse), step.batch));
    return "done";
  }

  /** @param {Operation[]} operations @param {string | null} undoes @returns {Step} */
  #carry(operations, undoes) {
    const batch = uuid7();
    const { inverse, dirty } = this.store.apply(operations);
    const step = this.#step(batch, inverse);
    this.onCommit({ batch, undoes, operations, dirty });
    return step;
  }

  /** @param {string} batch @param {Operation[]} inverse @returns {Step} */
  #step(batch, inverse) {
    const ids = inverse.flatMap((one) => ("id" in one ? one.id : []));
    return { batch, inverse, expect: new Map(ids.map((id) => [id, this.store.fingerprint(id)])) };
  }
}
