// @ts-check
/** From span to span by keyboard, what is under the caret, and everything about one actor. Loaded when first used. */
/** @import { Fragment, Operation, Span } from "../types.js" */
/** @import { Editor } from "../editor.js" */

import { request } from "../base/http.js";
import { _, ngettext } from "../base/words.js";
import { ROLES } from "../records/store.js";
import { placesOf } from "../text/mentions.js";
import { newSpan } from "./commands.js";
import { markName, roleName } from "./hint.js";

/** Open the next or the previous span, in reading order, outer ones first. @param {Editor} editor @param {1 | -1} by */
export function walk(editor, by) {
  const { store, active } = editor;
  const order = [...store.spans.values()].sort(
    (x, y) => x.fragments[0][0] - y.fragments[0][0] || y.fragments[0][1] - x.fragments[0][1] || (x.id < y.id ? -1 : 1),
  );
  const here = order.findIndex((span) => span.id === active.span);
  const at = Math.max(0, editor.page.selection()?.[0] ?? editor.caret);
  const from =
    by > 0
      ? order.findIndex((span) => span.fragments[0][0] >= at)
      : order.findLastIndex((span) => span.fragments[0][0] < at);
  const next = here >= 0 ? order[here + by] : order[from];
  if (!next) return editor.say(_("No span in this direction."));
  const attribution = next.kind === "claim" ? null : (store.using(next.id)[0]?.id ?? null);
  editor.clearSelection();
  editor.activate({ span: next.id, attribution });
  editor.caret = next.fragments[0][0];
  editor.page.blocks[store.paragraphAt(next.fragments[0][0])].scrollIntoView({ block: "nearest" });
  editor.say(described(editor, next));
}

/** Tell every span under the caret or the selection, innermost first. @param {Editor} editor */
export function whatIsHere(editor) {
  const { store, page, active } = editor;
  const at = page.selection()?.[0] ?? store.spans.get(active.span ?? "")?.fragments[0][0] ?? Math.max(0, editor.caret);
  const found = store.at(at).map((span) => described(editor, span));
  editor.say(found.length ? found.join(". ") : _("No span here."));
}

/** @param {Editor} editor @param {Span} span */
function described({ store }, span) {
  const name = store.actors.get(span.actor ?? "")?.name ?? store.topics.get(span.topic ?? "")?.name;
  const roles = store
    .using(span.id)
    .flatMap((one) => ROLES.filter((role) => one[role].includes(span.id)).map(roleName));
  const words = store.quote(span.fragments);
  return `${markName(span.kind)}: ${words}${name ? ` (${name})` : ""}${roles.length ? `, ${roles.join(", ")}` : ""}`;
}

/** What one step marks: the server takes 2,000 operations and 1 MB in one batch, and so does undoing it. */
const AT_ONCE = 500;

/** Mark every further mention of the active span's actor, by its words, its name and its aliases; all are linked to the
 * same actor in one step, at most 500 at once. What an actor already covers stays as it is. @param {Editor} editor */
export async function allMentions(editor) {
  const { store, page } = editor;
  const span = store.spans.get(editor.active.span ?? "");
  if (span?.kind !== "actor") return editor.say(_("Open a mention of an actor first."));
  const names = [store.quote(span.fragments.slice(0, 1)), ...(await namesOf(editor, span.actor))];
  if (!store.spans.has(span.id)) return;
  const taken = [...store.spans.values()].flatMap((one) => (one.kind === "actor" ? one.fragments : []));
  const free = (/** @type {Fragment} */ [a, b]) => !taken.some(([from, to]) => a < to && from < b);
  const pronoun = names[0].length < 4 && !/\p{Lu}/u.test(names[0]); // “he” is somebody else elsewhere
  const places = placesOf(page.text, pronoun ? names.slice(1) : names).filter(free);
  const made = places.slice(0, AT_ONCE).map((place) => ({ ...newSpan("actor", [place]), actor: span.actor }));
  if (made.length) editor.commit(made);
  if (made.length < places.length)
    return editor.say(
      _("The first %(count)s of %(all)s further mentions are marked. Do it again for more.", {
        count: made.length,
        all: places.length,
      }),
    );
  editor.say(
    made.length
      ? ngettext("%(count)s further mention", "%(count)s further mentions", made.length)
      : _("No further mention."),
  );
}

/** An actor's name and aliases; without a connection the name. @param {Editor} editor @param {string | null} id */
async function namesOf({ store, state }, id) {
  const known = store.actors.get(id ?? "");
  if (!known || known.kind === "anonymous") return []; // “an official” is another one elsewhere
  const query = new URLSearchParams({ q: known.name, limit: "8", article: String(state.article.id) });
  const { status, body } = await request(`${state.urls.actors}?${query}`);
  const found = status === 200 ? body.results.find((/** @type {{id: string}} */ one) => one.id === id) : null;
  return [known.name, ...(found?.aliases ?? [])];
}

/** Say that two mentions are one actor: the one that is linked gives its actor to the other.
 * @param {Editor} editor @param {string} first @param {string} second */
export function sameActor(editor, first, second) {
  const { store } = editor;
  const pair = [store.spans.get(first), store.spans.get(second)];
  const [one, other] = pair;
  if (!one || !other || one === other) return;
  const [from, to] = other.actor ? [other, one] : [one, other];
  if (!from.actor) return editor.say(_("Link one of the two to an actor first."));
  link(editor, to, from.actor);
}

/** @param {Editor} editor @param {Span} span @param {string} actor */
export function link(editor, span, actor) {
  if (span.actor === actor) return;
  editor.commit([/** @type {Operation} */ ({ put: "span", ...span, actor })]);
  editor.say(_("Same actor: %(name)s", { name: editor.store.actors.get(actor)?.name ?? "" }));
}

/** The actors of this article, those of the mentions nearest to the span first. @param {Editor} editor @param {Span} span */
export function actorsNear({ store }, span) {
  const at = span.fragments[0][0];
  const linked = [...store.spans.values()].filter((one) => one.actor && one.id !== span.id && one.actor !== span.actor);
  linked.sort((x, y) => Math.abs(x.fragments[0][0] - at) - Math.abs(y.fragments[0][0] - at));
  return [...new Set(linked.map((one) => one.actor ?? ""))].slice(0, 9);
}
