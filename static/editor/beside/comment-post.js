// @ts-check
/** Comments to and from the server. What goes wrong is answered as a sentence. */
/** @import { Answer } from "../base/http.js" */
/** @import { Comment } from "./comment-thread.js" */
import { request } from "../base/http.js";
import { _ } from "../base/words.js";

const TRIES = 4;
const PAUSE = 800;

/** @typedef {{problem: string, comment: Comment | null}} Sent problem: "" or why it was not sent */

/** All comments of a reading, resolved ones too; null when they cannot be read now. @param {string} url @returns {Promise<Comment[] | null>} */
export async function fetchComments(url) {
  /** @type {Comment[]} */
  const found = [];
  for (let next = `${url}?limit=1000`; next; ) {
    const { status, body } = await request(next);
    if (status !== 200) return null;
    found.push(...body.results);
    next = body.next ?? "";
  }
  return found;
}

/** Send a new comment or answer. What it is about may still be on its way to the server, so that is asked again.
 * @param {string} url @param {{uuid: string, text: string}} body @returns {Promise<Sent>} */
export async function postComment(url, body) {
  for (let nth = 1; ; nth++) {
    const answer = await request(url, { method: "POST", body: JSON.stringify(body) });
    if (answer.body?.code !== "unknown_place" || nth === TRIES) return sent(answer);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** @param {string} url of the reading's comments @param {Comment} comment @param {"PATCH" | "DELETE"} method
 * @param {object} body @returns {Promise<Sent>} */
export async function changeComment(url, comment, method, body) {
  const own = url.replace(/sets\/\d+\/comments\/$/, `comments/${comment.id}/`);
  return sent(await request(own, { method, body: JSON.stringify(body) }));
}

/** @param {Answer} answer @returns {Sent} */
const sent = (answer) =>
  [200, 201, 204].includes(answer.status)
    ? { problem: "", comment: answer.body }
    : { problem: notSent(answer), comment: null };

/** @param {Answer} answer */
function notSent({ status, body }) {
  if (status === 0) return _("Not sent: there is no connection. Your words are kept; try again.");
  if (status === 401) return _("Not sent: sign in again in another tab, then try again. Your words are kept.");
  return _("Not sent: %(why)s Your words are kept; try again.", { why: body?.detail ?? "" });
}
