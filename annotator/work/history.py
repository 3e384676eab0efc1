"""What has happened to an article, told in the reader's words: only about readings that the reader may see."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.work.models import AnnotationSet
from articles.models import Article, Event

MOST = 200
FIELD_NAMES = {
    "title": gettext_lazy("Title"),
    "outlet": gettext_lazy("Outlet"),
    "byline": gettext_lazy("Byline"),
    "section": gettext_lazy("Section"),
    "url": gettext_lazy("Address"),
    "language": gettext_lazy("Language"),
    "published_at": gettext_lazy("Published on"),
    "licence": gettext_lazy("Licence"),
    "external_id": gettext_lazy("Its own id"),
    "tags": gettext_lazy("Tags"),
}


class Step(NamedTuple):
    """Something that happened: when, what, by whom; `details` are fields with their old and new value."""

    at: datetime
    what: str
    by: str = ""
    details: tuple[tuple[str, str, str], ...] = ()


def history(
    article: Article, readings: Iterable[AnnotationSet], revisions: Iterable[Article], names: Mapping[int, str]
) -> list[Step]:
    """Newest first. `readings` and `revisions` are those the reader may see, `names` what people are called here."""
    events = Event.objects.filter(project=article.project_id).filter(
        Q(detail__contains={"article": article.pk}) | Q(detail__contains={"articles": [article.pk]})
    )
    steps = [_added(article, names)]
    steps += [step for event in events.order_by("-pk")[:MOST] if (step := _told(event, names))]
    for reading in readings:
        steps += _of_reading(reading, names)
    for revision in revisions:
        steps.append(Step(revision.created_at, _("corrected by article %(number)s") % {"number": revision.pk}))
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _added(article: Article, names: Mapping[int, str]) -> Step:
    what = _("added")
    if article.upload:
        what = _("added from %(file)s") % {"file": article.upload.filename}
    return Step(article.created_at, what, names.get(article.created_by_id, ""))


def _told(event: Event, names: Mapping[int, str]) -> Step | None:
    """An event in words; those that are told otherwise are left out."""
    by = names.get(event.by_id or 0, "")
    if event.verb == "describe_article":
        old, new = event.detail["old"], event.detail["new"]
        changed = [name for name in FIELD_NAMES if name in new]
        fields = ", ".join(str(FIELD_NAMES[name]) for name in changed)
        details = tuple((str(FIELD_NAMES[name]), _plain(old[name]), _plain(new[name])) for name in changed)
        return Step(event.at, _("%(what)s corrected") % {"what": fields}, by, details)
    if event.verb == "tag_articles":
        off, on = ", ".join(event.detail["removed"]), ", ".join(event.detail["added"])
        return Step(event.at, _("tags changed"), by, ((str(FIELD_NAMES["tags"]), off, on),))
    if event.verb in ("withdraw_article", "withdraw_articles"):
        return Step(event.at, _("withdrawn"), by)
    if event.verb in ("restore_article", "restore_articles"):
        return Step(event.at, _("brought back"), by)
    return None


def _of_reading(reading: AnnotationSet, names: Mapping[int, str]) -> list[Step]:
    if reading.kind == AnnotationSet.Kind.IMPORTED:
        return [Step(reading.created_at, _("reading imported"))]
    if reading.kind != AnnotationSet.Kind.HUMAN:
        return []
    who = {"who": names.get(reading.owner_id or 0, "?")}
    by = names.get(reading.assigned_by_id or 0, "")
    opened = _("assigned to %(who)s") if reading.assigned_by_id else _("opened by %(who)s")
    steps = [Step(reading.created_at, opened % who, by)]
    if reading.submitted_at:
        steps.append(Step(reading.submitted_at, _("submitted by %(who)s") % who))
    return steps


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
