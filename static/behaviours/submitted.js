// @ts-check
// The notice on the page after a submission, with the way back.
import { element } from "../editor/base/element.js";
import { request } from "../editor/base/http.js";
import { _ } from "../editor/base/words.js";

/** @param {{title: string, page: string, submission: string}} left */
export function tellSubmitted({ title, page, submission }) {
  const main = document.getElementById("main");
  if (!main) return;
  const words = element("div", { dir: "auto" }, _("“%(title)s” is submitted.", { title }));
  const back = element("button", { type: "button", class: "button compact" }, _("Undo: reopen it"));
  const notice = element("div", { class: "notice good" }, words, back);
  back.addEventListener("click", async () => {
    const { status, body } = await request(submission, { method: "DELETE" });
    if (status === 200) location.assign(page);
    else words.textContent = body?.detail ?? _("This could not be reopened now.");
  });
  const list = main.querySelector("ul.messages") ?? element("ul", { class: "messages", role: "status" });
  if (!list.isConnected) main.prepend(list);
  list.append(element("li", {}, notice));
}
