// @ts-check
/** What the lists show: attributions, actors and claims of the article as plain rows, sorted and filtered. Pure. */
/** @import { Attribution, Field, Span } from "../types.js" */
/** @import { Store } from "../records/store.js" */
import { sentenceOf } from "../page/cards.js";
import { nested, parentOf } from "../records/derive.js";
import { newAttribution } from "../tagging/commands.js";
import { fold } from "../text/finding.js";

/** @typedef {"attributions" | "actors" | "claims"} Tab */
/** flags: what is missing or asked, for the filter · spans: the places of an actor, first to last
 * @typedef {{id: string, start: number, depth: number, who: string, cue: string, what: string, kind: string, topic: string,
 *  stance: string, count: number, said: number, spans: string[], flags: string[], known: boolean}} Row */
/** @typedef {{text: string, flag: string, sort: string}} Wish */

/** @type {Record<Tab, string[]>} */
export const SORTS = {
  attributions: ["text", "who", "cue", "kind"],
  actors: ["text", "who", "kind", "often"],
  claims: ["text", "who", "topic", "stance"],
};
/** @type {Record<Tab, string[]>} */
export const FLAGS = {
  attributions: ["no-source", "no-cue", "no-content", "unlinked", "unanswered", "commented"],
  actors: ["unlinked", "unanswered", "commented"],
  claims: ["no-topic", "unanswered", "commented"],
};
const BLANK = { depth: 0, who: "", cue: "", what: "", kind: "", topic: "", stance: "", count: 0, said: 0, known: true };

/** Every row of a list in the order of the text. @param {Store} store @param {Tab} tab @param {Field[]} fields
 * @returns {Row[]} */
export function rowsOf(store, tab, fields) {
  const flagged = (/** @type {Row} */ row) => {
    if ([row.id, ...row.spans].some((id) => store.commented.has(id))) row.flags.push("commented");
    return row;
  };
  if (tab === "actors") return actorRows(store, fields).map(flagged);
  if (tab === "claims") return claimRows(store, fields).map(flagged);
  return nested(store, store.attributions.keys()).flatMap(({ id, depth }) => {
    const attribution = store.attributions.get(id);
    return attribution ? flagged(attributionRow(store, attribution, depth, fields)) : [];
  });
}

/** @param {Row[]} rows @param {Wish} wish @returns {Row[]} */
export function wished(rows, { text, flag, sort }) {
  const wanted = fold(text.trim()).folded;
  const found = rows.filter(
    (row) => (!flag || row.flags.includes(flag)) && (!wanted || fold(wordsOf(row)).folded.includes(wanted)),
  );
  if (sort === "text") return found;
  const flat = found.map((row) => ({ ...row, depth: 0 })); // out of the order of the text nothing stands below its parent
  if (sort === "often") return flat.sort((x, y) => y.count - x.count || x.start - y.start);
  const by = /** @type {"who" | "cue" | "kind" | "topic" | "stance"} */ (sort);
  const order = new Intl.Collator();
  const last = (/** @type {Row} */ row) => Number(!row[by] || (by === "who" && !row.known));
  return flat.sort((x, y) => last(x) - last(y) || order.compare(x[by], y[by]) || x.start - y.start);
}

/** @param {Row} row */
const wordsOf = ({ who, cue, what, topic, stance }) => [who, cue, what, topic, stance].join(" ");

/** @param {Store} store @param {Attribution} attribution @param {number} depth @param {Field[]} fields @returns {Row} */
function attributionRow(store, attribution, depth, fields) {
  const { who, known, named, cue, what } = sentenceOf(store, attribution);
  const sources = attribution.source.flatMap((id) => store.spans.get(id) ?? []);
  const flags = [];
  if (!known && !attribution.implicit_source) flags.push("no-source");
  if (!cue) flags.push("no-cue");
  if (!what) flags.push("no-content");
  if (sources.some((span) => !span.actor)) flags.push("unlinked");
  if (unanswered(fields, "attribution", attribution.values)) flags.push("unanswered");
  const kind = [...new Set(sources.map((span) => store.actors.get(span.actor ?? "")?.kind ?? ""))].join(" + ");
  const start = store.startOf(attribution);
  return {
    ...BLANK,
    id: attribution.id,
    start,
    depth,
    who: named ? `${who} (${named})` : who,
    known,
    cue,
    what,
    kind,
    spans: [],
    flags,
  };
}

/** One row an actor of the registry; what is not linked stands by its words.
 * @param {Store} store @param {Field[]} fields @returns {Row[]} */
function actorRows(store, fields) {
  /** @type {Map<string, Span[]>} */
  const groups = new Map();
  for (const span of inOrder(store, "actor")) {
    const key = span.actor ?? `words:${fold(store.quote(span.fragments)).folded}`;
    groups.set(key, [...(groups.get(key) ?? []), span]);
  }
  return [...groups.values()].map((spans) => {
    const [first] = spans;
    const actor = store.actors.get(first.actor ?? "");
    const said = new Set(
      spans.flatMap(({ id }) =>
        store
          .using(id)
          .filter((one) => one.source.includes(id))
          .map((one) => one.id),
      ),
    );
    const mentions = [...new Set(spans.map((span) => store.quote(span.fragments)))];
    const flags = first.actor ? [] : ["unlinked"];
    if (spans.some((span) => unanswered(fields, "actor", span.values))) flags.push("unanswered");
    return {
      ...BLANK,
      id: first.actor ?? first.id,
      start: first.fragments[0][0],
      who: actor?.name ?? mentions[0],
      what: mentions
        .filter((words) => words !== actor?.name)
        .slice(0, actor ? 3 : 0)
        .join(" · "),
      kind: actor?.kind ?? "",
      count: spans.length,
      said: said.size,
      spans: spans.map((span) => span.id),
      known: !!first.actor,
      flags,
    };
  });
}

/** @param {Store} store @param {Field[]} fields @returns {Row[]} */
function claimRows(store, fields) {
  return inOrder(store, "claim").map((span) => {
    const attribution = attributionOfClaim(store, span);
    const sentence = attribution && sentenceOf(store, attribution);
    const topic = store.topics.get(span.topic ?? "")?.name ?? "";
    const flags = topic ? [] : ["no-topic"];
    if (unanswered(fields, "claim", span.values)) flags.push("unanswered");
    return {
      ...BLANK,
      id: span.id,
      start: span.fragments[0][0],
      who: sentence ? sentence.named || sentence.who : "",
      known: !!sentence?.known,
      what: store.quote(span.fragments),
      topic,
      stance: String(span.values.stance ?? ""),
      spans: [],
      flags,
    };
  });
}

/** The innermost attribution whose content holds the claim, equality counts; none when the outlet itself claims it.
 * @param {Store} store @param {Span} claim @returns {Attribution | null} */
function attributionOfClaim(store, claim) {
  const stand = newAttribution({ content: [claim.id] }); // the claim is where one with just these words would be
  const equal = store
    .at(claim.fragments[0][0])
    .filter((span) => span.kind === "content" && JSON.stringify(span.fragments) === JSON.stringify(claim.fragments))
    .flatMap((span) => store.using(span.id).filter((one) => one.content.includes(span.id)));
  const [same] = equal.sort((x, y) => (x.id < y.id ? -1 : 1));
  return same ?? store.attributions.get(parentOf(store, stand) ?? "") ?? null;
}

/** @param {Store} store @param {string} kind @returns {Span[]} */
function inOrder(store, kind) {
  const found = [...store.spans.values()].filter((span) => span.kind === kind);
  return found.sort((x, y) => x.fragments[0][0] - y.fragments[0][0] || y.fragments[0][1] - x.fragments[0][1]);
}

/** @param {Field[]} fields @param {Field["applies_to"]} what @param {Record<string, unknown>} values */
function unanswered(fields, what, values) {
  return fields.some((field) => field.applies_to === what && field.required && values[field.name] === undefined);
}
