// @ts-check
/** What the help sheet says beyond the table of keys: the sweep in three steps, and what mouse and fingers do. */
/** @import { Keymap } from "./keymap.js" */
import { element } from "../base/element.js";
import { hint } from "../base/shown.js";
import { _ } from "../base/words.js";

/** @param {Keymap} keys */
export function steps(keys) {
  const key = (/** @type {string} */ name) => ({ key: hint(keys, name) || "–" });
  return element(
    "ol",
    {},
    element("li", {}, _("Sweep over what is said and press %(key)s.", key("attribution"))),
    element("li", {}, _("Click the words that say it (“told reporters”); %(key)s takes or skips.", key("accept"))),
    element("li", {}, _("Click who said it; %(key)s ends at any time.", key("stop"))),
  );
}

/** Mouse and fingers. */
export function gestures() {
  /** @type {[string, string][]} */
  const rows = [
    [_("Sweep"), _("choose words; whole words are taken")],
    [_("Alt + sweep"), _("choose exact characters")],
    [_("Shift + sweep"), _("a further piece of the same span")],
    [_("Click on a mark"), _("open it; again for the next one around it")],
    [_("Point at a card"), _("light up its parts in the text")],
    [_("Touch and hold"), _("choose words, then use the bar below")],
  ];
  const list = element("dl", {});
  for (const [what, does] of rows) list.append(element("div", {}, element("dt", {}, what), element("dd", {}, does)));
  return element("section", { class: "help-gestures" }, element("h3", {}, _("Mouse and touch")), list);
}
