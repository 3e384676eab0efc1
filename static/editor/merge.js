// @ts-check
/** Other people's changes below, our unsent ones on top. Pure. */
/** @import { Batch, Operation } from "./types.js" */
/** @import { OffsetMap } from "./offsets.js" */
/** @import { Store } from "./store.js" */
import { collide, consistent } from "./derive.js";
import { toPoints, toUnits } from "./wire.js";

/** Afterwards each batch of the queue again says exactly what has been done here. Answers the records that both wrote.
 * @param {Store} store @param {OffsetMap} map @param {Operation[]} theirs in code points @param {Batch[]} queue
 * @returns {{dirty: Set<number>, clashes: string[]}} */
export function merge(store, map, theirs, queue) {
  const clashes = theirs.flatMap((one) =>
    "id" in one && queue.some((batch) => collide(batch.operations, [one])) ? one.id : [],
  );
  const dirty = store.apply(toUnits(map, theirs)).dirty;
  for (const batch of queue) {
    const mine = toUnits(map, batch.operations);
    const mended = consistent(store, mine);
    for (const index of store.apply(mended).dirty) dirty.add(index);
    if (JSON.stringify(mended) !== JSON.stringify(mine)) batch.operations = toPoints(map, mended);
  }
  return { dirty, clashes };
}
