"""The page of the log, for managers, and the log as a table to download."""

import csv
from collections.abc import Iterator
from datetime import date

import orjson
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.access import Can
from articles.authentication import SignedInHttpRequest
from articles.events.forms import LogForm
from articles.events.reading import Line, events_of, every_line, lines
from articles.formulas import guarded
from articles.pages import project_for
from articles.paging import next_address, previous_address, read_page

ROWS = 50
COLUMNS = ("at", "code", "name", "kind", "verb", "subject", "sentence", "detail")


@require_safe
@login_required
def log(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """Who did what, newest first."""
    project = project_for(request, slug, Can.WATCH)
    form = LogForm(request.GET, project=project)
    wanted = form.cleaned_data if form.is_valid() else {}
    asked = {"limit": ROWS, "cursor": request.GET.get("cursor", "")}
    page = read_page(events_of(project, wanted), order=("-pk",), wanted=asked)
    context = {
        "project": project,
        "form": form,
        "lines": lines(project, page.rows),
        "filtered": any(wanted.values()),
        "query": _filters(request),
        "next": next_address(request, page),
        "previous": previous_address(request, page),
        "first": f"{request.path}?{_filters(request)}" if page.previous else "",
    }
    return render(request, "articles/log.html", context, status=200 if form.is_valid() else 422)


@require_safe
@login_required
def log_file(request: SignedInHttpRequest, slug: str) -> HttpResponseBase:
    """The same rows as CSV, all of them."""
    project = project_for(request, slug, Can.WATCH)
    form = LogForm(request.GET, project=project)
    found = every_line(project, form.cleaned_data if form.is_valid() else {})
    name = f"{project.slug}-log-{date.today().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(_table(found), content_type="text/csv; charset=utf-8; header=present", headers=headers)


class _Echo:
    """What a csv writer writes to when its rows are to be handed on."""

    def write(self, row: str) -> str:
        return row


def _table(found: Iterator[Line]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for line in found:
        detail = orjson.dumps(line.detail).decode()
        said = (line.code, line.name, line.kind, line.verb, line.subject, line.sentence, detail)
        yield writer.writerow([line.at.isoformat(), *map(guarded, said)])


def _filters(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("cursor", None)
    return query.urlencode()
