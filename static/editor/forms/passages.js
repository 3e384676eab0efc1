// @ts-check
/** The passage of the guidelines about one kind: sections whose heading names it, and lines that define it. Pure. */

/** @typedef {{heading: string, lines: string[]}} Passage */

/** @type {Record<string, RegExp>} */
const NAMES = {
  actor: /\b(actors?|sources?|addressees?|akteur\w*|quellen?|adressat\w*)\b/i,
  cue: /\b(cues?|reporting verbs?|signal\w*|redeverb\w*)\b/i,
  content: /\b(contents?|quotations?|quotes?|inhalte?|zitate?)\b/i,
  claim: /\b(claims?|stance|topics?|behauptung\w*|aussagen?|haltung|themen?)\b/i,
  supplement: /\b(supplements?|umst[aä]nde?|erg[aä]nzung\w*)\b/i,
  attribution: /\b(attributions?|nested|zuschreibung\w*|verschachtel\w*)\b/i,
};

/** The guidelines cut at their headings: lines that begin with #, or short lines over a paragraph that end in no stop.
 * @param {string} guidelines @returns {Passage[]} */
function passagesOf(guidelines) {
  const lines = guidelines.split("\n").map((line) => line.trim());
  /** @type {Passage[]} */
  const all = [];
  lines.forEach((line, nth) => {
    const heading = /^#{1,6}\s+(.*)/.exec(line)?.[1] ?? (isHeading(lines, nth) ? line : null);
    if (heading !== null) all.push({ heading: plain(heading), lines: [] });
    else if (all.length) all[all.length - 1].lines.push(plain(line));
    else if (line) all.push({ heading: "", lines: [plain(line)] });
  });
  return all;
}

/** @param {string[]} lines @param {number} nth */
function isHeading(lines, nth) {
  const line = lines[nth];
  const alone = nth === 0 || !lines[nth - 1];
  return alone && !!lines[nth + 1] && line.length > 0 && line.length <= 60 && !/^[-*•\d]|[.:;!?…]$/.test(line);
}

/** @param {string} line */
const plain = (line) => line.replace(/\*\*([^*]+)\*\*|__([^_]+)__|`([^`]+)`/g, "$1$2$3");

/** What is said about a kind; everything when nothing is said about it by name. @param {string} guidelines @param {string[]} kinds @returns {Passage[]} */
export function passagesAbout(guidelines, kinds) {
  const all = passagesOf(guidelines);
  const names = kinds.flatMap((kind) => NAMES[kind] ?? []);
  const about = (/** @type {string} */ words) => names.some((name) => name.test(words));
  const found = all.flatMap(({ heading, lines }) => {
    if (about(heading)) return [{ heading, lines }];
    const defined = lines.filter((line) => about(/^[-*•]?\s*([^:]{1,40}):/.exec(line)?.[1] ?? ""));
    return defined.length ? [{ heading, lines: defined }] : [];
  });
  return found.length ? found : all;
}
