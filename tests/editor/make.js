import { Store } from "../../static/editor/records/store.js";

export const span = (id, kind, ...fragments) => ({
  id,
  kind,
  fragments,
  actor: null,
  topic: null,
  values: {},
  from: null,
});
export const attribution = (id, parts) => ({
  id,
  source: [],
  cue: [],
  content: [],
  addressee: [],
  supplement: [],
  implicit_source: false,
  values: {},
  note: "",
  from: null,
  ...parts,
});
export const put = (record) => ({ put: "kind" in record ? "span" : "attribution", ...record });

/** Ten paragraphs of 199 characters with a line break between them. */
export function store(spans = [], attributions = []) {
  const paragraphs = Array.from({ length: 10 }, (_, n) => [n * 200, n * 200 + 199]);
  const text = Array.from({ length: 10 }, () => "word ".repeat(40).slice(0, 199)).join("\n");
  return new Store({ text, paragraphs, spans, attributions, actors: {}, topics: {} });
}

/** Everything a store holds, in one comparable string. */
export function picture(one) {
  const pieces = one.pieces.map((list) =>
    list.map(({ span, a, b, first, last }) => [span.id, a, b, first, last]).sort(),
  );
  const uses = [...one.uses]
    .map(([id, set]) => [id, [...set].sort()])
    .filter(([, list]) => list.length)
    .sort();
  return JSON.stringify([
    [...one.spans].sort(),
    [...one.attributions].sort(),
    pieces,
    one.cards.map((set) => [...set].sort()),
    uses,
  ]);
}
