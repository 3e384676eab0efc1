"""Where in a corrected text something like an old quote stands: proposals for a person to judge, never facts. Pure."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from annotator.intake.aligning import TOKEN

AROUND = 1000  # code points on each side of where the quote is expected
CENTRES = 4
MOST = 3
LEAST = 0.55
LONGEST = 600
RARE = 20


@dataclass(frozen=True)
class Place:
    """A stretch of the new text, and how much it is like the old quote, from 0 to 1."""

    start: int
    end: int
    likeness: float


def alike(
    old: str, new: str, fragments: Sequence[tuple[int, int]], expected: int, words: Mapping[str, list[int]]
) -> tuple[Place, ...]:
    """The places most like the whole stretch of `fragments`, likeliest first; near ones first among equals.

    `expected` is where the alignment of the texts would have it; `words` says where each word of `new` stands.
    """
    quote = old[fragments[0][0] : fragments[-1][1]]
    found: dict[tuple[int, int], Place] = {}
    for centre in _centres(quote, expected, words):
        window = (max(0, centre - AROUND), min(len(new), centre + AROUND + len(quote)))
        for place in _in_window(quote, new, window):
            found[place.start, place.end] = place
    ranked = sorted(found.values(), key=lambda place: (-round(place.likeness, 2), abs(place.start - expected)))
    return tuple(_apart(ranked))


def _centres(quote: str, expected: int, words: Mapping[str, list[int]]) -> list[int]:
    """Where it is expected, and where its rarest word stands."""
    known = [(len(places), places, token.start()) for token in _words(quote) if (places := words.get(token[0]))]
    rare = min(known, key=lambda one: one[0], default=None)
    if rare is None or rare[0] > RARE:
        return [expected]
    others = sorted((place - rare[2] for place in rare[1]), key=lambda place: abs(place - expected))
    return [expected, *(place for place in others if abs(place - expected) > AROUND)][:CENTRES]


def _in_window(quote: str, new: str, window: tuple[int, int]) -> list[Place]:
    """The best stretches of whole words, as many as the quote has, a little less or a little more."""
    wanted = [token[0].casefold() for token in _words(quote)]
    tokens = _words(new[window[0] : window[1]])
    if not wanted or not tokens:
        return []
    size, bag = len(wanted), Counter(wanted)
    scores = _shared([token[0].casefold() for token in tokens], bag, size)
    best = sorted(range(len(scores)), key=lambda at: -scores[at])[: 2 * MOST]
    places = []
    for at in best:
        if scores[at] == 0:
            continue
        chosen = tokens[at : at + size]
        start, end = window[0] + chosen[0].start(), window[0] + chosen[-1].end()
        likeness = SequenceMatcher(None, quote[:LONGEST], new[start:end][:LONGEST], autojunk=False).ratio()
        if likeness >= LEAST:
            places.append(Place(start, end, round(likeness, 3)))
    return places


def _shared(tokens: Sequence[str], bag: Counter[str], size: int) -> list[int]:
    """For each place in `tokens`, how many of the wanted words the next `size` hold."""
    held: Counter[str] = Counter()
    shared, scores = 0, []
    for n, token in enumerate(tokens):
        held[token] += 1
        shared += held[token] <= bag[token]
        if n >= size:
            gone = tokens[n - size]
            shared -= held[gone] <= bag[gone]
            held[gone] -= 1
        if n >= size - 1 or n == len(tokens) - 1:
            scores.append(shared)
    return scores


def _apart(places: Sequence[Place]) -> list[Place]:
    """The first few that do not overlap a better one."""
    kept: list[Place] = []
    for place in places:
        if all(place.end <= one.start or place.start >= one.end for one in kept):
            kept.append(place)
    return kept[:MOST]


def _words(text: str) -> list[re.Match[str]]:
    return [token for token in TOKEN.finditer(text) if not token[0].isspace()]
