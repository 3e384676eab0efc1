// @ts-check
/** What stands above the rows of a list: which list, its filters, its order, and how many rows there are. */
/** @import { Row, Tab, Wish } from "./rows.js" */
import { element } from "../base/element.js";
import { _, ngettext } from "../base/words.js";
import { FLAGS, SORTS } from "./rows.js";

/** @type {[Tab, string][]} */
export const TABS = [
  ["attributions", _("Attributions")],
  ["actors", _("Actors")],
  ["claims", _("Claims")],
];
/** @type {Record<string, string>} */
const SORT_WORDS = {
  text: _("In order of the text"),
  who: _("By who"),
  cue: _("By cue"),
  kind: _("By kind of source"),
  often: _("Most mentioned first"),
  topic: _("By topic"),
  stance: _("By stance"),
};
/** @type {Record<string, string>} */
const FLAG_WORDS = {
  "": _("All"),
  "no-source": _("Without source"),
  "no-cue": _("Without cue"),
  "no-content": _("Without content"),
  "no-topic": _("Without topic"),
  unlinked: _("Not linked to an actor"),
  unanswered: _("With a required field open"),
  commented: _("With comments"),
};
/** How the lists are before anybody has touched them. */
export const WHOLE = { open: false, tab: /** @type {Tab} */ ("attributions"), text: "", flag: "", sort: "text" };

export class ListTools {
  /** @param {(change: Partial<Wish>) => void} wish @param {(tab: Tab) => void} turnTo */
  constructor(wish, turnTo) {
    this.tabs = TABS.map(([tab, label]) => tabButton(tab, label, () => turnTo(tab)));
    this.tablist = element("div", { role: "tablist", class: "list-tabs", "aria-label": _("Lists") }, ...this.tabs);
    this.filter = element("input", {
      type: "search",
      class: "compact",
      "aria-label": _("Filter the list"),
      placeholder: _("Filter"),
      autocomplete: "off",
      dir: "auto",
    });
    this.flag = element("select", { class: "compact", "aria-label": _("Show") });
    this.sort = element("select", { class: "compact", "aria-label": _("Sort") });
    this.count = element("p", { class: "list-count", role: "status" });
    this.rest = [element("div", { class: "list-tools" }, this.filter, this.flag, this.sort), this.count];
    this.filter.addEventListener("input", () => wish({ text: this.filter.value }));
    this.flag.addEventListener("change", () => wish({ flag: this.flag.value }));
    this.sort.addEventListener("change", () => wish({ sort: this.sort.value }));
  }

  /** @param {Wish & {tab: Tab}} state @param {Row[]} all @param {number} count how many of them are shown */
  show({ tab, text, flag, sort }, all, count) {
    for (const button of this.tabs) {
      const on = button.dataset.tab === tab;
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
      const number = button.querySelector(".number");
      if (number) number.textContent = on ? String(all.length) : "";
    }
    const flags = FLAGS[tab].filter((one) => one === flag || all.some((row) => row.flags.includes(one)));
    const many = (/** @type {string} */ one) => all.filter((row) => row.flags.includes(one)).length;
    options(
      this.flag,
      ["", ...flags].map((one) => [one, one ? `${FLAG_WORDS[one]} (${many(one)})` : FLAG_WORDS[""]]),
      flag,
    );
    options(
      this.sort,
      SORTS[tab].map((one) => [one, SORT_WORDS[one]]),
      sort,
    );
    if (this.filter.value !== text) this.filter.value = text;
    const words = all.length
      ? ngettext("%(shown)s of %(count)s row", "%(shown)s of %(count)s rows", all.length, { shown: count })
      : _("Nothing marked yet.");
    if (this.count.textContent !== words) this.count.textContent = words;
  }
}

/** @param {Tab} tab @param {string} label @param {() => void} turn */
function tabButton(tab, label, turn) {
  const button = element(
    "button",
    { type: "button", role: "tab", "aria-controls": "list-panel", "data-tab": tab, id: `list-tab-${tab}` },
    label,
    " ",
    element("span", { class: "number" }),
  );
  button.addEventListener("click", turn);
  return button;
}

/** @param {HTMLSelectElement} select @param {string[][]} pairs @param {string} chosen */
function options(select, pairs, chosen) {
  const key = JSON.stringify(pairs);
  if (select.dataset.key !== key) {
    select.dataset.key = key;
    select.replaceChildren(...pairs.map(([value, label]) => element("option", { value }, label)));
  }
  select.value = chosen;
}
