import assert from "node:assert/strict";
import test from "node:test";
import { contentsIn } from "../../static/editor/text/clauses.js";
import { proposeCues, proposeSources } from "../../static/editor/text/prefill.js";
import { quotationsAround, quotationsIn } from "../../static/editor/text/quotations.js";

/** What is proposed for the words in brackets; several brackets are pieces of one content. */
function proposed(marked, language = "en", known = []) {
  const content = [];
  let text = "";
  for (const part of marked.split(/([[\]])/)) {
    if (part === "[") content.push([text.length, 0]);
    else if (part === "]") content[content.length - 1][1] = text.length;
    else text += part;
  }
  const segments = [...new Intl.Segmenter(language, { granularity: "sentence" }).segment(text)];
  const sentences = segments.map(({ segment, index }) => [index, index + segment.trimEnd().length]);
  const mentions = known.map((words) => [text.indexOf(words), text.indexOf(words) + words.length]);
  const scene = { text, language, sentences, content, mentions };
  const [cue] = proposeCues(scene);
  if (!cue) return [];
  const [source] = proposeSources(scene, cue);
  return [cue, source].map((at) => at && text.slice(...at));
}

const CASES = [
  [
    "en",
    "[“The pool will stay open,”] councillor Ada Brandt told reporters.",
    "told reporters",
    "councillor Ada Brandt",
  ],
  [
    "en",
    "[“The pool will stay open,”] said Ada Brandt, the head of the council.",
    "said",
    "Ada Brandt, the head of the council",
  ],
  ["en", "The harbour office has said [that no ship will leave before Friday].", "has said", "The harbour office"],
  [
    "en",
    "[Rents rose twice as fast as wages], according to a study by the Tenants League.",
    "according to",
    "a study by the Tenants League",
  ],
  ["en", "According to the Tenants League, [rents rose twice as fast as wages].", "According to", "the Tenants League"],
  ["en", "She did not believe [that the money would come].", "did not believe", "She"],
  [
    "en",
    "According to a report by the harbour office, [two ships sank].",
    "According to",
    "a report by the harbour office",
  ],
  ["en", "The masons’ guild said [the wall was wet].", "said", "The masons’ guild"],
  ["en", "Noor and Brandt both maintained [that it was dry].", "maintained", "Noor and Brandt"],
  ["en", "It is feared [that the wall will fall].", "is feared", undefined],
  ["en", "Noor’s answer was short: [“The wall stays.”]", "answer", "Noor’s"],
  ["en", "In a letter, the masons’ guild called the wall [“a quiet ruin”].", "called", "the masons’ guild"],
  ["en", "[“We were lied to,”] said one former clerk who asked not to be named.", "said", "one former clerk"],
  ["en", "The minister, a former judge, insisted [the law was sound].", "insisted", "The minister, a former judge"],
  ["en", "The opposition claims [the money is gone].", "claims", "The opposition"],
  [
    "en",
    "A judge has rejected the plan of the town’s council, saying [courts have no business there].",
    "saying",
    "A judge",
  ],
  [
    "en",
    "[“No,”] said Rep. A.B. Noor (D-N.C.), head of the harbour board.",
    "said",
    "Rep. A.B. Noor (D-N.C.), head of the harbour board",
  ],
  ["en", "[“No,”] Rep. Ada Noor (D-Wis.) said Friday.", "said", "Rep. Ada Noor (D-Wis.)"],
  ["en", "Brandt said he finally believes [the wall is dry].", "believes", "he"],
  ["en", "Her letter noted that she claimed [that it was wet].", "claimed", "she"],
  ["en", "His sister agreed, but also contended [that it was wet].", "also contended", "His sister"],
  ["en", "The letter noted published reports alleging [that it was wet].", "alleging", "published reports"],
  ["en", "Her time as secretary of state has come, Ada Brandt said, to [a quiet end].", "said", "Ada Brandt"],
  ["en", "Harbour Council Accuses [Two Ports of Hiding Costs]", "Accuses", "Harbour Council"],
  ["de", "[„Wir bleiben hier“], sagte die Sprecherin Lena Vogt am Montag.", "sagte", "die Sprecherin Lena Vogt"],
  ["de", "Die Gewerkschaft erklärte, [dass der Streik weitergeht].", "erklärte", "Die Gewerkschaft"],
  ["de", "Laut Polizei [wurde niemand verletzt].", "Laut", "Polizei"],
  ["fr", "[« Nous partirons demain »], a déclaré le ministre Paul Renard.", "a déclaré", "le ministre Paul Renard"],
  ["fr", "Selon le syndicat, [la grève continue].", "Selon", "le syndicat"],
  ["es", "[«No habrá recortes»], dijo la alcaldesa Rosa Pino.", "dijo", "la alcaldesa Rosa Pino"],
  ["es", "Según el informe, [los precios subieron].", "Según", "el informe"],
  ["it", "[«Non ci sarà un rinvio»], ha detto Marta Riva.", "ha detto", "Marta Riva"],
  ["fi", "[”Emme lähde”], sanoi Aino Laine.", "sanoi", "Aino Laine"],
];
for (const [language, marked, ...expected] of CASES)
  test(`${language}: ${marked}`, () => assert.deepEqual(proposed(marked, language), expected));

test("a mention beside the cue is taken whole", () => {
  const marked = "[“No,”] Ada Brandt of the harbour office said.";
  assert.equal(proposed(marked, "en", ["Ada Brandt of the harbour office"])[1], "Ada Brandt of the harbour office");
});

test("neither the cue nor the source is looked for in another quotation", () => {
  assert.deepEqual(proposed("[The plan failed], Ada Brandt said, and “Ilse Noor said nothing”."), [
    "said",
    "Ada Brandt",
  ]);
});

const quoted = (text) => quotationsIn(text).map((at) => text.slice(...at));
test("quotations of every kind, with nested ones and without apostrophes", () => {
  assert.deepEqual(quoted("It’s “a ‘very’ good day,” isn't it?"), ["“a ‘very’ good day,”", "‘very’"]);
  assert.deepEqual(quoted('He said "don\'t" and "do".'), ['"don\'t"', '"do"']);
  assert.deepEqual(quoted("Er sagte: „Ja“ und »Nein«."), ["„Ja“", "»Nein«"]);
  assert.deepEqual(quoted("Il dit « oui » puis “non”."), ["« oui »", "“non”"]);
  assert.deepEqual(quoted("The workers' hall and the owners' club"), []);
  assert.deepEqual(quoted("“We go on in the next paragraph."), ["“We go on in the next paragraph."]);
});

const around = (text, word) => {
  const at = text.indexOf(word);
  return quotationsAround(text, [at, at + 1], "en").map((pieces) => pieces.map((piece) => text.slice(...piece)));
};
test("a quotation split by its cue is one content in two pieces; two speakers stay two", () => {
  assert.deepEqual(around("“No,” said Ada Brandt. “Not today.”", "No"), [["“No,”", "“Not today.”"]]);
  assert.deepEqual(around("“No,” Ada Brandt said, “not today.”", "today"), [["“No,”", "“not today.”"]]);
  assert.deepEqual(around("“No,” said Brandt. But Noor said, “Yes.”", "No"), [["“No,”"]]);
  assert.deepEqual(around("“No.” Noor said, “Yes.”", "No"), [["“No.”"]]);
  assert.deepEqual(around("She called it “bad” and he called it “good.”", "bad"), [["“bad”"]]);
});

const said = (text, language = "en") =>
  contentsIn(text, [0, text.length], language).map((pieces) => pieces.map((piece) => text.slice(...piece)));
test("the clause beside a reporting verb", () => {
  assert.deepEqual(said("The union said on Monday that talks had failed."), [["that talks had failed"]]);
  assert.deepEqual(said("Talks had failed on Monday, the union said."), [["Talks had failed on Monday"]]);
  assert.deepEqual(said("According to the union, talks had failed."), [["talks had failed"]]);
  assert.deepEqual(said("Talks had failed, according to the union."), [["Talks had failed"]]);
  assert.deepEqual(said("Die Gewerkschaft sagte, dass es weitergeht.", "de"), [["dass es weitergeht"]]);
  assert.deepEqual(
    said("His plan is an insult to all sailors, port chiefs said Friday night, as they waited for an answer to it."),
    [["His plan is an insult to all sailors"]],
  );
  assert.deepEqual(said("Nobody came."), []);
  assert.deepEqual(said("The guild said the warden had promised that no gate was shut."), [
    ["the warden had promised that no gate was shut"],
    ["that no gate was shut"],
  ]);
  assert.deepEqual(said("Asked about the gate, Warden Ilse Noor denied having shut it."), [["having shut it"]]);
  assert.deepEqual(said("The gates, Noor argued, would rust sooner than the wall."), [
    ["The gates", "would rust sooner than the wall"],
  ]);
  assert.deepEqual(said("It is feared that the wall will fall."), [["that the wall will fall"]]);
  assert.deepEqual(said("Brandt asked why the wall was wet."), [["why the wall was wet"]]);
  assert.deepEqual(said("Noor and Brandt both maintained that it was dry."), [["that it was dry"]]);
  assert.deepEqual(said("Work begins in spring, the mason’s office confirmed."), [["Work begins in spring"]]);
  assert.deepEqual(
    said("Last week, the council had agreed; however, Mayor Keller vowed to “answer firmly” if it broke its word."),
    [["to “answer firmly” if it broke its word"]],
  );
});
test("a clause comes before the words that are quoted inside it", () => {
  assert.deepEqual(said("The official implied that both were using the strike to “spread fear among workers.”"), [
    ["that both were using the strike to “spread fear among workers.”"],
    ["“spread fear among workers.”"],
  ]);
  assert.deepEqual(said("Keller stated that the port has debts, while the town is “the only one to gain from it.”"), [
    ["that the port has debts, while the town is “the only one to gain from it.”"],
    ["“the only one to gain from it.”"],
  ]);
});
test("a clause beside a cue that has its attribution already is not said again", () => {
  const text = "The union said that talks had failed.";
  assert.deepEqual(contentsIn(text, [0, text.length], "en", [[10, 14]]), []);
});
test("the verb right before what was said wins, and an article alone is nobody", () => {
  const text = "The official implied [that both were using it to “spread discord.”] Keller stated that it is so.";
  assert.deepEqual(proposed(text), ["implied", "The official"]);
  const quoted = "He stated, [“Everyone knows that it works,”] noting that Keller is on her way.";
  assert.deepEqual(proposed(quoted), ["stated", "He"]);
  const [cue, source] = proposed("The diplomat called on [“all towns”] to acknowledge the “threat” and unite.");
  assert.notEqual(source, "the", cue);
});

/** Milliseconds of work: processor time, so what else the machine does adds nothing; the least of three. */
function cost(piece, size) {
  const text = piece.repeat(size / piece.length);
  const middle = text.length >> 1;
  const scene = { text, language: "en", sentences: [[0, text.length]], content: [[middle, middle + 10]], mentions: [] };
  const times = [1, 2, 3].map(() => {
    const started = process.cpuUsage();
    quotationsAround(text, [middle, middle + 1], "en");
    proposeSources(scene, proposeCues(scene)[0] ?? [middle + 20, middle + 24]);
    contentsIn(text, [0, text.length], "en");
    return process.cpuUsage(started).user / 1000;
  });
  return Math.min(...times);
}
test("a paragraph made to be hard costs little: four times the length is far from sixteen times its cost", () => {
  for (const piece of ["“", " ‘a", "「", " «", "said ", "“a,” said Anna Keller. "]) {
    const [small, large] = [cost(piece, 5_000), cost(piece, 20_000)];
    assert.ok(large < 12 * Math.max(small, 5), `${piece}: ${small.toFixed(1)} ms, then ${large.toFixed(1)} ms`);
  }
});
