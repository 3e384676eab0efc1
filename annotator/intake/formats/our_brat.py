"""The brat files that we write ourselves, in our own words again. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from annotator.intake.formats.guessing import ATTRIBUTION, IMPLICIT
from annotator.intake.formats.json_values import Json, loaded
from annotator.intake.found import Link, Mark, Named
from articles.drafts import Fault

COMMENT = "Ascribe"
_EVENTS = {"Attribution": ATTRIBUTION, "Attribution-no-source": IMPLICIT}
_NUMBER = re.compile(r"\d+$")


def in_our_words(marks: Sequence[Mark], links: Sequence[Link]) -> tuple[tuple[Mark, ...], tuple[Link, ...]]:
    """Labels and roles as our own export has them, without the triggers of events, which are no spans of ours."""
    kinds = tuple(
        replace(mark, label="actor" if mark.label == "Source" else mark.label.lower())
        for mark in marks
        if mark.label not in _EVENTS
    )
    said = tuple(
        replace(
            link,
            label=_EVENTS.get(link.label, link.label),
            ends=tuple((_NUMBER.sub("", role).lower(), end) for role, end in link.ends if role != link.label),
        )
        for link in links
    )
    return kinds, said


def exact_of(comment: str) -> Json:
    """What a comment of ours says; nothing when it is none."""
    try:
        said = loaded(comment.encode())
    except Fault:
        return {}
    return said if isinstance(said, dict) else {}


def exact_fields(cell: str) -> Json:
    """The fields of an article in the last column of our metadata.tsv."""
    return exact_of(cell) if cell else {}


def exactly(mark: Mark, said: Json) -> Mark:
    """A mark with what our comment on it says."""
    fragments = _fragments(said.get("fragments")) or mark.fragments
    return replace(
        mark,
        fragments=fragments,
        values=mark.values | _object(said.get("values")),
        actor=_named(said.get("actor")) or mark.actor,
        topic=_named(said.get("topic")) or mark.topic,
        note=str(said.get("note") or ""),
    )


def exactly_link(link: Link, said: Json) -> Link:
    """A link with what our comment on it says."""
    return replace(link, values=link.values | _object(said.get("values")), note=str(said.get("note") or ""))


def _fragments(given: Any) -> tuple[tuple[int, int], ...]:
    pieces = given if isinstance(given, list) else []
    good = [piece for piece in pieces if isinstance(piece, list) and [*map(type, piece)] == [int, int]]
    return tuple((start, end) for start, end in good) if len(good) == len(pieces) else ()


def _named(given: Any) -> Named | None:
    one = _object(given)
    if not one.get("name"):
        return None
    return Named(*(str(one.get(name) or "") for name in ("name", "kind", "wikidata", "id")))


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}
