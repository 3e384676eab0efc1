"""What follows from a text alone and costs more than all else about storing it: paragraphs, sentences, sketch. Pure.

It may be found out where the text was read, in a process that is not trusted: what came from there is checked for
being possible, which costs next to nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import le

from articles import segmenting
from articles.similar import SKETCHED, sketch

_LARGEST = 1 << 31  # what PostgreSQL takes for an integer


@dataclass(frozen=True, slots=True)
class Cut:
    """A text's paragraphs and sentences, flat [start, end, …] in code points, in its language; and its sketch."""

    digest: str
    language: str
    paragraphs: list[int]
    sentences: list[int]
    sketch: list[int]


def cut(text: str, digest: str, language: str) -> Cut:
    """The canonical `text`, whose SHA-256 is `digest`, as it is cut in this language."""
    bounds = segmenting.paragraphs(text)
    return Cut(digest, language, bounds, segmenting.sentences(text, bounds, language), sketch(text))


def cut_or_given(given: Cut | None, text: str, digest: str, language: str) -> Cut:
    """What was found out before, if it is of this very text in this language and possible; else it is found out now."""
    if given is not None and (given.digest, given.language) == (digest, language) and _possible(given, len(text)):
        return given
    return cut(text, digest, language)


def _possible(given: Cut, length: int) -> bool:
    bounded = all(_rising(places, 0, length) and not len(places) % 2 for places in (given.paragraphs, given.sentences))
    return bounded and len(given.sketch) <= SKETCHED and _rising(given.sketch, -_LARGEST, _LARGEST - 1)


def _rising(numbers: Sequence[int], least: int, most: int) -> bool:
    if not numbers:
        return True
    return least <= numbers[0] and numbers[-1] <= most and all(map(le, numbers, numbers[1:]))
