// @ts-check
/** Submit and reopen: errors block with a way to their place, warnings can be confirmed. */
/** @import { Editor } from "../editor.js" */
/** @import { Sync } from "./sync.js" */
import { element } from "../base/element.js";
import { request } from "../base/http.js";
import { _ } from "../base/words.js";

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
  else if (said?.problems) {
    const { list } = await import("./problem-list.js");
    const acts = { close: () => hide(panel, editor), anyway: () => submit(editor, sync, panel, true) };
    open(panel, ...list(editor, said.problems, acts));
  } else if (status === 401)
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
