/** The shapes the editor's modules share. Offsets are UTF-16 units unless a name says code points. */
export type Kind = "actor" | "cue" | "content" | "claim" | "supplement";
export type Role = "source" | "cue" | "content" | "addressee" | "supplement";
export type Fragment = [start: number, end: number];
export type Value = string | number | boolean | string[];
export type Values = Record<string, Value>;

export interface Span {
  id: string;
  kind: Kind;
  fragments: Fragment[];
  actor: string | null;
  topic: string | null;
  values: Values;
  from: unknown;
}
export interface Attribution extends Record<Role, string[]> {
  id: string;
  implicit_source: boolean;
  values: Values;
  note: string;
  from: unknown;
}
export interface Actor {
  name: string;
  kind: string;
}
export interface Topic {
  name: string;
}

/** A put sets a whole record, so applying it twice is harmless. */
export type Operation =
  | ({ put: "span" } & Span)
  | ({ put: "attribution" } & Attribution)
  | ({ put: "actor"; id: string } & Actor)
  | ({ put: "topic"; id: string } & Topic)
  | { delete: "span" | "attribution"; id: string }
  | { dismiss: { set: number; id: string } };

/** One command: what is kept in the outbox. Its operations count code points and hold no quotes. */
export interface Batch {
  batch: string;
  set: number;
  user: string;
  seen: number;
  /** where its reading is edited */
  page?: string;
  undoes: string | null;
  text_sha256: string;
  operations: Operation[];
}
export interface Change {
  revision: number;
  batch: string;
  undoes: string | null;
  by: unknown;
  at: string;
  operations: Operation[];
}
/** A change as the log tells it, with what would take it back. */
export interface LoggedChange extends Change {
  inverse: Operation[];
}
/** The part of a span that lies in one paragraph, relative to the paragraph. */
export interface Piece {
  span: Span;
  a: number;
  b: number;
  first: boolean;
  last: boolean;
}
export interface Field {
  name: string;
  applies_to: "actor" | "claim" | "attribution";
  kind: "choice" | "many" | "bool" | "text" | "number" | "date";
  choices: string[];
  required: boolean;
  key: string;
  guideline: string;
}
export interface PageState {
  id: number;
  revision: number;
  kind: string;
  status: string;
  annotator: string | null;
  user: string | null;
  /** whether others may write here, too */
  shared: boolean;
  article: { id: number; title: string; language: string; text_sha256: string };
  sentences: number[];
  scheme: { version: number; fields: Field[] };
  can: { write: boolean; submit: boolean; reopen: boolean; comment: boolean };
  spans: Span[];
  attributions: Attribution[];
  actors: Record<string, Actor>;
  topics: Record<string, Topic>;
  /** the reader's own keys; nothing when the table's are used */
  keys: { keys: Record<string, string[]>; single: boolean } | null;
  /** what the open comments are about, oldest first */
  comments: { id: number; span: string | null; attribution: string | null }[];
  urls: Record<
    | "keys"
    | "comments"
    | "readers"
    | "scheme"
    | "codebook"
    | "changes"
    | "submission"
    | "actors"
    | "topics"
    | "set"
    | "next",
    string
  >;
}
export interface Problem {
  severity: "error" | "warning";
  code: string;
  message: string;
  span?: string;
  attribution?: string;
}
/** What is open for work: a span, an attribution, or nothing. */
export interface Active {
  span: string | null;
  attribution: string | null;
}
