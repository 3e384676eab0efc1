import assert from "node:assert/strict";
import test from "node:test";
import { ariaShortcut, hint, shown } from "../../static/editor/base/shown.js";
import { Keymap, keyName } from "../../static/editor/keys/keymap.js";
import { bound, holder, questionOn, reserved, reset } from "../../static/editor/keys/rebinding.js";

const TABLE = {
  actor: { keys: ["a", "1"], label: "Actor" },
  claim: { keys: ["c", "2"], label: "Claim" },
  undo: { keys: ["Ctrl+z"], label: "Undo" },
  stop: { keys: ["Escape"], label: "End" },
};
const map = (own) => new Keymap(TABLE, own);

test("a person's keys stand in the place of the table's", () => {
  const keys = map({ keys: { actor: ["p"] } });
  assert.deepEqual([keys.at("p"), keys.at("a"), keys.at("c")], ["actor", undefined, "claim"]);
  assert.equal(hint(keys, "actor"), "p");
});

test("keys of one character can be switched off, and the others still act", () => {
  const keys = map({ single: false });
  assert.deepEqual([keys.at("a"), keys.at("Ctrl+z"), hint(keys, "actor")], [undefined, "undo", ""]);
  keys.use({ single: true });
  assert.equal(keys.at("a"), "actor");
});

test("keys are named for the eye and for aria", () => {
  assert.deepEqual(["Ctrl+z", "Escape", " ", "+"].map(shown), ["Ctrl+Z", "Esc", "Space", "+"]);
  assert.deepEqual(["Ctrl+z", " ", "+", "Ctrl++"].map(ariaShortcut), ["Control+z", "Space", "Plus", "Control+Plus"]);
  const event = { key: "Å", code: "KeyA", altKey: true, ctrlKey: false, metaKey: false, shiftKey: false };
  assert.deepEqual(keyName(event), { key: "a", name: "Alt+a" });
});

test("a key that another command has is swapped, and each reset brings both back", () => {
  const swapped = bound(map(), "actor", "c");
  assert.deepEqual(swapped.keys, { actor: ["c", "1"], claim: ["a", "2"] });
  assert.deepEqual(reset(map(swapped), "actor").keys, {});
  assert.deepEqual(reset(map(swapped), "claim").keys, {});
});

test("after one reset no command is without a key it had, and no key is on two commands", () => {
  const three = bound(map(bound(map(), "actor", "c")), "undo", "c"); // c: undo, Ctrl+z: actor, a: claim
  const { keys } = reset(map(three), "actor");
  const now = map({ keys });
  for (const name of Object.keys(TABLE)) assert.ok(now.of(name).length, name);
  const given = Object.keys(TABLE).flatMap((name) => now.of(name));
  assert.equal(new Set(given).size, given.length, String(given));
});

test("what belongs to the browser, to exact characters or to the end of things is nobody's own", () => {
  for (const key of ["Tab", "Escape", "F5", "Ctrl+w", "Alt+a", " ", "PageDown"]) assert.ok(reserved(key), key);
  for (const key of ["p", "+", "Ctrl+z", "Enter", "Alt+ArrowRight"]) assert.equal(reserved(key), "", key);
  assert.equal(holder(map({ single: false }), "actor", "c"), "claim");
  assert.equal(questionOn([{ name: "stance", key: "u" }], "u"), "stance");
});
