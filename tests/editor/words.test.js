import assert from "node:assert/strict";
import test from "node:test";
import { _, ngettext } from "../../static/editor/base/words.js";

test("places in a sentence are filled by name, in any order", () => {
  assert.equal(_("%(who)s said %(what)s", { what: "no", who: "Ben" }), "Ben said no");
});

test("a place nobody fills stays as it is", () => {
  assert.equal(_("%(who)s said 100 %", { what: "no" }), "%(who)s said 100 %");
});

test("one is one, everything else is many", () => {
  const changes = (count) => ngettext("%(count)s change", "%(count)s changes", count);
  assert.deepEqual([changes(0), changes(1), changes(2)], ["0 changes", "1 change", "2 changes"]);
});
