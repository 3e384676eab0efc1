import assert from "node:assert/strict";
import test from "node:test";
import {
  joinFragments,
  offsetMap,
  snapToGraphemes,
  snapToWords,
  trimmed,
  wordsOf,
} from "../../static/editor/text/offsets.js";
import { seeded } from "./random.js";

const TEXTS = [
  "",
  "plain",
  "a🚧b",
  "👩‍👩‍👧‍👦 said",
  "e\u0301te\u0301",
  "שלום 🚧 عربي said 🇩🇪",
  "😀".repeat(5),
  "x\u{10FFFF}y",
];
const ALPHABET = ["a", "é", "e\u0301", "🚧", "👩‍👩‍👧‍👦", "🇩🇪", "م", "ش", " ", "\n", "“", "-", "\u{10FFFF}"];

/** What Python's str counts, the slow way. */
const slow = (text, units) => Array.from(text.slice(0, units)).length;

test("UTF-16 units and code points agree with a slow count, both ways", () => {
  const random = seeded(1);
  const made = Array.from({ length: 200 }, () =>
    Array.from({ length: random(40) }, () => ALPHABET[random(ALPHABET.length)]).join(""),
  );
  for (const text of [...TEXTS, ...made]) {
    const map = offsetMap(text);
    let units = 0;
    for (const character of `${text}$`) {
      assert.equal(map.toPoints(units), slow(text, units), JSON.stringify(text));
      assert.equal(map.toUnits(map.toPoints(units)), units, JSON.stringify(text));
      units += character.length;
    }
  }
});

/** What is labelled when a sweep covers `swept` of `text`. */
function snapped(text, swept, language = "en") {
  const start = text.indexOf(swept);
  return text.slice(...snapToWords(text, wordsOf(text, language), start, start + swept.length));
}

const SWEEPS = [
  ["The bridge is closed.", "ridge i", "bridge is", "half words become whole"],
  ["The bridge, he said", " bridge, ", "bridge", "blanks and commas at the ends stay outside"],
  [
    "“The bridge is safe,” he said",
    "“The bridge is safe,”",
    "“The bridge is safe,”",
    "quotation marks swept over as a pair stay in",
  ],
  [
    "“The bridge is safe,” he said",
    "The bridge is safe,”",
    "The bridge is safe",
    "one quotation mark alone stays outside",
  ],
  ["to “react” if asked", "“react” if", "“react” if", "a quotation mark stays in with its partner further on"],
  ["called it “a plot.” Then", "it “a plot.” ", "it “a plot.”", "a quotation mark stays in with its partner before"],
  ["“a” and “b", "“a” and “b", "“a” and “b", "a lonely mark inside does no harm"],
  ["he said “a” and b.” Then", "“a” and b.” ", "“a” and b.”", "both ends were swept over"],
  ["so “a” and b.” Then", "so “a” and b.”", "so “a” and b", "a partner belongs to one mark only"],
  ["‘It’s done for now", "‘It’s done", "It’s done", "an apostrophe is no partner"],
  ['a "b" c d', '"b" c', '"b" c', "straight marks have partners, too"],
  ["„Die Brücke“, sagte er", "„Die Brücke“,", "„Die Brücke“", "German quotation marks"],
  ["Anna O’Neil-Keller said", "Keller", "O’Neil-Keller", "a hyphenated name is one word"],
  ["The U.S. denied it", "U.S", "U.S.", "an abbreviation keeps its full stop"],
  ["costs $5.5 million", "5.5", "$5.5", "a sum keeps its currency"],
  ["up 50% now", "50", "50%", "a percentage keeps its sign"],
  ["safe 🚧 now", "🚧", "🚧", "an emoji alone can be chosen"],
  ["the bridge is safe 🚧, he said", "bridge is safe 🚧,", "bridge is safe 🚧", "an emoji at the end stays in"],
  ["🚧 the bridge", "the", "the", "right after an emoji"],
  ["قال المتحدث «الجسر» اليوم", "لمتحد", "المتحدث", "Arabic words"],
  ["он сказал, что", "казал, ", "сказал", "Cyrillic words"],
];
for (const [text, swept, expected, rule] of SWEEPS) {
  test(`words: ${rule}`, () => assert.equal(snapped(text, swept), expected));
}

test("a sweep over blanks only chooses nothing", () => {
  const [start, end] = snapToWords("one   two", wordsOf("one   two", "en"), 3, 6);
  assert.equal(start, end);
});

test("an unknown language does no harm", () =>
  assert.equal(snapped("The bridge", "ridge", "no such language!"), "bridge"));

test("snapping only ever lands on borders of graphemes and stays in the text", () => {
  const random = seeded(2);
  for (let round = 0; round < 300; round++) {
    const text = Array.from({ length: 1 + random(30) }, () => ALPHABET[random(ALPHABET.length)]).join("");
    const start = random(text.length);
    const end = start + 1 + random(text.length - start);
    const borders = new Set(
      [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)]
        .map((one) => one.index)
        .concat(text.length),
    );
    for (const edge of snapToGraphemes(text, start, end, "en"))
      assert.ok(borders.has(edge), JSON.stringify([text, start, end]));
    const [from, to] = snapToWords(text, wordsOf(text, "en"), start, end);
    assert.ok(from >= 0 && to <= text.length && from <= to, JSON.stringify([text, start, end]));
  }
});

test("a family emoji is never cut", () => {
  const text = "a👩‍👩‍👧‍👦b";
  assert.deepEqual(snapToGraphemes(text, 3, 5, "en"), [1, text.length - 1]);
});

test("trimming leaves the words", () => assert.deepEqual(trimmed("  a b ", 0, 6), [2, 5]));

test("fragments are sorted, and touching or overlapping ones joined", () => {
  assert.deepEqual(
    joinFragments([
      [8, 9],
      [0, 2],
      [2, 4],
      [3, 5],
    ]),
    [
      [0, 5],
      [8, 9],
    ],
  );
});
