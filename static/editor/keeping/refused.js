// @ts-check
/** When the server says no to a change: why, what it was, and the ways forward. Nothing is lost meanwhile. */
/** @import { Editor } from "../editor.js" */
/** @import { Sync } from "./sync.js" */
import { element } from "../base/element.js";
import { _, ngettext } from "../base/words.js";
import { toUnits } from "../records/wire.js";
import { tell } from "./submission.js";
import { said } from "./versions.js";

/** @param {Editor} editor @param {Sync} sync */
export function tellRefused(editor, sync) {
  const panel = document.getElementById("problems");
  const batch = sync.refused ?? sync.queue[0];
  if (!panel || !batch) return;
  const changes = toUnits(editor.page.map, batch.operations).map((one) => said(editor.store, one));
  const what = changes.filter(Boolean).join("\n");
  const waiting = sync.queue.length - 1;
  const close = () => {
    panel.hidden = true;
    editor.focus();
  };
  const again = button(_("Try again"), async () => {
    close();
    await sync.again();
  });
  const copy = button(_("Copy it"), async () => {
    await navigator.clipboard?.writeText(what).catch(() => undefined);
    copy.textContent = _("Copied");
  });
  const discard = button(_("Discard just this change"), async () => {
    await sync.discard();
    location.reload(); // what remains is put back on top of what the server has
  });
  const rest = waiting
    ? ngettext(
        "%(count)s other change is kept on this device and goes as soon as it can.",
        "%(count)s other changes are kept on this device and go as soon as they can.",
        waiting,
      )
    : "";
  const words = element(
    "div",
    { class: "stack" },
    element("p", { class: "change" }, what),
    ...(rest ? [element("p", {}, rest)] : []),
    ...(sync.elsewhere ? [element("a", { href: sync.elsewhere }, _("To the corrected text"))] : []),
  );
  tell(
    panel,
    "bad",
    _("Not saved: %(why)s", { why: sync.refusals.get(batch.batch) ?? sync.detail }),
    words,
    again,
    discard,
    copy,
  );
}

/** @param {string} label @param {() => void} act */
function button(label, act) {
  const made = element("button", { type: "button", class: "button compact" }, label);
  made.addEventListener("click", act);
  return made;
}
