"""Reading the log: newest first, by person and by kind, as rows that say who, when and what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from articles.events.sentences import kind_of, sentence, verbs_of
from articles.models import Event, Membership, Project

AT_ONCE = 1000  # rows of a download in memory


@dataclass(frozen=True)
class Line:
    """One event. `code` is the pseudonym, `name` the person; both are empty when the server did it."""

    id: int
    at: datetime
    code: str
    name: str
    kind: str
    verb: str
    subject: str
    sentence: str
    detail: dict[str, Any]


def events_of(project: Project, wanted: Mapping[str, Any]) -> QuerySet[Event]:
    """What the filters `person` (a pseudonym) and `kind` leave, without an order."""
    found = Event.objects.filter(project=project)
    if person := wanted.get("person"):
        found = found.filter(by__in=Membership.objects.filter(project=project, code=person).values("user"))
    if kind := wanted.get("kind"):
        found = found.filter(verb__in=verbs_of(kind))
    return found


def lines(project: Project, events: Iterable[Event]) -> list[Line]:
    """The rows of some events, in one more query however many there are."""
    events = list(events)
    members = Membership.objects.filter(project=project, user__in={event.by_id for event in events})
    people = {one.user_id: (one.code, one.user.username) for one in members.select_related("user")}
    return [_line(event, *people.get(event.by_id or 0, ("", ""))) for event in events]


def every_line(project: Project, wanted: Mapping[str, Any]) -> Iterator[Line]:
    """All of it, some thousand rows at a time."""
    found = events_of(project, wanted).order_by("-pk")
    some = list(found[:AT_ONCE])
    while some:
        yield from lines(project, some)
        some = list(found.filter(pk__lt=some[-1].pk)[:AT_ONCE])


def _line(event: Event, code: str, name: str) -> Line:
    said = sentence(event.verb, event.subject, event.detail, name)
    kind = kind_of(event.verb)
    return Line(event.pk, event.at, code, name, kind, event.verb, event.subject, said, event.detail)
