// @ts-check
/** One row of the lists, read as a sentence. */
/** @import { Row, Tab } from "./rows.js" */

import { element } from "../base/element.js";
import { _, ngettext } from "../base/words.js";
import { directionOf } from "../page/cards.js";

/** @param {Tab} tab @param {Row} row @param {HTMLLIElement} [old] kept with its button, so that the focus stays */
export function listRow(tab, row, old) {
  const item = old ?? element("li", {}, element("button", { type: "button", class: "list-row", "data-row": row.id }));
  item.className = `depth-${Math.min(row.depth, 3)}`;
  const words = tab === "actors" ? actorWords(row) : tab === "claims" ? claimWords(row) : attributionWords(row);
  item.firstElementChild?.replaceChildren(...words);
  return item;
}

/** @param {Row} row @returns {Node[]} */
function attributionWords({ depth, who, known, cue, what, flags }) {
  const dir = directionOf(known ? who : cue || what);
  const line = element("span", { class: "line", dir });
  if (depth) line.append(element("span", { class: "sr-only" }, _("Nested:"), " "));
  line.append(part(known ? "who" : "who missing", who), " ", part(cue ? "says" : "says missing", cue || _("no cue")));
  line.append("\u00a0", arrow(dir), " ");
  line.append(part(what ? "what" : "what missing", what || _("no content")));
  return [line, ...notes(flags.includes("unlinked") ? [_("source not linked")] : [], flags)];
}

/** @param {Row} row @returns {Node[]} */
function actorWords({ who, known, kind, what, count, said, flags }) {
  const line = element("span", { class: "line", dir: directionOf(who) }, part("who", who));
  if (kind) line.append(" ", element("span", { class: "soft" }, kind === "anonymous" ? _("unnamed") : kind));
  const facts = [ngettext("%(count)s mention", "%(count)s mentions", count)];
  if (said) facts.push(ngettext("source of %(count)s attribution", "source of %(count)s attributions", said));
  if (!known) facts.push(_("not linked"));
  const other = what ? [element("span", { class: "other", dir: "auto" }, what)] : [];
  return [line, ...other, ...notes(facts, flags)];
}

/** @param {Row} row @returns {Node[]} */
function claimWords({ who, known, what, topic, stance, flags }) {
  const claimant = who || _("the outlet itself");
  const dir = directionOf(known ? who : what);
  const line = element("span", { class: "line", dir }, part(known || !who ? "who" : "who missing", claimant));
  line.append("\u00a0", arrow(dir), " ", part("claimed", what));
  return [line, ...notes([topic || _("no topic"), stance].filter(Boolean), flags)];
}

/** @param {string[]} facts @param {string[]} flags */
function notes(facts, flags) {
  const all = [...facts];
  if (flags.includes("unanswered")) all.push(_("required field open"));
  if (flags.includes("commented")) all.push(_("commented"));
  return all.length ? [element("span", { class: "facts" }, all.join(" · "))] : [];
}

/** @param {string} dir */
const arrow = (dir) => element("span", { class: "arrow", "aria-hidden": "true" }, dir === "rtl" ? "←" : "→");

/** @param {string} look @param {string} words */
const part = (look, words) => element("bdi", { class: look }, words);
