"""The data page: what the filters leave, a look at it, and how to take it away."""

from datetime import UTC, date, datetime, time
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from annotator.release.commands import commands
from annotator.release.filters import Selection
from annotator.release.formats.registry import FORMATS, NARROWING, Format, installed
from annotator.release.forms import DataForm
from annotator.release.rows import spans_page
from annotator.work.models import Attribution
from articles.access import Can
from articles.authentication import SignedInHttpRequest
from articles.models import Project
from articles.pages import project_for
from articles.paging import refuse_unknown

COUNTED = 10_000
PREVIEWED = 8


@login_required
@require_safe
def data(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """Choose what to take out, and take it."""
    project = project_for(request, slug, Can.EXPORT)
    form = DataForm(request.GET, project=project)
    refuse_unknown(request.GET, form.fields)
    if not form.is_valid():
        return render(request, "release/data.html", {"project": project, "form": form}, status=422)
    return render(request, "release/data.html", _found(request, project, form))


def _found(request: SignedInHttpRequest, project: Project, form: DataForm) -> dict[str, Any]:
    wanted = {name: _midnight(value) for name, value in form.wanted().items()}
    selection = Selection.of(project, request.user, wanted)
    address = reverse("api-export", args=[project.slug])
    query = form.query()
    return {
        "project": project,
        "form": form,
        "filtered": bool(wanted),
        "counts": _counts(selection),
        "preview": spans_page(selection, {"limit": PREVIEWED}).rows,
        "downloads": [
            (one, f"{address}?as={one.name}{'&' if query else ''}{query}") for one in _possible(project, wanted)
        ],
        "commands": commands(request.build_absolute_uri(address), project.slug, query),
    }


def _possible(project: Project, wanted: dict[str, Any]) -> list[Format]:
    """The formats that may be had of what the filters leave."""
    full, narrow = project.text_rights == Project.TextRights.FULL, any(name in wanted for name in NARROWING)
    return [
        one
        for one in FORMATS
        if (full or not one.needs_text) and not (narrow and one.whole) and not (one.extra and not installed(one.extra))
    ]


def _counts(selection: Selection) -> list[tuple[str, int, bool]]:
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


def _midnight(value: Any) -> Any:
    return datetime.combine(value, time(), UTC) if isinstance(value, date) else value
