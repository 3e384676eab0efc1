"""Text cut into words, for formats that know nothing smaller. Pure."""

import re
from collections.abc import Iterator

import regex

_UNSPACED = "".join(
    rf"\p{{Script={name}}}" for name in ("Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar")
)
_LETTER = rf"[[\p{{L}}\p{{N}}]--[{_UNSPACED}]]"
_PLAIN_WORD = r"[A-Za-z0-9]++(?![^\x00-\x7f])"  # says nothing else than the next alternative, only faster
_TOKEN = regex.compile(rf"{_PLAIN_WORD}|{_LETTER}(?:{_LETTER}|\p{{M}}|[\u200c\u200d])*|(?!\s)\X", regex.VERSION1)
_ASCII_TOKEN = re.compile(r"[A-Za-z0-9]+|[^ \t\n\r\f\vA-Za-z0-9]")
Token = tuple[int, int]


def tokens_by_line(text: str) -> Iterator[list[Token]]:
    """The tokens of each line that has some, as offsets: runs of letters and digits, else single graphemes.

    Scripts that put no spaces between words, such as Thai and Chinese, are cut into characters.
    """
    at = 0
    for line in text.split("\n"):
        pattern = _ASCII_TOKEN if line.isascii() else _TOKEN
        if found := [token.span() for token in pattern.finditer(text, at, at + len(line))]:
            yield found
        at += len(line) + 1
