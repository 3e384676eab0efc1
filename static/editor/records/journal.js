// @ts-check
/** Commands become batches; undo and redo are batches, too. Pure. */
/** @import { Operation } from "../types.js" */
/** @import { Store } from "./store.js" */

import { uuid7 } from "../base/uuid.js";
import { consistent } from "./derive.js";

/** @typedef {{batch: string, inverse: Operation[], expect: Map<string, string>}} Step */
/** @typedef {{batch: string, undoes: string | null, operations: Operation[], dirty: Set<number>}} Commit */
/** @typedef {{batch: string, undoes?: string | null, operations: Operation[]}} Made a batch of this person, from elsewhere */
/** @typedef {"done" | "nothing" | "changed"} Outcome */

export class Journal {
  /** @param {Store} store @param {(commit: Commit) => void} onCommit */
  constructor(store, onCommit) {
    this.store = store;
    this.onCommit = onCommit;
    /** @type {Step[]} */
    this.done = [];
    /** @type {Step[]} */
    this.undone = [];
    /** whether a command was given since the stacks were laid, so that nothing older can be done again */
    this.commanded = false;
    /** fetches older steps; answers whether there are more @type {(() => Promise<boolean>) | null} */
    this.older = null;
  }

  /** One command of the editor: one batch, one undo step. @param {Operation[]} operations */
  commit(operations) {
    if (!operations.length) return;
    this.#command();
    this.done.push(this.#carry(consistent(this.store, operations), null));
  }

  /** @returns {Outcome} */
  undo() {
    return this.#reverse(this.done, this.undone);
  }

  /** @returns {Outcome} */
  redo() {
    return this.#reverse(this.undone, this.done);
  }

  /** Work of this person that was made elsewhere: in an earlier life of this page, or in another tab. It can be
   * undone like any other. @param {Made} made @returns {Set<number>} */
  restore({ batch, undoes, operations }) {
    const { inverse, dirty } = this.store.apply(consistent(this.store, operations));
    this.#place(this.#step(batch, inverse), undoes ?? null);
    return dirty;
  }

  /** A batch of this person that is in the store already: it was made in another tab, or on another device.
   * @param {{batch: string, undoes?: string | null, inverse: Operation[]}} made
   * @returns {boolean} false when it reverses a step that is not here */
  adopt({ batch, undoes, inverse }) {
    if (undoes && ![...this.done, ...this.undone].some((step) => step.batch === undoes)) return false;
    this.#place(this.#step(batch, inverse), undoes ?? null);
    return true;
  }

  /** Empty both stacks, to lay them anew from the log. @returns {Map<string, Step>} what was on them */
  clear() {
    const steps = new Map([...this.done, ...this.undone].map((step) => [step.batch, step]));
    this.done.length = this.undone.length = 0;
    this.commanded = false;
    return steps;
  }

  /** Older steps, read from the log, below those that are here. @param {Record<"done" | "undone", Step[]>} older newest first */
  lay({ done, undone }) {
    const here = new Set([...this.done, ...this.undone].map((step) => step.batch));
    const steps = (/** @type {Step[]} */ list) => list.filter(({ batch }) => !here.has(batch)).reverse();
    this.done.unshift(...steps(done));
    if (!this.commanded) this.undone.unshift(...steps(undone));
  }

  /** Somebody else's records were put below ours: taking ours back must give theirs. @param {string[]} batches ours, in
   * order @param {Map<string, Operation>} theirs by the record's id */
  rebase(batches, theirs) {
    const left = new Map(theirs);
    for (const batch of batches) {
      const step = [...this.done, ...this.undone].find((one) => one.batch === batch);
      if (!step) continue;
      step.inverse = step.inverse.map((one) => ("id" in one && left.get(one.id)) || one);
      step.expect = this.#expected(step.inverse);
      for (const one of step.inverse) if ("id" in one) left.delete(one.id);
    }
  }

  /** Where a step stands: a command is done, what reverses a done one is undone, and the other way round.
   * @param {Step} step @param {string | null} undoes */
  #place(step, undoes) {
    const at = this.undone.findIndex((one) => one.batch === undoes);
    const from = this.done.findIndex((one) => one.batch === undoes);
    if (from >= 0) {
      this.done.splice(from, 1);
      this.undone.push(step);
      return;
    }
    if (at >= 0) this.undone.splice(at, 1);
    else this.#command();
    this.done.push(step);
  }

  #command() {
    this.undone.length = 0;
    this.commanded = true;
  }

  /** Never reverse over somebody else's change: if a record is not what this step left, the step is dropped.
   * @param {Step[]} from @param {Step[]} to @returns {Outcome} */
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
    return { batch, inverse, expect: this.#expected(inverse) };
  }

  /** @param {Operation[]} inverse @returns {Map<string, string>} what is there now of what it would change */
  #expected(inverse) {
    const ids = inverse.flatMap((one) => ("id" in one ? one.id : []));
    return new Map(ids.map((id) => [id, this.store.fingerprint(id)]));
  }
}
