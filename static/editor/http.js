// @ts-check
/** Requests to our own server: the CSRF token, JSON, and problems as values. */

/** The token rotates when somebody signs in again in another tab, so the cookie wins over the page's copy. */
function csrfToken() {
  const cookie = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1];
  return cookie ?? document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? "";
}

/** @typedef {{status: number, body: any}} Answer status 0: the server could not be reached */

/** @param {string} url @param {{method?: string, body?: string, keepalive?: boolean, signal?: AbortSignal, known?: string}} [options]
 * known: the tag of what is here already, which is answered by 304 while it is still so @returns {Promise<Answer>} */
export async function request(url, { method = "GET", body, keepalive = false, signal, known } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (known) headers["If-None-Match"] = known;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    const patience = AbortSignal.timeout(30_000);
    const either = signal ? AbortSignal.any([signal, patience]) : patience;
    const response = await fetch(url, { method, body, headers, keepalive, credentials: "same-origin", signal: either });
    return { status: response.status, body: await bodyOf(response) };
  } catch {
    return { status: 0, body: null };
  }
}

/** @param {Response} response */
async function bodyOf(response) {
  if (!/json/.test(response.headers.get("content-type") ?? "")) return null;
  return response.json();
}

/** Who is signed in now, read from this very page; null when nobody is. @returns {Promise<string | null>} */
export async function whoIsSignedIn() {
  try {
    const response = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
    const state = (await response.text()).match(/<script id="editor-state"[^>]*>([\s\S]*?)<\/script>/)?.[1];
    return state ? JSON.parse(state).user : null;
  } catch {
    return null;
  }
}
