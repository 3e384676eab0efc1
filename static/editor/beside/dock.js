// @ts-check
/** Panels beside the text, where the cards would be. */
/** @import { Editor } from "../editor.js" */

/** Put a panel there, or take it away. @param {Editor} editor @param {string} name @param {HTMLElement} box @param {boolean} on */
export function dock({ view, page }, name, box, on) {
  const shell = page.root.parentElement;
  if (!on) box.parentElement?.remove();
  else if (!box.isConnected) {
    const place = document.createElement("div");
    place.className = "side-dock";
    place.append(box);
    page.root.before(place);
  }
  shell?.classList.toggle(`with-${name}`, on);
  view.docked = !!shell?.querySelector(".side");
  shell?.classList.toggle("with-side", view.docked);
  view.width = 0; // what was hidden has not been aligned
  if (!view.docked) view.realign();
}
