"""Where the spans of a text stand in a corrected text: surely, perhaps, or nowhere. Pure; units are code points.

Method: each span is carried with its quote and what stands before and after it, as in the TextQuoteSelector of the W3C
Web Annotation model and the fuzzy anchoring of Hypothesis (Csillag, 2013). Unlike there, nothing is placed by
likeness: a likely place is only proposed. A fragment is placed only where the two texts are aligned and the
same characters stand around it, or where it was moved whole with its surroundings; and only if no second place
in either text would do as well.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from annotator.intake.aligning import TOKEN, Run, runs
from annotator.intake.likeness import Hint, Place, alike

NEAR = 16
FAR = 64
ONE_SIDED = 48
CANDIDATES = 2000
SCANNED = 2_000_000_000
Fragments = Sequence[tuple[int, int]]


class Fate(StrEnum):
    EXACT = "exact"
    DOUBTFUL = "doubtful"
    LOST = "lost"


@dataclass(frozen=True)
class Anchored:
    """What becomes of one span: where it is when that is sure, else where it may be, likeliest first."""

    fate: Fate
    fragments: tuple[tuple[int, int], ...] = ()
    proposals: tuple[Place, ...] = ()


def anchor(old: str, new: str, spans: Mapping[str, Fragments]) -> dict[str, Anchored]:
    """The fate of each span, by its key. Two texts of 2,000,000 characters take seconds."""
    if not spans:
        return {}
    texts = _Texts(old, new)
    return {key: texts.anchored(fragments) for key, fragments in spans.items()}


class _Text:
    """A text that can be asked whether something stands in it once only."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: dict[str, list[int]] = {}
        self.scanned = 0
        for token in TOKEN.finditer(text):
            if not token[0].isspace():
                self.words.setdefault(token[0], []).append(token.start())

    def only(self, wanted: str) -> int | None:
        """Where `wanted` stands, if that is one place; None also when finding out would take too long."""
        inner = [token for token in TOKEN.finditer(wanted) if token.start() > 0 and token.end() < len(wanted)]
        words = [token for token in inner if not token[0].isspace()]
        if not words:
            return self._only_by_scanning(wanted)
        rarest = min(words, key=lambda token: len(self.words.get(token[0], ())))
        places = self.words.get(rarest[0], [])
        if len(places) > CANDIDATES:
            return self._only_by_scanning(wanted)
        starts = (place - rarest.start() for place in places)
        found = [start for start in starts if start >= 0 and self.text.startswith(wanted, start)]
        return found[0] if len(found) == 1 else None

    def _only_by_scanning(self, wanted: str) -> int | None:
        self.scanned += len(self.text)
        if self.scanned > SCANNED:
            return None
        first = self.text.find(wanted)
        return first if first >= 0 and self.text.find(wanted, first + 1) < 0 else None


class _Texts:
    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = _Text(old), _Text(new)
        self.runs = runs(old, new)
        self.starts = [run.old for run in self.runs]

    def anchored(self, fragments: Fragments) -> Anchored:
        placed = [self._aligned(start, end) for start, end in fragments]
        if None in placed:
            placed = [self._moved(start, end) for start, end in fragments]
        sure = tuple(place for place in placed if place is not None)
        if len(sure) == len(fragments) and _in_order(sure):
            return Anchored(Fate.EXACT, sure)
        hints = [self._hint(start, end, place) for (start, end), place in zip(fragments, placed, strict=True)]
        proposals = alike(self.old.text, self.new.text, fragments, hints, self.new.words)
        return Anchored(Fate.DOUBTFUL if proposals else Fate.LOST, (), proposals)

    def _aligned(self, start: int, end: int) -> tuple[int, int] | None:
        """In an unchanged stretch, with enough of it on both sides, and nowhere else."""
        n = self._run_of(start, end)
        if n is None:
            return None
        run = self.runs[n]
        shift = run.new - run.old
        left = start - run.old + (FAR if run.old == run.new == 0 else 0)
        right = run.old + run.length - end + (FAR if self._at_both_ends(run) else 0)
        here = (start + shift, end + shift)
        if min(left, right) >= FAR and self._once(start - FAR, end + FAR, shift):
            return here
        if min(left, right) >= NEAR:
            return here if self._once(start - NEAR, end + NEAR, shift) else None
        if min(left, right) < 1 or max(left, right) < ONE_SIDED or not self._once(start, end, shift):
            return None
        return None if self._beside(n, start, end, before=left < right) else here

    def _run_of(self, start: int, end: int) -> int | None:
        n = bisect_right(self.starts, start) - 1
        return n if n >= 0 and end <= self.runs[n].old + self.runs[n].length else None

    def _at_both_ends(self, run: Run) -> bool:
        return run.old + run.length == len(self.old.text) and run.new + run.length == len(self.new.text)

    def _once(self, start: int, end: int, shift: int) -> bool:
        start, end = max(start, 0), min(end, len(self.old.text))
        wanted = self.old.text[start:end]
        return self.old.only(wanted) == start and self.new.only(wanted) == start + shift

    def _beside(self, n: int, start: int, end: int, *, before: bool) -> bool:
        """Whether a word of the fragment also stands in the change next to it, so that either could be the one."""
        words = set(_words(self.old.text[start:end]))
        old, new = self._gap(n if before else n + 1)
        nearest = slice(-4 * FAR, None) if before else slice(4 * FAR)
        return any(words.intersection(_words(gap[nearest])) for gap in (old, new))

    def _gap(self, n: int) -> tuple[str, str]:
        """What was changed in front of run `n`: the old words and the new ones."""
        nothing = Run(0, 0, 0)
        last = self.runs[n - 1] if n else nothing
        ends = Run(len(self.old.text), len(self.new.text), 0)
        following = self.runs[n] if n < len(self.runs) else ends
        return (
            self.old.text[last.old + last.length : following.old],
            self.new.text[last.new + last.length : following.new],
        )

    def _moved(self, start: int, end: int) -> tuple[int, int] | None:
        """Somewhere else, whole, with what stood around it in its paragraph; and there only."""
        text = self.old.text
        first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        last = len(text) if last < 0 else last
        for reach in (FAR, NEAR):
            left, right = max(first, start - reach), min(last, end + reach)
            if (start - left) + (right - end) < 2 * NEAR or self.old.only(text[left:right]) != left:
                continue
            place = self.new.only(text[left:right])
            if place is not None and self._same_borders(left == first, right == last, place, place + right - left):
                there = (place + start - left, place + end - left)
                return there if self._shadow(start, end) in (None, there) else None
        return None

    def _shadow(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the alignment has the fragment, however little there is around it to be sure."""
        n = self._run_of(start, end)
        if n is None:
            return None
        shift = self.runs[n].new - self.runs[n].old
        return start + shift, end + shift

    def _same_borders(self, begins: bool, ends: bool, start: int, end: int) -> bool:
        """A context cut short by a paragraph's border counts only if the border is there, too."""
        text = self.new.text
        return (not begins or start == 0 or text[start - 1] == "\n") and (
            not ends or end == len(text) or text[end] == "\n"
        )

    def _hint(self, start: int, end: int, place: tuple[int, int] | None) -> Hint:
        """Where to look for a fragment: at its sure place, else between its first and its last word if both stand."""
        expected = self._expected(start)
        first, last = self._there(start), self._there(end - 1)
        between = (first, last + 1) if first is not None and last is not None and first <= last else None
        return Hint(expected, place or between)

    def _there(self, at: int) -> int | None:
        """Where the alignment has a character of the old text."""
        n = bisect_right(self.starts, at) - 1
        if n < 0 or at >= self.runs[n].old + self.runs[n].length:
            return None
        return at - self.runs[n].old + self.runs[n].new

    def _expected(self, start: int) -> int:
        n = bisect_right(self.starts, start) - 1
        if n < 0:
            return 0
        run = self.runs[n]
        return run.new + min(start - run.old, run.length)


def _in_order(fragments: Iterable[tuple[int, int]]) -> bool:
    return all(before[1] < after[0] for before, after in pairwise(fragments))


def _words(text: str) -> list[str]:
    return [token[0] for token in TOKEN.finditer(text) if not token[0].isspace()]
