// @ts-check
// The questions of a draft: add, move and remove them. Without this, numbers and ticks do the same.
const list = document.querySelector("[data-fields]");
const template = document.getElementById("field-template");
const total = document.querySelector("[name=fields-TOTAL_FORMS]");
const BY_CHOOSING = ["choice", "many"];

/** @param {ParentNode} root a page, or one question: what needs scripts appears, what replaces them goes */
function enhance(root) {
  for (const part of root.querySelectorAll("[data-scripted]")) part.removeAttribute("hidden");
  for (const part of root.querySelectorAll("[data-plain]")) part.setAttribute("hidden", "");
  for (const kind of root.querySelectorAll("select[name$=-kind]")) showChoices(kind);
}

/** @param {Element} kind the list of possible answers is asked for only where one chooses from it */
function showChoices(kind) {
  const place = kind.closest("[data-field]")?.querySelector("[data-choices]");
  if (kind instanceof HTMLSelectElement && place) place.toggleAttribute("hidden", !BY_CHOOSING.includes(kind.value));
}

/** Numbers the questions in the order in which they stand. */
function renumber() {
  const places = list?.querySelectorAll("input[name$=-ORDER]") ?? [];
  for (const [index, place] of Array.from(places).entries()) {
    if (place instanceof HTMLInputElement) place.value = String(index + 1);
  }
}

/** @param {Element} element @param {string} number takes the place of __prefix__ in its names */
function number(element, number) {
  for (const name of element.getAttributeNames()) {
    const value = element.getAttribute(name) ?? "";
    if (value.includes("__prefix__")) element.setAttribute(name, value.replaceAll("__prefix__", number));
  }
}

function add() {
  if (!(template instanceof HTMLTemplateElement) || !(total instanceof HTMLInputElement) || !list) return;
  const copy = document.importNode(template.content, true);
  for (const element of copy.querySelectorAll("*")) number(element, total.value);
  total.value = String(Number(total.value) + 1);
  enhance(copy);
  list.append(copy);
  renumber();
  const name = list.lastElementChild?.querySelector("input");
  if (name instanceof HTMLInputElement) name.focus();
}

/** @param {Element} field @param {number} by -1 up, 1 down; removed ones only look gone and are passed over */
function move(field, by) {
  const step = by < 0 ? "previousElementSibling" : "nextElementSibling";
  let other = field[step];
  while (other?.hasAttribute("hidden")) other = other[step];
  if (by < 0) other?.before(field);
  else other?.after(field);
  renumber();
}

/** @param {Element} field */
function remove(field) {
  const tick = field.querySelector("input[name$=-DELETE]");
  if (tick instanceof HTMLInputElement) tick.checked = true;
  field.setAttribute("hidden", "");
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  const field = button?.closest("[data-field]");
  if (!button) return;
  if (button.dataset.addField !== undefined) add();
  else if (field && button.dataset.move) move(field, Number(button.dataset.move));
  else if (field && button.dataset.remove !== undefined) remove(field);
  if (field && button.dataset.move) button.focus();
});
document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLSelectElement && event.target.name.endsWith("-kind")) showChoices(event.target);
});

/** The empty question at the end is for those without scripts; others add one when they want one. */
function dropEmpty() {
  for (const field of list?.querySelectorAll("[data-field]") ?? []) {
    const name = field.querySelector("input[name$=-name]");
    if (name instanceof HTMLInputElement && !name.value && !field.querySelector(".error")) remove(field);
  }
}

enhance(document);
dropEmpty();
