// @ts-check
/** The words that say that something was said, by language. Pure lists; prefill.js looks for them in a sentence. */

/** @typedef {{forms: Set<string>, strong: Set<string>, before: RegExp, after: RegExp, naming: RegExp}} Cues
 * forms may report, strong ones nearly always do; before and after hold a verb group together; naming are phrases
 * that name the source after them, such as “according to” */

/** @param {string} words */
const list = (words) => words.trim().split(/\s+/);

/** Every form of English verbs, written once. @param {string} verbs with irregular forms after a slash */
function english(verbs) {
  return list(verbs).flatMap((entry) => {
    const [verb, ...irregular] = entry.split("/");
    const stem = verb.replace(/e$/, "");
    const past = irregular.length ? irregular : [`${stem}ed`];
    if (/[^aeiou]y$/.test(verb)) {
      const short = verb.slice(0, -1);
      return [verb, `${short}ies`, ...(irregular.length ? irregular : [`${short}ied`]), `${verb}ing`];
    }
    const s = /(s|sh|ch|x|z)$/.test(verb) ? `${verb}es` : `${verb}s`;
    return [verb, s, ...past, /ee$/.test(verb) ? `${verb}ing` : `${stem}ing`];
  });
}

/** Present and past of weak German verbs and of verbs in -ieren, from the stem. @param {string} stems */
const german = (stems) =>
  list(stems).flatMap((stem) => {
    const e = /[td]$/.test(stem) ? "e" : "";
    return ["en", `${e}t`, `${e}te`, `${e}ten`].map((end) => stem + end);
  });

/** Present, past and participle of French verbs in -er. @param {string} stems */
const french = (stems) =>
  list(stems).flatMap((stem) => ["e", "ent", "ait", "aient", "é", "ée", "ant", "a", "èrent"].map((end) => stem + end));

/** Present and past of Spanish verbs in -ar. @param {string} stems */
const spanish = (stems) =>
  list(stems).flatMap((stem) => ["a", "an", "ó", "aron", "aba", "aban", "ado", "ando"].map((end) => stem + end));

const NEVER = /(?!)/u;

/** @type {Record<string, () => Cues>} */
const LANGUAGES = {
  en: () => ({
    strong: new Set(
      english(
        `say/said/saying tell/told add explain note/noted argue claim insist announce state warn declare write/wrote/written
        acknowledge admit/admitted/admitting allege assert concede contend deny emphasize emphasise recall remark reply
        stress suggest testify tweet quip/quipped believe think/thought accuse estimate report complain vow reveal
        predict conclude indicate mention pledge respond`,
      ),
    ),
    forms: new Set(
      english(
        `ask agree answer call cite comment condemn confirm consider continue criticise criticize decide decline demand describe
        dismiss disclose doubt echo expect express fear find/found hope identify imply interject joke know/knew/known label
        learn maintain observe oppose order plan/planned/planning point praise promise propose question quote read reason rebut
        recommend refuse/refused reject release rule shout show/showed/shown speak/spoke/spoken speculate support tease tout
        understand/understood urge voice want weigh whisper worry blast attack chant proclaim reiterate repeat retort
        tip/tipped go/went hear/heard see/saw/seen feel/felt argue document boast brag/bragged hint lament caution advise`,
      ),
    ),
    before:
      /(?<![\p{L}\p{N}])(?:(?:has|have|had|is|are|was|were|be|been|being|would|will|could|can|may|might|must|did|does|do|not|never|also|further|recently|previously|repeatedly|publicly|later|then|to|went|on|reportedly|don’t|didn’t|doesn’t|wasn’t|isn’t|don't|didn't|doesn't|wasn't|isn't|['’]s|['’]ve|['’]d|['’]re|continued)\s+|\b(?:has|have|had|was|were|is|are)n['’]t\s+)+$/iu,
    after:
      /^(?:\s+(?:reporters|journalists|lawmakers|investigators|voters|supporters|for|out|to\b(?=\s+\p{L}+ing)|in (?:an? |the )?(?:\p{Ll}+ )?(?:statement|interview|email|e-mail|letter|speech|report|tweet|post|release|memo|note|filing|briefing|call|column)|at (?:a|the) (?:\p{Ll}+ )?(?:conference|briefing|rally|hearing|meeting)))+(?![\p{L}\p{N}])/iu,
    naming: /(?<![\p{L}\p{N}])(?:according to|in the words of|in the view of)(?![\p{L}\p{N}])/giu,
  }),
  de: () => ({
    strong: new Set([
      ...german("sag erklär mein berichte ergänz betont fordert warn kritisiert behaupt mitteil äußer teil antwort"),
      ...german("beton kritisier forder beklag bemerk versicher erläuter urteil schätz vermut folger glaub kommentier"),
      ...list(
        `schreibt schrieb schrieben geschrieben spricht sprach sprachen gibt gab hieß heißt bekräftigte bekräftigt gestand
        räumte wies stellte unterstrich unterstreicht betonte gesagt erklärt berichtet mitgeteilt verlautete befand findet fand
        berichtete berichteten berichten versprach verspricht widersprach widerspricht zufolge`,
      ),
    ]),
    forms: new Set([
      ...german(
        "kündig frag verlang wünsch droh lob erinner hoff prognostizier plädier resümier zitier appellier vermeld",
      ),
      ...german("dementier bestätig verteidig mahn bedauer erwart bezweifel zweifel"),
      ...list("sieht sah nennt nannte weiß wusste rief ruft denkt dachte hält hielt weist will wollte bat bittet"),
    ]),
    before:
      /(?<![\p{L}\p{N}])(?:(?:hat|habe|haben|hatte|hatten|wird|werde|würde|soll|sei|auch|weiter|zudem|außerdem)\s+)+$/iu,
    after:
      /^(?:\s+(?:in (?:einer|der) (?:Erklärung|Mitteilung|Stellungnahme|Sitzung)|vor (?:Journalisten|Reportern)|(?:dazu|weiter|zudem|außerdem|hinzu|mit|ein|an|zurück)))+(?![\p{L}\p{N}])/u,
    naming:
      /(?<![\p{L}\p{N}])(?:laut|nach Angaben|nach Auskunft|nach Ansicht|nach Meinung|nach Worten|nach Einschätzung|gemäß|aus Sicht)(?: (?:von|der|des))?(?![\p{L}\p{N}])/giu,
  }),
  fr: () => ({
    strong: new Set([
      ...french("affirm déclar expliqu assur ajout estim précis annonc soulign racont jug indiqu insist avou confi"),
      ...french("rappel déplor dénonc not rapport témoign conclu argu regrett avertiss"),
      ...list(
        `dit disent disait disaient dirent disant écrit écrivait écrivent soutient soutenait soutiennent répond répondait répondu
        reconnaît reconnaissait reconnu prévient prévenait admet admettait admis promet promis prétend prétendait croit croyait
        avertit avertissait rappelle rappellent poursuit poursuivait`,
      ),
    ]),
    forms: new Set([
      ...french(
        "demand accus critiqu réclam propos pens espér dout murmur martel lanc lâch plaid exig craignai confirm",
      ),
      ...list("voit veut voulait sait craint fait s'exclame reprend souhaite souhaitait"),
    ]),
    before:
      /(?<![\p{L}\p{N}])(?:(?:a|ont|avait|avaient|aurait|aura|a-t-il|est|s['’]est|n['’]a|n['’]ont|pas|aussi|également|déjà|encore|ainsi|se|y|a-t-elle)\s+)+$|(?:s|n|l|j)['’]$/iu,
    after:
      /^(?:-t-(?:il|elle|on)|-(?:il|elle|ils|elles|on)|\s+(?:aux (?:journalistes|reporters)|à la presse|dans un (?:communiqué|entretien|discours|rapport)|lors d['’]une conférence de presse))+(?![\p{L}\p{N}])/iu,
    naming: /(?<![\p{L}\p{N}])(?:selon|d['’]après|aux yeux de|de l['’]avis de|pour)(?![\p{L}\p{N}])/giu,
  }),
  es: () => ({
    strong: new Set([
      ...spanish("afirm declar explic asegur señal anunci indic coment manifest recalc subray argument inform denunci"),
      ...list(
        `dijo dice dicen dijeron decía decían dicho diciendo añadió añade añaden agregó agrega sostuvo sostiene sostienen
        reconoció reconoce reconocen respondió responde admitió admite advirtió advierte advierten escribió escribe escriben
        contó cuenta insistió insiste aseveró expresó expresa relató concluyó concluye precisó precisa prometió promete`,
      ),
    ]),
    forms: new Set([
      ...spanish("pregunt critic opin consider reclam confirm neg record acus lament apunt valor estim"),
      ...list(
        "cree creen creía pidió pide piden exigió exige propuso propone quiere teme ve considera consideró niega negó",
      ),
    ]),
    before: /(?<![\p{L}\p{N}])(?:(?:ha|han|había|habían|habría|no|también|se|lo|le|les|ya|además|está|estaba)\s+)+$/iu,
    after:
      /^(?:\s+(?:a (?:la prensa|los (?:periodistas|reporteros))|en (?:un|una) (?:comunicado|entrevista|discurso|informe|rueda de prensa)))+(?![\p{L}\p{N}])/iu,
    naming: /(?<![\p{L}\p{N}])(?:según|de acuerdo con|en palabras de|a juicio de|en opinión de)(?![\p{L}\p{N}])/giu,
  }),
  it: () =>
    plain(
      `dice dicono disse dissero diceva detto afferma affermano affermò affermato dichiara dichiarano dichiarò dichiarato spiega
    spiegano spiegò spiegato aggiunge aggiunto aggiunse sostiene sostengono sostenuto racconta raccontato scrive scritto scrisse
    annuncia annunciato avverte risponde risposto ribadisce ribadito osserva commenta commentato conclude concluso`,
      "secondo|a detta di|a parere di|stando a",
    ),
  pt: () =>
    plain(
      `disse dizem diz disseram dizia dito afirma afirmam afirmou afirmaram declara declarou explica explicou acrescenta acrescentou
    escreve escreveu anuncia anunciou conta contou garante garantiu respondeu admite admitiu alerta alertou defende defendeu`,
      "segundo|de acordo com|conforme|na opinião de",
    ),
  nl: () =>
    plain(
      `zegt zeggen zei zeiden gezegd verklaart verklaarde stelt stelde meldt meldde schrijft schreef vertelt vertelde vindt vond
    benadrukt benadrukte voegt waarschuwt waarschuwde laat antwoordt antwoordde denkt dacht noemt noemde`,
      "volgens|aldus|naar verluidt",
    ),
};

/** @param {string} words @param {string} naming @returns {Cues} */
function plain(words, naming) {
  return {
    strong: new Set(list(words)),
    forms: new Set(),
    before: /(?<![\p{L}\p{N}])(?:(?:ha|hanno|aveva|tem|têm|heeft|hebben|had|não|non|niet)\s+)+$/iu,
    after: NEVER,
    naming: new RegExp(`(?<![\\p{L}\\p{N}])(?:${naming})(?![\\p{L}\\p{N}])`, "giu"),
  };
}

/** @type {Map<string, Cues>} */
const made = new Map();

/** @param {string} language of the article @returns {Cues | null} null when nothing is known of it */
export function cuesOf(language) {
  const base = language.toLowerCase().split(/[-_]/)[0];
  if (!Object.hasOwn(LANGUAGES, base)) return null;
  let found = made.get(base);
  if (!found) {
    found = LANGUAGES[base]();
    made.set(base, found);
  }
  return found;
}
