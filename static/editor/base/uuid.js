// @ts-check
/** RFC 9562 UUIDv7: sorted by time and made on the client, so that sending a batch twice is harmless. */
let last = 0;
let sequence = 0;

/** What is made from now on sorts behind this one, even when the clock was set back since. @param {string} uuid */
export function notBefore(uuid) {
  const made = Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
  if (made < last) return;
  last = made;
  sequence = 0xfff;
}

export function uuid7(now = Date.now()) {
  if (now > last) {
    last = now;
    sequence = crypto.getRandomValues(new Uint16Array(1))[0] & 0x3ff;
  } else if (++sequence > 0xfff) {
    last += 1;
    sequence = 0;
  }
  const random = crypto.getRandomValues(new Uint8Array(8));
  random[0] = (random[0] & 0x3f) | 0x80;
  const tail = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const hex = `${last.toString(16).padStart(12, "0")}7${sequence.toString(16).padStart(3, "0")}${tail}`;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
