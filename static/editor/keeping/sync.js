// @ts-check
/** Sends what the outbox holds: one batch at a time for a set over all tabs, each with the newest revision known here. */
/** @import { Batch, Change } from "../types.js" */
/** @import { Wiring } from "./line.js" */
/** @import { Outbox } from "./outbox.js" */
/** @import { Message } from "./tabs.js" */
import { request } from "../base/http.js";
import { notBefore } from "../base/uuid.js";
import { Line } from "./line.js";

const PAUSE = 250;
const LONGEST = 30_000;
const SLOW = 5000;
/** Refused whatever the batch says: nothing else of this reading can go either. */
const ALL = new Set(["locked", "superseded", "submitted", "other_text", "forbidden", "not_found", "left", "withdrawn"]);

export class Sync extends Line {
  /** @param {Outbox} outbox @param {Wiring} wiring */
  constructor(outbox, wiring) {
    super(outbox, wiring);
    this.busy = false;
    /** the sending that is under way @type {Promise<void>} */
    this.sending = Promise.resolve();
    this.conflicts = 0;
    /** where the work goes on, when another text has taken this one's place */
    this.elsewhere = "";
    this.delay = PAUSE;
    this.timer = 0;
    addEventListener("online", () => this.retry());
    addEventListener("focus", () => this.retry());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.flush(true) : this.retry()));
    addEventListener("beforeunload", (event) => {
      if (!this.safe) event.preventDefault();
    });
  }

  /** Take up what an earlier life of this page left behind. @param {Batch[]} left */
  resume(left) {
    for (const batch of left) {
      if (this.made.has(batch.batch)) continue;
      notBefore(batch.batch);
      this.queue.push(batch);
      this.kept.add(batch.batch);
      this.made.add(batch.batch);
      this.revision = Math.min(this.revision, batch.seen); // so that the server can tell what happened since
    }
    this.turn(this.queue.length ? "saving" : "saved");
    if (this.queue.length) this.flush();
  }

  /** @param {Omit<Batch, "seen">} made */
  add(made) {
    const batch = { ...made, seen: this.revision };
    this.queue.push(batch);
    this.made.add(batch.batch);
    this.born.add(batch.batch);
    this.wiring.tabs.tell({ is: "made", batch });
    if (this.phase === "saved") this.turn("saving");
    else this.turn(this.phase, this.detail);
    this.keep(batch);
    if (["saving", "slow", "refused"].includes(this.phase)) this.#schedule(PAUSE); // one refusal holds up nothing else
  }

  /** What another tab tells. @param {Message} message */
  hear(message) {
    if (message.is === "made" && !this.made.has(message.batch.batch)) {
      this.mirror(message.batch);
      this.#schedule(4 * PAUSE); // the tab that made it sends it, unless it has been closed
    }
    if (message.is === "kept") this.kept.add(message.id);
    else if (message.is === "log") {
      if (message.from > this.revision) this.catchUp();
      else this.learn(message.changes);
      this.at = new Date(message.at);
      if (!this.queue.length) this.phase = "saved";
    } else if (message.is === "phase" && this.queue.length) {
      this.phase = message.phase;
      if (message.phase === "refused")
        for (const id of ["", this.queue[0].batch]) this.refusals.set(id, message.detail);
    }
    if (message.is === "phase") this.detail = message.detail;
    this.turn(this.phase, this.detail);
  }

  /** After a refusal that somebody has removed the reason of. */
  again() {
    this.refusals.clear();
    this.turn("saving");
    return this.flush();
  }

  /** Give up what was refused first, and nothing else. */
  async discard() {
    const batch = this.refused;
    if (!batch) return;
    this.leave(batch.batch);
    await this.outbox.drop(batch.batch).catch(() => undefined);
    this.wiring.tabs.tell({ is: "again", without: batch.batch });
  }

  /** Resolves when everything was sent that can go now, also when a sending is under way already. */
  async flush(keepalive = false) {
    clearTimeout(this.timer);
    if (this.busy) {
      await this.sending.catch(() => undefined); // whoever began it hears why
      if (this.busy || this.phase !== "saving") return;
    }
    if (!this.queue.length) return;
    this.sending = this.#send(keepalive);
    await this.sending;
  }

  /** @param {boolean} keepalive */
  async #send(keepalive) {
    this.busy = true;
    const drain = () => this.#drain(keepalive);
    const slow = setTimeout(() => this.phase === "saving" && this.turn("slow"), SLOW);
    try {
      if (navigator.locks) await navigator.locks.request(`outbox:${this.outbox.place.join(":")}`, drain);
      else await drain();
    } catch (error) {
      this.turn("offline", "busy");
      this.#schedule(LONGEST);
      throw error;
    } finally {
      clearTimeout(slow);
      this.busy = false;
    }
    if (this.next() && (this.phase === "saving" || this.phase === "slow")) this.#schedule(PAUSE);
  }

  /** The way back: a connection, or somebody who has signed in in another tab. */
  async retry() {
    if (this.busy || this.phase === "refused" || this.phase === "saved") return;
    if (this.phase === "offline") this.delay = PAUSE;
    if (this.phase === "signed_out" || this.phase === "other_person") await this.catchUp();
    else this.flush();
  }

  back() {
    super.back();
    this.#schedule(0);
  }

  /** @param {boolean} keepalive */
  async #drain(keepalive) {
    for (let batch = this.next(); batch; batch = this.next()) {
      if (await this.#needless(batch)) {
        this.leave(batch.batch);
        continue;
      }
      const from = this.revision;
      const body = this.wiring.encode(batch, from);
      const answer = await request(this.wiring.url, {
        method: "POST",
        body,
        keepalive: keepalive && body.length < 60_000,
      });
      if (answer.status === 200) await this.#stored(batch, from, answer.body);
      else if (answer.status === 409 && this.conflicts < 10) await this.#conflict(from, answer.body);
      else if (answer.body?.code === "unknown_batch" && batch.undoes)
        batch.undoes = null; // what it undoes was never stored
      else if (!this.#failed(batch, answer)) return;
    }
    if (this.queue.length) {
      this.turn("refused", this.refusals.get(this.refused?.batch ?? ""));
      return;
    }
    this.delay = PAUSE;
    this.at ??= new Date();
    this.turn("saved");
  }

  /** Sent by another tab, or nothing left of it after a conflict. @param {Batch} batch */
  async #needless(batch) {
    if (batch.operations.length) return this.kept.has(batch.batch) && !(await this.outbox.has(batch.batch));
    await this.outbox.drop(batch.batch).catch(() => undefined);
    return true;
  }

  /** @param {Batch} batch @param {number} from @param {{revision: number, missed: Change[]}} answer */
  async #stored(batch, from, { revision, missed }) {
    this.conflicts = 0;
    this.delay = PAUSE;
    this.at = new Date();
    await this.outbox.drop(batch.batch).catch(() => undefined);
    const own = {
      revision,
      batch: batch.batch,
      undoes: batch.undoes,
      by: this.wiring.user,
      at: "",
      operations: batch.operations,
    };
    const changes = [...missed, own];
    this.wiring.tabs.tell({ is: "log", from, changes, at: this.at.getTime() });
    if (from > this.revision) await this.catchUp();
    else this.learn(changes);
    if (this.phase !== "saving") this.turn("saving");
  }

  /** Somebody wrote the same record first: theirs, ours on top, and send again. @param {number} from
   * @param {{revision: number, missed?: Change[]}} answer */
  async #conflict(from, { missed }) {
    if (missed) {
      this.wiring.tabs.tell({ is: "log", from, changes: missed, at: Date.now() });
      this.learn(missed);
    } else await this.catchUp(); // too many to be told at once
    this.conflicts += 1;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE));
  }

  /** Answers whether others may still go. @param {Batch} batch @param {{status: number, body: any}} answer */
  #failed(batch, { status, body }) {
    this.conflicts = 0;
    const said = body?.detail ?? "";
    if (status === 401 || (status === 403 && body?.code === "csrf")) this.turn("signed_out");
    else if (body?.code === "other_person") this.turn("other_person");
    else if (status === 0 || status === 409 || status === 429 || status >= 500) {
      this.turn("offline", status ? "busy" : "");
      this.delay = Math.min(this.delay * 2, LONGEST);
      this.#schedule(this.delay * (0.75 + Math.random() / 2)); // so that not everybody comes back at once
    } else {
      this.elsewhere = body?.url ?? "";
      this.refusals.set(batch.batch, said || String(status));
      if (ALL.has(body?.code)) this.refusals.set("", body.code);
      if (!ALL.has(body?.code)) return true;
      this.turn("refused", said || String(status));
    }
    this.wiring.tabs.tell({ is: "phase", phase: this.phase, detail: this.detail });
    return false;
  }

  /** @param {number} wait */
  #schedule(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }
}
