// @ts-check
// <form data-live-filters> changes only what its filters leave: every element with an id and data-live is taken anew
// from the same page with the new filters. Without scripts, or when anything is unusual, the page is loaded as ever.
const form = document.querySelector("form[data-live-filters]");
const TOKEN = "YOUR_TOKEN";
let asked = 0;

/** @param {HTMLFormElement} form the address of the page with these filters, without those that are empty */
function addressOf(form) {
  const address = new URL(form.action);
  for (const [name, value] of new FormData(form)) {
    if (value && !(name === "rows" && value === "spans")) address.searchParams.append(name, String(value));
  }
  return address.href;
}

/** Puts in what the server says now; opened details stay open, and the token that was shown stays filled in.
 * @param {Document} fresh */
function takeOver(fresh) {
  const secret = document.querySelector("[data-secret]")?.getAttribute("data-secret");
  for (const place of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(place.id);
    if (!next) continue;
    const open = Array.from(place.querySelectorAll("details"), (one) => one.open);
    next.querySelectorAll("details").forEach((one, at) => {
      one.open = open[at] ?? one.open;
    });
    if (secret) {
      for (const code of next.querySelectorAll("code"))
        code.textContent = (code.textContent ?? "").replaceAll(TOKEN, secret);
    }
    place.replaceWith(document.adoptNode(next));
  }
}

/** The page at an address, read as a document. XMLHttpRequest, because only it does so without a string of HTML,
 * which the policy of our pages forbids. @param {string} address @returns {Promise<Document>} */
function read(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.onload = () =>
      request.status === 200 && request.responseXML ? resolve(request.responseXML) : reject(new Error("refused"));
    request.onerror = () => reject(new Error("unreachable"));
    request.send();
  });
}

/** @param {HTMLFormElement} form */
async function show(form) {
  const mine = ++asked;
  const address = addressOf(form);
  const found = document.getElementById("found");
  if (!found) return window.location.assign(address);
  found.setAttribute("aria-busy", "true");
  try {
    const fresh = await read(address);
    if (mine !== asked) return;
    if (!fresh.getElementById("found")) throw new Error("another page");
    const focused = document.activeElement?.getAttribute("data-rows");
    takeOver(fresh);
    window.history.replaceState(null, "", address);
    const again = focused && document.querySelector(`[data-rows="${CSS.escape(focused)}"]`);
    if (again instanceof HTMLElement) again.focus();
  } catch {
    if (mine === asked) window.location.assign(address);
  }
}

if (form instanceof HTMLFormElement) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void show(form);
  });
  document.addEventListener("click", (event) => {
    const tab = event.target instanceof Element ? event.target.closest("[data-rows]") : null;
    const rows = form.elements.namedItem("rows");
    if (!tab || !(rows instanceof HTMLInputElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    rows.value = tab.getAttribute("data-rows") ?? "";
    void show(form);
  });
}
