// @ts-check
/** The one way the editor makes elements: no markup in strings, so trusted types never bite. */

/** @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, string | boolean>} [attributes] @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]} */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** A button that carries a command and shows its key.
 * @param {string} label @param {string} command @param {string} [key] @param {Record<string, string>} [attributes] */
export function commandButton(label, command, key = "", attributes = {}) {
  const button = element("button", { type: "button", "data-command": command, ...attributes }, label);
  if (key) {
    button.append(" ", element("kbd", { "aria-hidden": "true" }, key));
    button.setAttribute("aria-keyshortcuts", key);
  }
  return button;
}
