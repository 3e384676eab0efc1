"""What the offsets of somebody else's annotations count, found by checking them against the text. Pure.

Tools count code points, UTF-16 code units, UTF-8 bytes or graphemes, with or without the carriage returns and the
byte-order mark of the file. Every way of counting is tried on every mark; a quote that the file gives must be found
where the mark says, and without one both ends must lie on borders of words.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

import regex

from annotator.intake.found import Fragments, Mark
from articles.drafts import Fault
from articles.texts import canonical
from articles.words import _, gettext_noop

UNITS = {
    "code_points": gettext_noop("Unicode code points"),
    "utf16": gettext_noop("UTF-16 code units"),
    "utf8": gettext_noop("UTF-8 bytes"),
    "graphemes": gettext_noop("graphemes"),
}
LEAST = 0.98  # of the marks of a file must be verified
MOST_SHOWN = 5
LONGEST_SHOWN = 60
_GRAPHEME = regex.compile(r"\X")
_CUT_GRAPHEME = regex.compile(r"\X(?<=[^\n]{2})(?<!\p{Regional_Indicator}{2})")
_SPACE = regex.compile(r"\s")
_LF_ONLY = regex.compile("\r\n?")
_REMOVED = regex.compile("\r(?=\n)|[\x00-\x08\x0e-\x1b\x1f\x7f\ufeff\ufffe\uffff]")
_INSIDE_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_]")
_UNSPACED = regex.compile(
    r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}"
    r"\p{Script=Myanmar}]"
)


@dataclass(frozen=True, slots=True)
class Counting:
    """A way of counting: in which unit, whether a CRLF is one character, whether a byte-order mark is none."""

    unit: str
    lf_only: bool = False
    unmarked: bool = False


COUNTINGS = tuple(
    Counting(unit, lf_only, unmarked) for lf_only in (False, True) for unmarked in (False, True) for unit in UNITS
)


@dataclass(slots=True)
class _Score:
    verified: int = 0
    exact: int = 0
    spans: int = 0
    failures: list[str] = field(default_factory=list)


class Ballot:
    """Every mark of a file votes on how its offsets are counted. Texts are as sent, before `canonical`.

    `unit`, a name of UNITS, is what a person said: then only quotes are judged, and no word border.
    """

    def __init__(self, unit: str = "") -> None:
        self._forced = bool(unit)
        self._scores = {one: _Score() for one in COUNTINGS if unit in ("", one.unit)}
        self._total = 0

    def add(self, text: str, marks: Sequence[Mark], quotes: Mapping[str, str] | None = None, place: str = "") -> None:
        """Count the marks of one text; `quotes` are what the file says each reads, by mark id."""
        self._total += len(marks)
        converted: dict[Counting, tuple[Fragments | None, ...]] = {}
        judged: dict[tuple[Fragments | None, ...], tuple[int, int, list[str]]] = {}
        for counting, score in self._scores.items():
            simple = _simplest(text, counting)
            if simple not in converted:
                converted[simple] = tuple(_converted(text, marks, simple))
            found = converted[simple]
            if found not in judged:
                judged[found] = self._judged(text, marks, found, quotes or {}, place)
            verified, exact, failures = judged[found]
            score.verified += verified
            score.exact += exact
            score.spans = hash((score.spans, found))
            score.failures += failures[: MOST_SHOWN - len(score.failures)]

    def winner(self) -> Counting:
        """The way of counting that most marks agree with. Raises Fault when two are as good, or none is."""
        best = max((score.verified, score.exact) for score in self._scores.values())
        first = [(one, score) for one, score in self._scores.items() if (score.verified, score.exact) == best]
        if best[0] < LEAST * self._total:
            raise _no_fit(self._total, *first[0])
        plainest = {one.unit: score for one, score in reversed(first)}  # as the file is, before any repair
        if len({score.spans for score in plainest.values()}) > 1:
            raise _ambiguous([one for one, _score in first])
        return first[0][0]

    def _judged(
        self,
        text: str,
        marks: Sequence[Mark],
        found: Iterable[Fragments | None],
        quotes: Mapping[str, str],
        place: str,
    ) -> tuple[int, int, list[str]]:
        kept = canonical(text)
        verified = exact = 0
        failures: list[str] = []
        for mark, fragments in zip(marks, found, strict=True):
            good, equal = _verified(kept, fragments, quotes.get(mark.id), self._forced)
            verified, exact = verified + good, exact + equal
            if not good and len(failures) < MOST_SHOWN:
                failures.append(_failure(mark, quotes.get(mark.id), _shown(kept, fragments), place))
        return verified, exact, failures


@dataclass(slots=True)
class Fit:
    """How well a known way of counting fits a file, counted while the file is read."""

    counting: Counting
    _total: int = 0
    _score: _Score = field(default_factory=_Score)

    def add(self, claimed: int, verified: int, notes: Sequence[str]) -> None:
        """Count the marks of an article, and those of them that `anchored` kept; `notes` say what it left out."""
        self._total += claimed
        self._score.verified += verified
        if verified < claimed:
            self._score.failures += notes[: MOST_SHOWN - len(self._score.failures)]

    def check(self) -> None:
        """Raise Fault when too few marks fit."""
        if self._score.verified < LEAST * self._total:
            raise _no_fit(self._total, self.counting, self._score)


def anchored(
    text: str, marks: Sequence[Mark], quotes: Mapping[str, str] | None, counting: Counting
) -> tuple[tuple[Mark, ...], tuple[str, ...]]:
    """The marks in code points of `canonical(text)`, sorted and joined, and a sentence for each that is left out.

    Left out is what lies outside the text or does not read what the file says it reads.
    """
    kept = canonical(text)
    good: list[Mark] = []
    notes: list[str] = []
    for mark, fragments in zip(marks, _converted(text, marks, counting), strict=True):
        quote = (quotes or {}).get(mark.id)
        if fragments is not None and _verified(kept, fragments, quote, loose=True)[0]:
            whole = joined(fragments)
            good.append(mark if whole == mark.fragments else replace(mark, fragments=whole))
        else:
            notes.append(_("Left out: %(what)s") % {"what": _failure(mark, quote, _shown(kept, fragments), "")})
    return tuple(good), tuple(notes)


def joined(fragments: Sequence[tuple[int, int]]) -> Fragments:
    """The fragments sorted, empty ones dropped, touching and overlapping ones joined."""
    if len(fragments) == 1 and fragments[0][0] < fragments[0][1]:
        return tuple(fragments)
    result: list[tuple[int, int]] = []
    for start, end in sorted(one for one in fragments if one[0] < one[1]):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def _converted(text: str, marks: Sequence[Mark], counting: Counting) -> Iterable[Fragments | None]:
    """The fragments of each mark in code points of the canonical text; None where one lies outside it."""
    position = _positions(text, counting)
    for mark in marks:
        ends = [(position(start), position(end)) for start, end in mark.fragments]
        found = tuple((start, end) for start, end in ends if start is not None and end is not None and start < end)
        yield found if found and len(found) == len(ends) else None


def _simplest(text: str, counting: Counting) -> Counting:
    """A way of counting that comes to the same in this text and is cheaper."""
    lf_only = counting.lf_only and "\r" in text
    unit = counting.unit
    if (unit != "graphemes" or lf_only or "\r\n" not in text) and text.isascii():
        unit = "code_points"
    if unit == "utf16" and max(text, default="") <= "\uffff":
        unit = "code_points"
    return Counting(unit, lf_only, counting.unmarked and text.startswith("\ufeff"))


def _positions(text: str, counting: Counting) -> Callable[[int], int | None]:
    """From an offset in this way of counting to one in the canonical text; None between two characters' borders."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _LF_ONLY.sub("\n", text) if counting.lf_only else text
    text = text.removeprefix("\ufeff") if counting.unmarked else text
    removed = array("q", (found.start() for found in _REMOVED.finditer(text)))
    borders = _borders(text, counting.unit)
    size = len(text)

    def position(offset: int) -> int | None:
        if borders is not None:
            at = bisect_left(borders[0], offset)
            if at == len(borders[0]) or borders[0][at] != offset:
                return None
            offset = borders[1][at]
        return offset - bisect_left(removed, offset) if 0 <= offset <= size else None

    return position


def _borders(text: str, unit: str) -> tuple[Sequence[int], Sequence[int]] | None:
    """The offset of every border in `unit` and in code points, both rising; None where they are the same."""
    if unit == "code_points":
        return None
    if unit == "graphemes":
        points = array("q", (found.start() for found in _GRAPHEME.finditer(text)))
        points.append(len(text))
        return array("q", range(len(points))), points
    wide = _utf16_width if unit == "utf16" else _utf8_width
    return array("q", accumulate(map(wide, text), initial=0)), range(len(text) + 1)


def _utf16_width(character: str) -> int:
    return 2 if character > "\uffff" else 1


def _utf8_width(character: str) -> int:
    code = ord(character)
    return 1 + (code > 0x7F) + (code > 0x7FF) + (code > 0xFFFF)


def _verified(text: str, fragments: Fragments | None, quote: str | None, loose: bool) -> tuple[bool, bool]:
    """Whether a mark reads what it should, and whether it does so without allowances. `loose` asks for no borders."""
    if fragments is None:
        return False, False
    if quote is None:
        good = loose or (_border(text, fragments[0][0], 0) and _border(text, fragments[-1][1], -1))
        return good, False
    pieces = [text[start:end] for start, end in fragments]
    if quote == " ".join(pieces) and quote.strip():
        return True, True
    given = canonical(quote)
    exact = _flat(given) in (_flat(" ".join(pieces)), _flat("".join(pieces)))
    return exact or given.split() == " ".join(pieces).split() != [], exact


def _border(text: str, at: int, inner: int) -> bool:
    """Whether a word begins or ends at this offset; `inner` is 0 for a beginning, -1 for an end."""
    inside = text[at + inner]
    outside = text[at - 1 - inner : at - inner] if at - 1 - inner >= 0 else ""
    if inside.isspace() or _CUT_GRAPHEME.fullmatch(text[max(at - 1, 0) : at + 1]):
        return False
    if outside == "\u200d":  # it joins what stands around it
        return False
    if not outside or not _INSIDE_WORD.match(outside) or not _INSIDE_WORD.match(inside):
        return True
    return bool(_UNSPACED.match(outside) or _UNSPACED.match(inside))


def _flat(text: str) -> str:
    flat: str = _SPACE.sub(" ", text)
    return flat


def _shown(text: str, fragments: Fragments | None) -> str:
    return " … ".join(text[start:end] for start, end in fragments or ())


def _failure(mark: Mark, quote: str | None, found: str, place: str) -> str:
    where = f"{place}: {mark.id}" if place else mark.id
    if not found:
        return _("%(where)s lies outside the text.") % {"where": where}
    if quote is None:
        return _("%(where)s cuts a word: “%(found)s”.") % {"where": where, "found": _short(found)}
    return _("%(where)s should read “%(quote)s”, but the text there is “%(found)s”.") % {
        "where": where,
        "quote": _short(quote),
        "found": _short(found),
    }


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _no_fit(total: int, counting: Counting, score: _Score) -> Fault:
    return Fault(
        "offsets_do_not_fit",
        _(
            "Only %(verified)s of %(total)s annotations fit the text, counted in %(unit)s, so nothing is taken. "
            "Is it the text that was annotated? %(failures)s"
        )
        % {
            "verified": f"{score.verified:,}",
            "total": f"{total:,}",
            "unit": _(UNITS[counting.unit]),
            "failures": " ".join(score.failures),
        },
    )


def _ambiguous(countings: Iterable[Counting]) -> Fault:
    units = list(dict.fromkeys(_(UNITS[one.unit]) for one in countings))
    return Fault(
        "ambiguous_offsets",
        _("The offsets of these annotations can be counted in several ways: %(units)s. Say which one is right.")
        % {"units": ", ".join(units)},
    )
