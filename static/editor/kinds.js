// @ts-check
/** The names of kinds and roles, as a person reads them. */
/** @import { Role } from "./types.js" */
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

/** @param {Role} role */
export function roleName(role) {
  return {
    source: _("Source"),
    cue: _("Cue"),
    content: _("Content"),
    addressee: _("Addressee"),
    supplement: _("Supplement"),
  }[role];
}
