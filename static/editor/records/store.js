// @ts-check
/** The state of one set: records, who plays which role, and which paragraph shows what. Pure: no page, no network. */
/** @import { Actor, Attribution, Fragment, Kind, Operation, Piece, Role, Span, Topic } from "../types.js" */
import { paragraphAt } from "../text/offsets.js";

/** @type {Role[]} */
export const ROLES = ["source", "cue", "content", "addressee", "supplement"];

/** @param {Role} role @returns {Kind} source and addressee are roles of actor spans */
export const kindOf = (role) => (role === "source" || role === "addressee" ? "actor" : role);

/** @typedef {{text: string, paragraphs: Fragment[], spans: Span[], attributions: Attribution[], actors: Record<string, Actor>, topics: Record<string, Topic>}} Start */

export class Store {
  /** @param {Start} start */
  constructor({ text, paragraphs, spans, attributions, actors, topics }) {
    this.text = text;
    this.paragraphs = paragraphs;
    /** @type {Map<string, Span>} */
    this.spans = new Map();
    /** @type {Map<string, Attribution>} */
    this.attributions = new Map();
    this.actors = new Map(Object.entries(actors));
    this.topics = new Map(Object.entries(topics));
    /** span → the attributions that name it @type {Map<string, Set<string>>} */
    this.uses = new Map();
    /** what to draw in each paragraph @type {Piece[][]} */
    this.pieces = paragraphs.map(() => []);
    /** the attributions whose card stands beside each paragraph @type {Set<string>[]} */
    this.cards = paragraphs.map(() => new Set());
    /** @type {Map<string, number>} */
    this.homes = new Map();
    /** the spans and attributions with an open comment @type {Set<string>} */
    this.commented = new Set();
    this.apply([
      ...spans.map((span) => /** @type {Operation} */ ({ put: "span", ...span })),
      ...attributions.map((attribution) => /** @type {Operation} */ ({ put: "attribution", ...attribution })),
    ]);
  }

  /** Carry out a batch. Answers what would take it back, and the paragraphs to draw again.
   * @param {Operation[]} operations @returns {{inverse: Operation[], dirty: Set<number>}} */
  apply(operations) {
    /** @type {Operation[]} */
    const inverse = [];
    /** @type {Set<number>} */
    const dirty = new Set();
    /** @type {Set<string>} */
    const moved = new Set();
    for (const operation of operations) {
      if ("dismiss" in operation) continue;
      const kind = "put" in operation ? operation.put : operation.delete;
      if (kind === "span") inverse.push(this.#setSpan(operation.id, spanOf(operation), dirty, moved));
      else if (kind === "attribution")
        inverse.push(this.#setAttribution(operation.id, attributionOf(operation), dirty, moved));
      else this.#name(operation);
    }
    for (const id of moved) this.#settle(id, dirty);
    return { inverse: inverse.reverse(), dirty };
  }

  /** Index of the paragraph at an offset. @param {number} at */
  paragraphAt(at) {
    return paragraphAt(this.paragraphs, at);
  }

  /** Every span over an offset, innermost first. @param {number} at @returns {Span[]} */
  at(at) {
    const index = this.paragraphAt(at);
    const inside = at - this.paragraphs[index][0];
    const found = this.pieces[index].filter((piece) => piece.a <= inside && inside < piece.b);
    return found.sort((x, y) => x.b - x.a - (y.b - y.a)).map((piece) => piece.span);
  }

  /** @param {string} id @returns {Attribution[]} the attributions that name a span */
  using(id) {
    return [...(this.uses.get(id) ?? [])].flatMap((use) => this.attributions.get(use) ?? []);
  }

  /** @param {Fragment[]} fragments the words, pieces joined for reading */
  quote(fragments) {
    return fragments.map(([start, end]) => this.text.slice(start, end)).join(" … ");
  }

  /** The record as an operation would set it, to see whether it still is what somebody expects. @param {string} id */
  fingerprint(id) {
    const record = this.spans.get(id) ?? this.attributions.get(id);
    return record ? canonical(record) : "";
  }

  /** @param {string} id @param {Span | null} next @param {Set<number>} dirty @param {Set<string>} moved @returns {Operation} */
  #setSpan(id, next, dirty, moved) {
    const old = this.spans.get(id);
    if (old) {
      for (const index of this.#reach(old)) {
        this.pieces[index] = this.pieces[index].filter((piece) => piece.span.id !== id);
        dirty.add(index);
      }
    }
    if (next) {
      this.spans.set(id, next);
      this.#cut(next, dirty);
    } else this.spans.delete(id);
    for (const use of this.uses.get(id) ?? []) moved.add(use);
    return old ? { put: "span", ...old } : { delete: "span", id };
  }

  /** @param {string} id @param {Attribution | null} next @param {Set<number>} dirty @param {Set<string>} moved @returns {Operation} */
  #setAttribution(id, next, dirty, moved) {
    const old = this.attributions.get(id);
    for (const span of old ? membersOf(old) : []) this.uses.get(span)?.delete(id);
    for (const span of next ? membersOf(next) : []) {
      const uses = this.uses.get(span);
      if (uses) uses.add(id);
      else this.uses.set(span, new Set([id]));
    }
    for (const span of [...(old?.source ?? []), ...(next?.source ?? [])]) {
      const source = this.spans.get(span); // a source is drawn differently from a mere mention
      if (source) for (const index of this.#reach(source)) dirty.add(index);
    }
    if (next) this.attributions.set(id, next);
    else this.attributions.delete(id);
    moved.add(id);
    return old ? { put: "attribution", ...old } : { delete: "attribution", id };
  }

  /** @param {Operation} operation */
  #name(operation) {
    if (!("put" in operation)) return;
    if (operation.put === "actor") this.actors.set(operation.id, { name: operation.name, kind: operation.kind });
    if (operation.put === "topic") this.topics.set(operation.id, { name: operation.name });
  }

  /** Move a card to the paragraph in which its earliest part stands. @param {string} id @param {Set<number>} dirty */
  #settle(id, dirty) {
    const old = this.homes.get(id);
    if (old !== undefined) {
      this.cards[old].delete(id);
      dirty.add(old);
    }
    const attribution = this.attributions.get(id);
    if (!attribution) {
      this.homes.delete(id);
      return;
    }
    const start = this.startOf(attribution);
    const home = start === Infinity ? 0 : this.paragraphAt(start);
    this.homes.set(id, home);
    this.cards[home].add(id);
    dirty.add(home);
  }

  /** Where the earliest part begins. @param {Attribution} attribution */
  startOf(attribution) {
    return Math.min(...membersOf(attribution).map((id) => this.spans.get(id)?.fragments[0][0] ?? Infinity));
  }

  /** @param {Span} span @returns {Generator<number>} the paragraphs it lies in */
  *#reach(span) {
    for (const [start, end] of span.fragments) {
      for (
        let index = this.paragraphAt(start);
        index < this.paragraphs.length && this.paragraphs[index][0] < end;
        index++
      )
        yield index;
    }
  }

  /** @param {Span} span @param {Set<number>} dirty */
  #cut(span, dirty) {
    span.fragments.forEach(([start, end], nth) => {
      for (
        let index = this.paragraphAt(start);
        index < this.paragraphs.length && this.paragraphs[index][0] < end;
        index++
      ) {
        const [from, to] = this.paragraphs[index];
        const a = Math.max(start, from) - from;
        const b = Math.min(end, to) - from;
        if (b <= a) continue;
        const last = nth === span.fragments.length - 1 && end <= to;
        this.pieces[index].push({ span, a, b, first: nth === 0 && start >= from, last });
        dirty.add(index);
      }
    });
  }
}

/** One string for one record, in whatever order the server's database keeps the keys of its values. @param {unknown} value */
export function canonical(value) {
  return JSON.stringify(value, (_, one) =>
    one && typeof one === "object" && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).sort()) : one,
  );
}

/** @param {Attribution} attribution @returns {string[]} every span it names */
export function membersOf(attribution) {
  return ROLES.flatMap((role) => attribution[role]);
}

/** @param {Operation} operation @returns {Span | null} */
export function spanOf(operation) {
  if (!("put" in operation) || operation.put !== "span") return null;
  const { id, kind, fragments, actor, topic, values, from } = operation;
  return { id, kind, fragments, actor, topic, values, from };
}

/** @param {Operation} operation @returns {Attribution | null} */
export function attributionOf(operation) {
  if (!("put" in operation) || operation.put !== "attribution") return null;
  const { id, source, cue, content, addressee, supplement, implicit_source, values, note, from } = operation;
  return { id, source, cue, content, addressee, supplement, implicit_source, values, note, from };
}
