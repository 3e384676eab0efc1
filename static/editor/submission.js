// @ts-check
/** Submit and reopen: errors block with a way to their place, warnings can be confirmed. */
/** @import { Problem } from "./types.js" */
/** @import { Editor } from "./editor.js" */
/** @import { Store } from "./store.js" */
/** @import { Sync } from "./sync.js" */
import { element } from "./element.js";
import { request } from "./http.js";
import { _ } from "./words.js";

/** @param {Editor} editor @param {Sync} sync */
export function listenToSubmission(editor, sync) {
  const panel = document.getElementById("problems");
  if (!panel) return;
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide(panel, editor);
  });
  document.getElementById("submit")?.addEventListener("click", () => submit(editor, sync, panel, false));
  document.getElementById("reopen")?.addEventListener("click", () => reopen(editor, panel));
}

/** @param {Editor} editor @param {Sync} sync @param {HTMLElement} panel @param {boolean} confirm */
async function submit(editor, sync, panel, confirm) {
  await sync.flush();
  if (sync.queue.length) {
    tell(panel, "warn", _("Some changes have not reached the server yet. Submit again when they are saved."));
    return;
  }
  const body = JSON.stringify(confirm ? { confirm: true } : {});
  const { status, body: said } = await request(editor.state.urls.submission, { method: "PUT", body });
  if (status === 200) next(editor);
  else if (said?.problems) list(editor, sync, panel, said.problems);
  else if (status === 401)
    tell(panel, "warn", _("You are signed out. Sign in again in another tab, then submit."), signIn(editor));
  else tell(panel, "bad", said?.detail || unanswered(status));
}

/** On to the next article of the queue, which says what was submitted. @param {Editor} editor */
function next({ state }) {
  const left = { title: state.article.title, page: location.pathname, submission: state.urls.submission };
  try {
    sessionStorage.setItem("ascribe:submitted", JSON.stringify(left));
  } catch {} // storage is switched off: the way back is in the queue
  location.assign(state.urls.next);
}

/** @param {Editor} editor */
function signIn(editor) {
  const login = editor.page.root.dataset.login ?? "/accounts/login/";
  const href = `${login}?next=${encodeURIComponent(location.pathname)}`;
  return element("a", { class: "button compact", href, target: "_blank" }, _("Sign in"));
}

/** @param {number} status */
function unanswered(status) {
  if (status) return _("The server could not take this now. Try again in a moment.");
  return _("No connection. Your work is kept; submit again when you are online.");
}

/** @param {Editor} editor @param {HTMLElement} panel */
async function reopen(editor, panel) {
  const answer = await request(editor.state.urls.submission, { method: "DELETE" });
  if (answer.status >= 200 && answer.status < 300) location.reload();
  else tell(panel, "bad", answer.body?.detail || _("This could not be reopened now."));
}

/** @param {Editor} editor @param {Sync} sync @param {HTMLElement} panel @param {Problem[]} problems */
function list(editor, sync, panel, problems) {
  const blocked = problems.some((problem) => problem.severity === "error");
  const heading = blocked ? _("Please mend this before submitting") : _("Submit as it is?");
  const buttons = element("div", { class: "cluster" });
  if (!blocked) {
    const anyway = element("button", { type: "button", class: "button compact primary" }, _("Submit anyway"));
    anyway.addEventListener("click", () => submit(editor, sync, panel, true));
    buttons.append(anyway);
  }
  const items = problems.map((problem) => row(editor, problem));
  open(
    panel,
    head(heading, () => hide(panel, editor)),
    element("ul", { class: "plain" }, ...items),
    buttons,
  );
}

/** The top of a panel: its name, and the way out. @param {string} heading @param {() => void} close */
export function head(heading, close) {
  const label = { type: "button", class: "icon-button", "aria-label": _("Close") };
  const button = element("button", label, "×");
  button.addEventListener("click", close);
  return element("header", {}, element("h2", {}, heading), button);
}

/** What is wrong, with whose words, and the way there. @param {Editor} editor @param {Problem} problem */
function row(editor, problem) {
  const place = { span: problem.span ?? null, attribution: problem.attribution ?? null };
  const bad = problem.severity === "error";
  const badge = element("span", { class: `badge ${bad ? "bad" : "warn"}` }, bad ? _("error") : _("warning"));
  const quote = wordsOf(editor.store, problem);
  const about = quote ? [element("q", { dir: "auto" }, quote)] : [];
  const go = element("button", { type: "button", class: "button compact" }, _("Show"));
  go.addEventListener("click", () => editor.goTo(place));
  const words = element("span", {}, problem.message, " ", ...about);
  return element("li", {}, badge, words, ...(place.span || place.attribution ? [go] : []));
}

/** The words a problem is about: of an attribution what was said, or else whatever it has. @param {Store} store @param {Problem} problem */
function wordsOf(store, { span, attribution }) {
  const whole = store.attributions.get(attribution ?? "");
  const [first = span] = whole ? [...whole.content, ...whole.cue, ...whole.source] : [];
  const found = store.spans.get(first ?? "");
  return found ? store.quote(found.fragments) : "";
}

/** A sentence that stays until it is closed. @param {HTMLElement} panel @param {string} kind @param {string} text @param {...Node} more */
export function tell(panel, kind, text, ...more) {
  const close = element("button", { type: "button", class: "button compact" }, _("Close"));
  close.addEventListener("click", () => hide(panel));
  open(panel, element("div", { class: `notice ${kind}`, role: "alert" }, element("div", {}, text), ...more, close));
}

/** @param {HTMLElement} panel @param {...Node} children */
function open(panel, ...children) {
  panel.replaceChildren(...children);
  panel.hidden = false;
  panel.focus();
}

/** @param {HTMLElement} panel @param {Editor} [editor] */
function hide(panel, editor) {
  panel.hidden = true;
  panel.replaceChildren();
  editor?.focus();
}
