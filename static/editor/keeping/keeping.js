// @ts-check
/** Ties the page to what keeps its work: the outbox, the sender, the other tabs, and the log of the reading.
 * What is not needed to start tagging is fetched when it is first wanted. */
/** @import { Batch, Change, Operation } from "../types.js" */
/** @import { Commit } from "../records/journal.js" */
/** @import { Editor } from "../editor.js" */
/** @import { Past } from "./past.js" */
/** @import { Status } from "./line.js" */
/** @import { Presence } from "./presence.js" */
/** @import { Message } from "./tabs.js" */
import { merge } from "../records/merge.js";
import { requestBody, toPoints, toUnits } from "../records/wire.js";
import { Outbox } from "./outbox.js";
import { Sync } from "./sync.js";
import { Tabs } from "./tabs.js";

export class Keeping {
  /** Opens the outbox and listens to the other tabs, while the page is still to be drawn. @param {string} user @param {number} set */
  constructor(user, set) {
    this.outbox = new Outbox(user, set);
    this.opened = this.outbox.open();
    this.tabs = new Tabs(user, set);
    /** whether this page shows what another tab has given up */
    this.stale = false;
    /** @type {Past | null} */
    this.past = null;
    /** @type {Presence | null} */
    this.presence = null;
    /** what became of the work last @type {Status | null} */
    this.status = null;
    /** @type {((status: Status) => void) | null} */
    this.shown = null;
  }

  /** @param {Editor} editor */
  begin(editor) {
    const { state, page } = editor;
    this.editor = editor;
    this.sync = new Sync(this.outbox, {
      url: state.urls.changes,
      user: state.user ?? "",
      revision: state.revision,
      standing: state.status,
      tabs: this.tabs,
      encode: (batch, revision) => requestBody(page.map, page.text, batch, revision),
      onStatus: (status) => {
        this.status = status;
        this.shown?.(status);
        if (this.stale && status.kept) location.reload();
      },
      onTold: (told, later) => this.#told(editor, told, later),
      onStanding: (standing) => this.presence?.stand(standing),
    });
    return this.sync;
  }

  /** From now on the state of the work is told in words. @param {HTMLElement} place @param {string} login */
  async tell(place, login) {
    const saved = await import("./saved.js");
    const quiet = !this.#editor.write;
    this.shown = saved.savedStatus(place, { login, quiet, outbox: this.outbox, refused: () => this.#tellRefused() });
    if (this.status) this.shown(this.status);
  }

  /** @param {Commit} commit */
  send({ batch, undoes, operations }) {
    const { state, page } = this.#editor;
    const common = {
      set: state.id,
      user: state.user ?? "",
      text_sha256: state.article.text_sha256,
      page: location.pathname,
    };
    this.sync?.add({ batch, undoes, operations: toPoints(page.map, operations), ...common });
    this.past?.ahead();
  }

  /** Put back what an earlier life of this page, or a tab that is open now, has not sent yet. */
  async resume() {
    const { journal, page, state, write } = this.#editor;
    await this.opened;
    const left = await this.outbox.left();
    for (const batch of left)
      this.#editor.changed(journal.restore({ ...batch, operations: toUnits(page.map, batch.operations) }));
    this.sync?.resume(left);
    this.tabs.listen((message) => this.#hear(message));
    if (!state.user) return;
    const looking = this.#look(write);
    if (!write) return;
    journal.older = async () => {
      await looking;
      await this.past?.more();
      return journal.done.length + journal.undone.length > 0;
    };
  }

  /** @param {boolean} write */
  async #look(write) {
    const past = await import("./past.js");
    const presence = await import("./presence.js");
    this.presence = new presence.Presence(this.#editor, this.#sync, this.tabs);
    if (write) this.past = new past.Past(this.#editor, this.#sync);
  }

  get #editor() {
    if (!this.editor) throw new Error("The editor is not there yet.");
    return this.editor;
  }

  get #sync() {
    if (!this.sync) throw new Error("The editor is not there yet.");
    return this.sync;
  }

  /** @param {Message} message */
  #hear(message) {
    if (message.is === "again") this.#anew(message.without);
    else if (message.is === "looked") this.presence?.wait();
    else this.#sync.hear(message);
  }

  /** Without what another tab has given up; but what this one has made must be safe before it goes. @param {string} batch */
  #anew(batch) {
    this.#sync.leave(batch);
    this.stale = true;
    this.#sync.turn(this.#sync.phase, this.#sync.detail);
  }

  /** Batches of others, of this person in another tab, or of ours that go to another place in the order.
   * @param {Editor} editor @param {Change[]} told @param {Batch[]} later ours that stay on top */
  #told(editor, told, later) {
    const { journal, page, state, store } = editor;
    const { dirty, inverses, theirs } = merge(store, page.map, told, later);
    editor.changed(dirty);
    const news = told.filter((change) => !this.#sync.made.has(change.batch));
    const strange = new Set(news.flatMap(({ operations }) => operations).flatMap((one) => ("id" in one ? one.id : [])));
    for (const id of theirs.keys()) if (!strange.has(id)) theirs.delete(id);
    journal.rebase(
      later.map(({ batch }) => batch),
      theirs,
    );
    for (const { batch, by, undoes } of news) {
      if (by !== state.user) continue;
      if (!journal.adopt({ batch, undoes, inverse: inverses.get(batch) ?? [] })) this.past?.begin();
    }
    document.dispatchEvent(new CustomEvent("editor:active"));
    const stored = news.filter(({ revision }) => revision > 0);
    if (theirs.size && stored.length) this.#tellClash(editor, theirs, stored);
    else this.presence?.show(stored.filter(({ by }) => by !== state.user));
  }

  /** @param {Editor} editor @param {Map<string, Operation>} theirs @param {Change[]} told */
  async #tellClash(editor, theirs, told) {
    const conflict = await import("./conflict.js");
    conflict.tellClash(editor, theirs, told);
  }

  async #tellRefused() {
    const refused = await import("./refused.js");
    refused.tellRefused(this.#editor, this.#sync);
  }
}
