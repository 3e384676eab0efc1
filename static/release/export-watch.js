// @ts-check
// <… data-export-watch="address of a large export in the API"> follows its worker: the <progress> in it moves, and the
// page is loaded again when a file is there, or will not be.
const EVERY = 2000;
const SLOWEST = 15_000;
const OPEN = ["queued", "running"];

/** @param {HTMLElement} place @param {{done: number, of: number}} progress */
function show(place, progress) {
  const bar = place.querySelector("progress");
  if (!bar || !progress.of) return;
  bar.max = progress.of;
  bar.value = Math.min(progress.done, progress.of);
  const words = place.querySelector("[data-so-far]");
  if (words) words.textContent = `${Math.floor((100 * bar.value) / bar.max)} %`;
}

/** Asks until it is over; a network that is away is asked less and less often.
 * @param {HTMLElement} place */
async function follow(place) {
  let wait = EVERY;
  for (;;) {
    await new Promise((go) => window.setTimeout(go, wait));
    if (document.hidden) continue;
    try {
      const answer = await fetch(place.dataset.exportWatch ?? "", { headers: { Accept: "application/json" } });
      if (answer.status === 404) return;
      if (!answer.ok) throw new Error(String(answer.status));
      const made = await answer.json();
      if (!OPEN.includes(made.state)) return;
      show(place, made.progress);
      wait = EVERY;
    } catch {
      wait = Math.min(2 * wait, SLOWEST);
    }
  }
}

const places = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-export-watch]"));
if (places.length) Promise.race(Array.from(places, follow)).then(() => window.location.reload());
