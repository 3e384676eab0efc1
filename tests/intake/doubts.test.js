import assert from "node:assert/strict";
import test from "node:test";
import { moveOf, placing } from "../../static/intake/place.js";

const TEXT = "🚢 “We never met,” Ivo van Daran told us. Nobody came.";
const FROM = 100;
const near = TEXT.indexOf("told");

/** The quote after some moves from the place with these words. */
function after(words, ...moves) {
  const here = placing(TEXT, "en", FROM);
  let place = words.map((one) => [TEXT.indexOf(one), TEXT.indexOf(one) + one.length]);
  for (const [edge, by] of moves) place = here.moved(place, edge, by, near);
  return here.quote(place);
}

test("an end moves by a word and takes no sign with it; the other end stays", () => {
  assert.equal(after(["Ivo van"], ["end", 1]), "Ivo van Daran");
  assert.equal(after(["Ivo van"], ["end", -1]), "Ivo");
  assert.equal(after(["“We never met"], ["end", 1]), "“We never met,” Ivo");
  assert.equal(after(["van Daran"], ["start", -1]), "Ivo van Daran");
  assert.equal(after(["van Daran"], ["start", 1]), "Daran");
});

test("a place never gets empty, crosses itself or leaves the text", () => {
  assert.equal(after(["Ivo"], ["end", -1]), "Ivo");
  assert.equal(after(["Ivo"], ["start", 1], ["start", 1]), "Ivo");
  assert.equal(after(["came"], ["end", 1], ["both", 1]), "came");
  assert.equal(after(["🚢"], ["both", -1]), "🚢");
});

test("all of a place moves with as many words as it has", () => {
  assert.equal(after(["Ivo van"], ["both", 1]), "van Daran");
  assert.equal(after(["Ivo van"], ["both", -1], ["both", -1]), "never met");
});

test("pieces move together and stay pieces", () => {
  assert.equal(after(["never", "van"], ["both", 1]), "met … Daran");
  assert.equal(after(["never", "met"], ["both", 1]), "met … Ivo");
  assert.equal(after(["never met", "van"], ["end", 1]), "never met … van Daran");
});

test("without a place the first key marks the word where it stood", () => {
  assert.equal(after([], ["both", 1]), "told");
  assert.equal(after([], ["end", 1], ["end", 1]), "told us");
});

test("what is swept is whole words, or exact characters but never half of one", () => {
  const here = placing(TEXT, "en", FROM);
  const swept = (words, exact) =>
    here.quote(here.swept(TEXT.indexOf(words), TEXT.indexOf(words) + words.length, exact));
  assert.equal(swept("vo va", false), "Ivo van");
  assert.equal(swept(" vo va".trim(), true), "vo va");
  assert.deepEqual(here.swept(1, 2, true), [[0, 2]]);
  assert.deepEqual(here.swept(2, 3, false), []);
});

test("the form sends code points of the article and gives the same place back", () => {
  const here = placing(TEXT, "en", FROM);
  const place = here.taken("104-112,118-121");
  assert.equal(here.quote(place), "e never  … Ivo");
  assert.equal(here.sent(place), "104-112,118-121");
  assert.deepEqual(here.taken(""), []);
  assert.equal(here.unit(FROM + 1), 2);
});

test("only the arrows are ours, and not those with Ctrl", () => {
  const key = (name, ...held) =>
    moveOf({
      key: name,
      ...Object.fromEntries(["altKey", "shiftKey", "ctrlKey", "metaKey"].map((one) => [one, held.includes(one)])),
    });
  assert.deepEqual(key("ArrowRight"), { edge: "both", by: 1 });
  assert.deepEqual(key("ArrowLeft", "shiftKey"), { edge: "end", by: -1 });
  assert.deepEqual(key("ArrowLeft", "altKey", "shiftKey"), { edge: "start", by: -1 });
  assert.equal(key("ArrowLeft", "ctrlKey"), null);
  assert.equal(key("a"), null);
});
