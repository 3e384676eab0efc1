import assert from "node:assert/strict";
import test from "node:test";
import { offer } from "../../static/editor/forms/choices.js";
import { kindGuessed, nameIn } from "../../static/editor/text/mention.js";

test("a name is proposed without what only tells more of it", () => {
  assert.equal(nameIn("Rep. Ada Noor (D-N.C.), head of the harbour board"), "Rep. Ada Noor");
  assert.equal(nameIn("Rep. Ada Noor (D-N.C.)"), "Rep. Ada Noor");
  assert.equal(nameIn("Noor, 56, who has sat on the board for a decade"), "Noor");
  assert.equal(nameIn("Brandt, Noor & Sons"), "Brandt, Noor & Sons");
  assert.equal(nameIn("the union’s"), "the union");
});

test("whoever holds an office is a person, even where the office names an organisation", () => {
  assert.equal(kindGuessed("Foreign Ministry Spokesman Ilan Brandt", "en"), "person");
  assert.equal(kindGuessed("Supreme Court Justice Ada Noor", "en"), "person");
  assert.equal(kindGuessed("Polizeisprecherin Ada Noor", "de"), "person");
  assert.equal(kindGuessed("the Foreign Ministry", "en"), "organisation");
  assert.equal(kindGuessed("the mayor’s office", "en"), "organisation");
});

test("countries are states, in the article’s language", () => {
  assert.equal(kindGuessed("Norway", "en"), "state");
  assert.equal(kindGuessed("Norwegen", "de"), "state");
  assert.equal(kindGuessed("Norwegen", "en"), "person");
});

test("a whole name that was typed is not taken for the lawyers or the letter of that person", () => {
  const known = (id, name, kind) => [id, { id, name, kind, here: 1, said: [], before: 9 }];
  const here = new Map([known("1", "lawyers of Ada Noor", "anonymous"), known("2", "Ada Noor's letter", "document")]);
  const asked = { here, found: [], language: "en", actors: true, touched: true };
  const typed = offer({ ...asked, words: "Ada Noor" });
  assert.deepEqual(typed.choices[typed.current], { make: "named" });
  const begun = offer({ ...asked, words: "lawy" });
  assert.equal(begun.choices[begun.current].candidate.id, "1");
});
