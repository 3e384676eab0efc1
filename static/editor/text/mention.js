// @ts-check
/** What the words of a mention tell about who is meant, before anybody is asked. Cautious: it only proposes. Pure. */

/** @typedef {"person" | "organisation" | "state" | "group" | "medium" | "document"} NamedKind */
/** @type {NamedKind[]} */
export const NAMED_KINDS = ["person", "organisation", "state", "group", "medium", "document"];

const ONE_PERSON = "he she him her himself herself er ihn ihm ihr il elle lui él ella هو هي";
const ANYBODY = "they them it who one sie es man ihnen wer die ils elles on eux ellos ellas هم هن";
const PERSONS = new Set(ONE_PERSON.split(" "));
const PRONOUNS = new Set([...PERSONS, ...ANYBODY.split(" ")]);

const DEFINITE =
  /^(the|this|that|these|those|his|her|its|their|der|die|das|den|dem|des|dieser|diese|dieses|le|la|les|el|los|las)\s|^l['’]/i;
const INDEFINITE =
  /^(an?|one|some|several|many|two|three|another|eine?r?|einige|mehrere|zwei|drei|une?|des|unos|unas)\s/i;
const NAMELESS =
  /\b(officials?|sources?|insiders?|aides?|diplomats?|witness(es)?|person|people|residents?|analysts?|experts?|quellen?|insider|beamter?|kreise|zeugen?)\b/i;

const OFFICE =
  /(?<!\p{L})(?:spokes(?:man|woman|person)|(?:prime |foreign )?minister|justice|judge|rep\.|representative|sen\.|senator|gov\.|governor|(?:vice )?president|secretary|mayor|director|chairman|chairwoman|lawyer|attorney|(?:congress|council)(?:man|woman)|lawmaker|councillor|professor|prof\.|dr\.|mrs?\.|ms\.|\p{L}*(?:sprecher|minister|präsident|richter|kanzler|bürgermeister|anwalt|anwält|direktor)(?:in)?|abgeordneter?|vorsitzender?)(?![\p{L}])(?!\s+of the\b)/iu;
/** @type {Map<string, Set<string>>} */
const states = new Map();

/** What countries are called in a language, as the browser knows it. @param {string} language */
function statesOf(language) {
  let found = states.get(language);
  if (!found) {
    const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
    const codes = letters.flatMap((one) => letters.map((two) => one + two));
    found = new Set(codes.flatMap((code) => countryName(code, language)));
    states.set(language, found);
  }
  return found;
}

/** @param {string} code @param {string} language @returns {string[]} */
function countryName(code, language) {
  try {
    const name = new Intl.DisplayNames([language], { type: "region", fallback: "none" }).of(code)?.toLowerCase();
    return name ? [name, `the ${name}`] : [];
  } catch {
    return [];
  }
}

/** @type {[NamedKind, RegExp][]} the first that fits is taken, so what is told more surely stands first */
const SIGNS = [
  [
    "organisation",
    /\b(ministry|department|agency|authority|office|court|police|army|inc|ltd|llc|plc|gmbh|ag|corp|corporation|company|union|party|university|bank|council|committee|commission|association|institute|hospital|church|city|board|club|federation|organi[sz]ation|\p{L}*(ministerium|amt|behörde|gericht|polizei|gewerkschaft|partei|verband|institut|universität|konzern))\b/iu,
  ],
  [
    "document",
    /\b(report|study|statement|letter|memo|memorandum|law|treaty|lawsuit|filing|paper|survey|bericht|studie|brief|gesetz|gutachten|vertrag)\b/i,
  ],
  ["medium", /\b(times|post|news|gazette|herald|tribune|radio|tv|television|newspaper|magazine|zeitung|rundfunk)\b/i],
  ["state", /\b(government|republic|kingdom|regierung|republik|gouvernement|gobierno)\b/i],
  [
    "group",
    /\b(residents|protesters|workers|critics|farmers|families|students|opposition|voters|members|officials|people|anwohner|kritiker|demonstranten)\b/i,
  ],
];

/** One space between words, no quotation marks or “'s” around the name, and nothing that only tells more of it: the party
 * in brackets, “, 56”, “, head of the caucus”. @param {string} words */
export function nameIn(words) {
  const bare = words.replace(/\s+/g, " ").replace(/^(.*?\p{Lu}.*?)(?:,? \([^()]*\)?.*|, [\p{Ll}\p{N}].*)$/u, "$1");
  const plain = bare.replace(/^[\s"“”„«»‘]+|[\s"“”„«»,.;:]+$/g, "");
  return plain.replace(/['’]s?$/i, (end) =>
    /s/i.test(end) || /s['’]$/i.test(plain) ? end.replace(/['’]s?/i, "") : end,
  );
}

/** @param {string} words */
export const isPronoun = (words) => PRONOUNS.has(words.trim().toLowerCase());

/** Whether the words can only be one person. @param {string} words */
export const isOnePerson = (words) => PERSONS.has(words.trim().toLowerCase());

/** “the minister”, but not “the Ministry of War”. @param {string} words @param {string} language */
export function isDescription(words, language) {
  return DEFINITE.test(words) && (language.startsWith("de") || !hasName(words));
}

/** “a senior official”: somebody the article does not name. @param {string} words @param {string} language */
export function isUnnamed(words, language) {
  if (DEFINITE.test(words)) return false;
  const named = !language.startsWith("de") && hasName(words);
  return !named && (INDEFINITE.test(words) || NAMELESS.test(words));
}

/** @param {string} words whether a word after the first is written like a name */
const hasName = (words) => /\s['"“‘]?\p{Lu}/u.test(words.trim());

/** The kind a new actor of this name most likely has. @param {string} words @param {string} language @returns {NamedKind} */
export function kindGuessed(words, language) {
  if (OFFICE.test(words) && !/['’]s?(?!\p{L})/u.test(words)) return "person"; // “Foreign Ministry spokesman Esmail B.”
  if (statesOf(language).has(words.trim().toLowerCase())) return "state";
  return SIGNS.find(([, sign]) => sign.test(words))?.[0] ?? "person";
}
