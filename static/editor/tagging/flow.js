// @ts-check
/** One-sweep attribution: what was said, then the cue, then the source. Each pick is a batch, so nothing waits for the end. */
/** @import { Fragment, Operation, Role, Span } from "../types.js" */
/** @import { Editor } from "../editor.js" */
/** @import { Guess } from "./guess.js" */

import { _ } from "../base/words.js";
import { kindOf } from "../records/store.js";
import { addPiece, newAttribution, newSpan } from "./commands.js";
import { roleName, showHint } from "./hint.js";

/** @type {Role[]} */
const SWEEP = ["content", "cue", "source"];
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
    /** what proposes, once it is loaded @type {Guess | null} */
    this.guess = null;
  }

  get on() {
    return this.roles.length > 0;
  }

  /** Fetch what proposes; nothing at the start needs it. */
  async load() {
    if (this.guess) return this.guess;
    const { Guess } = await import("./guess.js");
    this.guess ??= new Guess(this.editor);
    if (this.on) this.#tell();
    return this.guess;
  }

  /** Start with the chosen words as content, with the active attribution, or with what the caret stands in. @param {boolean} [exact] */
  start(exact = false) {
    const { editor } = this;
    const fragments = editor.chosenPieces(exact);
    const active = editor.store.spans.get(editor.active.span ?? "");
    this.sweep = true;
    this.skipped.clear();
    this.attribution = this.last = null;
    this.roles = [...SWEEP];
    if (fragments) return this.#takeWords(fragments, false);
    if (active?.kind === "content" && !editor.store.using(active.id).length)
      return this.#take([{ role: "content", span: active, before: [] }]);
    const at = editor.store.attributions.get(editor.active.attribution ?? "");
    if (at) {
      this.attribution = at.id;
      if (SWEEP.every((role) => at[role].length)) this.roles = []; // nothing is missing: one more source
      return this.on ? this.refresh() : this.ask(at.id, "source");
    }
    if (active?.kind === "content") return this.#take([{ role: "content", span: active, before: [] }]);
    if (active?.kind === "claim") return this.#takeWords(active.fragments, false);
    this.#tell();
  }

  /** Ask for one role, before what a sweep still asks for; words chosen already are taken at once.
   * @param {string} attribution @param {Role} role */
  ask(attribution, role) {
    const fragments = this.editor.chosenPieces();
    if (this.attribution !== attribution) this.roles = [];
    this.sweep = this.sweep && this.on;
    this.attribution = attribution;
    this.last = null;
    this.roles = [role, ...this.roles.filter((other) => other !== role)];
    if (fragments) return this.#takeWords(fragments, false);
    this.editor.clearSelection();
    this.#tell();
    this.editor.focus();
  }

  /** Ask for one role of the attribution at hand. Answers whether there is one. @param {Role} role */
  askHere(role) {
    const { active, store } = this.editor;
    const at = this.attribution ?? active.attribution ?? store.using(active.span ?? "")[0]?.id;
    if (at) this.ask(at, role);
    else this.editor.say(_("Choose an attribution first."));
    return at !== undefined;
  }

  /** Words for the role that is asked for. A click into a mention takes the whole mention, one into the proposal all of
   * the proposal. @param {Fragment} fragment @param {boolean} clicked */
  pick(fragment, clicked) {
    const { rest } = this.editor;
    const others = rest && rest.at.join() === fragment.join() ? rest.others : [];
    const asked = SWEEP.includes(this.roles[0]) ? this.roles.slice(0, 1) : [];
    const lit = asked.find((role) =>
      this.guess?.best(role)?.some(([start, end]) => clicked && start <= fragment[0] && fragment[1] <= end),
    );
    if (lit) this.#take([this.#found(lit, this.guess?.best(lit) ?? [], false)]);
    else this.#takeWords([fragment, ...others], clicked);
  }

  /** A further piece of what was picked last. @param {Fragment} fragment */
  more(fragment) {
    if (!this.last) return;
    addPiece(this.editor, this.last, fragment);
    this.#tell();
  }

  /** Take everything that is proposed; where nothing is, skip the role. @param {boolean} [one] only the role asked for */
  accept(one = false) {
    if (!this.guess) return this.#acceptLater(one);
    const asked = one ? this.roles.slice(0, 1) : this.roles;
    const picks = asked.flatMap((role) => {
      const fragments = this.guess?.best(role);
      return fragments ? [this.#found(role, fragments, false)] : [];
    });
    if (picks[0]?.role === this.roles[0]) this.#take(picks);
    else this.skip();
  }

  /** Enter was pressed before what proposes was here: it means the same as a moment later. @param {boolean} one */
  #acceptLater(one) {
    const [asked] = this.roles;
    const still = () => this.on && this.roles[0] === asked;
    this.load().then(
      () => still() && this.accept(one),
      () => still() && this.skip(),
    );
  }

  /** Take what is proposed for the role asked for, and nothing else. Answers whether something was. */
  only() {
    if (!this.on || !this.guess?.best(this.roles[0])) return false;
    this.accept(true);
    return true;
  }

  /** Another candidate for the role asked for. @param {1 | -1} by */
  other(by) {
    if (!this.on || !this.guess?.other(this.roles, this.#words("content"), this.#words("cue"), by)) return false;
    showHint(this); // which is said aloud
    return true;
  }

  /** The source is meant, but not named. Answers whether that could be said now. */
  imply() {
    const { editor } = this;
    const attribution = editor.store.attributions.get(this.attribution ?? editor.active.attribution ?? "");
    if (!attribution || attribution.source.length) return false;
    if (this.on) this.roles = this.roles.filter((role) => role !== "source");
    const implicit_source = this.on || !attribution.implicit_source;
    this.taking = true;
    editor.commit([{ put: "attribution", ...attribution, implicit_source }]);
    this.taking = false;
    editor.say(implicit_source ? _("The source is implied.") : _("The source is not implied."));
    if (this.on) this.#tell();
    else if (this.attribution) this.stop();
    return true;
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
    this.sweep = false;
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

  /** @param {Fragment[]} fragments @param {boolean} clicked */
  #takeWords(fragments, clicked) {
    this.#take([this.#found(this.roles[0], fragments, clicked)]);
  }

  /** The span that stands there already, or a new one. @param {Role} role @param {Fragment[]} fragments @param {boolean} clicked @returns {Pick} */
  #found(role, fragments, clicked) {
    const { store } = this.editor;
    const kind = kindOf(role);
    const same = (/** @type {Span} */ span) => span.fragments.join() === fragments.join();
    const fits = (/** @type {Span} */ span) =>
      span.kind === kind && (clicked || same(span)) && (kind !== "content" || !store.using(span.id).length);
    const found = store.at(fragments[0][0]).find(fits);
    if (found) return { role, span: found, before: [] };
    const made = newSpan(kind, fragments);
    return { role, span: made, before: [made] };
  }

  /** @param {Pick[]} picks @typedef {{role: Role, span: Span, before: Operation[]}} Pick before makes the span, when it is new */
  #take(picks) {
    const { editor } = this;
    const old = editor.store.attributions.get(this.attribution ?? "");
    const next = old ? { put: /** @type {const} */ ("attribution"), ...old } : newAttribution({});
    for (const { role, span } of picks) {
      next[role] = [...next[role].filter((id) => id !== span.id), span.id];
      if (role === "source") next.implicit_source = false;
    }
    const [{ role, span }] = picks.slice(-1);
    this.attribution = next.id;
    this.last = span.id;
    this.roles = this.roles.filter((asked) => !picks.some((pick) => pick.role === asked));
    editor.clearSelection();
    editor.active = { span: null, attribution: null };
    this.taking = true;
    editor.commit([...picks.flatMap(({ before }) => before), next]);
    this.taking = false;
    editor.say(picks.map((pick) => `${roleName(pick.role)}: ${editor.store.quote(pick.span.fragments)}`).join(" · "));
    if (role === "content" || picks.length > 1) editor.caret = picks[0].span.fragments[0][0];
    if (!this.on) return this.stop();
    editor.light.show({ attribution: next.id, again: true });
    editor.detail.show();
    this.#tell();
  }

  /** @param {Role} role @returns {Fragment[]} what plays it already */
  #words(role) {
    const { store } = this.editor;
    const ids = store.attributions.get(this.attribution ?? "")?.[role] ?? [];
    return ids.flatMap((id) => store.spans.get(id)?.fragments ?? []);
  }

  #tell() {
    if (this.on && !this.guess) this.load().catch(() => null); // without it nothing is proposed
    this.guess?.propose(this.roles, this.on ? this.#words("content") : [], this.on ? this.#words("cue") : []);
    showHint(this);
    document.dispatchEvent(new CustomEvent("editor:active"));
  }
}
