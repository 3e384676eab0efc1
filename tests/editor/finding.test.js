import assert from "node:assert/strict";
import test from "node:test";
import { ranked } from "../../static/editor/forms/candidates.js";
import { findAll, fold } from "../../static/editor/text/finding.js";
import { placesOf } from "../../static/editor/text/mentions.js";

const found = (text, words, whole) => findAll(text, fold(text), words, whole).map((hit) => text.slice(...hit));

test("words are found whatever their case, accents and quotation marks, with true places behind an emoji", () => {
  assert.deepEqual(found("🚢 Zoë and ZOE\u0308!", "zoe"), ["Zoë", "ZOE\u0308"]);
  assert.deepEqual(found("“We never – met”", '"we never - met"'), ["“We never – met”"]);
  assert.deepEqual(found("a\u00a0b a\nb", "a b"), ["a\u00a0b", "a\nb"]);
});

test("half of a letter is no hit, and half a word only when it is asked for", () => {
  assert.deepEqual(found("Straße", "strasse"), ["Straße"]);
  assert.deepEqual(found("Maß", "mas"), []);
  assert.deepEqual(found("port ports", "port"), ["port", "port"]);
  assert.deepEqual(found("port ports", "port", true), ["port"]);
  assert.deepEqual(found("anything", "  "), []);
});

test("names stand at the borders of words, the longest first, over any blank", () => {
  const text = "Ilse\nNoor spoke. Noor left; Noorden did not. C++ too.";
  const places = placesOf(text, ["Noor", "Ilse Noor"]).map((place) => text.slice(...place));
  assert.deepEqual(places, ["Ilse\nNoor", "Noor"]);
  assert.deepEqual(placesOf(text, ["", ".", "N"]), []);
});

test("who was linked in this article comes first, then who fits best, then who is met most often", () => {
  const names = (here, list, words) =>
    ranked(new Map(here.map((one) => [one.id, one])), list, words).map(({ id }) => id);
  const one = (id, name, mentions = 0) => ({ id, name, mentions });
  assert.deepEqual(names([], [one("1", "Annabel Stone", 9), one("2", "Anna", 0)], "anna"), ["2", "1"]);
  assert.deepEqual(names([], [one("1", "Anna K", 1), one("2", "Anna L", 5)], "anna"), ["2", "1"]);
  const here = { ...one("3", "Anna Zed"), here: 1, said: ["Zed"], before: 4 };
  assert.deepEqual(names([here], [one("2", "Anna")], "anna"), ["3", "2"]);
});
