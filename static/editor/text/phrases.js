// @ts-check
/** The noun phrase beside a cue, found without a parser: names, pronouns, and what a determiner opens. Pure. */
/** @import { Fragment } from "../types.js" */
/** @import { Token } from "./prefill.js" */
import { cuesOf } from "./cues.js";

/** @typedef {{text: string, cue: Fragment, closed: Fragment[], tokens: Token[], sentences: Fragment[], inverted: boolean}} Place */
/** @typedef {{determiners: Set<string>, pronouns: Set<string>, stops: Set<string>, links: Set<string>, subjects: (place: Place) => Fragment[]}} Grammar */

/** determiners open a noun phrase, pronouns are one, stops end one, links go on inside one.
 * @type {Record<string, {determiners: string, pronouns: string, stops: string, links: string}>} */
const WORDS = {
  en: {
    determiners:
      "the a an his her their its our my your this that these those some many several most one two three four five other another both all no few any",
    pronouns: "he she they it i we you who everyone nobody somebody someone others many some officials critics sources",
    stops: `and but or as because while when after if where which although though since in on at by with during before into from to under
      over about against through than so not also then now today yesterday later earlier monday tuesday wednesday thursday friday
      saturday sunday who that there here yet still however meanwhile recently just only even what how why like whom whose until within
      is are was were has have had be been will would can could may should did does do if whether once thus instead nor upon per via amid`,
    links: "of for by de von van du la le der den bin al and & from",
  },
  de: {
    determiners:
      "der die das ein eine einer eines dem den des sein seine ihr ihre dieser diese dieses mehrere viele einige beide alle",
    pronouns: "er sie es ich wir man wer jemand niemand viele manche",
    stops: `und aber oder weil während wenn nachdem ob wo in im an am bei mit vor nach auf aus zu zum zur über gegen durch als so nicht
      auch dann jetzt heute gestern später montag dienstag mittwoch donnerstag freitag samstag sonntag dass daß noch zwar doch
      hatte hat ist war sind waren wird werden sei habe`,
    links: "von der des vom für de van und zu bei aus",
  },
  fr: {
    determiners: "le la les un une des l' son sa ses leur leurs ce cet cette ces plusieurs certains du",
    pronouns: "il elle ils elles on je nous vous qui certains plusieurs",
    stops: `et mais ou car quand après si où qui que qu' lors dans sur en à au aux avec pendant avant par depuis contre comme lundi mardi
      mercredi jeudi vendredi samedi dimanche hier aujourd'hui ensuite alors puis ainsi a ont est sont`,
    links: "de du des d' la le et l'",
  },
  es: {
    determiners: "el la los las un una unos unas su sus este esta estos estas varios algunos muchos",
    pronouns: "él ella ellos ellas yo nosotros quien quienes muchos algunos",
    stops: `y pero o porque cuando después si donde que en a al con durante antes por desde contra como lunes martes miércoles jueves
      viernes sábado domingo ayer hoy luego entonces así ha han es son se`,
    links: "de del la los las y el",
  },
};
const INNER = /^[\s]*$/;
const ADVERB = /^(?!family|assembly|ally|bully|anomaly|monopoly|reply)\p{Ll}{3,}ly$/u; // “he finally believes”
const PERSONAL =
  /^(?:he|she|they|it|i|we|you|who|er|sie|es|ich|wir|man|wer|ils?|elles?|on|je|nous|vous|qui|él|ella|ellos|ellas|yo|nosotros|quien|quienes)$/;
const DAY = /(?:day|tag|woch)$/i;
const BRACKETS = /^\s*\([^()]{1,40}\)/; // the party: “Rep. Gwen Moore (D-Wis.)”
const TITLE =
  /^(?:heads?|chiefs?|leaders?|chair\p{L}*|president|director|founder|author|editor|professor|spokes\p{L}+)$/u;
const BOTH = /^(?:both|all|each|beide|alle)$/i; // after its noun: “Noor and Brandt both said”
const NOBODY = /^(?:it|es)$/i; // “it is feared that”
const PASSIVE = /^(?:is|was|has been|had been|wird|wurde)\s/i;

/** “Noor and Brandt” may be two. @param {string} text @param {Fragment} phrase @returns {Fragment[]} */
function joined(text, [start, end]) {
  const two = text.slice(start, end).match(/^(\p{Lu}[\p{L} .-]*?) (?:and|und|et|y|e) (\p{Lu}[\p{L} .-]*)$/u);
  return two
    ? [
        [start, start + two[1].length],
        [end - two[2].length, end],
      ]
    : [];
}

/** @type {Map<string, Grammar>} */
const made = new Map();

/** @param {string} language @returns {Grammar} */
export function grammarOf(language) {
  const base = language.toLowerCase().split(/[-_]/)[0];
  let found = made.get(base);
  if (!found) {
    found = grammar(Object.hasOwn(WORDS, base) ? base : "");
    made.set(base, found);
  }
  return found;
}

/** @param {string} base @returns {Grammar} */
function grammar(base) {
  const words = WORDS[base] ?? { determiners: "", pronouns: "", stops: "", links: "de von van di da del" };
  const set = (/** @type {string} */ list) => new Set(list.split(/\s+/).filter(Boolean));
  const [determiners, pronouns, stops, links] = [words.determiners, words.pronouns, words.stops, words.links].map(set);
  const cues = cuesOf(base);
  const isVerb = (/** @type {string} */ low) => Boolean(cues?.strong.has(low));
  const ended = (/** @type {string} */ low) => Boolean(cues?.forms.has(low) && /ed$/.test(low)); // “His wife agreed”
  const isName = (/** @type {string} */ word) => /^[\p{Lu}\p{Lo}]/u.test(word);
  const known = base !== "";

  /** @param {Place} place @param {number} from @param {number} to */
  const blocked = ({ closed }, from, to) => closed.some(([a, b]) => from < b && a < to);

  /** To the right: “said Mayor Anna Keller on Monday”. @param {Place} place @param {number} first index of a token @returns {Fragment | null} */
  function after(place, first) {
    const { text, tokens } = place;
    const head = tokens[first];
    if (!head || blocked(place, head.start, head.end)) return null;
    const low = head.word.toLowerCase();
    if (pronouns.has(low) && !determiners.has(low)) return [head.start, head.end];
    if (DAY.test(low) && stops.has(low)) return null;
    if (!isName(head.word) && (!known || stops.has(low) || isVerb(low))) return null;
    let end = head.end;
    for (let n = first + 1; n < tokens.length; n++) {
      const { word, start } = tokens[n];
      const lower = word.toLowerCase();
      const link = links.has(lower) && tokens[n + 1] && !isVerb(tokens[n + 1].word.toLowerCase());
      if (!INNER.test(text.slice(end, start)) || blocked(place, start, tokens[n].end)) break;
      if (lower === "and" && !(isName(tokens[n - 1].word) && tokens[n + 1] && isName(tokens[n + 1].word))) break;
      const noun = determiners.has(tokens[n - 1].word.toLowerCase());
      if (!link && (stops.has(lower) || ((isVerb(lower) || ended(lower)) && !noun) || pronouns.has(lower))) break;
      if (!known && !isName(word) && !link) break;
      end = tokens[n].end;
    }
    const party = text.slice(end).match(BRACKETS);
    return [head.start, apposition(place, end + (party?.[0].length ?? 0))];
  }

  /** “Anna Keller, the mayor of the town”: the apposition belongs to the source. @param {Place} place @param {number} end */
  function apposition(place, end) {
    const { text, closed } = place;
    const limit = Math.min(text.length, ...closed.map(([from]) => (from >= end ? from : text.length)));
    const match = text.slice(end, limit).match(/^, ((?:\p{Ll}+(?:['’]s?)?) [^,.;:!?"“”„«»()—–]{3,90})(?=[,.;:—–"“”])/u);
    if (!match) return end;
    const first = match[1].split(/[\s'’]/)[0];
    const verb = match[1]
      .toLowerCase()
      .match(/\p{L}+/gu)
      ?.some(isVerb);
    return (determiners.has(first) || TITLE.test(first)) && !verb ? end + match[0].length : end;
  }

  /** To the left: “the ministry’s spokesman said”. @param {Place} place @param {number} last index of a token @returns {Fragment | null} */
  function before(place, last) {
    const { text, tokens } = place;
    let nth = last;
    let right = place.cue[0];
    const closed = text.slice(0, right).match(/\([^()]{1,40}\)\s*$/);
    if (closed?.index !== undefined) {
      const open = closed.index;
      const bare = before(
        { ...place, cue: [open, open] },
        tokens.findLastIndex(({ end }) => end <= open),
      );
      return bare && [bare[0], open + closed[0].trimEnd().length];
    }
    if (nth >= 0 && /^,\s*$/.test(text.slice(tokens[nth].end, right))) {
      const whole = overApposition(place, nth);
      if (whole) return whole;
      right = tokens[nth].end;
    }
    if (
      nth > 0 &&
      (BOTH.test(tokens[nth].word) || (base === "en" && ADVERB.test(tokens[nth].word))) &&
      INNER.test(text.slice(tokens[nth].end, right))
    ) {
      const prior = tokens[nth - 1];
      const noun = !stops.has(prior.word.toLowerCase()) && INNER.test(text.slice(prior.end, tokens[nth].start));
      if (noun) [right, nth] = [tokens[nth].start, nth - 1];
    }
    const head = tokens[nth];
    if (!head || !INNER.test(text.slice(head.end, right)) || blocked(place, head.start, head.end)) return null;
    const low = head.word.toLowerCase();
    if (/^(who|which|that|der|die|qui|que|quien)$/.test(low))
      return before({ ...place, cue: [head.start, head.start] }, nth - 1);
    if (pronouns.has(low)) {
      const more =
        !PERSONAL.test(low) &&
        determiners.has(tokens[nth - 1]?.word.toLowerCase() ?? "") &&
        INNER.test(text.slice(tokens[nth - 1].end, head.start));
      return [more ? tokens[nth - 1].start : head.start, head.end];
    }
    if (stops.has(low)) return null;
    let start = head.start;
    const final = nth;
    for (; nth >= 0; nth--) {
      const { word, start: from, end } = tokens[nth];
      const lower = word.toLowerCase();
      const link = links.has(lower) && nth < final;
      if (nth < final && !INNER.test(text.slice(end, start))) break;
      if (blocked(place, from, end) || (nth < final && isVerb(lower) && !isName(word))) break;
      if (lower === "and" && !isName(tokens[nth - 1]?.word ?? "")) break;
      if (!link && (stops.has(lower) || (pronouns.has(lower) && !determiners.has(lower)))) break;
      if (!known && !isName(word) && !link) break;
      start = from;
      const linked =
        links.has(tokens[nth - 1]?.word.toLowerCase() ?? "") || /['’]s$|s['’]$/.test(tokens[nth - 1]?.word ?? "");
      if (determiners.has(lower) && !linked) break;
    }
    const first = tokens.find((token) => token.start === start);
    if (first && links.has(first.word.toLowerCase()) && !determiners.has(first.word.toLowerCase()))
      start = first.end + 1;
    return start < head.end ? [start, head.end] : null;
  }

  /** “Anna Keller, the mayor, said”: back over what stands between the commas. @param {Place} place @param {number} last */
  function overApposition(place, last) {
    const { text, tokens, sentences, cue } = place;
    const from = sentences.findLast(([start]) => start <= cue[0])?.[0] ?? 0;
    const comma = text.lastIndexOf(",", tokens[last].start);
    if (comma < from || cue[0] - comma > 130) return null;
    const name = before(
      { ...place, cue: [comma, comma] },
      tokens.findLastIndex(({ end }) => end <= comma),
    );
    return name && /^[\p{Lu}]|^the /iu.test(text.slice(...name))
      ? /** @type {Fragment} */ ([name[0], tokens[last].end])
      : null;
  }

  /** The first noun phrase of the sentence, for “… and said” and “…, adding”. @param {Place} place @returns {Fragment[]} */
  function leading(place) {
    const { tokens, sentences, cue } = place;
    const from = sentences.findLast(([start]) => start <= cue[0])?.[0] ?? 0;
    const inside = tokens.flatMap(({ start }, nth) => (start >= from && start < cue[0] ? nth : []));
    const opens = inside.filter((nth) => {
      const low = tokens[nth].word.toLowerCase();
      const prior = tokens[nth - 1];
      const governed = prior && prior.start >= from && stops.has(prior.word.toLowerCase());
      return !governed && !stops.has(low) && (isName(tokens[nth].word) || determiners.has(low) || pronouns.has(low));
    });
    return opens.slice(0, 3).flatMap((nth) => {
      const found = after(place, nth);
      return found && found[1] <= cue[0] ? [found] : [];
    });
  }

  return {
    determiners,
    pronouns,
    stops,
    links,
    subjects(place) {
      const { text, tokens, cue, inverted } = place;
      const next = tokens.findIndex(({ start }) => start >= cue[1]);
      const prior = tokens.findLastIndex(({ end }) => end <= cue[0]);
      const words = text.slice(...cue);
      const beside = next >= 0 && /^\s*(?:von |by )?$/.test(text.slice(cue[1], tokens[next].start));
      const right = beside ? after(place, next) : null;
      const left = before(place, prior);
      if (left && NOBODY.test(text.slice(...left)) && PASSIVE.test(words)) return [];
      const naming = Boolean(cues && words.match(cues.naming));
      const turned = base === "de" && left === null;
      if (naming && right) return [right];
      const hanging =
        base === "en" && /^\p{Ll}+ing$/u.test(words.split(/\s/)[0]) && /,\s*$/.test(text.slice(0, cue[0]));
      if (hanging) return [...leading(place), ...(left ? [left] : [])]; // “The judge rejected it, saying”
      const order = inverted || turned ? [right, left] : [left];
      return [
        ...order.flatMap((one) => (one ? [one, ...joined(text, one)] : [])),
        ...leading(place),
        ...(right && isName(text.slice(...right)) ? [right] : []),
      ];
    },
  };
}
