// @ts-check
/** What the editor says, in the reader's language. The page loads Django's JavaScript catalogue before the modules when
 * the language is not English; without one, and in node, the English words of the call are said. */

/** @typedef {Record<string, string | number>} Values what fills the places marked %(name)s */
/** @type {{gettext?: (text: string) => string, ngettext?: (one: string, many: string, count: number) => string}} */
const catalogue = /** @type {any} */ (globalThis).django ?? {};

/** @param {string} text @param {Values} [values] */
export function _(text, values) {
  return filled(catalogue.gettext?.(text) ?? text, values);
}

/** @param {string} one @param {string} many @param {number} count @param {Values} [values] count is filled in by itself */
export function ngettext(one, many, count, values) {
  const text = catalogue.ngettext?.(one, many, count) ?? (count === 1 ? one : many);
  return filled(text, { count, ...values });
}

/** @param {string} text @param {Values} [values] */
function filled(text, values) {
  return values ? text.replace(/%\((\w+)\)s/g, (place, name) => String(values[name] ?? place)) : text;
}
