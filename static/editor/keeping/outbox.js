// @ts-check
/** Never lose work: every batch is in IndexedDB before it is sent, and leaves only after the server's answer.
 * It holds operations without quotes, so no words of an article stay on the device. */
/** @import { Batch } from "../types.js" */

const PATIENCE = 5000;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Another tab keeps an older shape open, or the browser never answers. @param {IDBOpenDBRequest} request @returns {Promise<never>} */
function blocked(request) {
  return new Promise((_, reject) => {
    const stop = () => {
      request.addEventListener("success", () => request.result.close()); // too late to be of use
      reject(new Error("The store of this browser does not open."));
    };
    const timer = setTimeout(stop, PATIENCE);
    request.onblocked = stop;
    request.addEventListener("success", () => clearTimeout(timer));
    request.addEventListener("error", () => clearTimeout(timer));
  });
}

export class Outbox {
  /** @param {string} user @param {number} set */
  constructor(user, set) {
    this.place = [user, set];
    /** @type {IDBDatabase | null} */
    this.database = null;
    /** @type {"room" | "none" | "full" | "closed"} whether this browser keeps anything */
    this.state = "room";
    this.asked = false;
  }

  /** Open the store; false when this browser keeps nothing (private window, storage switched off). */
  async open() {
    try {
      const request = indexedDB.open("ascribe", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("outbox", { keyPath: "batch" }).createIndex("place", ["user", "set"]);
      };
      this.database = await Promise.race([answer(request), blocked(request)]);
      this.database.onversionchange = () => this.#close(); // a newer Ascribe in another tab wants another shape
      this.database.onclose = () => this.#close();
      return true;
    } catch (error) {
      const newer = error instanceof DOMException && error.name === "VersionError";
      this.state = newer ? "closed" : "none";
      return false;
    }
  }

  /** What was made here and never confirmed, oldest first. @returns {Promise<Batch[]>} */
  async left() {
    if (!this.database) return [];
    const store = this.database.transaction("outbox").objectStore("outbox");
    /** @type {Batch[]} */
    const batches = await answer(store.index("place").getAll(this.place));
    return batches.sort((x, y) => (x.batch < y.batch ? -1 : 1));
  }

  /** Resolves when the batch is safe on this device: strict durability waits for the disk. @param {Batch} batch */
  async keep(batch) {
    await this.#write((store) => store.put(batch));
    if (this.asked) return;
    this.asked = true; // once there is something to keep; a browser may then spare it when space gets short
    navigator.storage?.persist?.().catch(() => false);
  }

  /** @param {string} batch */
  drop(batch) {
    return this.#write((store) => store.delete(batch));
  }

  /** False when another tab has sent it meanwhile. @param {string} batch */
  async has(batch) {
    if (!this.database) return true;
    return (await answer(this.database.transaction("outbox").objectStore("outbox").count(batch))) > 0;
  }

  #close() {
    this.database?.close();
    this.database = null;
    this.state = "closed";
  }

  /** @param {(store: IDBObjectStore) => void} write @returns {Promise<void>} */
  #write(write) {
    return new Promise((resolve, reject) => {
      if (!this.database) throw new Error("This browser keeps nothing on the device.");
      const transaction = this.database.transaction("outbox", "readwrite", { durability: "strict" });
      transaction.oncomplete = () => {
        if (this.state === "full") this.state = "room";
        resolve();
      };
      transaction.onabort = () => {
        if (transaction.error?.name === "QuotaExceededError") this.state = "full";
        reject(transaction.error);
      };
      write(transaction.objectStore("outbox"));
      transaction.commit();
    });
  }
}
