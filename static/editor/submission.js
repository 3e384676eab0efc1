// @ts-check
/** Submit and reopen: errors block with a way to their place, warnings can be confirmed. */
/** @import { Problem } from "./types.js" */
/** @import { Editor } from "./editor.js" */
/** @import { Sync } from "./sync.js" */
import { element } from "./element.js";
import { request } from "./http.js";

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
    tell(panel, "warn", "Some changes have not reached the server yet. Submit again when they are saved.");
    return;
  }
  const body = JSON.stringify(confirm ? { confirm: true } : {});
  const answer = await request(editor.state.urls.submission, { method: "PUT", body });
  if (answer.status === 200) {
    location.reload(); // the page then says what may be done next
  } else if (answer.body?.problems) list(editor, sync, panel, answer.body.problems);
  else
    tell(
      panel,
      "bad",
      answer.body?.detail ||
        (answer.status
          ? "The server could not take this now. Try again in a moment."
          : "No connection. Your work is kept; submit again when you are online."),
    );
}

/** @param {Editor} editor @param {HTMLElement} panel */
async function reopen(editor, panel) {
  const answer = await request(editor.state.urls.submission, { method: "DELETE" });
  if (answer.status >= 200 && answer.status < 300) location.reload();
  else tell(panel, "bad", answer.body?.detail || "This could not be reopened now.");
}

/** @param {Editor} editor @param {Sync} sync @param {HTMLElement} panel @param {Problem[]} problems */
function list(editor, sync, panel, problems) {
  const blocked = problems.some((problem) => problem.severity === "error");
  const heading = blocked ? "Please mend this before submitting" : "Submit as it is?";
  const items = problems.map((problem) => {
    const place = { span: problem.span ?? null, attribution: problem.attribution ?? null };
    const words = element("span", {}, problem.message);
    const go = element("button", { type: "button", class: "button compact" }, "Show");
    go.addEventListener("click", () => editor.goTo(place));
    const badge = element(
      "span",
      { class: `badge ${problem.severity === "error" ? "bad" : "warn"}` },
      problem.severity,
    );
    return element("li", {}, badge, words, ...(place.span || place.attribution ? [go] : []));
  });
  const close = element("button", { type: "button", class: "button compact" }, "Close");
  close.addEventListener("click", () => hide(panel, editor));
  const buttons = element("div", { class: "cluster" }, close);
  if (!blocked) {
    const anyway = element("button", { type: "button", class: "button compact primary" }, "Submit anyway");
    anyway.addEventListener("click", () => submit(editor, sync, panel, true));
    buttons.prepend(anyway);
  }
  open(panel, element("h2", {}, heading), element("ul", { class: "plain" }, ...items), buttons);
}

/** A sentence that stays until it is closed. @param {HTMLElement} panel @param {string} kind @param {string} text @param {...Node} more */
export function tell(panel, kind, text, ...more) {
  const close = element("button", { type: "button", class: "button compact" }, "Close");
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
