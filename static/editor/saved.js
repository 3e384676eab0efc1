// @ts-check
/** What has become of the work, told truthfully and in words. */
/** @import { Status } from "./sync.js" */
import { element } from "./element.js";

/** @param {HTMLElement} place @param {{login: string, again: () => void, discard: () => void, quiet: boolean}} ways */
export function savedStatus(place, ways) {
  let shown = "";
  return (/** @type {Status} */ status) => {
    const key = JSON.stringify(status);
    if (key === shown) return;
    shown = key;
    place.dataset.phase = status.phase;
    place.hidden = ways.quiet && status.phase === "saved"; // nothing to tell somebody who only reads
    place.replaceChildren(...words(status, ways));
    if (status.phase === "saved" && status.at) started();
  };
}

/** The first change that is stored begins a reading that was only assigned. */
function started() {
  const badge = document.querySelector("#status .badge");
  if (badge?.textContent !== "assigned") return;
  badge.textContent = "started";
  badge.classList.add("accent");
}

/** @param {Status} status @param {{login: string, again: () => void, discard: () => void}} ways @returns {(Node | string)[]} */
function words({ phase, pending, kept, at, detail }, ways) {
  const changes = pending === 1 ? "1 change" : `${pending} changes`;
  const where = kept ? `${changes} kept on this device` : `${changes} not saved yet: keep this page open`;
  if (phase === "saved") return [at ? `Saved ${clock(at)}` : "All changes saved"];
  if (phase === "saving") return ["Saving…"];
  if (phase === "signed_out") {
    return [
      element(
        "a",
        { href: `${ways.login}?next=${encodeURIComponent(location.pathname)}`, target: "_blank" },
        "Sign in again",
      ),
      ` to send ${changes}`,
    ];
  }
  if (phase === "other_person") return [`Somebody else is signed in: ${where}`];
  if (phase === "refused") {
    const again = element("button", { type: "button", class: "button compact" }, "Try again");
    again.addEventListener("click", ways.again);
    const discard = element("button", { type: "button", class: "button compact" }, "Discard this change");
    discard.addEventListener("click", ways.discard);
    return [element("span", {}, `Not saved: ${detail}`), again, discard];
  }
  return [element("span", {}, where), element("span", { class: "why" }, detail)];
}

/** @param {Date} at */
const clock = (at) => at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
