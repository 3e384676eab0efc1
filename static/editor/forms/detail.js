// @ts-check
/** The way to the form of what is active. The form itself is not needed to begin, so it comes when it is first wanted. */
/** @import { Editor } from "../editor.js" */
/** @import { Panel } from "./panel.js" */

const PATIENCE = 2000;

export class Detail {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {Panel | null} */
    this.panel = null;
    /** @type {Promise<Panel | null> | null} */
    this.coming = null;
    const idle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ run) => setTimeout(run, PATIENCE));
    idle(() => this.load(), { timeout: PATIENCE });
  }

  /** The form, or null while its module cannot be had. @returns {Promise<Panel | null>} */
  load() {
    this.coming ??= fetched(this.editor).then((panel) => {
      this.panel = panel;
      if (!panel) this.coming = null; // asked again the next time
      return panel;
    });
    return this.coming;
  }

  show() {
    if (this.panel) this.panel.show();
    else if (this.editor.active.span || this.editor.active.attribution) this.load().then((panel) => panel?.show());
  }

  /** Reads the layout now, and answers what writes it. */
  place() {
    return this.panel?.place();
  }

  /** Open the search for an actor or a topic. Answers whether there is something to link. */
  pick() {
    const kind = this.editor.store.spans.get(this.editor.active.span ?? "")?.kind;
    if (kind !== "actor" && kind !== "claim") return false;
    return this.#with((panel) => panel.pick());
  }

  /** @param {(panel: Panel) => unknown} act @returns {true | Promise<void>} */
  #with(act) {
    if (!this.panel)
      return this.load().then((panel) => {
        if (!panel) throw new Error("The form is not here.");
        act(panel);
      });
    act(this.panel);
    return true;
  }

  /** Go to the questions of the scheme about what is active: to the first without an answer. */
  ask() {
    if (!this.editor.active.span && !this.editor.active.attribution) return false;
    return this.#with((panel) => panel.ask());
  }

  /** Show or hide what the guidelines say about what is active. */
  guide() {
    return this.#with((panel) => panel.guide());
  }

  /** A field's own key goes to its question. @param {string} key */
  key(key) {
    return this.panel?.key(key) ?? false;
  }
}

/** @param {Editor} editor @returns {Promise<Panel | null>} */
async function fetched(editor) {
  try {
    const { Panel } = await import("./panel.js");
    return new Panel(editor);
  } catch {
    return null;
  }
}
