import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import test from "node:test";

const folder = new URL("../../static/editor/", import.meta.url);
/** The modules by their path in the folder. */
const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js"));
const source = (name) => readFileSync(new URL(name, folder), "utf8");
const preloads = readFileSync(new URL("../../templates/work/_editor_modules.html", import.meta.url), "utf8");

/** What comes with a module, at once and on demand. */
const first = (name) => found(name, /^(?:import|export|\}) .*"(\.[\w./-]+\.js)";$/gm);
const later = (name) => found(name, /await import\("(\.[\w./-]+\.js)"\)/g);
const found = (name, pattern) =>
  [...source(name).matchAll(pattern)].map(([, path]) => posix.normalize(posix.join(posix.dirname(name), path)));

/** Every module that comes with these. */
function reached(roots, ...ways) {
  const all = new Set(roots);
  for (const name of all) for (const way of ways) for (const next of way(name)) all.add(next);
  return [...all].sort();
}
const start = reached(["main.js"], first);

test("what the start needs is loaded ahead, so that there is no chain of requests; the rest comes on demand", () => {
  const listed = [...preloads.matchAll(/editor\/([\w/-]+\.js)/g)].map((match) => match[1]);
  assert.deepEqual(listed.sort(), start);
  assert.deepEqual(reached(["main.js"], first, later), names.toSorted());
});

for (const name of names) {
  test(`${name} can be given a hashed name, and is short`, () => {
    const text = source(name);
    assert.ok(text.startsWith("// @ts-check\n/**"), "begins with its check and what it is for");
    assert.ok(text.split("\n").length <= 300, "at most 300 lines");
    for (const line of text
      .split("\n")
      .filter((one) => /^(import|export .* from|} from)\b/.test(one) && one.includes('"')))
      assert.match(
        line,
        /from "\.\.?\/[\w/-]+\.js";$/,
        "an import ends with .js and a semicolon, or it keeps its unhashed name",
      );
    assert.doesNotMatch(
      text,
      /(?<!await )import\("\./,
      "a type import in a comment counts as a dependency; use @import",
    );
    assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/);
  });
}

test("the modules import each other in one direction", () => {
  const imports = new Map(names.map((name) => [name, [...first(name), ...later(name)]]));
  const seen = new Map();
  const visit = (name, path) => {
    assert.ok(!path.includes(name), `a circle: ${[...path, name].join(" → ")}`);
    if (seen.has(name)) return;
    for (const next of imports.get(name)) visit(next, [...path, name]);
    seen.set(name, true);
  };
  for (const name of names) visit(name, []);
});

test("only offsets.js converts between units and code points", () => {
  for (const name of names.filter((one) => posix.basename(one) !== "offsets.js"))
    assert.doesNotMatch(source(name), /codePointAt|Array\.from\(.*text/);
});

/** In this order: a folder imports from itself and from those before it; what stands beside the folders, from all. */
const FOLDERS = ["base", "text", "records", "page", "tagging", "beside", "forms", "keys", "keeping"];

test("a folder imports only from those before it", () => {
  const rank = (name) => (name.includes("/") ? FOLDERS.indexOf(posix.dirname(name)) : FOLDERS.length);
  for (const name of names) {
    assert.notEqual(rank(name), -1, `${name}: a folder of its own needs its place in FOLDERS`);
    for (const used of [...first(name), ...later(name)])
      assert.ok(rank(used) <= rank(name), `${name} must not import ${used}`);
  }
});
