// @ts-check
/** What the search looks like: a combobox, its list, the kind of a new actor, and what the keys do. */
/** @import { Candidate } from "./candidates.js" */
/** @import { Choice, Offer } from "./choices.js" */
/** @import { NamedKind } from "../text/mention.js" */
import { element } from "../base/element.js";
import { _, ngettext } from "../base/words.js";
import { kindName } from "../records/kinds.js";
import { NAMED_KINDS } from "../text/mention.js";

/** @typedef {{words: string, kind: NamedKind, more: boolean, offline: boolean, waiting: boolean}} State */

export class PickerForm {
  /** @param {boolean} actors @param {string} words @param {string} label */
  constructor(actors, words, label) {
    this.actors = actors;
    /** @type {(nth: number) => void} */
    this.onTake = () => {};
    /** @type {(kind: NamedKind) => void} */
    this.onKind = () => {};
    this.input = element("input", {
      type: "text",
      role: "combobox",
      class: "compact",
      "aria-expanded": "true",
      "aria-controls": "picker-list",
      "aria-autocomplete": "list",
      "aria-label": actors ? _("Search actors by name or alias") : _("Search topics"),
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      dir: "auto",
      maxlength: "300",
      placeholder: actors ? _("Name or alias") : _("Topic or code"),
    });
    this.input.value = words;
    this.list = element("ul", { role: "listbox", id: "picker-list", "aria-label": actors ? _("Actors") : _("Topics") });
    this.note = element("p", { class: "soft note", role: "status" });
    this.kinds = element("div", { class: "kinds", role: "radiogroup", "aria-label": _("Kind of a new actor") });
    const title = element("span", { class: "soft title", "aria-hidden": "true" }, label);
    /** @type {HTMLElement[]} */
    this.parts = [title, this.input, this.list, this.note];
    if (actors) this.parts.push(this.kinds);
    this.#addKinds();
  }

  #addKinds() {
    NAMED_KINDS.forEach((kind, nth) => {
      const input = element("input", { type: "radio", name: "new-kind", value: kind });
      input.addEventListener("change", () => this.onKind(kind));
      const key = element("kbd", { "aria-hidden": "true" }, String(nth + 1));
      this.kinds.append(element("label", { class: "chip" }, input, kindName(kind) ?? kind, " ", key));
    });
    this.kinds.prepend(element("span", { class: "soft", "aria-hidden": "true" }, _("New: Alt +")));
  }

  /** @param {Offer} offer @param {State} state */
  draw(offer, state) {
    this.list.replaceChildren(
      ...offer.choices.map((choice, nth) => {
        const item = "make" in choice ? this.#make(choice.make, state) : this.#known(choice.candidate);
        item.id = `option-${nth}`;
        item.setAttribute("aria-selected", String(nth === offer.current));
        item.addEventListener("mousedown", (event) => event.preventDefault());
        item.addEventListener("click", () => this.onTake(nth));
        return item;
      }),
    );
    if (offer.choices.length) this.input.setAttribute("aria-activedescendant", `option-${offer.current}`);
    else this.input.removeAttribute("aria-activedescendant");
    this.list.children[offer.current]?.scrollIntoView({ block: "nearest" });
    this.list.setAttribute("aria-busy", String(state.waiting));
    this.note.textContent = noteOf(offer, state, this.actors);
    for (const input of this.kinds.querySelectorAll("input")) input.checked = input.value === state.kind;
  }

  /** @param {Candidate} one */
  #known(one) {
    const item = element("li", { role: "option", class: one.kind === "anonymous" ? "unnamed" : "" });
    if (one.code) item.append(element("span", { class: "code" }, one.code), " ");
    item.append(element("span", { class: "name", dir: "auto" }, one.name), " ");
    item.append(element("span", { class: "soft", dir: "auto" }, hintOf(one)));
    if (one.here) item.append(" ", element("span", { class: "here" }, `×${one.here}`));
    if (one.examples) item.append(element("span", { class: "soft examples", dir: "auto" }, one.examples));
    return item;
  }

  /** @param {"named" | "unnamed"} which @param {State} state */
  #make(which, { words: name, kind }) {
    const item = element("li", { role: "option", class: which === "unnamed" ? "make unnamed" : "make" });
    const label =
      which === "unnamed"
        ? _("Unnamed source “%(name)s”", { name })
        : this.actors
          ? _("New %(kind)s “%(name)s”", { kind: kindName(kind) ?? kind, name })
          : _("New topic “%(name)s”", { name });
    item.append(element("span", { dir: "auto" }, label), " ");
    const hint = which === "unnamed" ? _("of this article only") : "";
    item.append(element("span", { class: "soft" }, hint));
    item.append(element("kbd", { "aria-hidden": "true" }, which === "unnamed" ? "Shift+↵" : "Ctrl+↵"));
    return item;
  }
}

/** @param {Offer} offer @param {State} state @param {boolean} actors */
function noteOf({ choices, hidden }, { more, offline, waiting, words }, actors) {
  if (offline) return _("No connection: only what this article names already.");
  if (more) return _("More than %(count)s more. Go on typing.", { count: hidden });
  if (hidden) return ngettext("%(count)s more. Go on typing.", "%(count)s more. Go on typing.", hidden);
  if (!waiting && !actors && !choices.length && !words) return _("The catalogue is empty. Type a topic to begin it.");
  return "";
}

/** The kind, the office, and the alias that fits. @param {Candidate} one */
function hintOf({ kind, affiliations = [], by, definition }) {
  const office = affiliations.at(-1);
  const held = office ? [office.role, office.organisation].filter(Boolean).join(", ") : "";
  return [kindName(kind) ?? "", held, by && _("also “%(alias)s”", { alias: by }), definition]
    .filter(Boolean)
    .join(" · ");
}
