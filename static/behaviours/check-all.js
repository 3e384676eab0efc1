// @ts-check
// <input type="checkbox" data-check-all="article"> ticks every box of that name in its form;
// [data-checked-count="article"] says how many are ticked.

/** @param {HTMLFormElement} form @param {string} name @returns {HTMLInputElement[]} */
function boxes(form, name) {
  return Array.from(form.elements).filter(
    /** @returns {box is HTMLInputElement} */
    (box) => box instanceof HTMLInputElement && box.type === "checkbox" && box.name === name,
  );
}

/** @param {HTMLFormElement} form */
function recount(form) {
  for (const all of form.querySelectorAll("[data-check-all]")) {
    if (!(all instanceof HTMLInputElement)) continue;
    const name = all.dataset.checkAll ?? "";
    const found = boxes(form, name);
    const ticked = found.filter((box) => box.checked).length;
    all.checked = found.length > 0 && ticked === found.length;
    all.indeterminate = ticked > 0 && ticked < found.length;
    for (const place of form.querySelectorAll(`[data-checked-count="${CSS.escape(name)}"]`)) {
      place.textContent = String(ticked);
    }
  }
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox" || !box.form) return;
  if (box.dataset.checkAll !== undefined) {
    for (const other of boxes(box.form, box.dataset.checkAll)) other.checked = box.checked;
  }
  recount(box.form);
});

for (const form of document.forms) recount(form);
