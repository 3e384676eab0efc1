// @ts-check
/** What is listened to once the text carries its marks: buttons, cards, hovering, submission, and what was open before. */
/** @import { Editor } from "./editor.js" */
/** @import { Keeping } from "./keeping/keeping.js" */

import { listenToSubmission } from "./keeping/submission.js";
import { listenToButtons } from "./keys/bar.js";
import { run } from "./keys/keys.js";
import { listenToMargin } from "./page/margin.js";
import { listenToHover } from "./tagging/hover.js";

/** @param {Editor} editor @param {Keeping} keeping @param {HTMLElement} area everything that may hold command buttons */
export function listenToTheRest(editor, keeping, area) {
  listenToMargin(editor);
  listenToHover(editor);
  listenToButtons(editor, area);
  if (keeping.sync) listenToSubmission(editor, keeping.sync);
  reopenLists(editor);
  if (location.hash.startsWith("#comment-")) run(editor, "comment");
}

/** The lists, when this tab of the browser had them open. @param {Editor} editor */
async function reopenLists(editor) {
  if (/"open":true/.test(sessionStorage.getItem("ascribe:lists") ?? ""))
    (await import("./beside/list.js")).openLists(editor, false);
}
