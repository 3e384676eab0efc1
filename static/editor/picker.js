// @ts-check
/** Search for an actor or a topic by name or alias, take one, or make a new one. A combobox with a list. */
/** @import { Operation, Span } from "./types.js" */
/** @import { Editor } from "./editor.js" */
import { changeSpan } from "./commands.js";
import { element } from "./element.js";
import { request } from "./http.js";
import { uuid7 } from "./uuid.js";

const KINDS = ["person", "organisation", "state", "group", "medium", "document"];
const PAUSE = 120;
/** @typedef {{label: string, hint: string, key?: string, take: () => void}} Option */
/** @typedef {{id: string, name: string, kind?: string, code?: string, aliases?: string[], definition?: string}} Found */

/** @param {Editor} editor @param {Span} span @param {() => void} close */
export function linkPicker(editor, span, close) {
  const isActor = span.kind === "actor";
  const list = element("ul", { role: "listbox", id: "picker-list", "aria-label": isActor ? "Actors" : "Topics" });
  const input = element("input", {
    type: "text",
    role: "combobox",
    class: "compact",
    "aria-expanded": "true",
    "aria-controls": "picker-list",
    "aria-autocomplete": "list",
    "aria-label": isActor ? "Search actors by name or alias" : "Search topics",
    autocomplete: "off",
    spellcheck: "false",
    dir: "auto",
    maxlength: "300",
    placeholder: isActor ? "Name or alias" : "Topic or code",
  });
  const kind = element(
    "select",
    { class: "compact", "aria-label": "Kind of a new actor" },
    ...KINDS.map((one) => element("option", {}, one)),
  );
  const box = element("div", { class: "picker" }, input, list);
  if (isActor) box.append(element("label", { class: "soft new-kind" }, "A new actor is a ", kind));
  input.value = isActor ? editor.store.quote(span.fragments).replace(/\s+/g, " ").trim() : "";
  /** @type {Option[]} */
  let options = [];
  let current = 0;
  let timer = 0;
  /** @type {AbortController | undefined} */
  let running;

  const link = (/** @type {string} */ id, /** @type {Operation[]} */ before) => {
    const change = isActor ? { actor: id } : { topic: id };
    editor.focus();
    if (before.length) editor.commit([...before, { put: "span", ...span, ...change }]);
    else changeSpan(editor, change);
    close();
  };
  const take = (/** @type {Found} */ found) => {
    if (isActor) editor.store.actors.set(found.id, { name: found.name, kind: found.kind ?? "" });
    else editor.store.topics.set(found.id, { name: found.name });
    link(found.id, []);
  };
  const make = (/** @type {string} */ newKind) => {
    const name = input.value.replace(/\s+/g, " ").trim();
    if (!name) return;
    const id = uuid7();
    link(id, [isActor ? { put: "actor", id, name, kind: newKind } : { put: "topic", id, name }]);
  };
  const show = (/** @type {Found[]} */ found) => {
    const typed = input.value.trim();
    options = found.map((one) => ({ label: one.name, hint: hintOf(one, typed), take: () => take(one) }));
    if (typed) {
      options.push({
        label: `New ${isActor ? "actor" : "topic"} “${typed}”`,
        hint: "",
        key: "Ctrl+↵",
        take: () => make(kind.value),
      });
      if (isActor)
        options.push({
          label: `Unnamed source “${typed}”`,
          hint: "",
          key: "Shift+↵",
          take: () => make("anonymous"),
        });
    }
    current = Math.max(
      0,
      found.findIndex((one) => one.name.toLowerCase() === typed.toLowerCase()),
    );
    draw();
  };
  const draw = () => {
    list.replaceChildren(
      ...options.map((option, nth) => {
        const item = element("li", { role: "option", id: `option-${nth}`, "aria-selected": String(nth === current) });
        item.append(element("span", { dir: "auto" }, option.label), element("span", { class: "soft" }, option.hint));
        if (option.key) item.append(element("kbd", { "aria-hidden": "true" }, option.key));
        item.addEventListener("mousedown", (event) => event.preventDefault());
        item.addEventListener("click", option.take);
        return item;
      }),
    );
    input.setAttribute("aria-activedescendant", options.length ? `option-${current}` : "");
    list.children[current]?.scrollIntoView({ block: "nearest" });
  };
  const search = async () => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    const words = input.value.trim().split(/\s+/);
    let answer = await ask(words, signal);
    // "Mayor Anna Keller" is known as "Anna Keller": titles stand first, so leave out words from the front
    while (answer?.length === 0 && words.length > 1 && isActor) {
      words.shift();
      answer = await ask(words, signal);
    }
    if (!signal.aborted) show(answer ?? known(editor, isActor, input.value.trim()));
  };
  /** @param {string[]} words @param {AbortSignal} signal @returns {Promise<Found[] | null>} null without a connection */
  const ask = async (words, signal) => {
    const query = new URLSearchParams({ limit: "8" });
    if (words[0]) query.set("q", words.join(" "));
    if (isActor) query.set("article", String(editor.state.article.id));
    const url = isActor ? editor.state.urls.actors : editor.state.urls.topics;
    const answer = await request(`${url}?${query}`, { signal });
    return answer.status === 200 ? answer.body.results : null;
  };
  input.addEventListener("input", () => {
    show(known(editor, isActor, input.value.trim()));
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  });
  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Escape") close();
    else if (event.target !== input) return;
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      current = (current + (event.key === "ArrowDown" ? 1 : options.length - 1)) % (options.length || 1);
      draw();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) make(kind.value);
    else if (event.key === "Enter" && event.shiftKey && isActor) make("anonymous");
    else if (event.key === "Enter") options[current]?.take();
    else return;
    event.preventDefault();
  });
  show(known(editor, isActor, input.value.trim()));
  search();
  queueMicrotask(() => input.select());
  return box;
}

/** What this set already links to; all there is without a connection.
 * @param {Editor} editor @param {boolean} isActor @param {string} asked @returns {Found[]} */
function known({ store }, isActor, asked) {
  const all = [...(isActor ? store.actors : store.topics)].map(([id, one]) => ({ id, ...one }));
  const words = asked.toLowerCase().split(/\s+/);
  return all
    .filter(({ name }) => words.some((word) => word.length > 1 && name.toLowerCase().includes(word)))
    .slice(0, 8);
}

/** @param {string | undefined} kind */
export const kindName = (kind) => (kind === "anonymous" ? "unnamed" : kind);

/** @param {Found} found @param {string} typed */
function hintOf({ kind, code, aliases, definition }, typed) {
  const alias = aliases?.find((one) => one.toLowerCase().includes(typed.toLowerCase()));
  return [kindName(kind) ?? code ?? "", alias ? `also ${alias}` : (definition ?? "")].filter(Boolean).join(" · ");
}
