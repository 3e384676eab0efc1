// @ts-check
/** The names of the kinds of actors, as a person reads them; those of spans and roles are in hint.js. */
import { _ } from "../base/words.js";

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
