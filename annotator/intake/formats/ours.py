"""Our own export, JSON lines: an article a line with its sets, and the actors and topics they name. Pure.

Files we write for other programs carry the same line, or what it can be made of: `given` reads these.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from annotator.intake.formats.claimed import Annotated, Claimed, declared, verified, without_dangling
from annotator.intake.formats.guessing import ATTRIBUTION, IMPLICIT, ROLES
from annotator.intake.formats.json_values import Json, listed, offset, text_in, values_of
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Bad, Found, Link, Mark, Named
from articles.drafts import Fault
from articles.texts import sha256_of
from articles.words import _

TOOL = "ours"
_FIELDS = ("external_id", "title", "outlet", "byline", "section", "url", "language", "published_at", "licence")


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """Each article with its sets, ids kept. Raises Fault when the offsets do not fit the texts.

    Our offsets count code points; what another program made of them is found out when a person names a unit.
    """
    if not asked.unit:
        return declared(_articles(source, asked), TOOL, asked.language)
    return verified(lambda: _articles(source, asked), TOOL, asked)


def given(lines: Iterable[Any], place: str, language: str) -> Iterator[Found | Bad]:
    """Lines that another format of ours carries, as the articles they are. Raises Fault as `read` does."""
    return declared(_each(enumerate(lines, 1), place), TOOL, language)


def _each(lines: Iterable[tuple[int, Any]], place: str) -> Iterator[Annotated | Bad]:
    for number, line in lines:
        try:
            yield replace(_article(number, line), place=place)
        except Fault as fault:
            yield Bad(number, fault.code, fault.message, place)


def _articles(source: Source, asked: Asked) -> Iterator[Annotated | Bad]:
    for value in values_of(source, asked, by_line=True):
        if isinstance(value, Bad):
            yield value
            continue
        line, article = value
        if isinstance(article, dict) and "end" in article and "articles" in article:
            continue  # the trailer
        try:
            yield _article(line, article)
        except Fault as fault:
            yield Bad(line, fault.code, fault.message)


def _article(line: int, value: Any) -> Annotated:
    if not isinstance(value, dict):
        raise Fault("not_an_object", _("An article is a JSON object with at least a “text”."))
    if "text" not in value:
        raise Fault("no_text", _("This export was made without the texts; export with full text and upload that."))
    text = text_in(value, "text")
    if value.get("text_sha256") not in (None, sha256_of(text)):
        raise Fault("other_text", _("The text is not the one that was annotated: its SHA-256 is another."))
    actors = {id: _named(id, one) for id, one in _object(value, "actors").items()}
    topics = {id: _named(id, one) for id, one in _object(value, "topics").items()}
    readings: list[Claimed] = []
    notes: tuple[str, ...] = ()
    for one in listed(value.get("sets")):
        if not isinstance(one, dict):
            raise _malformed()
        reading, remarks = _set(one, actors, topics)
        readings.append(reading)
        notes = (*notes, *remarks)
    fields = {name: value.get(name) for name in _FIELDS}
    return Annotated(line, text, tuple(readings), fields, _object(value, "metadata"), notes)


def _set(one: Json, actors: dict[str, Named], topics: dict[str, Named]) -> tuple[Claimed, tuple[str, ...]]:
    marks, quotes = [], {}
    for span in listed(one.get("spans")):
        mark = _mark(span, actors, topics)
        marks.append(mark)
        if quote := listed(span.get("quote")):
            quotes[mark.id] = " ".join(map(str, quote))
    links, notes = without_dangling(map(_link, listed(one.get("attributions"))), (mark.id for mark in marks))
    who = str(one.get("annotator") or one.get("label") or one.get("kind") or "")
    return Claimed(who, tuple(marks), links, quotes), notes


def _mark(span: Any, actors: dict[str, Named], topics: dict[str, Named]) -> Mark:
    if not isinstance(span, dict) or not isinstance(span.get("id"), str):
        raise _malformed()
    places = [place for place in listed(span.get("fragments")) if isinstance(place, list) and len(place) == 2]
    if not places:
        raise _malformed()
    return Mark(
        span["id"],
        str(span.get("kind", "")),
        tuple((offset(start), offset(end)) for start, end in places),
        dict(_object(span, "values")),
        actors.get(str(span.get("actor"))),
        topics.get(str(span.get("topic"))),
    )


def _link(one: Any) -> Link:
    if not isinstance(one, dict) or not isinstance(one.get("id"), str):
        raise _malformed()
    label = IMPLICIT if one.get("implicit_source") else ATTRIBUTION
    ends = tuple((role, str(id)) for role in ROLES for id in listed(one.get(role)))
    return Link(one["id"], label, ends, dict(_object(one, "values")), str(one.get("note") or ""))


def _named(id: str, one: Any) -> Named:
    if not isinstance(one, dict):
        raise _malformed()
    return Named(str(one.get("name", "")), str(one.get("kind") or ""), str(one.get("wikidata") or ""), id)


def _object(value: Json, name: str) -> Json:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _malformed() -> Fault:
    return Fault("malformed", _("This line is not a line of our export."))
