/** How often the editor proposes what people marked: node bench/prefill_hits.mjs FOLDER, with PolNeAR's .ann and .txt files.
 * The content is given, the cue and the source are proposed; the first proposal must overlap what was marked. */
import { readdirSync, readFileSync } from "node:fs";
import { contentsIn } from "../static/editor/text/clauses.js";
import { proposeCues, proposeSources } from "../static/editor/text/prefill.js";

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
const counts = { all: 0, taken: 0, cue: 0, cueInThree: 0, noCue: 0, sourced: 0, source: 0, both: 0 };

/** @param {number[] | undefined} one @param {number[][]} marked */
const hits = (one, marked) => one !== undefined && marked.some(([start, end]) => one[0] < end && start < one[1]);

/** The attributions of a standoff file, by role. @param {string} standoff */
function* attributionsIn(standoff) {
  const rows = standoff.split("\n").map((line) => line.split("\t"));
  const spans = new Map(rows.filter(([id]) => id.startsWith("T")).map(([id, what]) => [id, fragmentsOf(what)]));
  for (const [id, what] of rows) {
    if (!id.startsWith("E")) continue;
    const roles = what.split(" ").map((part) => part.split(":"));
    const of = (role) =>
      roles.filter(([name]) => name.startsWith(role)).flatMap(([, target]) => spans.get(target) ?? []);
    yield { content: of("Content"), cue: of("Cue"), source: of("Source") };
  }
}

/** “Content 5 9;12 20” */
const fragmentsOf = (what) =>
  what
    .slice(what.indexOf(" ") + 1)
    .split(";")
    .map((pair) => pair.split(" ").map(Number));

/** The paragraph around what was said, all else counted from its beginning. */
function scene(whole, { content, cue, source }) {
  const last = whole.indexOf("\n", Math.max(...content.map(([, end]) => end)));
  const from = whole.lastIndexOf("\n", Math.min(...content.map(([start]) => start))) + 1;
  const text = whole.slice(from, last < 0 ? whole.length : last);
  const moved = (list) => list.map(([start, end]) => [start - from, end - from]).sort((one, other) => one[0] - other[0]);
  const sentences = [...segmenter.segment(text)].map((one) => [one.index, one.index + one.segment.trimEnd().length]);
  return {
    given: { text, language: "en", sentences, content: moved(content), mentions: [] },
    marked: { cue: moved(cue), source: moved(source) },
  };
}

function count(whole, attribution) {
  const { given, marked } = scene(whole, attribution);
  const cues = proposeCues(given);
  const rightCue = hits(cues[0], marked.cue);
  counts.all++;
  counts.noCue += Number(!cues.length);
  counts.cue += Number(rightCue);
  counts.cueInThree += Number(cues.slice(0, 3).some((one) => hits(one, marked.cue)));
  const bare = (pieces) => String(pieces.map((piece) => given.text.slice(...piece).replace(/[^\p{L}\p{N} ]/gu, "").trim()));
  const offered = given.sentences.flatMap((sentence) => contentsIn(given.text, sentence, "en"));
  counts.taken += Number(offered.some((one) => bare(one) === bare(given.content)));
  if (!marked.source.length) return;
  const rightSource = hits(cues[0] && proposeSources(given, cues[0])[0], marked.source);
  counts.sourced++;
  counts.source += Number(rightSource);
  counts.both += Number(rightCue && rightSource);
}

const folder = process.argv[2];
for (const file of readdirSync(folder).filter((name) => name.endsWith(".ann"))) {
  const whole = readFileSync(`${folder}/${file.replace(/_[0-9a-f]{4}\.ann$/, ".txt")}`, "utf8");
  for (const attribution of attributionsIn(readFileSync(`${folder}/${file}`, "utf8")))
    if (attribution.content.length && attribution.cue.length) count(whole, attribution);
}
const share = (part, of) => `${((100 * part) / of).toFixed(1)} %`;
console.log(`attributions ${counts.all}, with a source ${counts.sourced}`);
console.log(`content offered by “take what was said”, word for word: ${share(counts.taken, counts.all)}`);
console.log(`cue: first ${share(counts.cue, counts.all)}, among three ${share(counts.cueInThree, counts.all)}`);
console.log(`no cue proposed: ${share(counts.noCue, counts.all)}`);
console.log(`source: ${share(counts.source, counts.sourced)}; cue and source: ${share(counts.both, counts.sourced)}`);
