"""Large exports in the API: asked for, looked at until they are there, cancelled or removed."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.release.files.doors import answered, give
from annotator.release.files.ranges import Stored
from annotator.release.files.serving import File
from annotator.release.formats.registry import BY_NAME
from annotator.release.prepared.actions import cancel, prepare
from annotator.release.prepared.asking import PreparedAsked, in_words, kept
from annotator.release.prepared.models import PreparedExport, prepared_storage
from articles.access import Can, not_found, require
from articles.authentication import SignedInRequest, caller
from articles.conventions.rates import counts_as
from articles.describing import answers
from articles.models import Project
from articles.paging import Asked, PageAsked, asked, list_of, listed, read_page

RETRY_AFTER = 2  # seconds
OPEN = (PreparedExport.State.QUEUED, PreparedExport.State.RUNNING)


class PreparedProgressOut(serializers.Serializer[Any]):
    done = serializers.IntegerField(help_text="Shards of the articles that are written.")
    of = serializers.IntegerField(help_text="0 until a worker has begun.")


class PreparedFileOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    url = serializers.URLField(help_text="Takes ranges and conditions, as files of releases do.")


class PreparedExportOut(serializers.ModelSerializer[PreparedExport]):
    """An export that a worker writes into a file. `file` is there once `state` is succeeded, for seven days."""

    state = serializers.ChoiceField(PreparedExport.State.choices)
    words = serializers.SerializerMethodField(help_text="The filters as a sentence.")
    progress = serializers.SerializerMethodField()
    file = serializers.SerializerMethodField()
    error = serializers.CharField(source="job.error", default="", help_text="Why it failed.")
    url = serializers.SerializerMethodField()

    class Meta:
        model = PreparedExport
        fields = (
            *("id", "state", "filters", "words", "progress", "file", "error"),
            *("created_at", "finished_at", "expires_at", "url"),
        )

    def get_fields(self) -> dict[str, Any]:
        """With `as`, which Python would not take as a name, called as it was asked for."""
        fields = super().get_fields()
        return {"id": fields.pop("id"), "as": serializers.ChoiceField(list(BY_NAME), source="form"), **fields}

    def get_words(self, export: PreparedExport) -> str:
        return in_words(export.filters)

    @extend_schema_field(PreparedProgressOut)
    def get_progress(self, export: PreparedExport) -> dict[str, int]:
        return {"done": export.job.progress, "of": export.job.total} if export.job else {"done": 0, "of": 0}

    @extend_schema_field(PreparedFileOut(allow_null=True))
    def get_file(self, export: PreparedExport) -> dict[str, Any] | None:
        if export.state != PreparedExport.State.SUCCEEDED:
            return None
        address = reverse("api-prepared-file", args=[export.project.slug, export.pk, export.name])
        url = self.context["request"].build_absolute_uri(address)
        return {"name": export.name, "bytes": export.bytes, "sha256": export.sha256, "url": url}

    def get_url(self, export: PreparedExport) -> str:
        url: str = self.context["request"].build_absolute_uri(place_of(export))
        return url


class PreparedExportList(APIView):
    """One's own large exports of a project."""

    @extend_schema(
        summary="List one's own large exports, newest first",
        parameters=[PageAsked],
        responses=answers(ok=list_of(PreparedExportOut)),
    )
    def get(self, request: SignedInRequest, slug: str) -> Response:
        wanted = asked(PageAsked, request.query_params)
        page = read_page(_mine(request, slug), order=("-pk",), wanted=wanted)
        rows = PreparedExportOut(page.rows, many=True, context={"request": request})
        return Response(listed(request, page, rows))

    @extend_schema(
        summary="Ask for a large export",
        description="As many filters as the live export has. 202 with the place to look at, and how soon; 200 with "
        "the export there is already, if it has the same filters and nothing has changed since.",
        request=PreparedAsked,
        responses={**answers(403, 422, ok=PreparedExportOut), 202: PreparedExportOut},
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        project = _project(request, slug)
        wanted = asked(PreparedAsked, request.data)
        export, new = prepare(
            project,
            by=request.user,
            form=wanted["as"],
            filters=kept(wanted),
            wanted=wanted,
            address=request.build_absolute_uri("/api/v1/"),
        )
        answer = Response(_shown(request, export), status=202 if new else 200)
        answer["Location"] = request.build_absolute_uri(place_of(export))
        return _patient(answer, export)


class PreparedExportView(APIView):
    """One large export."""

    @extend_schema(summary="How far a large export is", responses=answers(ok=PreparedExportOut))
    def get(self, request: SignedInRequest, slug: str, export_id: int) -> Response:
        asked(Asked, request.query_params)
        export = get_object_or_404(_mine(request, slug), pk=export_id)
        return _patient(Response(_shown(request, export)), export)

    @extend_schema(
        summary="Cancel a large export, or remove its file", responses={**answers(403, 422), 204: None}, request=None
    )
    def delete(self, request: SignedInRequest, slug: str, export_id: int) -> Response:
        export = get_object_or_404(_mine(request, slug), pk=export_id)
        cancel(export, by=request.user)
        return Response(status=204)


@counts_as("files")
@csrf_exempt  # nothing is changed here, and another method is answered 405
def prepared_file(request: HttpRequest, slug: str, export_id: int, name: str) -> HttpResponseBase:
    """The file of a large export, for whoever asked for it."""
    return answered(request, lambda: _file(request, slug, export_id, name))


def place_of(export: PreparedExport) -> str:
    return reverse("api-prepared-export", args=[export.project.slug, export.pk])


def _file(request: HttpRequest, slug: str, export_id: int, name: str) -> HttpResponseBase:
    by = caller(request, basic=True)
    mine = PreparedExport.objects.visible_to(by).select_related("project", "job")
    export = mine.filter(project__slug=slug, pk=export_id).first()
    if export is None or export.name != name or export.state != PreparedExport.State.SUCCEEDED:
        raise not_found(gettext_noop("file"))
    require(by, Can.EXPORT, export.project)
    assert export.bytes is not None
    assert export.finished_at is not None
    known = Stored(export.bytes, export.sha256, export.finished_at)
    file = File(prepared_storage(), export.stored_as, name, BY_NAME[export.form].media_type, known)
    return give(request, export.project, by, file, export.form)


def _project(request: SignedInRequest, slug: str) -> Project:
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    require(request.user, Can.EXPORT, project)
    return project


def _mine(request: SignedInRequest, slug: str) -> Any:
    project = _project(request, slug)
    return PreparedExport.objects.visible_to(request.user).filter(project=project).select_related("project", "job")


def _shown(request: SignedInRequest, found: PreparedExport) -> Any:
    return PreparedExportOut(found, context={"request": request}).data


def _patient(answer: Response, export: PreparedExport) -> Response:
    if export.state in OPEN:
        answer["Retry-After"] = str(RETRY_AFTER)
    return answer
