// @ts-check
/** Requests to our own server: the CSRF token, JSON, and problems as values. */

/** The token rotates when somebody signs in again in another tab, so the cookie wins over the page's copy. */
function csrfToken() {
  const cookie = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1];
  return cookie ?? document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? "";
}

/** Whose page this is. Somebody else may have signed in since, and must not be taken for its author. */
const person = globalThis.document?.querySelector("meta[name=person]")?.getAttribute("content");

/** What comes without JSON from our own server, or from the one in front of it. Any other such answer is somebody
 * else's: a hotel's page where one pays for the network says 200 to everything. */
const EMPTY = new Set([204, 304, 413]);

/** @typedef {{status: number, body: any}} Answer status 0: the server could not be reached */

/** @param {string} url @param {{method?: string, body?: string, keepalive?: boolean, signal?: AbortSignal, known?: string}} [options]
 * known: the tag of what is here already, which is answered by 304 while it is still so @returns {Promise<Answer>} */
export async function request(url, { method = "GET", body, keepalive = false, signal, known } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (person) headers["X-Ascribe-Person"] = person;
  if (known) headers["If-None-Match"] = known;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    const patience = AbortSignal.timeout(30_000);
    const either = signal ? AbortSignal.any([signal, patience]) : patience;
    const response = await fetch(url, { method, body, headers, keepalive, credentials: "same-origin", signal: either });
    const said = await bodyOf(response);
    const ours = said !== null || EMPTY.has(response.status) || response.status >= 500;
    return ours ? { status: response.status, body: said } : { status: 0, body: null };
  } catch {
    return { status: 0, body: null };
  }
}

/** @param {Response} response */
async function bodyOf(response) {
  if (!/json/.test(response.headers.get("content-type") ?? "")) return null;
  return response.json();
}
