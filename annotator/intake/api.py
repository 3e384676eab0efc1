"""The API of uploads: send a file of articles, then ask what became of each."""

from dataclasses import asdict

from django.conf import settings
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.intake.fetching import asked_for
from annotator.intake.receiving.actions import receive_upload
from annotator.intake.shapes import ItemOut, ItemsAsked, UndoneOut, UploadIn, UploadOut, UploadRow
from annotator.intake.states import progress_of_all
from annotator.intake.undoing.actions import undo_import
from articles.access import Can, Refusal, require
from articles.authentication import SignedInRequest
from articles.models import Project, Upload
from articles.paging import PageAsked, asked, list_of, listed, read_page, refuse_unknown

AROUND_A_FILE = 100_000  # bytes of a multipart body that are not the file


class UploadsView(APIView):
    """The files a project received."""

    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="uploads_list", parameters=[PageAsked], responses=list_of(UploadRow))
    def get(self, request: SignedInRequest, slug: str) -> Response:
        """Uploads, newest first, without their items."""
        project = _project(request, slug, Can.SEE_UPLOADS)
        wanted = asked(PageAsked, request.query_params)
        page = read_page(project.uploads.all(), order=("-pk",), wanted=wanted)
        context = {"request": request, "progress": progress_of_all(page.rows)}
        return Response(listed(request, page, UploadRow(page.rows, many=True, context=context)))

    @extend_schema(operation_id="uploads_add", request={"multipart/form-data": UploadIn}, responses={202: UploadRow})
    def post(self, request: SignedInRequest, slug: str) -> Response:
        """Send a file. It is read in the background: every good article is stored as sent, the others are refused.

        All good ones are stored in one transaction. Plain text and JSON are stored as sent; of a laid out document
        (Word, PDF, a saved page) what looks like furniture is left out. Annotations become imported readings.
        """
        project = _project(request, slug, Can.UPLOAD)
        refuse_unknown(request.query_params, ())
        refuse_enormous(request)
        wanted = asked(UploadIn, request.data)
        url = wanted.pop("url")
        file = asked_for(url) if url else wanted.pop("file")
        upload = receive_upload(project=project, file=file, filename=file.name or "", by=request.user, **wanted)
        context = {"request": request, "progress": progress_of_all([upload])}
        body = UploadRow(upload, context=context).data
        return Response(body, status=202, headers={"Location": body["url"]})


class UploadView(APIView):
    """One file."""

    @extend_schema(operation_id="uploads_read", parameters=[ItemsAsked], responses=UploadOut)
    def get(self, request: SignedInRequest, upload_id: int) -> Response:
        """How far an upload is, and the fate of every item in it, page by page."""
        uploads = Upload.objects.visible_to(request.user).select_related("project")
        upload = get_object_or_404(uploads, pk=upload_id)
        require(request.user, Can.SEE_UPLOADS, upload.project)
        wanted = asked(ItemsAsked, request.query_params)
        items = upload.items.defer("blocks", "metadata")
        if state := wanted.get("state"):
            items = items.filter(state=state)
        page = read_page(items, order=("ordinal",), wanted=wanted)
        fates = listed(request, page, ItemOut(page.rows, many=True))
        context = {"request": request, "progress": progress_of_all([upload]), "items": fates}
        return Response(UploadOut(upload, context=context).data)

    @extend_schema(operation_id="uploads_undo", responses={200: UndoneOut})
    def delete(self, request: SignedInRequest, upload_id: int) -> Response:
        """Undo an import, within 30 days: what nobody else has touched is deleted, the rest withdrawn or locked.

        Whoever sent the file may, and managers. Doing it again answers the same; 409 while it is being read.
        """
        refuse_unknown(request.query_params, ())
        uploads = Upload.objects.visible_to(request.user).select_related("project")
        return Response(asdict(undo_import(get_object_or_404(uploads, pk=upload_id), by=request.user)))


def refuse_enormous(request: SignedInRequest) -> None:
    """Before a byte of the body is read."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.MAX_UPLOAD_BYTES + AROUND_A_FILE:
        limit = settings.MAX_UPLOAD_BYTES // 10**6
        raise Refusal("file_too_large", f"At most {limit:,} MB can be sent at once; cut the file into several.", 413)


def _project(request: SignedInRequest, slug: str, can: Can) -> Project:
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    require(request.user, can, project)
    return project
