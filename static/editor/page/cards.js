// @ts-check
/** Margin cards: WHO · cue → WHAT, nested ones indented below the one they are part of. */
/** @import { Attribution } from "../types.js" */
/** @import { Store } from "../records/store.js" */

import { element } from "../base/element.js";
import { _, ngettext } from "../base/words.js";
import { nested } from "../records/derive.js";

export const SHOWN = 3; // cards of a paragraph; the others are folded
const RTL = /^\P{L}*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
const LONGEST = 100; // about two lines; the whole of it stands beside the card

/** Cards of a paragraph as plain values, so that an unchanged list is not drawn again.
 * @param {Store} store @param {number} index */
export function cardsOf(store, index) {
  return nested(store, store.cards[index]).flatMap(({ id, depth }) => {
    const attribution = store.attributions.get(id);
    if (!attribution) return [];
    const about = [id, ...attribution.source, ...attribution.cue, ...attribution.content];
    const commented = store.commented.size > 0 && about.some((one) => store.commented.has(one));
    return {
      id,
      depth: Math.min(depth, 3),
      commented,
      answers: answersOf(attribution),
      ...sentenceOf(store, attribution),
    };
  });
}

/** @param {Store} store @param {Attribution} attribution */
export function sentenceOf(store, attribution) {
  const words = (/** @type {string[]} */ ids) =>
    ids
      .flatMap((id) => store.spans.get(id) ?? [])
      .map((span) => store.quote(span.fragments))
      .join(" + ");
  const who = words(attribution.source);
  const actors = attribution.source.map((id) => store.actors.get(store.spans.get(id)?.actor ?? "")?.name ?? "");
  const named = actors.filter((name) => name && !who.includes(name)).join(" + ");
  const missing = attribution.implicit_source ? _("implied source") : _("no source");
  return {
    who: who || missing,
    known: who !== "",
    named,
    cue: words(attribution.cue),
    what: words(attribution.content),
  };
}

/** The answers to the scheme's questions, as they would be read out. @param {Attribution} attribution */
function answersOf({ values }) {
  const said = Object.entries(values).flatMap(([name, value]) => (value === true ? name : value || []));
  return said.join(" · ").replaceAll("_", " ");
}

/** The cards of one paragraph; of all cards of the article one is a tab stop, arrow keys go on from there.
 * @param {ReturnType<typeof cardsOf>} cards @param {boolean} open @param {string} stop the card that is the tab stop */
export function cardList(cards, open, stop) {
  /** @type {HTMLElement[]} */
  const list = cards.map((card, nth) => {
    const button = cardElement(card);
    button.classList.toggle("folded", !open && nth >= SHOWN);
    button.tabIndex = card.id === stop ? 0 : -1;
    return button;
  });
  if (cards.length > SHOWN) list.push(foldButton(cards.length - SHOWN, open));
  return list;
}

/** @param {number} count @param {boolean} open */
export function foldButton(count, open) {
  const label = open ? _("Show fewer") : ngettext("+%(count)s more", "+%(count)s more", count);
  return element("button", { class: "more", type: "button", tabindex: "-1", "aria-expanded": String(open) }, label);
}

/** @param {ReturnType<typeof cardsOf>[number]} card */
function cardElement(card) {
  const { id, depth, who, known, named, cue, what, answers } = card;
  const dir = directionOf(known ? who : cue || what); // the edge stands where reading begins
  const button = element("button", { class: `card depth-${depth}`, type: "button", "data-attribution": id, dir });
  const line = element("span", { class: "line" });
  line.append(element("bdi", { class: known ? "who" : "who missing" }, known ? who : `${who} ·`), " ");
  if (named) line.append(element("bdi", { class: "named" }, `(${named})`), " ");
  line.append(
    element("bdi", { class: cue ? "says" : "says missing" }, cue || (known ? `· ${_("no cue")}` : _("no cue"))),
  );
  if (card.commented) button.append(element("span", { class: "commented" }, _("comment")));
  button.append(line);
  button.append(
    element("span", { class: what ? "what" : "what missing", dir: "auto" }, shortened(what) || _("no content")),
  );
  if (answers) button.append(element("bdi", { class: "foot" }, answers));
  return button;
}

/** Which way words run: “auto” would pass over the parts, which are isolated each. @param {string} words */
export const directionOf = (words) => (RTL.test(words) ? "rtl" : "ltr");

/** Cut here, not by the style sheet: a box that hides its overflow is a layer of its own. @param {string} words */
function shortened(words) {
  if (words.length <= LONGEST) return words;
  const cut = words.lastIndexOf(" ", LONGEST);
  return `${words.slice(0, cut > LONGEST / 2 ? cut : LONGEST).replace(/[\ud800-\udbff]$/, "")} …`;
}
