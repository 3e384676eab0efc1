"""The lean door of the live export: no serializers between the database and the socket."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import ValidationError

from annotator.release import lines
from annotator.release.actions import note_export
from annotator.release.changed.cursor import Cursor, asked_as
from annotator.release.changed.cursor import position as position_of
from annotator.release.filters import ExportAsked, Selection
from annotator.release.formats.line import About
from annotator.release.formats.registry import BY_NAME, NARROWING, Format, installed
from annotator.release.slow_clients import give_up_on_stalled_clients, let_go_of_the_request_connection
from annotator.release.stream import RAW_JSON, RETRY_AFTER, WITH_HEADER, Export
from annotator.scheme.models import Field, Scheme
from articles.access import Can, Refusal, not_found, require
from articles.authentication import caller
from articles.models import Project, User
from articles.paging import asked
from articles.problems import as_refusal, problem

METHODS = ("GET", "HEAD")
CURSOR = "Ascribe-Cursor"
NO_FILTERS = ("as", "trailer", "changed_since")
SOURCES = {
    "lines": (lines.jsonl, RAW_JSON),
    "labelled": (lines.labelled, RAW_JSON),
    "rows": (lines.csv, WITH_HEADER),
}


@csrf_exempt  # `caller` checks it itself, for sessions only
def export(request: HttpRequest, slug: str) -> HttpResponseBase:
    """GET streams what the filters leave, in any format; HEAD says whether it would, and writes nothing."""
    try:
        by = caller(request, basic=True)
        if request.method not in METHODS:
            return _not_allowed()
        return _stream(request, _project(slug, by), by)
    except (Refusal, ValidationError) as error:
        return _refused(error)


def _project(slug: str, by: User) -> Project:
    project = Project.objects.visible_to(by).filter(slug=slug).first()
    if project is None:
        raise not_found("project")
    require(by, Can.EXPORT, project)
    return project


def _stream(request: HttpRequest, project: Project, by: User) -> HttpResponseBase:
    wanted = _wanted(request.GET)
    _require_detectable_end(request, wanted)
    form = BY_NAME[wanted["as"]]
    statement, options = SOURCES[form.source]
    selection = Selection.of(project, by, wanted)
    require_possible(project, form, wanted)
    about = About(project.name, request.build_absolute_uri("/api/v1/"), selection.kinds, fields_of(project))
    since, position = _cursors(request.GET, wanted, project, by)
    name = form.filename(f"{project.slug}-{date.today().isoformat()}")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Accel-Buffering": "no",
    }
    if request.method == "HEAD":
        return StreamingHttpResponse((), content_type=form.media_type, headers=headers)  # its length is not 0
    sql = lines.changed_since(selection, by, since.xmin) if since else statement(selection)
    rows = Export(sql, options=options, trailer=wanted["trailer"], position=position)
    body = Body(rows, form, about)
    try:
        note_export(project, by=by, form=wanted["as"], filters=dict(request.GET.lists()))
    except BaseException:
        body.close()
        raise
    let_go_of_the_request_connection()
    give_up_on_stalled_clients(request)
    if rows.cursor:
        headers[CURSOR] = rows.cursor
    return StreamingHttpResponse(body, content_type=form.media_type, headers=headers)


def _cursors(query: QueryDict, wanted: dict[str, Any], project: Project, by: User) -> tuple[Cursor | None, Any]:
    """Since when changes are asked for, if they are, and what reads the cursor to hand over."""
    if wanted["as"] != "jsonl":
        if "changed_since" in wanted:
            raise Refusal("changes_are_lines", "What changed since is told as JSON lines: ask as=jsonl.", 400)
        return None, None
    told = {name: values for name, values in query.lists() if name not in NO_FILTERS}
    asked = asked_as(project.pk, by.pk, told)
    since = Cursor.read(wanted["changed_since"], asked) if "changed_since" in wanted else None
    return since, position_of(since, asked)


class Body:
    """An export in its format, in chunks, once. Close it, whether it was read to the end or not."""

    def __init__(self, rows: Export, form: Format, about: About) -> None:
        self._rows, self._form, self._about = rows, form, about

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._form.body(self._rows, self._about))

    def close(self) -> None:
        """Give back what the export holds. Closing twice is harmless."""
        self._rows.close()


def fields_of(project: Project) -> list[tuple[str, str, str, list[str]]]:
    schemes = Scheme.objects.filter(project=project).published()
    found = Field.objects.filter(scheme__in=schemes.values("pk")).order_by("pk")
    return list(found.values_list("applies_to", "name", "kind", "choices"))


def require_possible(project: Project, form: Format, wanted: dict[str, Any]) -> None:
    if form.needs_text and project.text_rights != Project.TextRights.FULL:
        raise Refusal(
            "no_text",
            f"{form.label} needs the texts, and those of this project may not be passed on; ask as=jsonl.",
            403,
        )
    if form.whole and any(wanted.get(name) for name in NARROWING):
        raise Refusal(
            "whole_readings",
            f"{form.label} is made of whole readings: leave out kind, actor and topic, and filter what you get.",
            400,
        )
    if form.extra and not installed(form.extra):
        raise Refusal(
            "needs_extra",
            f"{form.label} needs an extra: ask the people who run this server to install it "
            "(pip install -r requirements-cas.txt).",
            501,
        )


def _wanted(query: QueryDict) -> dict[str, Any]:
    wanted = asked(ExportAsked, query)
    if wanted["trailer"] and wanted["as"] != "jsonl":
        raise Refusal("no_trailer", "Only JSON lines end with a trailer: leave out trailer=1, or ask as=jsonl.", 400)
    return wanted


def _require_detectable_end(request: HttpRequest, wanted: dict[str, Any]) -> None:
    """HTTP/1.0 ends a body by hanging up, which looks the same when something broke."""
    if request.META.get("SERVER_PROTOCOL") == "HTTP/1.0" and not wanted["trailer"]:
        raise Refusal(
            "http_version",
            "Over HTTP/1.0 a torn download cannot be told from a whole one: use HTTP/1.1, or ask for trailer=1. "
            "Behind nginx, set “proxy_http_version 1.1”.",
            505,
        )


def _refused(error: Refusal | ValidationError) -> HttpResponse:
    refusal = as_refusal(error)
    assert refusal is not None
    answer = problem(refusal)
    if refusal.status == 429:
        answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def _not_allowed() -> HttpResponse:
    answer = problem(Refusal("method_not_allowed", "Only GET and HEAD are understood here.", 405))
    answer["Allow"] = ", ".join(METHODS)
    return answer
