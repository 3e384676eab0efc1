import assert from "node:assert/strict";
import test from "node:test";
import { uuid7 } from "../../static/editor/base/uuid.js";
import { consistent, lanes, nested, parentOf } from "../../static/editor/records/derive.js";
import { Journal } from "../../static/editor/records/journal.js";
import { merge } from "../../static/editor/records/merge.js";
import { requestBody, toPoints, toUnits } from "../../static/editor/records/wire.js";
import { offsetMap } from "../../static/editor/text/offsets.js";
import { attribution, picture, put, span, store } from "./make.js";
import { seeded } from "./random.js";

const KINDS = ["actor", "cue", "content", "claim", "supplement"];

/** A command an editor might give, on whatever there is. */
function randomCommand(one, random, n) {
  const spans = [...one.spans.keys()];
  const attributions = [...one.attributions.keys()];
  const start = random(1900);
  const pieces = [[start, start + 1 + random(60)]];
  if (random(4) === 0) pieces.push([pieces[0][1] + 3, pieces[0][1] + 9]);
  const some = (kind) => spans.filter((id) => one.spans.get(id).kind === kind).slice(0, random(3));
  const choice = random(10);
  if (choice < 4 || !spans.length) return [put(span(`s${n}`, KINDS[random(5)], ...pieces))];
  if (choice < 6) return [{ delete: "span", id: spans[random(spans.length)] }];
  if (choice < 7) return [put({ ...one.spans.get(spans[random(spans.length)]), fragments: pieces })];
  if (choice < 9 || !attributions.length)
    return [put(attribution(`a${n}`, { source: some("actor"), cue: some("cue"), content: some("content") }))];
  return [{ delete: "attribution", id: attributions[random(attributions.length)] }];
}

test("a thousand random commands, all undone and all done again, are the same", () => {
  const one = store();
  const empty = picture(one);
  const random = seeded(7);
  const sent = [];
  const journal = new Journal(one, (commit) => sent.push(commit));
  for (let n = 0; n < 1000; n++) journal.commit(randomCommand(one, random, n));
  const end = picture(one);
  while (journal.undo() === "done");
  assert.equal(picture(one), empty);
  while (journal.redo() === "done");
  assert.equal(picture(one), end);
  const replayed = store();
  for (const { operations } of sent) replayed.apply(operations);
  assert.equal(picture(replayed), end, "the batches alone lead to the same state");
  for (const { operations } of sent) {
    const ids = operations.map((operation) => operation.id);
    assert.equal(new Set(ids).size, ids.length, "a batch names each record once");
  }
});

test("no batch ever leaves an attribution that names a missing span", () => {
  const one = store();
  const random = seeded(11);
  const journal = new Journal(one, () => {
    for (const each of one.attributions.values())
      for (const id of [...each.source, ...each.cue, ...each.content]) assert.ok(one.spans.has(id));
  });
  for (let n = 0; n < 600; n++) random(5) ? journal.commit(randomCommand(one, random, n)) : journal.undo();
});

test("deleting a span takes it out of its attributions, and the empty attribution goes", () => {
  const one = store(
    [span("s", "actor", [0, 4]), span("c", "content", [5, 9])],
    [attribution("a", { source: ["s"], content: ["c"] }), attribution("b", { source: ["s"] })],
  );
  const journal = new Journal(one, () => undefined);
  journal.commit([{ delete: "span", id: "s" }]);
  assert.deepEqual(one.attributions.get("a").source, []);
  assert.ok(!one.attributions.has("b"));
  journal.undo();
  assert.deepEqual(one.attributions.get("b").source, ["s"]);
});

test("undo leaves alone what somebody else has changed since", () => {
  const one = store();
  const journal = new Journal(one, () => undefined);
  journal.commit([put(span("s", "claim", [0, 4]))]);
  one.apply([put(span("s", "claim", [0, 9]))]);
  assert.equal(journal.undo(), "changed");
  assert.deepEqual(one.spans.get("s").fragments, [[0, 9]]);
});

test("an undo names the batch it takes back, and a redo names the undo", () => {
  const sent = [];
  const journal = new Journal(store(), (commit) => sent.push(commit));
  journal.commit([put(span("s", "claim", [0, 4]))]);
  journal.undo();
  journal.redo();
  assert.deepEqual([sent[1].undoes, sent[2].undoes], [sent[0].batch, sent[1].batch]);
});

test("a span across paragraphs is drawn in each of them", () => {
  const one = store([span("s", "content", [190, 420])]);
  assert.deepEqual(
    one.pieces.slice(0, 3).map((list) => list.map(({ a, b, first, last }) => [a, b, first, last])),
    [[[190, 199, true, false]], [[0, 199, false, false]], [[0, 20, false, true]]],
  );
});

test("a click finds the innermost span first", () => {
  const one = store([
    span("outer", "content", [0, 90]),
    span("inner", "claim", [10, 40]),
    span("far", "claim", [50, 60]),
  ]);
  assert.deepEqual(
    one.at(12).map(({ id }) => id),
    ["inner", "outer"],
  );
});

test("the card follows when its earliest part moves to another paragraph", () => {
  const one = store([span("s", "content", [410, 420])], [attribution("a", { content: ["s"] })]);
  assert.ok(one.cards[2].has("a"));
  const { dirty } = one.apply([put(span("s", "content", [10, 20]))]);
  assert.ok(one.cards[0].has("a") && !one.cards[2].has("a"));
  assert.ok(dirty.has(0) && dirty.has(2));
});

test("an attribution is part of the one whose content holds it, the shortest first", () => {
  const one = store(
    [
      span("big", "content", [0, 150]),
      span("middle", "content", [10, 100]),
      span("who", "actor", [12, 20]),
      span("said", "cue", [21, 25]),
      span("what", "content", [30, 60]),
    ],
    [
      attribution("outer", { content: ["big"] }),
      attribution("between", { content: ["middle"] }),
      attribution("inner", { source: ["who"], cue: ["said"], content: ["what"] }),
    ],
  );
  const parent = (id) => parentOf(one, one.attributions.get(id));
  assert.deepEqual([parent("inner"), parent("between"), parent("outer")], ["between", "outer", null]);
  assert.deepEqual(nested(one, ["inner", "outer", "between"]), [
    { id: "outer", depth: 0 },
    { id: "between", depth: 1 },
    { id: "inner", depth: 2 },
  ]);
});

test("the gap of a discontinuous content holds nothing", () => {
  const one = store(
    [span("split", "content", [0, 20], [60, 90]), span("in the gap", "content", [30, 40])],
    [attribution("outer", { content: ["split"] }), attribution("inner", { content: ["in the gap"] })],
  );
  assert.equal(parentOf(one, one.attributions.get("inner")), null);
});

test("lines in the same lane never meet", () => {
  const random = seeded(3);
  const one = store(
    Array.from({ length: 120 }, (_, n) =>
      span(`s${n}`, KINDS[1 + random(4)], ...[random(1900)].map((at) => [at, at + 1 + random(90)])),
    ),
  );
  for (const pieces of one.pieces) {
    const lane = lanes(pieces);
    for (const x of pieces)
      for (const y of pieces) if (x !== y && lane.get(x) === lane.get(y)) assert.ok(x.b <= y.a || y.b <= x.a);
  }
});

test("what somebody else deleted drops out of our attribution, and ours stays on top", () => {
  const one = store([span("theirs", "actor", [0, 4]), span("c", "content", [5, 9])]);
  const map = offsetMap(one.text);
  const queue = [
    { batch: "b1", operations: [put(attribution("a", { source: ["theirs"], content: ["c"] }))] },
    { batch: "b2", operations: [put(span("c", "content", [5, 14]))] },
  ];
  for (const { operations } of queue) one.apply(operations);
  const operations = [{ delete: "span", id: "theirs" }, put(span("c", "content", [20, 24]))];
  const { clashes } = merge(one, map, [{ batch: "t", operations }], queue);
  assert.deepEqual(clashes, ["c"]);
  assert.deepEqual(queue[0].operations, [put(attribution("a", { content: ["c"] }))]);
  assert.deepEqual(one.spans.get("c").fragments, [[5, 14]]);
});

test("a span we delete goes out of an attribution that somebody else has just made with it", () => {
  const one = store([span("s", "actor", [0, 4])], [attribution("new", { source: ["s"], note: "theirs" })]);
  assert.deepEqual(consistent(one, [{ delete: "span", id: "s" }]), [
    { delete: "span", id: "s" },
    { delete: "attribution", id: "new" },
  ]);
});

test("a span that has become another kind goes out of the roles it no longer fits, ours or theirs", () => {
  const one = store([span("s", "claim", [0, 4]), span("c", "content", [5, 9])]);
  assert.deepEqual(consistent(one, [put(attribution("a", { source: ["s"], content: ["c"] }))]), [
    put(attribution("a", { content: ["c"] })),
  ]);
  const two = store([span("s", "actor", [0, 4])], [attribution("new", { source: ["s"] })]);
  const changed = put(span("s", "claim", [0, 4]));
  assert.deepEqual(consistent(two, [changed]), [changed, { delete: "attribution", id: "new" }]);
});

test("operations cross the wire in code points, with quotes only in the request", () => {
  const text = "🚧🚧 Anna said 🇩🇪 so";
  const map = offsetMap(text);
  const operations = [
    put(span("s", "actor", [text.indexOf("Anna"), text.indexOf("Anna") + 4], [text.indexOf("so"), text.length])),
  ];
  const sent = toPoints(map, operations);
  assert.deepEqual(sent[0].fragments, [
    [3, 7],
    [16, 18],
  ]);
  assert.ok(!("quote" in sent[0]));
  assert.deepEqual(toUnits(map, sent), operations);
  const body = JSON.parse(requestBody(map, text, { batch: "b", undoes: null, text_sha256: "ff", operations: sent }, 4));
  assert.deepEqual(body.operations[0].quote, ["Anna", "so"]);
  assert.deepEqual([body.batch, body.revision, body.undoes, body.text_sha256], ["b", 4, null, "ff"]);
});

test("ids are UUIDv7, unique, and sorted by time", () => {
  const ids = Array.from({ length: 9000 }, () => uuid7());
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids.slice(0, 50))
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
