// @ts-check
// What the editor's outbox on this device still holds, and the question whether to leave it.
import { element } from "../editor/base/element.js";
import { request } from "../editor/base/http.js";
import { _, ngettext } from "../editor/base/words.js";

/** @typedef {{set: number, page?: string, count: number, title: string}} Unsent */

/** Whether to go on: at once when nothing is left, else as the person says. @returns {Promise<boolean>} */
export async function leaveUnsent() {
  const readings = (await Promise.all((await counted()).map(titled))).filter((one) => one !== null);
  const drafts = draftsHere();
  const going = readings.length || drafts.length ? await ask(readings, drafts.length) : true;
  if (going) for (const draft of drafts) localStorage.removeItem(draft);
  return going;
}

/** @returns {string[]} the keys of comments that this person has begun on this device and not sent */
function draftsHere() {
  const person = document.querySelector('meta[name="person"]')?.getAttribute("content") ?? "";
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(`ascribe:comment:${person}:`));
  } catch {
    return []; // storage is switched off
  }
}

/** @returns {Promise<Unsent[]>} one for each reading that has something in the outbox */
async function counted() {
  /** @type {Map<number, Unsent>} */
  const readings = new Map();
  for (const { set, page } of await batches().catch(() => [])) {
    const one = readings.get(set) ?? { set, page, count: 0, title: "" };
    readings.set(set, { ...one, count: one.count + 1 });
  }
  return [...readings.values()];
}

/** @returns {Promise<{set: number, page?: string}[]>} */
function batches() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("ascribe");
    opening.onupgradeneeded = () => opening.transaction?.abort(); // nothing was ever kept here: make nothing, either
    opening.onerror = opening.onblocked = () => reject(opening.error);
    opening.onsuccess = () => {
      const all = opening.result.transaction("outbox").objectStore("outbox").getAll();
      all.onsuccess = () => resolve(all.result);
      all.onerror = () => reject(all.error);
      all.transaction?.addEventListener("complete", () => opening.result.close());
    };
  });
}

/** With its title; null for a reading of somebody else who works on this device. @param {Unsent} one @returns {Promise<Unsent | null>} */
async function titled(one) {
  const { status, body } = await request(`/api/v1/sets/${one.set}/`);
  if (status === 404 || status === 401) return null;
  return { ...one, title: body?.article?.title ?? _("Reading %(number)s", { number: one.set }) };
}

/** @param {number} count */
function begun(count) {
  return ngettext(
    "%(count)s comment that was begun and not sent is removed from this device when you sign out.",
    "%(count)s comments that were begun and not sent are removed from this device when you sign out.",
    count,
  );
}

/** @param {Unsent[]} readings @param {number} drafts @returns {Promise<boolean>} */
function ask(readings, drafts) {
  const count = readings.reduce((sum, one) => sum + one.count, 0);
  const list = element("ul", { class: "plain stack" });
  for (const one of readings) {
    const words = ngettext("%(count)s change", "%(count)s changes", one.count);
    const name = one.page ? element("a", { href: one.page }, one.title) : element("span", {}, one.title);
    list.append(element("li", {}, name, ` · ${words}`));
  }
  if (drafts) list.append(element("li", {}, begun(drafts)));
  const send = readings.length ? _("Stay and send them") : _("Stay");
  const stay = element("button", { type: "button", class: "button primary", autofocus: true }, send);
  const leave = element("button", { type: "button", class: "button" }, _("Sign out anyway"));
  const heading = count
    ? ngettext("%(count)s change has not been sent yet", "%(count)s changes have not been sent yet", count)
    : _("Remove what you have begun to write?");
  const dialog = element(
    "dialog",
    { class: "stack", "aria-labelledby": "unsent-heading" },
    element("h2", { id: "unsent-heading" }, heading),
    ...(count
      ? [
          element(
            "p",
            {},
            _(
              "They are kept on this device and can only be sent when you are signed in. Open the article to send them.",
            ),
          ),
        ]
      : []),
    list,
    element("div", { class: "cluster" }, stay, leave),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    let going = false;
    leave.addEventListener("click", () => {
      going = true;
      dialog.close();
    });
    stay.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(going);
      const here = readings.some(({ page }) => page === location.pathname);
      const first = readings.find(({ page }) => page);
      if (!going && !here && first?.page && readings.length === 1) location.assign(first.page);
    });
  });
}
