// @ts-check
/** Others at work on the same reading, shown while it happens.
 *
 * There is no table of who is here: the log says who does something, which is what another editor must know. "Is only
 * looking" would cost a write every few seconds for each open page, and in a blind project it must not be told at all. */
/** @import { Change, Fragment } from "../types.js" */
/** @import { Editor } from "../editor.js" */
/** @import { Standing } from "./line.js" */
/** @import { Sync } from "./sync.js" */
/** @import { Tabs } from "./tabs.js" */
import { element } from "../base/element.js";
import { _ } from "../base/words.js";
import { tell } from "./submission.js";

const SHARED = 4000;
const ALONE = 20_000; // nobody else may write here, but it can be locked, and one may have two devices
const IDLE = 60_000;
const AWAKE = 120_000; // without a key or a pointer for so long, nobody is looking
const SHOWN = 6000;

export class Presence {
  /** @param {Editor} editor @param {Sync} sync @param {Tabs} tabs */
  constructor(editor, sync, tabs) {
    this.editor = editor;
    this.sync = sync;
    this.tabs = tabs;
    this.active = Date.now();
    this.timer = 0;
    this.shown = 0;
    this.place = element("span", { class: "others", role: "status" });
    document.getElementById("saved")?.before(this.place);
    this.layer = globalThis.CSS?.highlights ? new Highlight() : null;
    if (this.layer) CSS.highlights.set("others", this.layer);
    for (const kind of ["keydown", "pointerdown", "pointermove"])
      addEventListener(kind, () => this.#wake(), { passive: true });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.wait() : this.#look()));
    this.wait();
  }

  /** Another tab has just looked for all, or so have we. */
  wait() {
    clearTimeout(this.timer);
    if (document.hidden) return;
    const busy = this.editor.state.shared ? SHARED : ALONE;
    const pause = Date.now() - this.active > AWAKE ? IDLE : busy;
    this.timer = setTimeout(() => this.#look(), pause * (0.9 + Math.random() / 5));
  }

  /** What somebody else has just done: who, and for a moment, where. @param {Change[]} changes */
  show(changes) {
    if (!changes.length) return;
    const who = [...new Set(changes.map(({ by }) => String(by ?? _("Somebody"))))].join(", ");
    this.place.textContent = _("%(who)s is editing", { who });
    this.layer?.clear();
    for (const fragment of this.#fragments(changes))
      for (const range of this.editor.page.ranges(fragment)) this.layer?.add(range);
    clearTimeout(this.shown);
    this.shown = setTimeout(() => {
      this.layer?.clear();
      this.place.textContent = "";
    }, SHOWN);
  }

  /** The reading was handed in, locked or reopened by somebody else. @param {Standing} standing */
  stand({ status, submitted_by, locked_by }) {
    const panel = document.getElementById("problems");
    const { state } = this.editor;
    const open = status === "assigned" || status === "started";
    const was = state.status === "assigned" || state.status === "started";
    state.status = status;
    if (!panel || open === was) return;
    const reload = element("button", { type: "button", class: "button compact" }, _("Reload"));
    reload.addEventListener("click", () => location.reload());
    if (!open) this.editor.write = false;
    tell(panel, open ? "good" : "warn", standingWords(status, locked_by ?? submitted_by ?? _("Somebody")), reload);
    document.dispatchEvent(new CustomEvent("editor:active"));
  }

  async #look() {
    clearTimeout(this.timer);
    if (document.hidden) return;
    if (!this.sync.busy) {
      this.tabs.tell({ is: "looked" });
      await this.sync.catchUp();
    }
    this.wait();
  }

  #wake() {
    const slept = Date.now() - this.active > AWAKE;
    this.active = Date.now();
    if (slept) this.#look();
  }

  /** @param {Change[]} changes @returns {Fragment[]} where their records stand now */
  #fragments(changes) {
    const { store } = this.editor;
    const ids = changes.flatMap(({ operations }) => operations.flatMap((one) => ("id" in one ? one.id : [])));
    return ids.flatMap((id) => store.spans.get(id)?.fragments ?? []);
  }
}

/** @param {string} status @param {string} who */
function standingWords(status, who) {
  if (status === "submitted")
    return _("%(who)s has submitted this reading. It can be read, but not changed now.", { who });
  if (status === "locked") return _("%(who)s has locked this reading. It can be read, but not changed now.", { who });
  return _("This reading has been opened again. Reload the page to go on.");
}
