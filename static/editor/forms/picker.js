// @ts-check
/** Search for an actor or a topic by name or alias, take one, or make a new one, under the words it is about. */
/** @import { Operation, Span } from "../types.js" */
/** @import { Editor } from "../editor.js" */
/** @import { Found } from "./candidates.js" */
/** @import { NamedKind } from "../text/mention.js" */
/** @import { Choice, Offer } from "./choices.js" */

import { request } from "../base/http.js";
import { uuid7 } from "../base/uuid.js";
import { _ } from "../base/words.js";
import { isPronoun, kindGuessed, NAMED_KINDS, nameIn } from "../text/mention.js";
import { knownHere, stillFitting } from "./candidates.js";
import { offer } from "./choices.js";
import { Hovering } from "./hovering.js";
import { PickerForm } from "./picker-form.js";
import { askStance } from "./stance.js";

const PAUSE = 90;
const LIMIT = "50";

/** @param {Editor} editor @param {Span} span @param {() => void} closed */
export function openPicker(editor, span, closed) {
  const actors = span.kind === "actor";
  const words = actors ? nameIn(editor.store.quote(span.fragments)) : "";
  const label = actors ? _("Who is it?") : _("What is it about?");
  const hovering = new Hovering(editor, span, label, closed);
  const form = new PickerForm(actors, words, label);
  hovering.box.append(...form.parts);
  const picker = new Picker(editor, span, hovering, form, words);
  hovering.place();
  picker.begin();
}

class Picker {
  /** @param {Editor} editor @param {Span} span @param {Hovering} hovering @param {PickerForm} form @param {string} words of the text */
  constructor(editor, span, hovering, form, words) {
    this.editor = editor;
    this.id = span.id;
    this.actors = span.kind === "actor";
    this.hovering = hovering;
    this.form = form;
    this.words = words;
    this.here = knownHere(editor.store, span);
    /** @type {Found[]} */
    this.found = [];
    this.more = this.offline = this.waiting = this.eager = false;
    this.queued = "";
    /** the kind somebody chose for a new actor; else it is guessed @type {NamedKind | null} */
    this.kind = null;
    this.timer = 0;
    /** @type {AbortController | undefined} */
    this.running = undefined;
    /** @type {Offer} */
    this.offer = { choices: [], current: 0, hidden: 0, sure: false };
  }

  begin() {
    const { form } = this;
    form.input.addEventListener("input", () => this.#typed());
    form.onTake = (nth) => this.#take(this.offer.choices[nth]);
    form.onKind = (kind) => this.#setKind(kind);
    this.hovering.box.addEventListener("keydown", (event) => this.#key(event));
    this.waiting = true;
    this.#show();
    this.#search();
    form.input.focus({ preventScroll: true });
    form.input.select(); // the words are from the text: typing replaces them
  }

  get #asked() {
    return this.form.input.value.replace(/\s+/g, " ").trim();
  }

  #typed() {
    this.found = stillFitting(this.found, this.#asked);
    this.waiting = true;
    this.running?.abort();
    this.#show();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#search(), PAUSE);
  }

  #show() {
    const words = this.#asked;
    const touched = words !== this.words;
    const language = this.editor.state.article.language;
    this.offer = offer({ here: this.here, found: this.found, words, language, actors: this.actors, touched });
    this.#draw();
  }

  #draw() {
    const { more, offline, waiting, offer } = this;
    this.form.draw(offer, { words: this.#asked, kind: this.#newKind, more, offline, waiting });
  }

  get #newKind() {
    return this.kind ?? kindGuessed(this.#asked, this.editor.state.article.language);
  }

  async #search() {
    this.running?.abort();
    this.running = new AbortController();
    const { signal } = this.running;
    const asked = this.#asked;
    const known = this.actors && asked === this.words && isPronoun(asked) && this.offer.choices.length > 2;
    if (known) {
      this.waiting = false; // a pronoun is no name to look for
      return this.#draw();
    }
    this.waiting = true;
    const words = asked.split(" ");
    let answer = await this.#ask(words, signal);
    // "Mayor Anna Keller" is known as "Anna Keller": titles stand first, so leave out words from the front
    while (answer?.results.length === 0 && words.length > 1 && this.actors) {
      words.shift();
      answer = await this.#ask(words, signal);
    }
    if (signal.aborted) return;
    this.found = answer?.results ?? [];
    this.more = !!answer?.next;
    this.offline = !answer;
    this.waiting = false;
    this.#show();
    if (this.eager) this.#take(this.offer.choices[this.offer.current]);
  }

  /** @param {string[]} words @param {AbortSignal} signal @returns {Promise<{results: Found[], next: string | null} | null>} */
  async #ask(words, signal) {
    const { article, urls } = this.editor.state;
    const query = new URLSearchParams({ limit: LIMIT, article: String(article.id) });
    if (words[0]) query.set("q", words.join(" "));
    if (this.actors) query.set("counted", "true");
    const answer = await request(`${this.actors ? urls.actors : urls.topics}?${query}`, { signal });
    return answer.status === 200 ? answer.body : null;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    const nth = /^Digit([1-6])$/.exec(event.code)?.[1];
    const chosen = this.offer.choices[this.offer.current];
    if (event.key === "Escape") this.hovering.close();
    else if (this.eager && event.key.length === 1)
      this.queued += event.key; // meant for the question that follows
    else if (event.altKey && nth && this.actors) this.#setKind(NAMED_KINDS[Number(nth) - 1]);
    else if (event.key === "ArrowDown") this.#step(1);
    else if (event.key === "ArrowUp") this.#step(-1);
    else if (event.key !== "Enter") return;
    else if (event.ctrlKey || event.metaKey) this.#make("named");
    else if (event.shiftKey && this.actors) this.#make("unnamed");
    else if (this.waiting && !this.offer.sure)
      this.eager = true; // decided by what the answer brings
    else this.#take(chosen);
    event.preventDefault();
  }

  /** @param {1 | -1} by */
  #step(by) {
    const count = this.offer.choices.length;
    if (count) this.offer.current = (this.offer.current + by + count) % count;
    this.#draw();
  }

  /** @param {NamedKind} kind */
  #setKind(kind) {
    this.kind = kind;
    this.#draw();
    this.form.input.focus();
  }

  /** @param {Choice | undefined} choice */
  #take(choice) {
    if (!choice) return;
    if ("make" in choice) return this.#make(choice.make);
    const { id, name, kind } = choice.candidate;
    if (this.actors) this.editor.store.actors.set(id, { name, kind: kind ?? "" });
    else this.editor.store.topics.set(id, { name });
    this.#link(id, name, []);
  }

  /** @param {"named" | "unnamed"} which */
  #make(which) {
    const name = this.#asked;
    if (!name) return;
    const id = uuid7();
    const kind = which === "unnamed" ? "anonymous" : this.#newKind;
    this.#link(id, name, [this.actors ? { put: "actor", id, name, kind } : { put: "topic", id, name }]);
  }

  /** @param {string} id @param {string} name @param {Operation[]} before */
  #link(id, name, before) {
    const { editor, hovering } = this;
    this.running?.abort(); // of no more use
    clearTimeout(this.timer);
    const span = editor.store.spans.get(this.id);
    if (span) editor.commit([...before, { put: "span", ...span, ...(this.actors ? { actor: id } : { topic: id }) }]);
    editor.say(_("Linked to %(name)s.", { name }));
    if (!this.actors && hovering.box.isConnected && askStance(editor, this.id, hovering, this.queued)) return;
    hovering.close();
  }
}
