// @ts-check
/** What is passing: the parts of one attribution or span, lit in the text. Labels themselves are drawn by draw.js. */
/** @import { Page } from "./page.js" */
/** @import { Store } from "./store.js" */
import { ROLES } from "./store.js";

export class Light {
  /** @param {Page} page @param {Store} store */
  constructor(page, store) {
    this.page = page;
    this.store = store;
    this.key = "";
    /** @type {Record<string, Highlight>} */
    this.layers = {};
    if (!globalThis.CSS?.highlights) return; // older browsers go without
    for (const role of [...ROLES, "span"]) {
      this.layers[role] = new Highlight();
      CSS.highlights.set(`lit-${role}`, this.layers[role]);
    }
  }

  /** @param {{attribution?: string | null, span?: string | null, dim?: boolean, again?: boolean}} what */
  show({ attribution = null, span = null, dim = false, again = false }) {
    const key = `${attribution}:${span}:${dim}`;
    if (key === this.key && !again) return;
    this.key = key;
    for (const layer of Object.values(this.layers)) layer.clear();
    const parts = attribution ? this.store.attributions.get(attribution) : undefined;
    if (parts) for (const role of ROLES) for (const id of parts[role]) this.#add(role, id);
    if (span) this.#add("span", span);
    this.page.root.classList.toggle("dimmed", dim && !!parts);
    for (const card of this.page.root.querySelectorAll(".card.on")) card.classList.remove("on");
    if (parts) this.page.root.querySelector(`[data-attribution="${CSS.escape(parts.id)}"]`)?.classList.add("on");
  }

  /** @param {string} layer @param {string} id */
  #add(layer, id) {
    if (!this.layers[layer]) return;
    for (const fragment of this.store.spans.get(id)?.fragments ?? []) {
      for (const range of this.page.ranges(fragment)) this.layers[layer].add(range);
    }
  }
}
