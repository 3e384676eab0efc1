// @ts-check
// <form data-release-counts="address"> says what its filters would leave, whenever one of them changes.
const FILTERS = ["sets", "outlet", "published_after", "published_before"];
const form = document.querySelector("form[data-release-counts]");
const place = document.querySelector(".release-counts");
let asked = 0;

/** @param {HTMLFormElement} form @param {Element} place */
async function count(form, place) {
  const mine = ++asked;
  const filled = new FormData(form);
  const query = new URLSearchParams();
  for (const name of FILTERS) query.set(name, String(filled.get(name) ?? ""));
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${form.dataset.releaseCounts}?${query}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || mine !== asked) return;
    const { counts } = await answer.json();
    place.querySelectorAll("dd").forEach((shown, at) => {
      shown.textContent = counts[at][1];
    });
  } finally {
    if (mine === asked) place.removeAttribute("aria-busy");
  }
}

if (form instanceof HTMLFormElement && place)
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLElement && FILTERS.includes(event.target.getAttribute("name") ?? ""))
      void count(form, place);
  });
