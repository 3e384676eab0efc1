// @ts-check
// <… data-release-watch="address of a release in the API"> follows its build: the <progress> in it moves, and the
// page is loaded again when it is over.
const EVERY = 1000;
const SLOWEST = 15_000;

/** @param {HTMLElement} place @param {{done: number, total: number}} progress */
function show(place, progress) {
  const bar = place.querySelector("progress");
  if (!bar || !progress.total || !progress.done) return;
  bar.max = progress.total;
  bar.value = Math.min(progress.done, progress.total);
  const words = place.querySelector("[data-release-so-far]");
  if (words) words.textContent = `${Math.floor((100 * bar.value) / bar.max)} %`;
}

/** Asks until it is built or was stopped; a network that is away is asked less and less often.
 * @param {HTMLElement} place */
async function follow(place) {
  let wait = EVERY;
  for (;;) {
    await new Promise((go) => window.setTimeout(go, wait));
    if (document.hidden) continue;
    try {
      const answer = await fetch(place.dataset.releaseWatch ?? "", { headers: { Accept: "application/json" } });
      if (answer.status === 410) return;
      if (!answer.ok) throw new Error(String(answer.status));
      const release = await answer.json();
      if (release.state !== "building") return;
      show(place, release.progress);
      wait = EVERY;
    } catch {
      wait = Math.min(2 * wait, SLOWEST);
    }
  }
}

const places = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-release-watch]"));
if (places.length) Promise.race(Array.from(places, follow)).then(() => window.location.reload());
