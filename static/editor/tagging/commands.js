// @ts-check
/** What an editor can do to the records. Each command is one batch and one undo step. */
/** @import { Attribution, Fragment, Kind, Operation, Role, Span, Value } from "../types.js" */
/** @import { Editor } from "../editor.js" */
/** @import { Store } from "../records/store.js" */

import { uuid7 } from "../base/uuid.js";
import { _ } from "../base/words.js";
import { membersOf } from "../records/store.js";
import { joinFragments } from "../text/offsets.js";
import { markName } from "./hint.js";

/** @param {Kind} kind @param {Fragment[]} fragments @returns {{put: "span"} & Span} */
export function newSpan(kind, fragments) {
  return {
    put: "span",
    id: uuid7(),
    kind,
    fragments: joinFragments(fragments),
    actor: null,
    topic: null,
    values: {},
    from: null,
  };
}

/** @param {Partial<Attribution>} parts @returns {{put: "attribution"} & Attribution} */
export function newAttribution(parts) {
  const empty = { source: [], cue: [], content: [], addressee: [], supplement: [] };
  return {
    put: "attribution",
    id: uuid7(),
    ...empty,
    implicit_source: false,
    values: {},
    note: "",
    from: null,
    ...parts,
  };
}

/** Label the chosen words; without a choice, the active span changes its kind, or a claim is made over it.
 * @param {Editor} editor @param {Kind} kind @param {boolean} [exact] */
export function mark(editor, kind, exact = false) {
  const fragments = editor.chosenPieces(exact);
  const active = editor.store.spans.get(editor.active.span ?? "");
  if (!fragments && !active) {
    editor.say(_("Select the words first, then choose %(kind)s.", { kind: markName(kind) }));
    return false;
  }
  if (!fragments && active) return change(editor, active, kind);
  const marked = fragments && marking(editor, kind, fragments);
  if (marked) open(editor, marked);
  else put(editor, linked(editor, newSpan(kind, fragments ?? [])));
  return true;
}

/** A mention whose very words were linked before means the same actor. @param {Editor} editor @param {{put: "span"} & Span} span */
const linked = ({ store }, span) =>
  span.kind === "actor" ? { ...span, actor: linkedAlike(store, span.fragments) } : span;

/** Words that mean somebody else every time. */
const POINTING =
  /^(s?he|him|her|they|them|it|who|er|sie|es|ihn|ihm|ihr|man|ils?|elles?|on|lui|él|ella|ellos|ellas|هو|هي|هم)$/iu;

/** The same words mean the same actor: whom a new mention is linked to without a question. The actor that every linked mention with exactly these words means; null when there is none, or more than one.
 * @param {Store} store @param {Fragment[]} fragments @returns {string | null} */
function linkedAlike(store, fragments) {
  const words = store.quote(fragments);
  if (POINTING.test(words)) return null;
  let found = null;
  for (const { kind, actor, fragments: others } of store.spans.values()) {
    if (kind !== "actor" || !actor || actor === found || store.quote(others) !== words) continue;
    if (found) return null;
    found = actor;
  }
  return found && store.actors.get(found)?.kind !== "anonymous" ? found : null; // "an official" may be another one
}

/** The span that marks just these words as this already: marking twice makes no second one.
 * @param {Editor} editor @param {Kind} kind @param {Fragment[]} fragments */
function marking({ store }, kind, fragments) {
  const same = joinFragments(fragments).join();
  return store.at(fragments[0][0]).find((span) => span.kind === kind && span.fragments.join() === same);
}

/** @param {Editor} editor @param {Span} active @param {Kind} kind */
function change(editor, active, kind) {
  if (active.kind === kind) return false;
  const used = editor.store.using(active.id).length > 0;
  if (used) {
    put(editor, newSpan(kind, active.fragments)); // its role needs its kind, so the new one is a span of its own
    const words = { kind: markName(kind), was: markName(active.kind) };
    editor.say(_("%(kind)s added beside the %(was)s, which plays a role.", words));
  } else put(editor, { put: "span", ...active, kind, actor: null, topic: null, values: {} });
  return true;
}

/** @param {Editor} editor @param {{put: "span"} & Span} span */
function put(editor, span) {
  editor.clearSelection();
  editor.active = { span: null, attribution: null }; // drawn once, with the new span open
  editor.commit([span]);
  open(editor, span);
}

/** @param {Editor} editor @param {Span} span */
function open(editor, span) {
  editor.clearSelection();
  editor.activate({ span: span.id });
  const name = editor.store.actors.get(span.actor ?? "")?.name;
  const words = `${markName(span.kind)}: ${editor.store.quote(span.fragments)}`;
  editor.say(name ? _("%(words)s, linked to %(name)s", { words, name }) : words);
}

/** Delete what is active. A span goes out of its attributions, and one left empty goes, too. @param {Editor} editor */
export function remove(editor) {
  if (editor.flow.on) {
    editor.flow.skip();
    return true;
  }
  const { span, attribution } = editor.active;
  if (!span && !attribution) return false;
  const what = markName(span ? (editor.store.spans.get(span)?.kind ?? "") : "attribution");
  const operations = span
    ? [/** @type {Operation} */ ({ delete: "span", id: span })]
    : dissolve(editor, attribution ?? "");
  editor.activate({});
  editor.commit(operations);
  editor.say(_("%(what)s deleted", { what }));
  return true;
}

/** An attribution goes with those of its parts that nothing else needs; actors and claims stay.
 * @param {Editor} editor @param {string} id @returns {Operation[]} */
function dissolve(editor, id) {
  const attribution = editor.store.attributions.get(id);
  const orphans = [...new Set(attribution ? membersOf(attribution) : [])].filter((member) => {
    const span = editor.store.spans.get(member);
    return span && span.kind !== "actor" && editor.store.using(member).length === 1;
  });
  return [
    { delete: "attribution", id },
    ...orphans.map((orphan) => /** @type {Operation} */ ({ delete: "span", id: orphan })),
  ];
}

/** @param {Editor} editor @param {Partial<Span>} change */
export function changeSpan(editor, change) {
  const span = editor.store.spans.get(editor.active.span ?? "");
  if (span) editor.commit([{ put: "span", ...span, ...change }]);
}

/** A further piece for a span: discontinuous content. @param {Editor} editor @param {string} id @param {Fragment} fragment */
export function addPiece(editor, id, fragment) {
  const span = editor.store.spans.get(id);
  if (!span) return;
  editor.clearSelection();
  editor.commit([{ put: "span", ...span, fragments: joinFragments([...span.fragments, fragment]) }]);
  editor.say(`${markName(span.kind)}: ${editor.store.quote([...span.fragments, fragment])}`);
}

/** Move one end of the active span by a word. @param {Editor} editor @param {"start" | "end"} edge @param {1 | -1} by */
export function nudge(editor, edge, by) {
  const { page, store } = editor;
  const span = store.spans.get(editor.active.span ?? "");
  if (!span) return false;
  const nth = edge === "end" ? span.fragments.length - 1 : 0;
  const side = edge === "end" ? 1 : 0;
  const at = span.fragments[nth][side];
  const index = page.indexAt(edge === "end" ? at - 1 : at);
  const words = page.wordsOf(index);
  const inside = at - page.paragraphs[index][0];
  const stops = edge === "end" ? words.ends : words.starts;
  const next = by > 0 ? stops.find((stop) => stop > inside) : stops.findLast((stop) => stop < inside);
  if (next === undefined) return false;
  const fragments = span.fragments.map((fragment) => /** @type {Fragment} */ ([...fragment]));
  fragments[nth][side] = page.paragraphs[index][0] + next;
  if (fragments[nth][0] >= fragments[nth][1]) return false;
  editor.commit([{ put: "span", ...span, fragments: joinFragments(fragments) }]);
  return true;
}

/** @param {Editor} editor @param {"undo" | "redo"} which */
export function reverse(editor, which) {
  if (!editor.write) return false;
  const outcome = editor.journal[which]();
  if (outcome === "done") goOnThere(editor, which);
  const nothing = () => editor.say(which === "undo" ? _("Nothing to undo.") : _("Nothing to redo."));
  if (outcome === "nothing" && editor.journal.older)
    editor.journal.older().then((more) => (more ? reverse(editor, which) : nothing()));
  else if (outcome === "nothing") nothing();
  else if (outcome === "changed") editor.say(_("Someone else has changed this since, so it was left as it is."));
  else editor.say(which === "undo" ? _("Undone.") : _("Done again."));
  return true;
}

/** What comes next starts where words were marked or unmarked. @param {Editor} editor @param {"undo" | "redo"} which */
function goOnThere(editor, which) {
  const step = editor.journal[which === "undo" ? "undone" : "done"].at(-1);
  const starts = (step?.inverse ?? []).flatMap((one) =>
    "put" in one && one.put === "span" ? [one.fragments[0][0]] : [],
  );
  if (starts.length && !editor.page.selection()) editor.caret = Math.min(...starts);
}

/** @param {Editor} editor */
export function addPieceHere(editor) {
  const chosen = editor.chosen();
  if (!chosen) return false;
  editor.addPiece(chosen);
  return true;
}

/** @param {Editor} editor */
export function toggleExact(editor) {
  editor.exactly = !editor.exactly;
  editor.say(editor.exactly ? _("Exact characters are taken.") : _("Whole words are taken."));
  document.dispatchEvent(new CustomEvent("editor:active"));
}
