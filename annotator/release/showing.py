"""What the data page shows of a selection: how much there is, and its first rows."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from annotator.release.filters import Selection
from annotator.release.formats.choosing import CHOICES, Choice
from annotator.release.formats.registry import FORMATS, NARROWING, Format, installed
from annotator.release.rows import Row, attributions_page, claims_page, spans_page
from annotator.work.models import Attribution
from articles.models import Project
from articles.paging import Page

COUNTED = 10_000
PREVIEWED = 8
PREVIEWS: dict[str, Callable[[Selection, Mapping[str, Any]], Page[Row]]] = {
    gettext_noop("spans"): spans_page,
    gettext_noop("attributions"): attributions_page,
    gettext_noop("claims"): claims_page,
}


def counts(selection: Selection) -> list[tuple[str, int, bool]]:
    """What there is, how many, and whether there are more: nobody waits for a count of millions."""
    sets = selection.kept_sets()
    rows: dict[str, QuerySet[Any, Any]] = {
        gettext_noop("articles"): sets.values("article").distinct(),
        gettext_noop("readings"): sets.values("pk"),
        gettext_noop("spans"): selection.spans().values("pk"),
        gettext_noop("attributions"): Attribution.objects.filter(set__in=sets).values("pk"),
    }
    counted = {name: found.order_by()[: COUNTED + 1].count() for name, found in rows.items()}
    return [(_(name), min(found, COUNTED), found > COUNTED) for name, found in counted.items()]


def preview(selection: Selection, what: str) -> list[Row]:
    """The first spans, attributions or claims, each with `words`, and with `speakers` where somebody says something."""
    return [_shown(row) for row in PREVIEWS[what](selection, {"limit": PREVIEWED}).rows]


def _shown(row: Row) -> Row:
    said_by = row.get("sources") or row.get("claimants") or ()
    speakers = [one["name"] or one.get("text") or "…" for one in said_by]
    return {**row, "words": row.get("content_text") or row.get("text") or "", "speakers": speakers}


def offered(project: Project, wanted: dict[str, Any], address: str, query: str) -> list[tuple[Format, Choice, str]]:
    """The formats that may be had of what the filters leave, each with its address."""
    more = f"&{query}" if query else ""
    return [(one, CHOICES[one.name], f"{address}?as={one.name}{more}") for one in _possible(project, wanted)]


def _possible(project: Project, wanted: dict[str, Any]) -> list[Format]:
    full, narrow = project.text_rights == Project.TextRights.FULL, any(name in wanted for name in NARROWING)
    return [
        one
        for one in FORMATS
        if (full or not one.needs_text) and not (narrow and one.whole) and not (one.extra and not installed(one.extra))
    ]
