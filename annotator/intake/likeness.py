"""Where in a corrected text something like an old quote stands: proposals for a person to judge, never facts. Pure.

A span in pieces is proposed piece by piece. A proposal begins and ends where the alignment of the two texts has the
quote's first and last words, if it has them; else it is the stretch of whole words most like the quote, each end
moved by a few words where that makes it more alike.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from annotator.intake.aligning import TOKEN

AROUND = 1000  # code points on each side of where the quote is expected
CENTRES = 4
MOST = 3
LEAST = 0.55
LEAST_BETWEEN = 0.35  # of what stands between two borders that are known
LONGEST = 600
RARE = 20
STEPS = 4  # words by which each end of a stretch may move
Fragment = tuple[int, int]
Fragments = tuple[Fragment, ...]


@dataclass(frozen=True)
class Place:
    """Stretches of the new text, and how much they are like the old quote, from 0 to 1."""

    fragments: Fragments
    likeness: float

    @property
    def start(self) -> int:
        return self.fragments[0][0]

    @property
    def end(self) -> int:
        return self.fragments[-1][1]


@dataclass(frozen=True)
class Hint:
    """What the alignment says of a fragment: where it is expected, and its borders in the new text if both stand."""

    expected: int
    borders: Fragment | None = None


def alike(
    old: str, new: str, fragments: Sequence[Fragment], hints: Sequence[Hint], words: Mapping[str, list[int]]
) -> tuple[Place, ...]:
    """The places most like the fragments, likeliest first; near ones first among equals.

    There is a hint for each fragment; `words` says where each word of `new` stands.
    """
    found = [_of_one(old[start:end], new, hint, words) for (start, end), hint in zip(fragments, hints, strict=True)]
    return tuple(found[0][:MOST]) if len(found) == 1 else _in_pieces(fragments, found)


def _in_pieces(fragments: Sequence[Fragment], found: Sequence[Sequence[Place]]) -> tuple[Place, ...]:
    """The likeliest place of each piece, if they are enough of the whole and still in their order."""
    best = [places[0] if places else None for places in found]
    lengths = [end - start for start, end in fragments]
    likeness = sum(one.likeness * length for one, length in zip(best, lengths, strict=True) if one) / sum(lengths)
    there = tuple(one.fragments[0] for one in best if one)
    if likeness < LEAST or any(before[1] >= after[0] for before, after in pairwise(there)):
        return ()
    return (Place(there, round(likeness, 3)),)


def _of_one(quote: str, new: str, hint: Hint, words: Mapping[str, list[int]]) -> list[Place]:
    found: dict[Fragment, Place] = {}
    for centre in _centres(quote, hint.expected, words):
        window = (max(0, centre - AROUND), min(len(new), centre + AROUND + len(quote)))
        for place in _in_window(quote, new, window):
            found[place.fragments[0]] = place
    ranked = sorted(found.values(), key=lambda place: (-round(place.likeness, 2), abs(place.start - hint.expected)))
    if hint.borders and (between := _likeness(quote, new[slice(*hint.borders)])) >= LEAST_BETWEEN:
        ranked = [Place((hint.borders,), round(between, 3)), *ranked]
    return _apart(ranked)


def _centres(quote: str, expected: int, words: Mapping[str, list[int]]) -> list[int]:
    """Where it is expected, and where its rarest word stands."""
    known = [(len(places), places, token.start()) for token in _words(quote) if (places := words.get(token[0]))]
    rare = min(known, key=lambda one: one[0], default=None)
    if rare is None or rare[0] > RARE:
        return [expected]
    others = sorted((place - rare[2] for place in rare[1]), key=lambda place: abs(place - expected))
    return [expected, *(place for place in others if abs(place - expected) > AROUND)][:CENTRES]


def _in_window(quote: str, new: str, window: Fragment) -> list[Place]:
    """The best stretches of whole words."""
    wanted = [token[0].casefold() for token in _words(quote)]
    tokens = _words(new[window[0] : window[1]])
    if not wanted or not tokens:
        return []
    size, bag = len(wanted), Counter(wanted)
    scores = _shared([token[0].casefold() for token in tokens], bag, size)
    best = sorted(range(len(scores)), key=lambda at: -scores[at])[:MOST]
    places = []
    for at in best:
        if scores[at] == 0:
            continue
        (first, last), likeness = _fitted(quote, new, window[0], tokens, (at, min(at + size, len(tokens)) - 1))
        if likeness >= LEAST:
            there = (window[0] + tokens[first].start(), window[0] + tokens[last].end())
            places.append(Place((there,), round(likeness, 3)))
    return places


def _fitted(
    quote: str, new: str, offset: int, tokens: Sequence[re.Match[str]], stretch: Fragment
) -> tuple[Fragment, float]:
    """The stretch of tokens, from the first to the last, each end moved to where it is most like the quote."""

    def like(first: int, last: int) -> float:
        return _likeness(quote, new[offset + tokens[first].start() : offset + tokens[last].end()])

    first, last = stretch
    ends = range(max(first, last - STEPS), min(len(tokens), last + STEPS + 1))
    last = max(ends, key=lambda one: (like(first, one), -abs(one - last)))
    starts = range(max(0, first - STEPS), min(last, first + STEPS) + 1)
    first = max(starts, key=lambda one: (like(one, last), -abs(one - first)))
    return (first, last), like(first, last)


def _likeness(quote: str, other: str) -> float:
    return SequenceMatcher(None, quote[:LONGEST], other[:LONGEST], autojunk=False).ratio()


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


def _apart(places: Iterable[Place]) -> list[Place]:
    """The first few that do not overlap a better one."""
    kept: list[Place] = []
    for place in places:
        if all(place.end <= one.start or place.start >= one.end for one in kept):
            kept.append(place)
    return kept[:MOST]


def _words(text: str) -> list[re.Match[str]]:
    return [token for token in TOKEN.finditer(text) if not token[0].isspace()]
