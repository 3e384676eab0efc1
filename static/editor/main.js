// @ts-check
/** Start: the text is already readable; put the spans on it, then listen. */
/** @import { PageState } from "./types.js" */

import { _ } from "./base/words.js";
import { Editor } from "./editor.js";
import { Keeping } from "./keeping/keeping.js";
import { listenToKeys } from "./keys/keys.js";
import { Page } from "./page/page.js";
import { Store } from "./records/store.js";
import { spansToUnits } from "./records/wire.js";
import { listenToPointer } from "./tagging/pointer.js";

/** @param {string} id */
function part(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

/** The first picture belongs to the reader. */
async function firstPaint() {
  if (performance.getEntriesByType("paint").length) return;
  await new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 250); // a page in the background is never painted
  });
}

async function start() {
  /** @type {PageState} */
  const state = JSON.parse(part("editor-state").textContent ?? "");
  const root = part("article");
  const keeping = new Keeping(state.user ?? "", state.id);
  await firstPaint();
  const page = new Page(root, state.article.language);
  const { text, paragraphs, map } = page;
  const { attributions, actors, topics } = state;
  const store = new Store({ text, paragraphs, spans: spansToUnits(map, state.spans), attributions, actors, topics });
  store.commented = new Set(state.comments.flatMap(({ span, attribution }) => span ?? attribution ?? []));
  const editor = new Editor(page, store, state, (commit) => keeping.send(commit));
  keeping.begin(editor);
  if (editor.write && document.activeElement === document.body) editor.focus(); // now, while the layout is known
  const drawn = editor.view.drawAll();
  listen(editor);
  await keeping.resume();
  if (!page.whole)
    tell("bad", _("The text of this page is not the text that is stored, so nothing can be changed. Reload the page."));
  performance.mark("ascribe:ready");
  document.documentElement.dataset.ready = "1";
  await drawn;
  performance.mark("ascribe:drawn");
  const proposing = editor.write ? editor.flow.load() : null; // there before somebody asks
  await Promise.all([follow(editor, keeping), editor.detail.load(), proposing]); // now, for later there may be no connection
  document.documentElement.dataset.drawn = "1";
}

/** What nobody misses before the text carries its marks. @param {Editor} editor @param {Keeping} keeping */
async function follow(editor, keeping) {
  const told = keeping.tell(part("saved"), editor.page.root.dataset.login ?? "/accounts/login/");
  const { listenToTheRest } = await import("./later.js");
  listenToTheRest(editor, keeping, part("editor"));
  await told;
}

/** @param {string} kind @param {string} text @param {...Node} more */
async function tell(kind, text, ...more) {
  const submission = await import("./keeping/submission.js");
  submission.tell(part("problems"), kind, text, ...more);
}

/** @param {Editor} editor */
function listen(editor) {
  listenToPointer(editor);
  listenToKeys(editor);
  new ResizeObserver(() => editor.view.realign()).observe(editor.page.root);
}

start();
