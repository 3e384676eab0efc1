// @ts-check
/** Which key does what for this person: the table's keys, with the person's own in their place. Pure. */

/** @typedef {{keys?: Record<string, string[]>, single?: boolean}} Own the person's own keys by command; whether keys of one character act */

export class Keymap {
  /** @param {Record<string, {keys: string[], label: string, write?: boolean}>} table @param {Own} [own] */
  constructor(table, own = {}) {
    this.table = table;
    /** @type {Map<string, string>} */
    this.commands = new Map();
    this.own = own.keys ?? {};
    this.single = true;
    this.use(own);
  }

  /** From now on these keys. @param {Own} own */
  use({ keys = {}, single = true }) {
    this.own = keys;
    this.single = single;
    this.commands.clear();
    for (const name of Object.keys(this.table)) for (const key of this.of(name)) this.commands.set(key, name);
  }

  /** The keys of a command that act. @param {string} name */
  of(name) {
    const keys = this.own[name] ?? this.table[name]?.keys ?? [];
    return this.single ? keys : keys.filter((key) => key.length > 1);
  }

  /** @param {string} key @returns {string | undefined} the command on a key */
  at(key) {
    return this.commands.get(key);
  }
}

/** What was pressed: the bare key, and its name with Ctrl+, Alt+ and Shift+ in this order. @param {KeyboardEvent} event */
export function keyName(event) {
  const letter = event.key.length === 1;
  // with Alt a Mac types another character, so the physical key tells which letter was meant
  const key =
    letter && event.altKey && /^Key[A-Z]$/.test(event.code)
      ? event.code[3].toLowerCase()
      : letter
        ? event.key.toLowerCase()
        : event.key;
  const control = event.ctrlKey || event.metaKey;
  const shift = event.shiftKey && (!letter || control);
  return { key, name: `${control ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${key}` };
}
