"""Articles as a foreign file claims they were annotated, and what of it is true: offsets are verified here. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.intake.formats.fields import drafted
from annotator.intake.formats.source import Asked
from annotator.intake.formats.units import Ballot, Counting, Fit, anchored
from annotator.intake.found import Bad, Found, Link, Mark, Reading
from articles.words import _


@dataclass(frozen=True, slots=True)
class Claimed:
    """A reading with offsets as the file has them; `quotes` is what the file says a mark reads, by its id."""

    annotator: str
    marks: tuple[Mark, ...]
    links: tuple[Link, ...] = ()
    quotes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Annotated:
    """An article in a foreign file, before anything is verified. `fields` and `metadata` are as the file has them."""

    line: int
    text: str
    readings: tuple[Claimed, ...]
    fields: Mapping[str, object] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    place: str = ""


def verified(articles: Callable[[], Iterable[Annotated | Bad]], tool: str, asked: Asked) -> Iterator[Found | Bad]:
    """The articles with offsets in code points; goes through them twice, for all marks of a file are counted alike.

    Raises Fault when the offsets of the file do not fit its texts.
    """
    ballot = Ballot(asked.unit)
    for one in articles():
        if isinstance(one, Annotated):
            for reading in one.readings:
                ballot.add(one.text, reading.marks, reading.quotes)
    counting = ballot.winner()
    for one in articles():
        yield one if isinstance(one, Bad) else found_of(one, tool, counting, asked.language)


def declared(articles: Iterable[Annotated | Bad], tool: str, language: str) -> Iterator[Found | Bad]:
    """The articles of a format that says what its offsets count, code points; gone through once.

    Raises Fault, after the last, when the offsets of the file do not fit its texts: then nothing of it may be kept.
    """
    fit = Fit(Counting("code_points"))
    for one in articles:
        if isinstance(one, Bad):
            yield one
            continue
        found = found_of(one, tool, fit.counting, language)
        claimed = sum(len(reading.marks) for reading in one.readings)
        fit.add(claimed, sum(len(reading.marks) for reading in found.readings), found.notes)
        yield found
    fit.check()


def found_of(one: Annotated, tool: str, counting: Counting, language: str) -> Found:
    """The article with its readings in code points; what had to be left out is in its notes."""
    draft, notes = drafted(one.text, one.fields, one.metadata, language)
    readings = []
    for claimed in one.readings:
        reading, left_out = reading_of(one.text, claimed, tool, counting)
        readings.append(reading)
        notes += left_out
    return Found(one.line, draft, one.place, readings=tuple(readings), notes=(*one.notes, *notes))


def reading_of(text: str, claimed: Claimed, tool: str, counting: Counting) -> tuple[Reading, tuple[str, ...]]:
    """The reading in code points of the canonical text, and a sentence for each mark that had to be left out."""
    marks, notes = anchored(text, claimed.marks, claimed.quotes, counting)
    if not notes:
        return Reading(claimed.annotator, tool, marks, claimed.links), ()
    gone = {mark.id for mark in claimed.marks} - {mark.id for mark in marks}
    links = tuple(replace(link, ends=tuple(end for end in link.ends if end[1] not in gone)) for link in claimed.links)
    return Reading(claimed.annotator, tool, marks, links), notes


def without_dangling(links: Iterable[Link], known: Iterable[str]) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """The links whose ends are all there, and a sentence for each of the others."""
    links = tuple(links)
    ids = {*known, *(link.id for link in links)}
    good = tuple(link for link in links if all(target in ids for _role, target in link.ends))
    kept = {link.id for link in good}
    return good, tuple(
        _("%(id)s names something that is not there.") % {"id": link.id} for link in links if link.id not in kept
    )
