// @ts-check
/** The line above the text: what a sweep asks for, and what it proposes. */
/** @import { Role } from "../types.js" */
/** @import { Flow } from "./flow.js" */
import { _ } from "../base/words.js";

/** @type {Record<Role, () => string>} */
const ASK = {
  content: () => _("Select what was said"),
  cue: () => _("Click the cue, the words that say it was said"),
  source: () => _("Click the source, who said it"),
  addressee: () => _("Click the addressee, whom it was said to"),
  supplement: () => _("Select the supplement, such as time or place"),
};

/** @type {Record<string, () => string>} */
const NAME = {
  actor: () => _("Actor"),
  claim: () => _("Claim"),
  attribution: () => _("Attribution"),
  content: () => _("Content"),
  cue: () => _("Cue"),
  source: () => _("Source"),
  addressee: () => _("Addressee"),
  supplement: () => _("Supplement"),
};

/** @param {Role} role */
export const roleName = (role) => NAME[role]();

/** @param {string} kind of a span, or "attribution" */
export const markName = (kind) => NAME[kind]?.() ?? kind;

/** What is asked and what is proposed, in words. @param {Flow} flow */
export function asking({ guess, roles, editor }) {
  const named = roles.flatMap((role) => {
    const fragments = guess?.best(role);
    return fragments ? [`${roleName(role)}: ${short(editor.store.quote(fragments))}`] : [];
  });
  return guess?.best(roles[0]) ? named.join(" · ") : ASK[roles[0]]();
}

/** @param {Flow} flow */
export function showHint(flow) {
  const { on, guess, roles } = flow;
  const hint = document.getElementById("hint");
  const words = document.getElementById("hint-words");
  if (words) words.textContent = on ? asking(flow) : "";
  hint?.toggleAttribute("data-proposed", on && guess?.best(roles[0]) !== undefined);
  hint?.toggleAttribute("data-source", roles.includes("source") && flow.attribution !== null);
  if (hint) hint.hidden = !on;
  flow.editor.page.root.classList.toggle("picking", on);
}

/** @param {string} words */
const short = (words) => (words.length > 48 ? `${words.slice(0, 28)} … ${words.slice(-16)}` : words);
