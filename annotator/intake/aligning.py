"""Which stretches of two texts are the same, in the same order. Pure.

Method: patience diff (Bram Cohen): what occurs once in both sides of a gap is matched, the longest increasing sequence
of these matches is kept, and the gaps between them are looked at again; first by lines, then by words. The time grows
with the length of the texts, whatever is in them; what cannot be matched so stays unmatched.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

DEEPEST = 10
# Scripts without spaces are cut into characters; elsewhere into words, spaces and signs.
TOKEN = re.compile(
    r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\W\u0e00-\u9fff]+|\n|[^\S\n]+|.", re.DOTALL
)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
Pair = tuple[int, int]


@dataclass(frozen=True)
class Run:
    """The same characters in both texts: `length` code points from `old` and from `new`."""

    old: int
    new: int
    length: int


def runs(old: str, new: str) -> list[Run]:
    """The longest stretches that are matched, in order, none touching the next in both texts."""
    return list(_joined(_found(old, new)))


def _found(old: str, new: str) -> Iterator[Run]:
    before, after = _cut(_LINE, old), _cut(_LINE, new)
    old_at, new_at = _starts(before), _starts(after)
    last: Pair = (0, 0)
    for i, j in [*_matched(before, after), (len(before), len(after))]:
        gap = (old_at[last[0]], old_at[i], new_at[last[1]], new_at[j])
        if gap[0] < gap[1] and gap[2] < gap[3]:
            yield from _words(old, new, gap)
        if i < len(before):
            yield Run(old_at[i], new_at[j], len(before[i]))
        last = (i + 1, j + 1)


def _words(old: str, new: str, gap: tuple[int, int, int, int]) -> Iterator[Run]:
    before, after = _cut(TOKEN, old[gap[0] : gap[1]]), _cut(TOKEN, new[gap[2] : gap[3]])
    old_at, new_at = _starts(before), _starts(after)
    for i, j in _matched(before, after):
        yield Run(gap[0] + old_at[i], gap[2] + new_at[j], len(before[i]))


def _joined(found: Iterable[Run]) -> Iterator[Run]:
    last = Run(0, 0, 0)
    for run in found:
        if (run.old, run.new) == (last.old + last.length, last.new + last.length):
            last = Run(last.old, last.new, last.length + run.length)
            continue
        if last.length:
            yield last
        last = run
    if last.length:
        yield last


def _matched(before: Sequence[str], after: Sequence[str]) -> list[Pair]:
    """Indexes of equal pieces, increasing on both sides."""
    found: list[Pair] = []
    waiting = [(0, len(before), 0, len(after), 0)]
    while waiting:
        a, a_end, b, b_end, depth = waiting.pop()
        while a < a_end and b < b_end and before[a] == after[b]:
            found.append((a, b))
            a, b = a + 1, b + 1
        while a < a_end and b < b_end and before[a_end - 1] == after[b_end - 1]:
            a_end, b_end = a_end - 1, b_end - 1
            found.append((a_end, b_end))
        if depth == DEEPEST or a == a_end or b == b_end:
            continue
        anchors = _increasing(_unique(before, a, a_end, after, b, b_end))
        for i, j in [*anchors, (a_end, b_end)] if anchors else []:
            waiting.append((a, i, b, j, depth + 1))
            if i < a_end:
                found.append((i, j))
            a, b = i + 1, j + 1
    return sorted(found)


def _unique(before: Sequence[str], a: int, a_end: int, after: Sequence[str], b: int, b_end: int) -> list[Pair]:
    once = {piece for piece, number in Counter(before[a:a_end]).items() if number == 1}
    once &= {piece for piece, number in Counter(after[b:b_end]).items() if number == 1}
    place = {piece: j for j, piece in enumerate(after[b:b_end], b) if piece in once}
    return [(i, place[piece]) for i, piece in enumerate(before[a:a_end], a) if piece in once]


def _increasing(pairs: list[Pair]) -> list[Pair]:
    """The longest subsequence whose second numbers increase, too."""
    ends: list[int] = []  # the smallest second number that ends a sequence of each length
    last: list[int] = []  # and the pair it belongs to
    back: list[int] = []
    for n, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        back.append(last[length - 1] if length else -1)
        ends[length : length + 1], last[length : length + 1] = [j], [n]
    chain: list[Pair] = []
    n = last[-1] if last else -1
    while n >= 0:
        chain.append(pairs[n])
        n = back[n]
    return chain[::-1]


def _cut(pattern: re.Pattern[str], text: str) -> list[str]:
    return pattern.findall(text)


def _starts(pieces: Sequence[str]) -> list[int]:
    return list(accumulate((len(piece) for piece in pieces), initial=0))
