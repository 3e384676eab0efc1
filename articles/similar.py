"""Texts that are almost the same: one story under another headline, cut here and there. Pure.

A text is known by its shingles, runs of five words in lower case, each a number of 32 bits. The 32 smallest are its
sketch: two texts that share a good part of their shingles share some of these, so an index finds the few worth
comparing, and those are compared exactly.
"""

import re
from collections.abc import Iterable
from itertools import accumulate
from zlib import crc32

WORDS_A_SHINGLE = 5
SKETCHED = 32
ALMOST = 0.8
"""From this share on two texts are told to be almost the same."""

_WORD = re.compile(r"\w+")
_SIGNED = 1 << 31  # PostgreSQL's integers are


def shingles(text: str) -> set[int]:
    """Every run of five words as a number; a shorter text is one run, and a text without words none."""
    return {number - _SIGNED for number in _hashed(text)}


def sketch(text: str) -> list[int]:
    """The smallest numbers of `text`, in order: at most SKETCHED."""
    return [number - _SIGNED for number in sorted(_hashed(text))[:SKETCHED]]


def _hashed(text: str) -> set[int]:
    line = " ".join(_WORD.findall(text.lower())).encode()
    if not line:
        return set()
    starts = list(accumulate((len(word) + 1 for word in line.split(b" ")), initial=0))  # of each word, and of one more
    ends = [start - 1 for start in starts[min(WORDS_A_SHINGLE, len(starts) - 1) :]]
    return set(map(crc32, map(line.__getitem__, map(slice, starts, ends))))


def likeness(one: set[int], other: set[int]) -> float:
    """How much of the shorter text stands in the longer one, 0 to 1.

    A short text is in a long one by a sentence that both quote: where the shorter has less than a quarter of the
    longer one's shingles, what counts is what they share of all.
    """
    shared, shorter, longer = len(one & other), min(len(one), len(other)), max(len(one), len(other))
    if not shared:
        return 0.0
    return shared / shorter if 4 * shorter >= longer else shared / len(one | other)


def most_alike(text: str, others: Iterable[tuple[int, str]]) -> list[tuple[int, float]]:
    """Which of `others` (key, text) are almost `text`, the most alike first, with their likeness."""
    own = shingles(text)
    found = [(key, likeness(own, shingles(other))) for key, other in others]
    return sorted((one for one in found if one[1] >= ALMOST), key=lambda one: (-one[1], one[0]))
