"""The API of schemes, and the start of a project, which comes with a first one."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.scheme import actions
from annotator.scheme.models import Field, Scheme
from annotator.scheme.rules import Rule, level
from articles.access import Can, Refusal, may
from articles.api import ProjectChanges, ProjectOut, project_for, projects_of
from articles.authentication import SignedInRequest
from articles.describing import answers
from articles.made import made
from articles.models import Project
from articles.paging import Asked, PageAsked, asked, list_of, listed, read_page

LEVELS = ["error", "warning", "off"]


class ProjectIn(ProjectChanges):
    """A new project and its settings."""

    slug = serializers.SlugField(max_length=60, help_text="Part of every address; it never changes.")
    name = serializers.CharField(max_length=200)


class FieldOut(serializers.Serializer[Any]):
    applies_to = serializers.ChoiceField(Field.AppliesTo.choices)
    name = serializers.CharField()
    kind = serializers.ChoiceField(Field.Kind.choices)
    choices = serializers.ListField(child=serializers.CharField())
    required = serializers.BooleanField()  # type: ignore[assignment]  # collected by the metaclass
    key = serializers.CharField()
    guideline = serializers.CharField()


class SchemeOut(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    published_at = serializers.DateTimeField(allow_null=True, help_text="null for the draft.")
    guidelines = serializers.CharField()
    rules = serializers.SerializerMethodField()
    fields_ = FieldOut(many=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """The member is called `fields`, a name that serializers keep for themselves."""
        declared = super().get_fields()
        declared["fields"] = declared.pop("fields_")
        return declared

    @extend_schema_field(serializers.DictField(child=serializers.ChoiceField(LEVELS)))
    def get_rules(self, scheme: Scheme) -> dict[str, str]:
        """Every rule with its level: what is judged when a reading is submitted."""
        return {rule.value: level(scheme.rules, rule) for rule in Rule}


class SchemeAsked(Asked):
    version = serializers.IntegerField(
        min_value=1, required=False, help_text="Without it, the newest published one. A draft is for managers."
    )


class FieldIn(Asked):
    """One question an editor answers."""

    applies_to = serializers.ChoiceField(Field.AppliesTo.choices)
    name = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(Field.Kind.choices)
    choices = serializers.ListField(
        child=serializers.CharField(max_length=100), max_length=500, required=False, default=list
    )
    required = serializers.BooleanField(required=False, default=False)  # type: ignore[assignment]
    key = serializers.CharField(max_length=1, required=False, allow_blank=True, default="")
    guideline = serializers.CharField(max_length=5_000, required=False, allow_blank=True, default="")


class DraftIn(Asked):
    """What changes in the draft; what is left out stays."""

    guidelines = serializers.CharField(max_length=200_000, required=False, allow_blank=True)
    rules = serializers.DictField(
        child=serializers.ChoiceField(LEVELS), required=False, help_text="What is left out takes its default level."
    )
    fields_ = FieldIn(many=True, required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        declared = super().get_fields()
        declared["fields"] = declared.pop("fields_")
        return declared


class ProjectsView(APIView):
    """The projects of the caller."""

    @extend_schema(
        operation_id="projects_list",
        summary="List projects",
        parameters=[PageAsked],
        responses=answers(ok=list_of(ProjectOut)),
    )
    def get(self, request: SignedInRequest) -> Response:
        wanted = asked(PageAsked, request.query_params)
        page = read_page(projects_of(request.user), order=("slug",), wanted=wanted)
        return Response(listed(request, page, ProjectOut(page.rows, many=True)))

    @extend_schema(
        operation_id="projects_start",
        summary="Start a project",
        request=ProjectIn,
        responses=answers(403, 422, created=ProjectOut),
    )
    def post(self, request: SignedInRequest) -> Response:
        project = actions.start_project(by=request.user, **asked(ProjectIn, request.data))
        body = ProjectOut(projects_of(request.user).get(pk=project.pk)).data
        return made(request, body, "api-project", project.slug)


class SchemeView(APIView):
    """What may be said in a project. Published versions never change; a manager edits the draft of the next one."""

    @extend_schema(
        operation_id="scheme_read", summary="Read the scheme", parameters=[SchemeAsked], responses=answers(ok=SchemeOut)
    )
    def get(self, request: SignedInRequest, slug: str) -> Response:
        wanted = asked(SchemeAsked, request.query_params)
        project = project_for(request, slug)
        found = Scheme.objects.filter(project=project).prefetch_related("fields")
        if "version" not in wanted:
            return Response(SchemeOut(found.published()[:1].get()).data)
        scheme = get_object_or_404(found, version=wanted["version"])
        if scheme.published_at is None and not may(request.user, Can.MANAGE, project):
            raise Http404
        return Response(SchemeOut(scheme).data)

    @extend_schema(
        operation_id="scheme_draft",
        summary="Change the draft",
        description="Begins one when there is none. What is left out stays; `fields` and `rules` are replaced whole.",
        request=DraftIn,
        responses=answers(403, 422, ok=SchemeOut),
    )
    def patch(self, request: SignedInRequest, slug: str) -> Response:
        project = project_for(request, slug, Can.MANAGE)
        changes = asked(DraftIn, request.data)
        return Response(SchemeOut(actions.change_draft(project, by=request.user, **changes)).data)

    @extend_schema(
        operation_id="scheme_publish",
        summary="Publish the draft",
        request=None,
        responses=answers(403, 422, created=SchemeOut),
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        scheme = actions.publish(draft_of(project_for(request, slug, Can.MANAGE)), by=request.user)
        return Response(SchemeOut(scheme).data, status=201)


def draft_of(project: Project) -> Scheme:
    scheme = Scheme.objects.filter(project=project, published_at=None).first()
    if scheme is None:
        raise Refusal("no_draft", "There is no draft; change the scheme first, then publish it.")
    return scheme
