// @ts-check
/** The help sheet, made from the table of keys: what there is, on which key, and the way to another key. */
/** @import { Command } from "./keytable.js" */
/** @import { Own } from "./keymap.js" */
/** @import { Editor } from "../editor.js" */
import { element } from "../base/element.js";
import { request } from "../base/http.js";
import { shown } from "../base/shown.js";
import { _ } from "../base/words.js";
import { fold } from "../text/finding.js";
import { gestures, steps } from "./gestures.js";
import { commandRow, GROUPS, questions } from "./help-rows.js";
import { keyName } from "./keymap.js";
import { bound, holder, questionOn, reserved, reset } from "./rebinding.js";

class Help {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.table = /** @type {Record<string, Command>} */ (editor.keys.table);
    this.asks = {
      ask: (/** @type {string} */ name) => this.#ask(name),
      back: (/** @type {string} */ name) => this.#back(name),
    };
    this.asked = ""; // the command that waits for a key
    this.told = element("p", { class: "help-told", role: "status" });
    this.body = element("div", { class: "help-groups" });
    this.filter = element("input", {
      type: "search",
      class: "compact",
      "aria-label": _("Find a command"),
      placeholder: _("Find"),
    });
    this.single = element("input", { type: "checkbox" });
    this.dialog = element("dialog", { class: "help", "aria-labelledby": "help-title" }, ...this.#parts());
    this.dialog.addEventListener("keydown", (event) => this.#key(event), true);
    this.dialog.addEventListener("close", () => this.#closed());
    this.filter.addEventListener("input", () => this.#find());
    this.single.addEventListener("change", () => this.#keep({ keys: editor.keys.own, single: this.single.checked }));
    document.getElementById("editor")?.append(this.dialog);
  }

  #parts() {
    const close = element("button", { type: "button", class: "icon-button", "aria-label": _("Close") }, "×");
    close.addEventListener("click", () => this.dialog.close());
    const print = element("button", { type: "button", class: "button compact quiet" }, _("Print"));
    print.addEventListener("click", () => window.print());
    const all = element("button", { type: "button", class: "button compact quiet" }, _("All keys as they were"));
    all.addEventListener("click", () => this.#keep({ keys: {}, single: true }, _("All keys are as they were.")));
    return [
      element(
        "header",
        {},
        element("h2", { id: "help-title", tabindex: "-1" }, _("Help and keys")),
        this.filter,
        print,
        close,
      ),
      element(
        "section",
        { class: "help-steps" },
        element("h3", {}, _("An attribution in three steps")),
        steps(this.editor.keys),
      ),
      this.told,
      this.body,
      gestures(),
      element(
        "footer",
        {},
        element(
          "p",
          {},
          _(
            "Keys act only while the article has the focus. Choose a key above to put a command on another one; it is kept for you, on every device.",
          ),
          " ",
          _("With a screen reader, switch to focus mode in the article: else it keeps single keys for itself."),
        ),
        element("label", {}, this.single, _("Keys of one character act")),
        all,
      ),
    ];
  }

  open() {
    this.#draw();
    this.dialog.showModal();
    this.dialog.scrollTop = 0;
    this.dialog.querySelector("h2")?.focus();
  }

  #closed() {
    this.asked = "";
    this.told.replaceChildren();
    this.editor.focus();
  }

  #draw() {
    const { keys, write } = this.editor;
    this.single.checked = keys.single;
    const groups = GROUPS.map(([group, label]) => {
      const names = Object.keys(this.table).filter((name) => this.table[name].group === group);
      const rows = names
        .filter((name) => write || !this.table[name].write)
        .map((name) => commandRow(this.editor, name, this.asked === name, this.asks));
      return element("section", {}, element("h3", {}, label), element("ul", { role: "list" }, ...rows));
    });
    this.body.replaceChildren(...groups, ...questions(this.editor));
    this.#find();
  }

  #find() {
    const wanted = fold(this.filter.value.trim()).folded;
    for (const section of this.body.children) {
      for (const row of section.querySelectorAll("li"))
        row.hidden = !fold(row.textContent ?? "").folded.includes(wanted);
      section.toggleAttribute("hidden", !section.querySelector("li:not([hidden])"));
    }
  }

  /** @param {string} name */
  #back(name) {
    const said = _("“%(command)s” is as it was.", { command: this.table[name].label });
    this.#keep(reset(this.editor.keys, name), said);
    this.#focus(name);
  }

  /** @param {string} name */
  #ask(name) {
    this.asked = name;
    this.#tell(_("Press the new key for “%(command)s”; Esc leaves it as it is.", { command: this.table[name].label }));
    this.#draw();
    this.#focus(name);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.asked && event.key === "Escape") {
      event.preventDefault();
      return this.dialog.close();
    }
    if (!this.asked || event.isComposing || ["Shift", "Control", "Alt", "Meta", "AltGraph"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const name = this.asked;
    this.asked = "";
    if (event.key === "Escape") {
      this.#tell(_("Left as it is."));
      this.#draw();
    } else this.#bind(name, keyName(event).name);
    this.#focus(name);
  }

  /** @param {string} name @param {string} key */
  #bind(name, key) {
    const { keys, state } = this.editor;
    const { label } = this.table[name];
    const refused = reserved(key);
    const other = holder(keys, name, key);
    this.#draw();
    if (refused) return this.#tell(refused);
    const said = { key: shown(key), command: label };
    const question = questionOn(state.scheme.fields, key);
    const done = question
      ? _(
          "“%(command)s” is on %(key)s now. The scheme's question “%(question)s” asks for the same key and cannot be reached by it.",
          { ...said, question },
        )
      : _("“%(command)s” is on %(key)s now.", said);
    if (!other) return this.#keep(bound(keys, name, key), done);
    if (other === "stop") return this.#tell(reserved("Escape"));
    const swap = element("button", { type: "button", class: "button compact" }, _("Swap them"));
    swap.addEventListener("click", () => {
      this.#keep(bound(keys, name, key), done);
      this.#focus(name);
    });
    this.#tell(_("%(key)s is the key of “%(other)s”.", { ...said, other: this.table[other].label }), swap);
    queueMicrotask(() => swap.focus());
  }

  /** @param {Own} own @param {string} [said] */
  async #keep(own, said = "") {
    const { keys, state } = this.editor;
    keys.use(own);
    document.dispatchEvent(new CustomEvent("editor:keys"));
    this.#draw();
    this.#tell(said);
    const answer = await request(state.urls.keys, {
      method: "PUT",
      body: JSON.stringify({ keys: keys.own, single: keys.single }),
    });
    if (answer.status !== 200)
      this.#tell(_("This could not be kept on the server; it is so until the page is reloaded."));
  }

  /** @param {string} words @param {...Node} more */
  #tell(words, ...more) {
    this.told.replaceChildren(words, " ", ...more);
  }

  /** @param {string} name */
  #focus(name) {
    const button = this.body.querySelector(`[data-change="${CSS.escape(name)}"]`);
    if (button instanceof HTMLElement) button.focus();
  }
}

/** @type {WeakMap<Editor, Help>} */
const sheets = new WeakMap();

/** @param {Editor} editor */
export function openHelp(editor) {
  const help = sheets.get(editor) ?? new Help(editor);
  sheets.set(editor, help);
  help.open();
}
