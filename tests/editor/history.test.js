import assert from "node:assert/strict";
import test from "node:test";
import { History, loggedStep } from "../../static/editor/records/history.js";
import { Journal } from "../../static/editor/records/journal.js";
import { put, span, store } from "./make.js";
import { seeded } from "./random.js";

/** A journal whose commits are kept as the server's log would. */
function logged() {
  const log = [];
  const journal = new Journal(store(), ({ batch, undoes, operations }) => {
    log.push({ batch, undoes, operations, inverse: [], revision: log.length + 1, by: "A01", at: "" });
  });
  return { journal, log };
}

/** Both stacks as the log tells them, oldest first. */
function told(log, size) {
  const history = new History();
  const stacks = { done: [], undone: [] };
  const newest = log.toReversed();
  const lay = (more) => {
    stacks.done.unshift(...more.done.toReversed().map((one) => one.batch));
    stacks.undone.unshift(...more.undone.toReversed().map((one) => one.batch));
  };
  for (let n = 0; n < newest.length; n += size) lay(history.read(newest.slice(n, n + size)));
  lay(history.end());
  return stacks;
}

test("from the log alone both stacks are what they were in the page, whatever was undone and done again", () => {
  const random = seeded(7);
  for (let round = 0; round < 60; round++) {
    const { journal, log } = logged();
    for (let n = 0; n < 40; n++) {
      const choice = random(10);
      if (choice < 4) journal.commit([put(span(`s${random(5)}`, "actor", [n, n + 3]))]);
      else if (choice < 7) journal.undo();
      else journal.redo();
    }
    const expected = {
      done: journal.done.map((step) => step.batch),
      undone: journal.undone.map((step) => step.batch),
    };
    for (const size of [1, 3, 50]) assert.deepEqual(told(log, size), expected);
  }
});

test("a batch that two tabs reversed at once blocks nothing below it", () => {
  const row = (batch, undoes, revision) => ({ batch, undoes, revision, operations: [], inverse: [] });
  const log = [row("a", null, 1), row("b", null, 2), row("u1", "b", 3), row("u2", "b", 4)];
  assert.deepEqual(told(log, 2), { done: ["a"], undone: ["u2"] });
});

test("steps read from the log can be undone to the first edit, and not over somebody else's change", () => {
  const { journal } = logged();
  const first = put(span("s1", "actor", [0, 4]));
  const second = { ...first, fragments: [[0, 9]], values: { b: 1, a: 2 } };
  journal.store.apply([first]);
  journal.store.apply([second]);
  const reordered = { ...second, values: { a: 2, b: 1 } }; // as the server's database keeps it
  const done = [
    { batch: "two", operations: [reordered], inverse: [first] },
    { batch: "one", operations: [first], inverse: [{ delete: "span", id: "s1" }] },
  ];
  journal.lay({ done: done.map(loggedStep), undone: [] });
  assert.equal(journal.undo(), "done");
  assert.deepEqual(journal.store.spans.get("s1").fragments, [[0, 4]]);
  journal.store.apply([{ ...first, kind: "cue" }]);
  assert.equal(journal.undo(), "changed");
  assert.equal(journal.store.spans.get("s1").kind, "cue");
});

test("what another tab did is undone here, and a step that is not here asks for the log", () => {
  const { journal, log } = logged();
  const made = put(span("s1", "actor", [0, 4]));
  const { inverse } = journal.store.apply([made]);
  assert.ok(journal.adopt({ batch: "theirs", undoes: null, inverse }));
  assert.equal(journal.undo(), "done");
  assert.equal(log[0].undoes, "theirs");
  assert.equal(journal.adopt({ batch: "more", undoes: "unknown", inverse: [] }), false);
});
