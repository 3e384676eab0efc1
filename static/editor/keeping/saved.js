// @ts-check
/** What has become of the work, told truthfully and in words. */
/** @import { Outbox } from "./outbox.js" */
/** @import { Status } from "./line.js" */
import { element } from "../base/element.js";
import { _, ngettext } from "../base/words.js";

/** @typedef {{login: string, quiet: boolean, outbox: Outbox, refused: () => void}} Ways */

/** @param {HTMLElement} place @param {Ways} ways */
export function savedStatus(place, ways) {
  let shown = "";
  return (/** @type {Status} */ status) => {
    const key = JSON.stringify([status, ways.outbox.state]);
    if (key === shown) return;
    shown = key;
    const calm = /^(saved|saving)$/;
    const before = place.dataset.phase ?? "saved";
    place.ariaLive = calm.test(status.phase) && calm.test(before) ? "off" : "polite"; // aloud: trouble, and its end
    place.dataset.phase = status.phase;
    place.dataset.kept = String(status.kept);
    place.hidden = ways.quiet && status.phase === "saved"; // nothing to tell somebody who only reads
    place.replaceChildren(...words(status, ways));
    if (status.phase === "saved" && status.at) started();
  };
}

/** The first change that is stored begins a reading that was only assigned. */
function started() {
  const badge = document.querySelector("#status .badge[data-status=assigned]");
  if (!(badge instanceof HTMLElement)) return;
  badge.textContent = _("started");
  badge.dataset.status = "started";
  badge.classList.add("accent");
}

/** @param {Status} status @param {Ways} ways @returns {(Node | string)[]} */
function words({ phase, pending, kept, at, detail }, ways) {
  const where = kept ? keptWords(pending) : unkeptWords(pending);
  const why = kept ? "" : reason(ways.outbox);
  if (phase === "saved") return [at ? _("Saved %(time)s", { time: clock(at) }) : _("All changes saved")];
  if (phase === "saving") return why ? told(_("Saving…"), why) : [_("Saving…")];
  if (phase === "slow") return told(_("Saving takes long"), where, why);
  if (phase === "signed_out") return [signIn(ways, pending), ...(kept ? [] : told(where, why))];
  if (phase === "other_person") return told(_("Somebody else is signed in"), where, why);
  if (phase === "refused") {
    const what = element("button", { type: "button", class: "button compact" }, _("What now?"));
    what.addEventListener("click", ways.refused);
    return [element("span", {}, _("Not saved: %(why)s", { why: detail })), what];
  }
  return told(where, why || (detail === "busy" ? _("The server does not answer.") : _("No connection.")));
}

/** @param {string} what @param {...string} why */
const told = (what, ...why) => [
  element("span", {}, what),
  ...why.filter(Boolean).map((one) => element("span", { class: "why" }, one)),
];

/** @param {number} pending */
const keptWords = (pending) =>
  ngettext("%(count)s change kept on this device", "%(count)s changes kept on this device", pending);

/** @param {number} pending */
const unkeptWords = (pending) =>
  ngettext(
    "%(count)s change not kept yet: leave this page open",
    "%(count)s changes not kept yet: leave this page open",
    pending,
  );

/** @param {Outbox} outbox */
function reason(outbox) {
  if (outbox.state === "none") return _("This browser keeps nothing on this device, perhaps in a private window.");
  if (outbox.state === "full") return _("There is no room left on this device.");
  if (outbox.state === "closed") return _("A newer version is open in another tab. Reload this page once it is saved.");
  return "";
}

/** In a new tab: this one stays as it is and goes on by itself when somebody comes back to it.
 * @param {Ways} ways @param {number} pending */
function signIn({ login }, pending) {
  const to = `${login}?next=${encodeURIComponent(location.pathname)}`;
  const say = pending
    ? ngettext("Sign in again to send %(count)s change", "Sign in again to send %(count)s changes", pending)
    : _("Sign in again to go on");
  return element("a", { href: to, target: "_blank" }, say);
}

/** @param {Date} at */
const clock = (at) => at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
