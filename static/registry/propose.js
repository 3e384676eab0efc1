// @ts-check
// <input data-propose="/api/v1/…/actors/" list="proposed-actors"> proposes names while one types.
const WAIT = 150;
const SHOWN = 8;
/** @type {number | undefined} */
let timer;
/** @type {AbortController | undefined} */
let asking;

/** @typedef {{ name: string, kind?: string, code?: string, aliases?: string[] }} Entry */

/** @param {HTMLInputElement} input */
async function propose(input) {
  const words = input.value.trim();
  const list = input.list;
  if (!words || !list || !input.dataset.propose) return;
  asking?.abort();
  asking = new AbortController();
  const address = new URL(input.dataset.propose, location.href);
  address.search = new URLSearchParams({ q: words, limit: String(SHOWN) }).toString();
  try {
    const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    /** @type {{ results: Entry[] }} */
    const found = await answer.json();
    list.replaceChildren(...found.results.map(option));
  } catch {
    // Typed on, or no connection: the name can be written out as well.
  }
}

/** @param {Entry} entry */
function option(entry) {
  const made = document.createElement("option");
  made.value = entry.name;
  made.label = [entry.code, entry.kind, ...(entry.aliases ?? [])].filter(Boolean).join(" · ");
  return made;
}

document.addEventListener("input", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.dataset.propose) return;
  window.clearTimeout(timer);
  timer = window.setTimeout(() => propose(input), WAIT);
});
