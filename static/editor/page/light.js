// @ts-check
/** What is passing: the parts of one attribution or span, lit in the text. Labels themselves are drawn by draw.js. */
/** @import { Page } from "./page.js" */
/** @import { Store } from "../records/store.js" */
import { ROLES } from "../records/store.js";

export class Light {
  /** @param {Page} page @param {Store} store */
  constructor(page, store) {
    this.page = page;
    this.store = store;
    this.key = "";
    /** made when they are first wanted: registering one costs the page a style pass @type {Map<string, Highlight>} */
    this.layers = new Map();
    /** @type {Element | null} */
    this.card = null;
  }

  /** @param {{attribution?: string | null, span?: string | null, dim?: boolean, again?: boolean}} what */
  show({ attribution = null, span = null, dim = false, again = false }) {
    const key = `${attribution}:${span}:${dim}`;
    if (key === this.key && !again) return;
    this.key = key;
    for (const layer of this.layers.values()) if (layer.size) layer.clear();
    const parts = attribution ? this.store.attributions.get(attribution) : undefined;
    if (parts) for (const role of ROLES) for (const id of parts[role]) this.#add(role, id);
    if (span) this.#add("span", span);
    this.page.root.classList.toggle("dimmed", dim && !!parts);
    this.#lightCard(parts ? this.page.root.querySelector(`.card[data-attribution="${CSS.escape(parts.id)}"]`) : null);
  }

  /** @param {Element | null} card */
  #lightCard(card) {
    if (card !== this.card) this.card?.classList.remove("on");
    card?.classList.add("on");
    this.card = card;
  }

  /** @param {string} role @param {string} id */
  #add(role, id) {
    const layer = this.#layer(role);
    for (const fragment of this.store.spans.get(id)?.fragments ?? []) {
      for (const range of this.page.ranges(fragment)) layer?.add(range);
    }
  }

  /** @param {string} role @returns {Highlight | undefined} older browsers go without */
  #layer(role) {
    if (!this.layers.has(role) && globalThis.CSS?.highlights) {
      this.layers.set(role, new Highlight());
      CSS.highlights.set(`lit-${role}`, /** @type {Highlight} */ (this.layers.get(role)));
    }
    return this.layers.get(role);
  }
}
