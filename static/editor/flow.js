// @ts-check
/** One-sweep attribution: what was said, then the cue, then the source. Each pick is a batch, so nothing waits for the end. */
/** @import { Attribution, Fragment, Kind, Operation, Role, Span } from "./types.js" */
/** @import { Editor } from "./editor.js" */
import { addPiece, newAttribution, newSpan } from "./commands.js";
import { kindOf } from "./store.js";

/** @type {Role[]} */
const SWEEP = ["content", "cue", "source"];
/** @type {Record<Role, string>} */
const ASK = {
  content: "Select what was said",
  cue: "Click the cue, the words that say it was said",
  source: "Click the source, who said it",
  addressee: "Click the addressee, whom it was said to",
  supplement: "Select the supplement, such as time or place",
};

export class Flow {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** roles still to pick; empty when no sweep is on @type {Role[]} */
    this.roles = [];
    /** @type {Set<Role>} */
    this.skipped = new Set();
    this.taking = false;
    /** whether this is the sweep over all roles, or one role asked for in the form */
    this.sweep = false;
    /** @type {string | null} */
    this.attribution = null;
    /** the span picked last, which a further piece goes to @type {string | null} */
    this.last = null;
  }

  get on() {
    return this.roles.length > 0;
  }

  /** Start with the chosen words as content, with the active attribution, or with nothing. @param {boolean} [exact] */
  start(exact = false) {
    const { editor } = this;
    const fragment = editor.chosen(exact);
    const active = editor.store.spans.get(editor.active.span ?? "");
    this.sweep = true;
    this.skipped.clear();
    this.attribution = this.last = null;
    this.roles = [...SWEEP];
    if (fragment) return this.pick(fragment, false);
    if (editor.active.attribution) {
      this.attribution = editor.active.attribution;
      return this.refresh();
    }
    if (active?.kind === "content") return this.#take(active, []);
    this.#tell();
  }

  /** Ask for one role of an attribution. @param {string} attribution @param {Role} role */
  ask(attribution, role) {
    this.sweep = false;
    this.attribution = attribution;
    this.last = null;
    this.roles = [role];
    this.editor.clearSelection();
    this.#tell();
    this.editor.focus();
  }

  /** Words for the role that is asked for. A click into a mention takes the whole mention. @param {Fragment} fragment @param {boolean} clicked */
  pick(fragment, clicked) {
    const { store } = this.editor;
    const kind = kindOf(this.roles[0]);
    const same = (/** @type {Span} */ span) =>
      span.fragments.length === 1 && span.fragments[0].join() === fragment.join();
    const fits = (/** @type {Span} */ span) =>
      span.kind === kind && (clicked || same(span)) && (kind !== "content" || !store.using(span.id).length);
    const found = store.at(fragment[0]).find(fits);
    if (found) return this.#take(found, []);
    const made = newSpan(kind, [fragment]);
    this.#take(made, [made]);
  }

  /** A further piece of what was picked last. @param {Fragment} fragment */
  more(fragment) {
    if (this.last) addPiece(this.editor, this.last, fragment);
  }

  skip() {
    this.skipped.add(this.roles[0]);
    this.roles = this.roles.slice(1);
    if (this.on) this.#tell();
    else this.stop();
  }

  stop() {
    const { attribution } = this;
    this.roles = [];
    this.attribution = this.last = null;
    this.#tell();
    if (attribution && this.editor.store.attributions.has(attribution)) this.editor.activate({ attribution }, false); // reading goes on
  }

  /** After an undo the sweep asks again for what is missing. */
  refresh() {
    if (!this.on || !this.sweep || !this.attribution || this.taking) return;
    const attribution = this.editor.store.attributions.get(this.attribution);
    const asked = SWEEP.filter(
      (role) => !this.skipped.has(role) && !(role === "source" && attribution?.implicit_source),
    );
    this.roles = attribution ? asked.filter((role) => !attribution[role].length) : [];
    if (this.on) this.#tell();
    else this.stop();
  }

  /** @param {Span} span @param {Operation[]} before what makes the span, when it is new */
  #take(span, before) {
    const { editor } = this;
    const [role] = this.roles;
    const old = editor.store.attributions.get(this.attribution ?? "");
    const parts = { [role]: old ? [...old[role].filter((id) => id !== span.id), span.id] : [span.id] };
    const implied = role === "source" ? { implicit_source: false } : {};
    const next = old
      ? { put: /** @type {const} */ ("attribution"), ...old, ...parts, ...implied }
      : newAttribution(parts);
    this.attribution = next.id;
    this.last = span.id;
    this.roles = this.roles.slice(1);
    editor.clearSelection();
    editor.active = { span: null, attribution: null };
    this.taking = true;
    editor.commit([...before, next]);
    this.taking = false;
    editor.say(`${role}: ${editor.store.quote(span.fragments)}`);
    if (!this.on) return this.stop();
    editor.light.show({ attribution: next.id, again: true });
    editor.detail.show();
    this.#tell();
  }

  #tell() {
    const hint = document.getElementById("hint");
    const words = document.getElementById("hint-words");
    if (words) words.textContent = this.on ? ASK[this.roles[0]] : "";
    if (hint) hint.hidden = !this.on;
    this.editor.page.root.classList.toggle("picking", this.on);
    document.dispatchEvent(new CustomEvent("editor:active"));
  }
}
