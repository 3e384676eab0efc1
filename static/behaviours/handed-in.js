// @ts-check
// After a submission the next page says what was submitted, and is the way back.
const LEFT = "ascribe:submitted";

const left = take();
if (left) import("./submitted.js").then(({ tellSubmitted }) => tellSubmitted(left));

/** @returns {{title: string, page: string, submission: string} | null} */
function take() {
  try {
    const found = sessionStorage.getItem(LEFT);
    if (found) sessionStorage.removeItem(LEFT);
    return found ? JSON.parse(found) : null;
  } catch {
    return null; // storage is switched off: the page says nothing, and the queue has the way back
  }
}
