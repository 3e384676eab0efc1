"""The two texts of a doubt side by side: the old paragraphs with the span, the new ones with the likely place."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.intake.aligning import Run, runs
from annotator.intake.revisions.reading import with_spans
from annotator.work.models import Doubt
from articles.models import Article

Fragments = Sequence[Sequence[int]]
LONGEST = 3000


@dataclass(frozen=True)
class Shown:
    """A stretch of a text from `start`, in pieces of (text, whether it is marked)."""

    start: int
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True)
class Choice:
    """A place to accept: its fragments as the form sends them, its words, and the paragraphs it stands in."""

    place: str
    quote: str
    likeness: int
    shown: Shown


@dataclass(frozen=True)
class Sides:
    """A doubt with both texts. `near` is where to look in the new text when nothing is like it."""

    doubt: Any
    old: Shown
    choices: list[Choice]
    near: Shown


def sides_of(doubts: Iterable[Doubt], article: Article) -> list[Sides]:
    """Every doubt ready to be shown, whatever number there is: each old text is compared once."""
    found = with_spans(doubts)
    olds = {one.from_set_id: one.from_set.article for one in found}
    compared = {key: runs(old.text, article.text) for key, old in olds.items()}
    return [_sides(one, olds[one.from_set_id].text, article.text, compared[one.from_set_id]) for one in found]


def _sides(doubt: Any, old: str, new: str, same: list[Run]) -> Sides:
    fragments = doubt.span["fragments"]
    choices = [
        Choice(
            place=",".join(f"{start}-{end}" for start, end in one["fragments"]),
            quote=" … ".join(one["quote"]),
            likeness=round(100 * one["likeness"]),
            shown=_shown(new, one["fragments"]),
        )
        for one in doubt.proposals
    ]
    at = _expected(fragments[0][0], same, len(new))
    return Sides(doubt, _shown(old, fragments), choices, _shown(new, [[at, at]]))


def _shown(text: str, fragments: Fragments) -> Shown:
    first = text.rfind("\n", 0, fragments[0][0]) + 1
    last = text.find("\n", fragments[-1][1])
    last = len(text) if last < 0 else last
    first, last = max(first, fragments[0][0] - LONGEST), min(last, fragments[-1][1] + LONGEST)
    pieces, at = [], first
    for start, end in fragments:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return Shown(first, [piece for piece in [*pieces, (text[at:last], False)] if piece[0]])


def _expected(start: int, same: list[Run], length: int) -> int:
    n = bisect_right([run.old for run in same], start) - 1
    return min(same[n].new + min(start - same[n].old, same[n].length), length) if n >= 0 else 0
