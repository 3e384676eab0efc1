// @ts-check
/** Sends what the outbox holds: one batch at a time for a set, each with the newest revision known here. */
/** @import { Batch, Change } from "./types.js" */
/** @import { Outbox } from "./outbox.js" */
import { request, whoIsSignedIn } from "./http.js";

const PAUSE = 250;
const LONGEST = 30_000;

/** @typedef {"saved" | "saving" | "offline" | "signed_out" | "other_person" | "refused"} Phase */
/** @typedef {{phase: Phase, pending: number, kept: boolean, at: Date | null, detail: string}} Status */
/** @typedef {{url: string, user: string, revision: number, encode: (batch: Batch, revision: number) => string,
 *   onMissed: (missed: Change[], queue: Batch[]) => void, onStatus: (status: Status) => void}} Wiring */

export class Sync {
  /** @param {Outbox} outbox @param {Wiring} wiring */
  constructor(outbox, wiring) {
    this.outbox = outbox;
    this.wiring = wiring;
    this.revision = wiring.revision;
    /** @type {Batch[]} */
    this.queue = [];
    /** batches that are safe on this device @type {Set<string>} */
    this.kept = new Set();
    /** batches made in this tab @type {Set<string>} */
    this.made = new Set();
    /** @type {Phase} */
    this.phase = "saved";
    this.detail = "";
    /** @type {Date | null} */
    this.at = null;
    this.busy = false;
    this.conflicts = 0;
    this.delay = PAUSE;
    this.timer = 0;
    addEventListener("online", () => this.#retry());
    addEventListener("focus", () => this.#retry());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.flush(true) : this.#retry()));
    addEventListener("beforeunload", (event) => {
      if (this.queue.some((batch) => !this.kept.has(batch.batch))) event.preventDefault();
    });
  }

  /** Take up what an earlier life of this page left behind. @param {Batch[]} left */
  resume(left) {
    for (const batch of left) {
      this.queue.push(batch);
      this.kept.add(batch.batch);
      this.made.add(batch.batch);
      this.revision = Math.min(this.revision, batch.seen); // so that the server can tell what happened since
    }
    this.#turn(left.length ? "saving" : "saved");
    if (left.length) this.flush();
  }

  /** @param {Omit<Batch, "seen">} made */
  add(made) {
    const batch = { ...made, seen: this.revision };
    this.queue.push(batch);
    this.made.add(batch.batch);
    this.#turn(this.phase === "saved" ? "saving" : this.phase);
    this.#keep(batch);
    if (this.phase === "saving") this.#schedule(PAUSE);
  }

  /** After a refusal that somebody has removed the reason of. */
  again() {
    this.#turn("saving");
    this.flush();
  }

  /** Give up the oldest batch after a refusal. */
  async discard() {
    const batch = this.queue.shift();
    if (batch) await this.outbox.drop(batch.batch).catch(() => undefined);
    this.#turn("saving");
    this.flush();
  }

  async flush(keepalive = false) {
    clearTimeout(this.timer);
    if (this.busy || !this.queue.length || this.phase === "refused") return;
    this.busy = true;
    const drain = () => this.#drain(keepalive);
    try {
      if (navigator.locks) await navigator.locks.request(`outbox:${this.outbox.place.join(":")}`, drain);
      else await drain();
    } finally {
      this.busy = false;
    }
    if (this.queue.length && this.phase === "saving") this.#schedule(PAUSE);
  }

  /** @param {boolean} keepalive */
  async #drain(keepalive) {
    while (this.queue.length) {
      const batch = this.queue[0];
      if (await this.#needless(batch)) {
        this.queue.shift();
        continue;
      }
      const body = this.wiring.encode(batch, this.revision);
      const answer = await request(this.wiring.url, {
        method: "POST",
        body,
        keepalive: keepalive && body.length < 60_000,
      });
      if (answer.status === 200) await this.#stored(batch, answer.body);
      else if (answer.status === 409 && this.conflicts < 10) await this.#conflict(answer.body);
      else if (answer.body?.code === "unknown_batch" && batch.undoes)
        batch.undoes = null; // what it undoes was never stored
      else {
        this.#failed(answer);
        return;
      }
    }
    this.delay = PAUSE;
    this.at = new Date();
    this.#turn("saved");
  }

  /** Sent by another tab, or nothing left of it after a conflict. @param {Batch} batch */
  async #needless(batch) {
    if (batch.operations.length) return this.kept.has(batch.batch) && !(await this.outbox.has(batch.batch));
    await this.outbox.drop(batch.batch).catch(() => undefined);
    return true;
  }

  /** @param {Batch} batch @param {{revision: number, missed: Change[]}} answer */
  async #stored(batch, { revision, missed }) {
    this.queue.shift();
    this.conflicts = 0;
    this.revision = Math.max(this.revision, revision);
    this.delay = PAUSE;
    if (this.phase !== "saving") this.#turn("saving");
    await this.outbox.drop(batch.batch).catch(() => undefined);
    this.#merge(missed);
  }

  /** Somebody wrote the same record first: theirs, ours on top, and send again. @param {{revision: number, missed: Change[]}} answer */
  async #conflict({ revision, missed }) {
    this.revision = Math.max(this.revision, revision);
    this.#merge(missed);
    this.conflicts += 1;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE));
  }

  /** @param {Change[]} missed */
  #merge(missed) {
    const before = this.queue.map((batch) => batch.operations);
    if (missed.length) this.wiring.onMissed(missed, this.queue);
    this.queue.forEach((batch, nth) => {
      if (batch.operations !== before[nth]) this.#keep(batch);
    });
  }

  /** @param {{status: number, body: any}} answer */
  #failed({ status, body }) {
    this.conflicts = 0;
    const said = body?.detail ?? "";
    if (status === 401 || (status === 403 && body?.code === "csrf")) this.#turn("signed_out");
    else if (status === 0 || status === 409 || status === 429 || status >= 500) {
      this.#turn("offline", status ? "The server does not answer." : "No connection.");
      this.delay = Math.min(this.delay * 2, LONGEST);
      this.#schedule(this.delay);
    } else this.#turn("refused", said || `The server refused this change (${status}).`);
  }

  /** The way back: a connection, or somebody who has signed in in another tab. */
  async #retry() {
    if (!this.queue.length || this.busy) return;
    if (this.phase === "offline") this.delay = PAUSE;
    if (this.phase === "signed_out" || this.phase === "other_person") {
      const now = await whoIsSignedIn();
      if (now === null) return;
      this.#turn(now === this.wiring.user ? "saving" : "other_person");
      if (now !== this.wiring.user) return;
    }
    if (this.phase !== "refused") this.flush();
  }

  /** @param {Batch} batch */
  #keep(batch) {
    this.outbox.keep(batch).then(
      () => {
        this.kept.add(batch.batch);
        this.#turn(this.phase, this.detail);
      },
      () => this.#turn(this.phase, this.detail),
    );
  }

  /** @param {number} wait */
  #schedule(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  /** @param {Phase} phase @param {string} [detail] */
  #turn(phase, detail = "") {
    this.phase = phase;
    this.detail = detail;
    const kept = this.queue.every((batch) => this.kept.has(batch.batch));
    this.wiring.onStatus({ phase, pending: this.queue.length, kept, at: this.at, detail });
  }
}
