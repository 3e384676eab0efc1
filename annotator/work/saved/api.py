"""The API of saved filters."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.work.models import SavedFilter
from annotator.work.saved.actions import LONGEST_NAME, LONGEST_QUERY, delete_filter, rename_filter, save_filter
from articles.authentication import SignedInRequest
from articles.made import made
from articles.models import Project
from articles.paging import Asked, PageAsked, asked, list_of, listed, read_page, refuse_unknown


class FilterIn(Asked):
    """A filter to keep."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    query = serializers.CharField(
        max_length=LONGEST_QUERY, help_text="As the list of articles takes it: `outlet=Kurier&status=submitted`."
    )
    shared = serializers.BooleanField(default=False, help_text="For everybody in the project; managers may.")


class FilterChanges(Asked):
    """Another name for a filter."""

    name = serializers.CharField(max_length=LONGEST_NAME)


class FilterOut(serializers.ModelSerializer[SavedFilter]):
    """A saved filter; `own` when it is the caller’s."""

    own = serializers.SerializerMethodField()

    class Meta:
        model = SavedFilter
        fields = ("id", "name", "query", "shared", "own", "created_at")

    def get_own(self, saved: SavedFilter) -> bool:
        return bool(saved.by_id == self.context["user"].pk)


class FiltersView(APIView):
    """The filters one may use in a project."""

    @extend_schema(operation_id="filters_list", parameters=[PageAsked], responses=list_of(FilterOut))
    def get(self, request: SignedInRequest, slug: str) -> Response:
        """The caller's own filters and the shared ones."""
        project = _project(request, slug)
        wanted = asked(PageAsked, request.query_params)
        page = read_page(
            SavedFilter.objects.visible_to(request.user).filter(project=project), order=("pk",), wanted=wanted
        )
        return Response(listed(request, page, FilterOut(page.rows, many=True, context={"user": request.user})))

    @extend_schema(operation_id="filters_save", request=FilterIn, responses={201: FilterOut})
    def post(self, request: SignedInRequest, slug: str) -> Response:
        """Keep a filter under a name."""
        project = _project(request, slug)
        refuse_unknown(request.query_params, ())
        saved = save_filter(project, by=request.user, **asked(FilterIn, request.data))
        return made(request, _told(saved, request), "api-filter", slug, saved.pk)


class FilterView(APIView):
    """One saved filter."""

    @extend_schema(operation_id="filters_read", responses=FilterOut)
    def get(self, request: SignedInRequest, slug: str, filter_id: int) -> Response:
        """A filter one may use."""
        refuse_unknown(request.query_params, ())
        visible = SavedFilter.objects.visible_to(request.user)
        return Response(_told(get_object_or_404(visible, project__slug=slug, pk=filter_id), request))

    @extend_schema(operation_id="filters_rename", request=FilterChanges, responses=FilterOut)
    def patch(self, request: SignedInRequest, slug: str, filter_id: int) -> Response:
        """Give a filter another name."""
        saved = _saved(request, slug, filter_id)
        refuse_unknown(request.query_params, ())
        return Response(_told(rename_filter(saved, by=request.user, **asked(FilterChanges, request.data)), request))

    @extend_schema(operation_id="filters_delete", request=None, responses={204: None})
    def delete(self, request: SignedInRequest, slug: str, filter_id: int) -> Response:
        """Drop a filter."""
        saved = _saved(request, slug, filter_id)
        refuse_unknown(request.query_params, ())
        delete_filter(saved, by=request.user)
        return Response(status=204)


def _told(saved: SavedFilter, request: SignedInRequest) -> Any:
    return FilterOut(saved, context={"user": request.user}).data


def _project(request: SignedInRequest, slug: str) -> Project:
    return get_object_or_404(Project.objects.visible_to(request.user), slug=slug)


def _saved(request: SignedInRequest, slug: str, filter_id: int) -> SavedFilter:
    filters = SavedFilter.objects.visible_to(request.user).select_related("project")
    return get_object_or_404(filters, project__slug=slug, pk=filter_id)
