// @ts-check
/** The edge to the server: operations in code points with quotes outside, in UTF-16 units inside. Pure. */
/** @import { Batch, Fragment, Operation, Span } from "../types.js" */
/** @import { OffsetMap } from "../text/offsets.js" */

/** @param {Operation} operation @param {(at: number) => number} convert @returns {Operation} */
function converted(operation, convert) {
  if (!("put" in operation) || operation.put !== "span") return operation;
  return { ...operation, fragments: moved(operation.fragments, convert) };
}

/** @param {Fragment[]} fragments @param {(at: number) => number} convert @returns {Fragment[]} */
const moved = (fragments, convert) => fragments.map(([start, end]) => [convert(start), convert(end)]);

/** @param {OffsetMap} map @param {Operation[]} operations in units @returns {Operation[]} in code points */
export function toPoints(map, operations) {
  return operations.map((operation) => converted(operation, map.toPoints));
}

/** @param {OffsetMap} map @param {Operation[]} operations in code points @returns {Operation[]} in units */
export function toUnits(map, operations) {
  return operations.map((operation) => converted(operation, map.toUnits));
}

/** @param {OffsetMap} map @param {Span[]} spans as the page's state has them @returns {Span[]} */
export function spansToUnits(map, spans) {
  return spans.map(({ id, kind, fragments, actor, topic, values, from }) => {
    return { id, kind, fragments: moved(fragments, map.toUnits), actor, topic, values, from };
  });
}

/** What is sent. The outbox never holds words of the article, so quotes are added here.
 * @param {OffsetMap} map @param {string} text @param {Batch} batch @param {number} revision */
export function requestBody(map, text, batch, revision) {
  const operations = batch.operations.map((operation) => {
    if (!("put" in operation) || operation.put !== "span") return operation;
    const quote = operation.fragments.map(([start, end]) => text.slice(map.toUnits(start), map.toUnits(end)));
    return { ...operation, quote };
  });
  return JSON.stringify({
    batch: batch.batch,
    revision,
    undoes: batch.undoes,
    text_sha256: batch.text_sha256,
    operations,
  });
}
