// @ts-check
/** Paragraph → segments. A paragraph is the unit of drawing; nothing outside it is touched. */
/** @import { Piece } from "../types.js" */
/** @import { Store } from "../records/store.js" */
import { lanes } from "../records/derive.js";

const LANES = 4;
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);
/** @type {Map<string, string>} */
const classes = new Map();
/** @type {Record<string, [height: number, line: string]>} */
const LINES = {
  claim: [3, "solid"],
  content: [2, "solid"],
  cue: [3, "dots"],
  supplement: [2, "dashes"],
  source: [2, "solid"],
};

/** @param {Store} store @param {number} index @param {HTMLElement} block */
export function drawParagraph(store, index, block) {
  const pieces = store.pieces[index];
  const [start, end] = store.paragraphs[index];
  const text = store.text.slice(start, end);
  if (!pieces.length) {
    if (block.childElementCount) block.textContent = text;
    return;
  }
  block.replaceChildren(...segments(store, text, pieces));
}

/** @param {Store} store @param {string} text @param {Piece[]} pieces @returns {(Node | string)[]} */
function segments(store, text, pieces) {
  const lane = lanes(pieces);
  const rtl = startsRightToLeft(text);
  const cuts = [...new Set([0, text.length, ...pieces.flatMap((piece) => [piece.a, piece.b])])].sort((x, y) => x - y);
  const byStart = [...pieces].sort((x, y) => x.a - y.a);
  /** @type {(Node | string)[]} */
  const out = [];
  /** @type {Piece[]} */
  let open = [];
  let next = 0;
  for (let n = 0; n + 1 < cuts.length; n++) {
    const [a, b] = [cuts[n], cuts[n + 1]];
    open = open.filter((piece) => piece.b > a);
    while (next < byStart.length && byStart[next].a <= a) open.push(byStart[next++]);
    const words = text.slice(a, b);
    if (!open.length) out.push(words);
    else {
      const segment = document.createElement("span");
      segment.className = classFor(open.flatMap((piece) => marksOf(store, piece, lane.get(piece) ?? 0, a, b, rtl)));
      segment.textContent = words;
      out.push(segment);
    }
  }
  return out;
}

/** What one span adds to one segment, as words that name a style.
 * @param {Store} store @param {Piece} piece @param {number} row @param {number} a @param {number} b @param {boolean} rtl */
function marksOf(store, piece, row, a, b, rtl) {
  const { span } = piece;
  const begins = piece.a === a;
  const ends = piece.b === b;
  const left = rtl ? ends : begins;
  const right = rtl ? begins : ends;
  if (span.kind === "actor") {
    const source = store.using(span.id).some((attribution) => attribution.source.includes(span.id));
    return [source ? "source" : "actor", left ? "round-left" : "", right ? "round-right" : ""];
  }
  if (row >= LANES) return [];
  const ticks = span.kind === "content" || span.kind === "supplement";
  const head = ticks && piece.first && begins ? (rtl ? ">" : "<") : "";
  const tail = ticks && piece.last && ends ? (rtl ? "<" : ">") : "";
  return [`${span.kind}:${row}${head}${tail}`, span.kind === "cue" ? "said" : ""];
}

/** The rule behind dir="auto": the first strong letter decides. @param {string} text */
function startsRightToLeft(text) {
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(text.match(/\p{L}/u)?.[0] ?? "");
}

/** One class for each combination of marks: a few dozen rules for any article, and no inline style.
 * @param {string[]} marks */
function classFor(marks) {
  const wanted = [...new Set(marks)].filter(Boolean).sort();
  const plain = wanted.filter((mark) => mark === "said" || mark.startsWith("round-"));
  const drawn = wanted.filter((mark) => !plain.includes(mark));
  const key = drawn.join(" ");
  let name = classes.get(key);
  if (!name) {
    name = `k${classes.size}`;
    classes.set(key, name);
    sheet.insertRule(`.${name}{${ruleFor(drawn)}}`, sheet.cssRules.length);
  }
  return ["seg", name, ...plain].join(" ");
}

/** @param {string[]} marks */
function ruleFor(marks) {
  /** @type {[image: string, position: string, size: string][]} */
  const layers = [];
  for (const mark of marks) {
    if (mark === "actor" || mark === "source") continue;
    const [kind, rest] = mark.split(":");
    const colour = `var(--mark-${kind})`;
    const y = `calc(100% - ${10 - Number(rest[0]) * 4}px)`;
    for (const [sign, x] of [
      ["<", "0"],
      [">", "100%"],
    ]) {
      if (rest.includes(sign)) layers.push([`linear-gradient(${colour},${colour})`, `${x} ${y}`, "2px 7px"]);
    }
    const [height, line] = LINES[kind];
    layers.push([lineOf(line, colour), `0 ${y}`, `100% ${height}px`]);
  }
  // the edge and the bar carry the 3:1 contrast that a pale tint cannot
  if (marks.includes("source")) layers.push([lineOf("solid", "var(--mark-source)"), "0 calc(100% - 11px)", "100% 2px"]);
  else if (marks.includes("actor"))
    layers.push([lineOf("solid", "var(--mark-actor)"), "0 calc(100% - 12px)", "100% 1px"]);
  if (marks.includes("source")) layers.push([lineOf("solid", "var(--tint-source)"), "0 0", "100% calc(100% - 11px)"]);
  if (marks.includes("actor")) layers.push([lineOf("solid", "var(--tint-actor)"), "0 0", "100% calc(100% - 12px)"]);
  const list = (/** @type {0 | 1 | 2} */ n) => layers.map((layer) => layer[n]).join(",");
  return layers.length ? `background-image:${list(0)};background-position:${list(1)};background-size:${list(2)}` : "";
}

/** @param {string} line @param {string} colour */
function lineOf(line, colour) {
  if (line === "dots") return `repeating-linear-gradient(90deg,${colour} 0 2px,transparent 2px 5px)`;
  if (line === "dashes") return `repeating-linear-gradient(90deg,${colour} 0 7px,transparent 7px 11px)`;
  return `linear-gradient(${colour},${colour})`;
}
