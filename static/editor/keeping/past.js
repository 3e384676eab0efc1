// @ts-check
/** Undo that reaches back to the first edit of the reading: older steps come from the change log, as they are needed. */
/** @import { LoggedChange } from "../types.js" */
/** @import { Editor } from "../editor.js" */
/** @import { Stacks } from "../records/history.js" */
/** @import { Step } from "../records/journal.js" */
/** @import { Sync } from "./sync.js" */

import { request } from "../base/http.js";
import { History, loggedStep } from "../records/history.js";
import { toUnits } from "../records/wire.js";

const A_PAGE = 50;
const AHEAD = 8; // steps that should be here before somebody asks for them

export class Past {
  /** @param {Editor} editor @param {Sync} sync */
  constructor(editor, sync) {
    this.editor = editor;
    this.sync = sync;
    this.history = new History();
    /** @type {Map<string, Step>} */
    this.steps = new Map();
    this.begin();
  }

  /** Lay both stacks anew: what is not sent yet, then the log from its newest change. */
  begin() {
    const { journal, page } = this.editor;
    const history = new History();
    this.history = history;
    const steps = journal.clear();
    this.steps = steps;
    this.before = this.sync.revision + 1;
    /** @type {Promise<boolean> | null} */
    this.reading = null;
    const unsent = [...this.sync.queue].reverse().map((batch) => {
      const inverse = steps.get(batch.batch)?.inverse ?? [];
      return {
        ...batch,
        operations: toUnits(page.map, batch.operations),
        inverse,
        revision: Infinity,
        by: null,
        at: "",
      };
    });
    this.#lay(history.read(unsent));
    journal.older = () => this.more();
    if (this.before <= 1) this.#end();
    else this.more();
  }

  /** Fetch more in good time, so that undoing never waits. */
  ahead() {
    const { journal } = this.editor;
    if (journal.older && journal.done.length < AHEAD) this.more();
  }

  /** @returns {Promise<boolean>} whether there are steps now that were not here */
  more() {
    const history = this.history;
    this.reading ??= this.#read(history).finally(() => {
      if (history === this.history) this.reading = null;
    });
    return this.reading;
  }

  /** Pages until it is certain what comes next: a long chain of undoing and redoing takes several.
   * @param {History} history @returns {Promise<boolean>} */
  async #read(history) {
    const { journal, page, state } = this.editor;
    const had = journal.done.length + journal.undone.length;
    while (journal.older && journal.done.length + journal.undone.length === had) {
      const url = `${state.urls.changes}?before=${this.before}&own=1&limit=${A_PAGE}`;
      const { status, body } = await request(url);
      if (status !== 200 || history !== this.history) return false;
      /** @type {LoggedChange[]} */
      const changes = body.results;
      this.before = changes.at(-1)?.revision ?? 0;
      const units = changes.map((change) => {
        const [operations, inverse] = [change.operations, change.inverse].map((some) => toUnits(page.map, some));
        return { ...change, operations, inverse };
      });
      this.#lay(history.read(units));
      if (!body.next) this.#end();
    }
    return journal.done.length + journal.undone.length > had;
  }

  #end() {
    this.#lay(this.history.end());
    this.editor.journal.older = null;
  }

  /** @param {Stacks} stacks */
  #lay({ done, undone }) {
    const steps = (/** @type {LoggedChange[]} */ list) =>
      list.map((change) => this.steps.get(change.batch) ?? loggedStep(change));
    this.editor.journal.lay({ done: steps(done), undone: steps(undone) });
    document.dispatchEvent(new CustomEvent("editor:active"));
  }
}
