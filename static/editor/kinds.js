// @ts-check
/** The names of kinds, as a person reads them; those of roles are in hint.js. */
import { _ } from "./words.js";

/** @param {string | undefined} kind of an actor */
export function kindName(kind) {
  /** @type {Record<string, string>} */
  const names = {
    person: _("person"),
    organisation: _("organisation"),
    state: _("state"),
    group: _("group"),
    medium: _("medium"),
    document: _("document"),
    anonymous: _("unnamed"),
  };
  return kind === undefined ? undefined : (names[kind] ?? kind);
}

/** @param {string} kind of a span, or "attribution" */
export function markName(kind) {
  /** @type {Record<string, string>} */
  const names = {
    actor: _("Actor"),
    cue: _("Cue"),
    content: _("Content"),
    claim: _("Claim"),
    supplement: _("Supplement"),
    attribution: _("Attribution"),
  };
  return names[kind] ?? kind;
}
