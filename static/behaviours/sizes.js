// @ts-check
// How large a file is, in words.
import { _ } from "../editor/base/words.js";

/** @param {number} bytes @returns {string} */
export function size(bytes) {
  if (bytes < 1e3) return _("%(count)s bytes", { count: bytes });
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
