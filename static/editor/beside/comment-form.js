// @ts-check
/** Writing a comment: @ completes the people who may read it, Ctrl+Enter sends, and what was not sent is kept here, for a month. */
import { element } from "../base/element.js";
import { _ } from "../base/words.js";

const DRAFTS = "ascribe:comment:";
const FORGOTTEN = 30 * 24 * 60 * 60 * 1000; // milliseconds

/** @typedef {{code: string, name: string | null}} Person */
/** @typedef {{label: string, button: string, text?: string, draft: string, people: () => Promise<Person[]>,
 *   send: (text: string) => Promise<string>, cancel?: () => void}} Wanted
 *   draft: where unsent words are kept · send: answers "" or why it was not sent */

/** @param {Wanted} wanted */
export function commentForm({ label, button, text = "", draft, people, send, cancel }) {
  const input = element("textarea", { rows: "3", maxlength: "5000", dir: "auto", "aria-label": label });
  input.setAttribute("aria-autocomplete", "list");
  const told = element("p", { class: "comment-told", role: "status" });
  const submit = element("button", { type: "submit", class: "button compact primary" }, button, " ");
  submit.append(element("kbd", { "aria-hidden": "true" }, "Ctrl+↵"));
  submit.setAttribute("aria-keyshortcuts", "Control+Enter");
  const buttons = element("div", { class: "cluster" }, submit);
  const list = completion(input, people);
  const form = element("form", { class: "comment-form" }, input, list.box, told, buttons);
  input.value = kept(draft) || text;
  if (cancel) {
    const stop = element("button", { type: "button", class: "button compact" }, _("Cancel"));
    stop.addEventListener("click", () => {
      keep(draft, "");
      cancel();
    });
    buttons.append(stop);
  }
  input.addEventListener("input", () => {
    keep(draft, input.value === text ? "" : input.value);
    list.look();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.key(event)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = input.value.trim();
    if (!words || submit.disabled) return;
    submit.disabled = true;
    told.textContent = _("Sending…");
    const problem = await send(words);
    submit.disabled = false;
    told.textContent = problem;
    told.classList.toggle("bad", problem !== "");
    if (!problem) keep(draft, "");
    else input.focus();
  });
  return form;
}

/** @param {HTMLTextAreaElement} input @param {() => Promise<Person[]>} people */
function completion(input, people) {
  const id = `people-${Math.random().toString(36).slice(2)}`;
  const box = element("ul", { role: "listbox", id, class: "comment-people", "aria-label": _("People"), hidden: true });
  /** @type {Person[]} */
  let found = [];
  let current = 0;
  const typed = () => /(?:^|[^\w@.])@([\w.+-]*)$/.exec(input.value.slice(0, input.selectionStart))?.[1];
  const close = () => {
    found = [];
    draw();
  };
  /** @param {Person} person */
  const take = (person) => {
    const at = input.selectionStart;
    const from = at - (typed()?.length ?? 0);
    input.setRangeText(`${person.name ?? person.code} `, from, at, "end");
    close();
    input.focus();
    input.dispatchEvent(new Event("input"));
  };
  const draw = () => {
    box.hidden = found.length === 0;
    box.replaceChildren(
      ...found.map((person, nth) => {
        const item = element("li", { role: "option", id: `${id}-${nth}`, "aria-selected": String(nth === current) });
        item.append(person.name ?? person.code);
        if (person.name) item.append(element("span", { class: "soft" }, ` ${person.code}`));
        item.addEventListener("mousedown", (event) => event.preventDefault());
        item.addEventListener("click", () => take(person));
        return item;
      }),
    );
    if (found.length) {
      input.setAttribute("aria-controls", id);
      input.setAttribute("aria-activedescendant", `${id}-${current}`);
    } else input.removeAttribute("aria-activedescendant");
  };
  const look = async () => {
    if (typed() === undefined) return close();
    const all = await people();
    const begun = typed()?.toLowerCase();
    if (begun === undefined) return close();
    const fits = (/** @type {string | null} */ word) => (word ?? "").toLowerCase().startsWith(begun);
    found = all.filter(({ code, name }) => fits(code) || fits(name)).slice(0, 6);
    current = 0;
    draw();
  };
  /** @param {KeyboardEvent} event whether the list has used the key */
  const key = (event) => {
    if (!found.length || event.ctrlKey || event.metaKey) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      current = (current + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      draw();
    } else if (event.key === "Enter" || event.key === "Tab") take(found[current]);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { box, look, key };
}

/** @param {string} draft */
function kept(draft) {
  try {
    forget(Date.now() - FORGOTTEN);
    return JSON.parse(localStorage.getItem(draft) ?? "{}").words ?? "";
  } catch {
    return ""; // storage may be switched off: the form still holds the words
  }
}

/** @param {string} draft @param {string} words */
function keep(draft, words) {
  try {
    if (words) localStorage.setItem(draft, JSON.stringify({ words, at: Date.now() }));
    else localStorage.removeItem(draft);
  } catch {
    // as above
  }
}

/** Drafts that nobody has touched since do not stay on the device. @param {number} since */
function forget(since) {
  for (const name of Object.keys(localStorage).filter((one) => one.startsWith(DRAFTS)))
    if (whenKept(localStorage.getItem(name)) < since) localStorage.removeItem(name);
}

/** @param {string | null} draft */
function whenKept(draft) {
  try {
    return Number(JSON.parse(draft ?? "").at);
  } catch {
    return 0; // not one of ours
  }
}
