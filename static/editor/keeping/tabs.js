// @ts-check
/** What the tabs of one person on one reading tell each other at once; the outbox is what they share for good. */
/** @import { Batch, Change } from "../types.js" */
/** @import { Phase } from "./line.js" */

/** @typedef {{is: "made", batch: Batch} | {is: "kept", id: string} | {is: "log", from: number, changes: Change[], at: number}
 *   | {is: "phase", phase: Phase, detail: string} | {is: "looked"} | {is: "again", without: string}} Message
 * log: all changes behind the revision `from`, in order; again: begin anew, for a batch was given up */

export class Tabs {
  /** @param {string} user @param {number} set */
  constructor(user, set) {
    this.channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(`ascribe:${user}:${set}`) : null;
    /** what came before anybody listened @type {Message[]} */
    this.early = [];
    /** @type {((message: Message) => void) | null} */
    this.listener = null;
    this.channel?.addEventListener("message", ({ data }) => (this.listener ?? this.#hold)(data));
  }

  /** A channel never answers its own sender, so nothing echoes as long as what was heard is not told again. @param {Message} message */
  tell(message) {
    this.channel?.postMessage(message);
  }

  /** @param {(message: Message) => void} listener */
  listen(listener) {
    this.listener = listener;
    for (const message of this.early.splice(0)) listener(message);
  }

  /** @param {Message} message */
  #hold = (message) => {
    this.early.push(message);
  };
}
