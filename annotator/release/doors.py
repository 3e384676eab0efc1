"""The lean door of the live export: no serializers between the database and the socket."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import ValidationError

from annotator.release import brat, lines
from annotator.release.actions import note_export
from annotator.release.filters import ExportAsked, Selection
from annotator.release.stream import RAW_JSON, RETRY_AFTER, WITH_HEADER, Export
from annotator.release.zipped import Zipped
from annotator.scheme.models import Field, Scheme
from articles.access import Can, Refusal, not_found, require
from articles.authentication import caller
from articles.models import Project, User
from articles.paging import asked
from articles.problems import as_refusal, problem

STALLED = 60.0  # seconds in which a client must take a chunk
FORMATS = {
    "jsonl": (lines.jsonl, RAW_JSON, "application/x-ndjson"),
    "csv": (lines.csv, WITH_HEADER, "text/csv; charset=utf-8; header=present"),
    "brat": (lines.labelled, RAW_JSON, "application/zip"),
}
SUFFIXES = {"brat": "zip"}


@csrf_exempt  # `caller` checks it itself, for sessions only
def export(request: HttpRequest, slug: str) -> HttpResponseBase:
    """GET streams what the filters leave, as JSON lines, CSV or a ZIP for brat."""
    try:
        by = caller(request, basic=True)
        if request.method != "GET":
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
    statement, options, media_type = FORMATS[wanted["as"]]
    selection = Selection.of(project, by, wanted)
    _require_text(project, wanted)
    fields = _fields(project) if wanted["as"] == "brat" else ()
    rows = Export(statement(selection), options=options, trailer=wanted["trailer"])
    body = _for_brat(rows, fields) if wanted["as"] == "brat" else rows
    try:
        note_export(project, by=by, form=wanted["as"], filters=dict(request.GET.lists()))
    except BaseException:
        body.close()
        raise
    _let_go_of_the_request_connection()
    _give_up_on_stalled_clients(request)
    name = f"{project.slug}-{date.today().isoformat()}.{SUFFIXES.get(wanted['as'], wanted['as'])}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(body, content_type=media_type, headers={**headers, "X-Accel-Buffering": "no"})


def _for_brat(rows: Export, fields: Iterable[tuple[str, str, str, list[str]]]) -> Zipped:
    names = brat.Names()
    first = [("annotation.conf", brat.configuration(fields))]
    return Zipped(rows, lambda article: brat.files(article, names), first)


def _fields(project: Project) -> list[tuple[str, str, str, list[str]]]:
    schemes = Scheme.objects.filter(project=project).published()
    found = Field.objects.filter(scheme__in=schemes.values("pk")).order_by("pk")
    return list(found.values_list("applies_to", "name", "kind", "choices"))


def _require_text(project: Project, wanted: dict[str, Any]) -> None:
    if wanted["as"] == "brat" and project.text_rights != Project.TextRights.FULL:
        raise Refusal(
            "no_text", "brat needs the texts, and those of this project may not be passed on; ask as=jsonl.", 403
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


def _let_go_of_the_request_connection() -> None:
    """Who asked is known by now; a slow download need not hold a second connection."""
    if not connection.in_atomic_block:
        connection.close()


def _give_up_on_stalled_clients(request: HttpRequest) -> None:
    """A client that takes nothing any more would otherwise hold its place for ever."""
    if socket := request.META.get("gunicorn.socket"):
        socket.settimeout(STALLED)


def _refused(error: Refusal | ValidationError) -> HttpResponse:
    refusal = as_refusal(error)
    assert refusal is not None
    answer = problem(refusal)
    if refusal.status == 429:
        answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def _not_allowed() -> HttpResponse:
    answer = problem(Refusal("method_not_allowed", "Only GET is understood here.", 405))
    answer["Allow"] = "GET"
    return answer
