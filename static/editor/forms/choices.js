// @ts-check
/** What the search offers, in order, and which of it Enter takes. Pure. */
/** @import { Candidate, Found, Known } from "./candidates.js" */

import { isUnnamed } from "../text/mention.js";
import { FAR, meant, ranked } from "./candidates.js";

/** @typedef {{candidate: Candidate} | {make: "named" | "unnamed"}} Choice */
/** @typedef {{choices: Choice[], current: number, hidden: number, sure: boolean}} Offer hidden: how many more fit;
 *   sure: whether what Enter takes would stay the same when more is found */

const SHOWN = 12;

/** @param {{here: Map<string, Known>, found: Found[], words: string, language: string, actors: boolean, touched: boolean}} asked
 * touched: whether the words were typed, rather than taken from the text @returns {Offer} */
export function offer({ here, found, words, language, actors, touched }) {
  const guesses = actors && !touched ? meant(here, words, language) : [];
  const guessed = new Set(guesses.map(({ id }) => id));
  const others = ranked(here, found, words).filter(({ id }) => !guessed.has(id));
  const same = others.filter(({ fit }) => fit <= 1);
  const all = guesses.length ? [...same, ...guesses, ...others.filter(({ fit }) => fit > 1)] : others;
  const nameless = actors && isUnnamed(words, language);
  /** @type {Choice[]} */
  const made = !words ? [] : actors ? [{ make: "named" }, { make: "unnamed" }] : [{ make: "named" }];
  if (nameless) made.reverse();
  const shown = all.slice(0, SHOWN);
  const first = shown[0];
  const misled = !!first && touched && onlyNamesIt(first, words);
  const fits = !!first && !misled && (touched || !words || !actors || first.fit < FAR || guessed.has(first.id));
  const takesFirst = fits && (!nameless || touched || first.fit <= 1);
  return {
    choices: [...shown.map((candidate) => ({ candidate })), ...made],
    current: takesFirst ? 0 : shown.length,
    hidden: all.length - shown.length,
    sure: takesFirst ? sureOf(first, guessed) : nameless,
  };
}

/** “Ivana Brandt” was typed, and what fits is “the lawyers of Ivana Brandt” or “Ivana Brandt’s letter”: somebody else.
 * @param {Candidate} first @param {string} words */
const onlyNamesIt = (first, words) =>
  first.fit > 1 && (first.kind === "anonymous" || first.kind === "document") && /\S\s+\S/.test(words.trim());

/** @param {Candidate} first @param {Set<string>} guessed */
const sureOf = (first, guessed) => guessed.has(first.id) || (first.here > 0 && first.fit <= 1);
