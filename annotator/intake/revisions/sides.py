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
    """A place to accept: its fragments as the form sends them, its words, and the paragraphs it stands in.

    Without a place it is where to look when nothing is like the span; `at` is where it would stand.
    """

    place: str
    quote: str
    likeness: int
    shown: Shown
    at: int


@dataclass(frozen=True)
class Sides:
    """A doubt with both texts; there is always a choice."""

    doubt: Any
    old: Shown
    choices: list[Choice]


def sides_of(doubts: Iterable[Doubt], article: Article, *, whole: bool = False) -> list[Sides]:
    """Every doubt ready to be shown, whatever number there is: each old text is compared once.

    With `whole` all of the corrected text is shown, with the likeliest place in it.
    """
    found = with_spans(doubts)
    olds = {one.from_set_id: one.from_set.article for one in found}
    compared = {key: runs(old.text, article.text) for key, old in olds.items()}
    sides = []
    for one in found:
        old = olds[one.from_set_id].text
        fragments = one.span["fragments"]
        at = _expected(fragments[0][0], compared[one.from_set_id], len(article.text))
        proposals = one.proposals[:1] if whole else one.proposals
        choices = [_choice(proposal, article.text, whole=whole) for proposal in proposals]
        sides.append(Sides(one, _shown(old, fragments), choices or [_nowhere(article.text, at, whole=whole)]))
    return sides


def _choice(proposal: dict[str, Any], text: str, *, whole: bool) -> Choice:
    fragments = proposal["fragments"]
    return Choice(
        place=",".join(f"{start}-{end}" for start, end in fragments),
        quote=" … ".join(proposal["quote"]),
        likeness=round(100 * proposal["likeness"]),
        shown=_shown(text, fragments, whole=whole),
        at=fragments[0][0],
    )


def _nowhere(text: str, at: int, *, whole: bool) -> Choice:
    return Choice("", "", 0, _shown(text, [[at, at]], whole=whole), at)


def _shown(text: str, fragments: Fragments, *, whole: bool = False) -> Shown:
    first, last = 0, len(text)
    if not whole:
        first = max(text.rfind("\n", 0, fragments[0][0]) + 1, fragments[0][0] - LONGEST)
        last = text.find("\n", fragments[-1][1])
        last = min(len(text) if last < 0 else last, fragments[-1][1] + LONGEST)
    pieces, at = [], first
    for start, end in fragments:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return Shown(first, [piece for piece in [*pieces, (text[at:last], False)] if piece[0]])


def _expected(start: int, same: list[Run], length: int) -> int:
    n = bisect_right([run.old for run in same], start) - 1
    return min(same[n].new + min(start - same[n].old, same[n].length), length) if n >= 0 else 0
