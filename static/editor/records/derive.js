// @ts-check
/** What follows from the records and is never stored: nesting, lanes, and a batch that holds together. Pure. */
/** @import { Attribution, Fragment, Operation, Piece, Role } from "../types.js" */
/** @import { Store } from "./store.js" */
import { attributionOf, kindOf, membersOf, ROLES } from "./store.js";

/** The attribution that B is part of: the shortest content that holds all of B's source, cue and content and is
 * longer than they are; ties by start, then id. @param {Store} store @param {Attribution} inner @returns {string | null} */
export function parentOf(store, inner) {
  const own = fragmentsOf(store, [...inner.source, ...inner.cue, ...inner.content]);
  if (!own.length) return null;
  /** @type {[length: number, start: number, id: string][]} */
  const found = [];
  for (const span of store.at(own[0][0])) {
    if (span.kind !== "content") continue;
    for (const outer of store.using(span.id)) {
      if (outer.id === inner.id || !outer.content.includes(span.id)) continue;
      const content = fragmentsOf(store, outer.content);
      if (holds(content, own) && lengthOf(content) > lengthOf(own))
        found.push([lengthOf(content), content[0][0], outer.id]);
    }
  }
  found.sort((x, y) => x[0] - y[0] || x[1] - y[1] || (x[2] < y[2] ? -1 : 1));
  return found[0]?.[2] ?? null;
}

/** Attributions in reading order, each below the one it is part of. @param {Store} store @param {Iterable<string>} ids
 * @returns {{id: string, depth: number}[]} */
export function nested(store, ids) {
  /** @type {Map<string | null, Attribution[]>} */
  const children = new Map();
  const shown = new Set(ids);
  for (const id of shown) {
    const attribution = store.attributions.get(id);
    if (!attribution) continue;
    const parent = parentOf(store, attribution);
    const key = parent && shown.has(parent) ? parent : null;
    children.set(key, [...(children.get(key) ?? []), attribution]);
  }
  /** @type {{id: string, depth: number}[]} */
  const order = [];
  const walk = (/** @type {string | null} */ parent, /** @type {number} */ depth) => {
    const list = children.get(parent) ?? [];
    for (const { id } of list.sort((x, y) => store.startOf(x) - store.startOf(y) || (x.id < y.id ? -1 : 1))) {
      order.push({ id, depth });
      walk(id, depth + 1);
    }
  };
  walk(null, 0);
  return order;
}

/** @param {Store} store @param {string[]} ids @returns {Fragment[]} the union of some spans */
function fragmentsOf(store, ids) {
  const all = ids.flatMap((id) => store.spans.get(id)?.fragments ?? []).sort((x, y) => x[0] - y[0]);
  /** @type {Fragment[]} */
  const union = [];
  for (const [start, end] of all) {
    const last = union.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else union.push([start, end]);
  }
  return union;
}

/** @param {Fragment[]} outer @param {Fragment[]} inner */
const holds = (outer, inner) =>
  inner.every(([start, end]) => outer.some((piece) => piece[0] <= start && end <= piece[1]));

/** @param {Fragment[]} fragments */
const lengthOf = (fragments) => fragments.reduce((sum, [start, end]) => sum + end - start, 0);

/** Short spans next to the text, longer ones further off. Actors are boxes and need no lane. @param {Piece[]} pieces
 * @returns {Map<Piece, number>} */
export function lanes(pieces) {
  /** @type {Piece[][]} */
  const rows = [];
  /** @type {Map<Piece, number>} */
  const lane = new Map();
  const lined = pieces.filter((piece) => piece.span.kind !== "actor");
  for (const piece of lined.sort((x, y) => x.b - x.a - (y.b - y.a) || x.a - y.a)) {
    let row = 0;
    while (rows[row]?.some((other) => other.a < piece.b && piece.a < other.b)) row++;
    if (rows[row]) rows[row].push(piece);
    else rows[row] = [piece];
    lane.set(piece, row);
  }
  return lane;
}

/** The same batch, so that it leaves no attribution naming a span that is gone or has another kind: what somebody else
 * deleted or changed drops out of ours, what we do drops out of theirs, and an attribution left without parts goes.
 * @param {Store} store @param {Operation[]} operations @returns {Operation[]} */
export function consistent(store, operations) {
  /** what each span is after this batch; null when it is gone @type {Map<string, string | null>} */
  const kinds = new Map();
  for (const one of operations) {
    if ("put" in one && one.put === "span") kinds.set(one.id, one.kind);
    else if ("delete" in one && one.delete === "span" && !kinds.get(one.id)) kinds.set(one.id, null);
  }
  /** @type {Stays} */
  const stays = (id, role) => (kinds.has(id) ? kinds.get(id) : store.spans.get(id)?.kind) === kindOf(role);
  /** @type {Operation[]} */
  const out = [];
  const seen = new Set();
  for (const operation of operations) {
    const attribution = attributionOf(operation);
    if (attribution) out.push(without(attribution, stays));
    else out.push(operation);
    if ("id" in operation) seen.add(operation.id);
  }
  for (const [id, kind] of kinds) {
    if (kind === store.spans.get(id)?.kind) continue;
    for (const attribution of store.using(id)) {
      if (!seen.has(attribution.id)) out.push(without(attribution, stays));
      seen.add(attribution.id);
    }
  }
  return out;
}

/** @typedef {(id: string, role: Role) => boolean} Stays */

/** @param {Attribution} attribution @param {Stays} stays @returns {Operation} */
function without(attribution, stays) {
  const left = { ...attribution };
  for (const role of ROLES) left[role] = attribution[role].filter((id) => stays(id, role));
  const emptied = membersOf(attribution).length > 0 && !membersOf(left).length;
  return emptied ? { delete: "attribution", id: left.id } : { put: "attribution", ...left };
}

/** Whether two batches write the same record. @param {Operation[]} mine @param {Operation[]} theirs */
export function collide(mine, theirs) {
  const written = new Set(theirs.flatMap((one) => ("id" in one ? one.id : [])));
  return mine.some((one) => "id" in one && written.has(one.id));
}
