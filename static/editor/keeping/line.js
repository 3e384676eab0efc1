// @ts-check
/** What is not stored yet, and how far the log is known. What holds in every tab: the page shows the log up to
 * `revision`, with the batches of `queue` on top in this order. */
/** @import { Batch, Change } from "../types.js" */
/** @import { Outbox } from "./outbox.js" */
/** @import { Tabs } from "./tabs.js" */
import { request } from "../base/http.js";
import { notBefore } from "../base/uuid.js";
import { needs } from "../records/merge.js";

/** @typedef {"saved" | "saving" | "slow" | "offline" | "signed_out" | "other_person" | "refused"} Phase */
/** @typedef {{phase: Phase, pending: number, kept: boolean, at: Date | null, detail: string}} Status */
/** @typedef {{status: string, submitted_by: string | null, locked_by: string | null}} Standing of the reading */
/** @typedef {{url: string, user: string, revision: number, standing: string, tabs: Tabs,
 *   encode: (batch: Batch, revision: number) => string, onStatus: (status: Status) => void,
 *   onTold: (told: Change[], later: Batch[]) => void, onStanding: (standing: Standing) => void}} Wiring */

/** Phases in which nobody is there to send for. @type {Set<Phase>} */
const AWAY = new Set(["signed_out", "other_person"]);

export class Line {
  /** @param {Outbox} outbox @param {Wiring} wiring */
  constructor(outbox, wiring) {
    this.outbox = outbox;
    this.wiring = wiring;
    this.revision = wiring.revision;
    this.standing = wiring.standing;
    /** @type {Batch[]} */
    this.queue = [];
    /** batches that are safe on this device @type {Set<string>} */
    this.kept = new Set();
    /** batches that this page shows already, whoever made them @type {Set<string>} */
    this.made = new Set();
    /** batches made in this tab @type {Set<string>} */
    this.born = new Set();
    /** batches this device had no room for @type {Set<string>} */
    this.unkept = new Set();
    /** what the server said no to, and why @type {Map<string, string>} */
    this.refusals = new Map();
    /** @type {Phase} */
    this.phase = "saved";
    this.detail = "";
    /** @type {Date | null} */
    this.at = null;
    /** @type {Promise<boolean> | null} */
    this.reading = null;
  }

  /** Whether closing the page now loses nothing. */
  get safe() {
    return this.queue.every(({ batch }) => this.kept.has(batch));
  }

  /** The batch that was refused first. */
  get refused() {
    return this.queue.find(({ batch }) => this.refusals.has(batch));
  }

  /** The next batch that may go: none that needs a refused one. */
  next() {
    const stuck = this.queue.filter(({ batch }) => this.refusals.has(batch));
    if (stuck.length && this.refusals.get("")) return undefined;
    return this.queue.find((batch) => {
      if (stuck.includes(batch)) return false;
      if (!stuck.some((one) => needs(batch, one))) return true;
      stuck.push(batch);
      return false;
    });
  }

  /** @param {Phase} phase @param {string} [detail] */
  turn(phase, detail = "") {
    this.phase = phase;
    this.detail = detail;
    this.wiring.onStatus({ phase, pending: this.queue.length, kept: this.safe, at: this.at, detail });
  }

  /** @param {Batch} batch */
  keep(batch) {
    this.outbox.keep(batch).then(
      () => {
        if (!this.queue.some((one) => one.batch === batch.batch)) this.outbox.drop(batch.batch).catch(() => undefined);
        this.kept.add(batch.batch);
        this.wiring.tabs.tell({ is: "kept", id: batch.batch });
        this.turn(this.phase, this.detail);
        this.#keepMore();
      },
      () => {
        this.unkept.add(batch.batch);
        this.turn(this.phase, this.detail);
      },
    );
  }

  /** There is room again, perhaps also for what had none. */
  #keepMore() {
    const again = this.queue.filter(({ batch }) => this.unkept.has(batch) && !this.kept.has(batch));
    this.unkept.clear();
    for (const batch of again) this.keep(batch);
  }

  /** @param {string} batch */
  leave(batch) {
    this.queue = this.queue.filter((one) => one.batch !== batch);
    this.refusals.delete(batch);
    if (!this.refused) this.refusals.clear();
  }

  /** Changes of the log behind a revision we have reached, in order: theirs below, what is not stored on top.
   * @param {Change[]} changes */
  learn(changes) {
    const news = changes.filter((change) => change.revision > this.revision);
    if (!news.length) return;
    for (const { batch } of news) {
      if (this.queue.some((one) => one.batch === batch)) this.outbox.drop(batch).catch(() => undefined);
      this.leave(batch);
    }
    this.revision = news[news.length - 1].revision;
    const plain =
      news.every(({ batch }) => this.born.has(batch)) && this.queue.every(({ batch }) => this.born.has(batch));
    if (plain) return; // the page shows exactly this already
    const before = this.queue.map((batch) => batch.operations);
    this.wiring.onTold(news, this.queue);
    for (const { batch } of news) this.made.add(batch);
    this.queue.forEach((batch, nth) => {
      if (batch.operations !== before[nth]) this.keep(batch);
    });
  }

  /** A batch that another tab has made: in the order in which they were made. @param {Batch} batch */
  mirror(batch) {
    notBefore(batch.batch);
    const at = this.queue.findIndex((one) => one.batch > batch.batch);
    const later = at < 0 ? [] : this.queue.slice(at);
    this.queue.splice(at < 0 ? this.queue.length : at, 0, batch);
    const told = { revision: 0, by: this.wiring.user, at: "", ...batch };
    this.wiring.onTold([told], later);
    this.made.add(batch.batch);
    if (this.phase === "saved") this.phase = "saving";
  }

  /** Read what others have done since. @returns {Promise<boolean>} whether the server answered */
  catchUp() {
    this.reading ??= this.#read().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  /** The person whose page this is has signed in again. */
  back() {
    this.turn(this.queue.length ? "saving" : "saved");
  }

  /** The session has ended, as something else than saving has found out. */
  signedOut() {
    if (this.phase === "saved") this.turn("signed_out");
  }

  async #read() {
    const parameters = `?after=${this.revision}`;
    /** @type {string | null} */
    let url = this.wiring.url + parameters;
    const known = `W/"${this.revision}-${this.standing}"`;
    while (url) {
      const from = this.revision;
      const { status, body } = await request(url, { known });
      if (status === 401) this.signedOut();
      if (body?.code === "other_person") this.turn("other_person");
      if (AWAY.has(this.phase) && (status === 200 || status === 304)) this.back();
      if (status !== 200) return status === 304;
      if (body.results.length && body.results[0].revision <= this.revision + 1) {
        this.wiring.tabs.tell({ is: "log", from, changes: body.results, at: Date.now() });
        this.learn(body.results);
      }
      url = body.next;
      if (!url && body.status !== this.standing) {
        this.standing = body.status;
        this.wiring.onStanding(body);
      }
    }
    this.turn(this.phase, this.detail);
    return true;
  }
}
