"""The API of what becomes of a file's articles: add them, leave them out, read the file again, map its labels."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.intake import actions
from annotator.intake.encodings import CHOICES
from annotator.intake.formats.units import UNITS
from annotator.intake.receiving import actions as receiving
from annotator.intake.shapes import UploadRow
from annotator.intake.states import progress_of_all
from articles.access import Can, require
from articles.authentication import SignedInRequest
from articles.describing import answers
from articles.models import Upload, UploadItem
from articles.paging import Asked, asked

LANGUAGE = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z"


class AcceptIn(Asked):
    """What becomes of everything that is still proposed."""

    same_again = serializers.BooleanField(
        default=False, help_text="Also add texts that are in the project already, or come twice in the file."
    )


class ReadingIn(Asked):
    """Another way to read the same bytes. What is left out stays as it was chosen before."""

    language = serializers.RegexField(LANGUAGE, max_length=35, default="")
    encoding = serializers.ChoiceField(list(CHOICES), required=False)
    unit = serializers.ChoiceField(list(UNITS), required=False)
    columns = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    mapping = serializers.DictField(required=False)


class MappingIn(Asked):
    """What the labels of annotations become."""

    spans = serializers.JSONField(required=False)
    links = serializers.JSONField(required=False)
    values = serializers.JSONField(required=False)


class AcceptanceView(APIView):
    """Whether what a file proposes becomes articles."""

    @extend_schema(operation_id="uploads_accept", request=AcceptIn, responses=answers(403, 422, ok=UploadRow))
    def put(self, request: SignedInRequest, upload_id: int) -> Response:
        """Make articles of everything that is proposed, in the background when there is much."""
        wanted = asked(AcceptIn, request.data)
        return _told(actions.add_all(_upload(request, upload_id), by=request.user, **wanted), request)

    @extend_schema(operation_id="uploads_leave_out", request=None, responses=answers(403, 422, ok=UploadRow))
    def delete(self, request: SignedInRequest, upload_id: int) -> Response:
        """Leave out what is still proposed. What was added already stays."""
        return _told(actions.leave_out_all(_upload(request, upload_id), by=request.user), request)


class ReadingView(APIView):
    """How a file is read."""

    @extend_schema(operation_id="uploads_read_again", request=ReadingIn, responses=answers(403, 422, ok=UploadRow))
    def put(self, request: SignedInRequest, upload_id: int) -> Response:
        """Forget what was proposed and read the same bytes once more, in another way."""
        wanted = asked(ReadingIn, request.data)
        return _told(receiving.read_again(_upload(request, upload_id), by=request.user, **wanted), request)


class MappingView(APIView):
    """What the labels of a file become."""

    @extend_schema(operation_id="uploads_map", request=MappingIn, responses=answers(403, 422, ok=UploadRow))
    def put(self, request: SignedInRequest, upload_id: int) -> Response:
        """Say it before the articles of the file are added."""
        wanted = asked(MappingIn, request.data)
        found = _upload(request, upload_id)
        return _told(receiving.change_mapping(found, mapping=wanted, by=request.user), request)


class ItemView(APIView):
    """One proposed article of a file."""

    @extend_schema(operation_id="uploads_items_leave_out", request=None, responses={204: None})
    def delete(self, request: SignedInRequest, upload_id: int, item_id: int) -> Response:
        """Make no article of this item."""
        actions.leave_out(_item(_upload(request, upload_id), item_id), by=request.user)
        return Response(status=204)


def _upload(request: SignedInRequest, upload_id: int) -> Upload:
    found = get_object_or_404(Upload.objects.visible_to(request.user).select_related("project", "by"), pk=upload_id)
    require(request.user, Can.UPLOAD, found.project)
    return found


def _item(upload: Upload, item_id: int) -> UploadItem:
    return get_object_or_404(upload.items.select_related("upload__project"), pk=item_id)


def _told(upload: Upload, request: SignedInRequest) -> Response:
    context: dict[str, Any] = {"request": request, "progress": progress_of_all([upload])}
    return Response(UploadRow(upload, context=context).data)
