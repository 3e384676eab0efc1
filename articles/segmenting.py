"""Where paragraphs and sentences begin and end. Pure; computed once, when an article is stored."""

import re
from collections.abc import Sequence

from sentencex import get_sentence_boundaries

_LINE = re.compile(r"[^\n]+")
_PADDED = re.compile(r"\s*(\S(?:.*\S)?)\s*", re.DOTALL)


def pairs(flat: Sequence[int]) -> list[list[int]]:
    """Bounds that are kept as one flat list, as [start, end] each."""
    return [list(pair) for pair in zip(flat[::2], flat[1::2], strict=True)]


def paragraphs(text: str) -> list[int]:
    """Lines with something in them, as flat [start, end, start, end, …] in code points, whole lines untrimmed."""
    bounds = [(line.start(), line.end()) for line in _LINE.finditer(text) if not line.group().isspace()]
    return [point for pair in bounds for point in pair]


def sentences(text: str, paragraph_bounds: list[int], language: str) -> list[int]:
    """Sentences as flat [start, end, …] in code points, trimmed of white space; none crosses a paragraph.

    Method: rule-based, language-aware segmentation of the `sentencex` library (Wikimedia); a language it does
    not know falls back to the nearest relative it has, at last to English.
    """
    found: list[int] = []
    for start, end in zip(paragraph_bounds[::2], paragraph_bounds[1::2], strict=True):
        begins = [start + at for at in _sentence_starts(text[start:end], language)]
        for first, last in zip(begins, [*begins[1:], end], strict=True):
            if trimmed := _PADDED.fullmatch(text, first, last):
                found += trimmed.span(1)
    return found


def _sentence_starts(paragraph: str, language: str) -> list[int]:
    """Only where sentences begin is taken from the library: what lies between two starts is never lost."""
    boundaries = get_sentence_boundaries(language.partition("-")[0].lower() or "en", paragraph)
    return sorted({0, *(boundary["start_index"] for boundary in boundaries)})
