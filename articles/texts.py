"""From what was received to the text that is kept: repaired once, never normalised. Pure."""

import hashlib
import re

_NEWLINES = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_DROPPED = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\ufeff\ufffe\uffff]")
MAX_CHARACTERS = 2_000_000
MAX_LINES = 50_000  # each is a paragraph to segment and to show


def canonical(text: str) -> str:
    """Repair surrogate pairs, turn every line ending into `\\n` and drop control characters and byte-order marks.

    Nothing else: no Unicode normalisation, no change of spaces or quotation marks, so that quotes match the source.
    A lone surrogate, which no encoding can carry, becomes U+FFFD.
    """
    paired = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _DROPPED.sub("", _NEWLINES.sub("\n", paired))


def sha256_of(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, in hex: what operations name as `text_sha256`."""
    return hashlib.sha256(text.encode()).hexdigest()
