// @ts-check
// <… data-upload-watch="address of an upload in the API" data-upload-state="reading"> follows a worker:
// the <progress> in it moves, what is done so far is said, and the page is loaded again when the state changes.
import { _ } from "../editor/base/words.js";
import { size } from "./sizes.js";

const EVERY = 1000;
const SLOWEST = 15_000;

/** @param {HTMLElement} place @param {{done: number, total: number, entries: number}} progress */
function show(place, progress) {
  const bar = place.querySelector("progress");
  if (!bar || !progress.total || !progress.done) return;
  bar.value = Math.min(100, Math.floor((100 * progress.done) / progress.total));
  const words = place.querySelector("[data-upload-so-far]");
  const amount = place.dataset.uploadState === "adding" ? (/** @type {number} */ n) => n.toLocaleString() : size;
  const values = { done: amount(progress.done), total: amount(progress.total) };
  if (!words) return;
  if (place.dataset.uploadState === "adding") words.textContent = _("%(done)s of %(total)s articles", values);
  else if (!progress.entries) words.textContent = _("%(done)s of %(total)s", values);
  else {
    const count = progress.entries.toLocaleString();
    words.textContent = _("%(done)s of %(total)s; entries read: %(count)s", { ...values, count });
  }
}

/** Asks until the state is another one; a network that is away is asked less and less often.
 * @param {HTMLElement} place */
async function follow(place) {
  let wait = EVERY;
  for (;;) {
    await new Promise((go) => window.setTimeout(go, wait));
    if (document.hidden) continue;
    try {
      const answer = await fetch(place.dataset.uploadWatch ?? "", { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const upload = await answer.json();
      if (upload.state !== place.dataset.uploadState) return;
      show(place, upload.progress);
      wait = EVERY;
    } catch {
      wait = Math.min(2 * wait, SLOWEST);
    }
  }
}

const places = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-upload-watch]"));
if (places.length) Promise.race(Array.from(places, follow)).then(() => window.location.reload());
