"""Find quoted words in a text: whole words, exactly one place, offsets in code points."""

import re
import unicodedata
from collections.abc import Iterator

Fragments = tuple[tuple[int, int], ...]


class QuoteError(ValueError):
    """Words that stand nowhere in the text, or in more than one place."""


class Quoter:
    """Finds fragments in one text; paragraphs are its lines that are not blank, counted from 1."""

    def __init__(self, text: str) -> None:
        self.paragraphs = [(match.start(), match[0]) for match in re.finditer(r"[^\n]+", text)]

    def fragments(self, words: str, paragraph: int) -> Fragments:
        """`a [...] b || ¶ 4 c #2`: sorted fragments, touching ones joined."""
        joined: list[tuple[int, int]] = []
        for start, end in sorted(self.fragment(piece.strip(), paragraph) for piece in words.split("||")):
            if joined and start < joined[-1][1]:
                raise QuoteError(f"fragments overlap: {words!r}")
            if joined and start == joined[-1][1]:
                start = joined.pop()[0]
            joined.append((start, end))
        return tuple(joined)

    def fragment(self, piece: str, paragraph: int) -> tuple[int, int]:
        if elsewhere := re.match(r"¶\s*(\d+)\s+", piece):
            paragraph, piece = int(elsewhere[1]), piece[elsewhere.end() :]
        if not 1 <= paragraph <= len(self.paragraphs):
            raise QuoteError(f"there is no paragraph {paragraph}")
        offset, line = self.paragraphs[paragraph - 1]
        start, end = locate(piece, line)
        return offset + start, offset + end


def locate(piece: str, text: str) -> tuple[int, int]:
    """Where `first [...] last #n` stands; without `#n` only one place may fit."""
    counted = re.fullmatch(r"(.*\S)\s+#(\d+)", piece)
    words, nth = (counted[1], int(counted[2])) if counted else (piece, None)
    first, _, last = (part.strip() for part in words.partition("[...]"))
    start, end = only(first, list(places(first, text)), nth)
    if last:
        end = next((stop for begin, stop in places(last, text) if begin >= end), -1)
        if end < 0:
            raise QuoteError(f"not found after {first!r}: {last!r}")
    return start, end


def only(words: str, found: list[tuple[int, int]], nth: int | None) -> tuple[int, int]:
    if not found:
        raise QuoteError(f"not found: {words!r}")
    if nth is None and len(found) > 1:
        raise QuoteError(f"found {len(found)} times, say which with #n: {words!r}")
    if nth is not None and not 1 <= nth <= len(found):
        raise QuoteError(f"there is no #{nth} of {words!r}")
    return found[(nth or 1) - 1]


def places(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Every place of `words` that neither begins nor ends inside a word or an emoji."""
    start = text.find(words) if words else -1
    while start >= 0:
        end = start + len(words)
        if not cuts(text, start) and not cuts(text, end):
            yield start, end
        start = text.find(words, start + 1)


def cuts(text: str, at: int) -> bool:
    """Whether a boundary at `at` would cut a word or something the reader sees as one character."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    return before == ZERO_WIDTH_JOINER or extends(after) or (is_word(before) and is_word(after))


ZERO_WIDTH_JOINER = "\u200d"


def extends(character: str) -> bool:
    """Accents, vowel signs, joiners, variation selectors and skin tones belong to what stands before them."""
    return character == ZERO_WIDTH_JOINER or unicodedata.category(character) in ("Mn", "Me", "Sk")


def is_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) == "Mn"
