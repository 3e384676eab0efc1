// @ts-check
/** Other people's changes below, our unsent ones on top. Pure. */
/** @import { Batch, Operation } from "../types.js" */
/** @import { OffsetMap } from "../text/offsets.js" */
/** @import { Store } from "./store.js" */
import { collide, consistent } from "./derive.js";
import { membersOf } from "./store.js";
import { toPoints, toUnits } from "./wire.js";

/** @typedef {{batch: string, operations: Operation[]}} Told a batch as the server or another tab tells it, in code points */
/** @typedef {{dirty: Set<number>, clashes: string[], inverses: Map<string, Operation[]>, theirs: Map<string, Operation>}} Merged
 * clashes: records that both wrote; inverses: what would take back each batch told; theirs: each clashing record as told */

/** Afterwards each batch of the queue again says exactly what has been done here.
 * @param {Store} store @param {OffsetMap} map @param {Told[]} told @param {Batch[]} queue @returns {Merged} */
export function merge(store, map, told, queue) {
  /** @type {Merged} */
  const merged = { dirty: new Set(), clashes: [], inverses: new Map(), theirs: new Map() };
  const draw = (/** @type {Set<number>} */ dirty) => {
    for (const index of dirty) merged.dirty.add(index);
  };
  for (const { batch, operations } of told) {
    const theirs = toUnits(map, operations);
    const { inverse, dirty } = store.apply(theirs);
    merged.inverses.set(batch, inverse);
    draw(dirty);
    for (const one of theirs) {
      if (!("id" in one) || !queue.some((mine) => collide(mine.operations, [one]))) continue;
      merged.clashes.push(one.id);
      merged.theirs.set(one.id, one);
    }
  }
  for (const batch of queue) {
    const mine = toUnits(map, batch.operations);
    const mended = consistent(store, mine);
    draw(store.apply(mended).dirty);
    if (JSON.stringify(mended) !== JSON.stringify(mine)) batch.operations = toPoints(map, mended);
  }
  merged.clashes = [...merged.theirs.keys()];
  return merged;
}

/** Whether a batch cannot go before another: it writes or names what the other writes. @param {Batch} later @param {Batch} earlier */
export function needs(later, earlier) {
  const written = new Set(idsOf(earlier.operations));
  return later.undoes === earlier.batch || [...idsOf(later.operations), ...named(later)].some((id) => written.has(id));
}

/** @param {Operation[]} operations */
const idsOf = (operations) => operations.flatMap((one) => ("id" in one ? one.id : []));

/** @param {Batch} batch */
const named = ({ operations }) =>
  operations.flatMap((one) => {
    if (!("put" in one)) return [];
    if (one.put === "attribution") return membersOf(one);
    return one.put === "span" ? [one.actor, one.topic].filter((id) => id !== null) : [];
  });
