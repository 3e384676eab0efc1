// @ts-check
/** “Same actor”: the next mention clicked, or a number from the list of this article's actors. Loaded when first used. */
/** @import { Editor } from "./editor.js" */
import { element } from "./element.js";
import { actorsNear, link, sameActor } from "./walk.js";
import { _ } from "./words.js";

/** @param {Editor} editor */
export function askSame(editor) {
  const { store, page } = editor;
  const span = store.spans.get(editor.active.span ?? "");
  if (span?.kind !== "actor") return editor.say(_("Open a mention of an actor first."));
  const { id } = span;
  const ends = new AbortController();
  const near = actorsNear(editor, span);
  const asked = _("Same actor as: click another mention, or choose");
  const box = element("div", { class: "same-actor", role: "group", "aria-label": asked }, element("p", {}, asked));
  const end = () => {
    ends.abort();
    box.remove();
    editor.focus();
  };
  const take = (/** @type {string} */ actor) => {
    end();
    const now = store.spans.get(id);
    if (now) link(editor, now, actor);
  };
  near.forEach((actor, nth) => {
    const name = element("span", { dir: "auto" }, store.actors.get(actor)?.name ?? "");
    const button = element(
      "button",
      { type: "button" },
      element("kbd", { "aria-hidden": "true" }, String(nth + 1)),
      name,
    );
    button.addEventListener("click", () => take(actor));
    box.append(button);
  });
  const listen = { capture: true, signal: ends.signal };
  page.root.addEventListener(
    "keydown",
    (event) => {
      if (event.target instanceof Node && box.contains(event.target) && /^(Enter| |Tab)$/.test(event.key)) return;
      if (/^(Shift|Control|Alt|Meta|Tab)$/.test(event.key)) return;
      const actor = near[Number(event.key) - 1];
      if (actor || event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
      }
      if (actor) take(actor);
      else end();
    },
    listen,
  );
  page.root.addEventListener(
    "pointerup",
    (event) => {
      if (event.target instanceof Node && box.contains(event.target)) return;
      const at = page.at(event.clientX, event.clientY);
      const other = at < 0 ? undefined : store.at(at).find((one) => one.kind === "actor");
      end();
      if (!other) return;
      event.stopPropagation();
      sameActor(editor, id, other.id);
    },
    listen,
  );
  editor.view.rows[store.paragraphAt(span.fragments[0][0])].append(box);
  const row = box.parentElement?.getBoundingClientRect();
  if (row) box.style.setProperty("--top", `${editor.view.lineTop(span.fragments[0][0]) - row.top + 34}px`);
  const names = near.map((actor, nth) => `${nth + 1} ${store.actors.get(actor)?.name ?? ""}`);
  editor.say([asked, ...names].join(". "));
}
