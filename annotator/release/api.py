"""Lists of what was tagged, a page at a time, for programs that want rows and not articles."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.views import APIView

from annotator.release import rows
from annotator.release.filters import RowsAsked, Selection
from annotator.work.models import AnnotationSet, Span
from articles.access import Can, require
from articles.authentication import SignedInRequest
from articles.describing import answers
from articles.models import Project
from articles.paging import Page, asked, list_of, listed, refuse_unknown, wanted_names
from articles.problems import as_json


class Where(serializers.Serializer[Any]):
    """What every row says about the reading it is from."""

    id = serializers.UUIDField()
    article = serializers.IntegerField()
    external_id = serializers.CharField(allow_blank=True)
    outlet = serializers.CharField(allow_blank=True)
    published_at = serializers.DateTimeField(allow_null=True)
    set = serializers.IntegerField()
    set_kind = serializers.ChoiceField(AnnotationSet.Kind.choices)
    annotator = serializers.CharField(allow_null=True, help_text="The pseudonym of whose reading it is.")
    revision = serializers.IntegerField(help_text="Of the set: it grows with every change.")


class Quoted(serializers.Serializer[Any]):
    """Where the words stand. Projects that may not pass on quotes leave `quote` and `text` out."""

    fragments = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
        help_text="Half-open [start, end] pairs in Unicode code points of the article's text.",
    )
    quote = serializers.ListField(child=serializers.CharField(), required=False, help_text="One string a fragment.")
    text = serializers.CharField(required=False, help_text="The quotes, joined by “ … ”.")


class SpanRow(Where, Quoted):
    kind = serializers.ChoiceField(Span.Kind.choices)
    actor = serializers.UUIDField(allow_null=True, help_text="As it is after merging.")
    actor_name = serializers.CharField(allow_null=True)
    topic = serializers.UUIDField(allow_null=True)
    topic_name = serializers.CharField(allow_null=True)
    values = serializers.DictField()


class SourceRow(serializers.Serializer[Any]):
    span = serializers.UUIDField()
    text = serializers.CharField(required=False)
    actor = serializers.UUIDField(allow_null=True)
    name = serializers.CharField(allow_null=True)


FORMS = ["direct", "mixed", "indirect"]
FORM_HELP = "As the editor said, else by the quotation marks."


def _spans_field() -> serializers.ListField:
    return serializers.ListField(child=serializers.UUIDField())


class AttributionRow(Where):
    parent = serializers.UUIDField(  # type: ignore[assignment]  # declared fields are taken off the class
        allow_null=True, help_text="The attribution whose content this one stands in."
    )
    source = _spans_field()  # type: ignore[assignment]
    cue = _spans_field()
    content = _spans_field()
    addressee = _spans_field()
    supplement = _spans_field()
    implicit_source = serializers.BooleanField()
    sources = SourceRow(many=True)
    content_text = serializers.CharField(allow_null=True, required=False)
    form = serializers.ChoiceField(FORMS, allow_null=True, help_text=FORM_HELP)
    values = serializers.DictField()


class ClaimRow(Where, Quoted):
    topic = serializers.UUIDField(allow_null=True)
    topic_name = serializers.CharField(allow_null=True)
    attribution = serializers.UUIDField(
        allow_null=True, help_text="The innermost attribution whose content has the claim; null: the outlet claims it."
    )
    claimants = SourceRow(many=True, allow_null=True, help_text="Null without a source, or with an implicit one.")
    form = serializers.ChoiceField(FORMS, allow_null=True, help_text=FORM_HELP)
    values = serializers.DictField()


class RowList(APIView):
    """A page of rows; subclasses say which."""

    page: ClassVar[Callable[[Selection, Mapping[str, Any]], Page[rows.Row]]]
    shape: ClassVar[type[Where]]

    def get(self, request: SignedInRequest, slug: str) -> HttpResponse:
        project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
        require(request.user, Can.EXPORT, project)
        wanted = asked(RowsAsked, request.query_params)
        refuse_unknown(wanted_names(request), self.shape._declared_fields)  # also when there is no row
        page = type(self).page(Selection.of(project, request.user, wanted), wanted)
        return as_json(listed(request, page, page.rows))


class SpanList(RowList):
    page = rows.spans_page
    shape = SpanRow

    @extend_schema(parameters=[RowsAsked], responses=answers(403, ok=list_of(SpanRow)))
    def get(self, request: SignedInRequest, slug: str) -> HttpResponse:
        """Tagged spans: actors, cues, contents, claims and supplements."""
        return super().get(request, slug)


class AttributionList(RowList):
    page = rows.attributions_page
    shape = AttributionRow

    @extend_schema(parameters=[RowsAsked], responses=answers(403, ok=list_of(AttributionRow)))
    def get(self, request: SignedInRequest, slug: str) -> HttpResponse:
        """Who is said to have said something, and in which words."""
        return super().get(request, slug)


class ClaimList(RowList):
    page = rows.claims_page
    shape = ClaimRow

    @extend_schema(parameters=[RowsAsked], responses=answers(403, ok=list_of(ClaimRow)))
    def get(self, request: SignedInRequest, slug: str) -> HttpResponse:
        """Claims with their topic, and with who makes them according to the article."""
        return super().get(request, slug)
