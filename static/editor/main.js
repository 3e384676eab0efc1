// @ts-check
/** Start: the text is already readable; put the spans on it, then listen. */
/** @import { PageState } from "./types.js" */
/** @import { Commit } from "./journal.js" */
import { listenToButtons } from "./bar.js";
import { Editor } from "./editor.js";
import { element } from "./element.js";
import { listenToKeys } from "./keys.js";
import { merge } from "./merge.js";
import { Outbox } from "./outbox.js";
import { Page } from "./page.js";
import { listenToPointer } from "./pointer.js";
import { savedStatus } from "./saved.js";
import { Store } from "./store.js";
import { Sync } from "./sync.js";
import { requestBody, spansToUnits, toPoints, toUnits } from "./wire.js";
import { _ } from "./words.js";

/** @param {string} id */
function part(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

/** The first picture belongs to the reader. */
function firstPaint() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 250); // a page in the background is never painted
  });
}

async function start() {
  /** @type {PageState} */
  const state = JSON.parse(part("editor-state").textContent ?? "");
  const root = part("article");
  const outbox = new Outbox(state.user ?? "", state.id);
  const opened = outbox.open();
  await firstPaint();
  const page = new Page(root, state.article.language);
  const { text, paragraphs, map } = page;
  const { attributions, actors, topics } = state;
  const store = new Store({ text, paragraphs, spans: spansToUnits(map, state.spans), attributions, actors, topics });
  const common = { set: state.id, user: state.user ?? "", text_sha256: state.article.text_sha256 };
  const editor = new Editor(page, store, state, (commit) => send(commit));
  const sync = new Sync(outbox, {
    url: state.urls.changes,
    user: state.user ?? "",
    revision: state.revision,
    encode: (batch, revision) => requestBody(map, text, batch, revision),
    onStatus: savedStatus(part("saved"), {
      login: root.dataset.login ?? "/accounts/login/",
      again: () => sync.again(),
      discard: () => discard(),
      quiet: !editor.write,
    }),
    onMissed: (missed, queue) => {
      const theirs = missed.filter((change) => !sync.made.has(change.batch));
      const { dirty, clashes } = merge(
        store,
        map,
        missed.flatMap((change) => change.operations),
        queue,
      );
      editor.changed(dirty);
      const own = theirs.every((change) => change.by === state.user);
      if (theirs.length && clashes.length) tellClash(editor, clashes[0], own);
    },
  });
  /** @param {Commit} commit */
  const send = ({ batch, undoes, operations }) =>
    sync.add({ batch, undoes, operations: toPoints(map, operations), ...common });
  const discard = async () => {
    await sync.discard();
    location.reload(); // what remains is put back on top of what the server has
  };
  const drawn = editor.view.drawAll();
  await opened;
  const left = await outbox.left();
  for (const batch of left)
    editor.changed(editor.journal.restore({ ...batch, operations: toUnits(map, batch.operations) }));
  listen(editor);
  sync.resume(left);
  if (!page.whole)
    tell("bad", _("The text of this page is not the text that is stored, so nothing can be changed. Reload the page."));
  performance.mark("ascribe:ready");
  document.documentElement.dataset.ready = "1";
  await drawn;
  performance.mark("ascribe:drawn");
  await Promise.all([editor.detail.load(), loadSubmission(editor, sync)]); // now, for later there may be no connection
  document.documentElement.dataset.drawn = "1";
  if (editor.write) setTimeout(() => editor.flow.load(), 200); // what proposes is there before somebody asks
}

/** @param {Editor} editor @param {Sync} sync */
async function loadSubmission(editor, sync) {
  const { listenToSubmission } = await import("./submission.js");
  listenToSubmission(editor, sync);
}

/** @param {string} kind @param {string} text @param {...Node} more */
async function tell(kind, text, ...more) {
  const submission = await import("./submission.js");
  submission.tell(part("problems"), kind, text, ...more);
}

/** @param {Editor} editor */
function listen(editor) {
  listenToPointer(editor);
  listenToKeys(editor);
  listenToButtons(editor, part("editor"));
  new ResizeObserver(() => editor.view.realign()).observe(editor.page.root);
  if (editor.write && document.activeElement === document.body) editor.focus();
}

/** @param {Editor} editor @param {string} id @param {boolean} own whether it was the same person, in another tab */
function tellClash(editor, id, own) {
  const see = element("button", { type: "button", class: "button compact" }, _("See"));
  see.addEventListener("click", () => editor.goTo(editor.store.spans.has(id) ? { span: id } : { attribution: id }));
  const who = own ? _("You changed this in another tab, too.") : _("Someone else changed this too.");
  tell("warn", `${who} ${_("The version of this tab is on top; the other one is in the history.")}`, see);
}

start();
