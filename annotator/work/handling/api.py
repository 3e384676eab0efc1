"""The API of assigning, locking and withdrawing, and of the readings of a project."""

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.work import actions
from annotator.work.library import matching
from annotator.work.models import STATUSES, AnnotationSet
from annotator.work.shapes import ArticlesAsked, SetOut
from articles.access import Can, Refusal, Role
from articles.api import NothingAsked, project_for
from articles.authentication import SignedInRequest
from articles.describing import answers
from articles.library import actions as library
from articles.models import Article, ArticleQuerySet, Membership, Project, User
from articles.paging import Asked, PageAsked, Since, asked, list_of, listed, read_page

MOST_ARTICLES = 10_000
TAGGERS = (Role.MANAGER, Role.ADJUDICATOR, Role.EDITOR)


class SetsAsked(PageAsked):
    """Which readings of a project."""

    kind = serializers.ChoiceField(AnnotationSet.Kind.choices, required=False)
    status = serializers.ChoiceField(list(STATUSES), required=False)
    annotator = serializers.CharField(required=False, help_text="A pseudonym, such as A01.")
    article = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    updated_since = Since()


class BatchFilter(ArticlesAsked):
    """The filters of the list of articles."""

    def get_fields(self) -> dict[str, Any]:
        """Without what says how a list looks."""
        how = ("limit", "cursor", "fields", "include", "snippet", "sort")
        return {name: field for name, field in super().get_fields().items() if name not in how}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return attrs


class BatchIn(Asked):
    """What shall happen, and to which articles: to those named, or to all that a filter leaves."""

    action = serializers.ChoiceField(["assign", "withdraw", "restore", "tag", "untag"])
    articles = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), max_length=MOST_ARTICLES, required=False
    )
    filter = BatchFilter(required=False)
    assignees = serializers.ListField(
        child=serializers.CharField(max_length=8), max_length=100, required=False, help_text="Pseudonyms: `A02`."
    )
    share = serializers.BooleanField(
        default=False, help_text="Deal the articles out one after the other; else everybody gets all."
    )
    tags = serializers.ListField(child=serializers.CharField(), max_length=50, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("articles" in attrs) == ("filter" in attrs):
            raise serializers.ValidationError({"articles": "Name articles, or give a filter: one of them."})
        needed = {"assign": "assignees", "tag": "tags", "untag": "tags"}.get(attrs["action"])
        if needed and not attrs.get(needed):
            raise serializers.ValidationError({needed: "Say at least one."})
        return attrs


class BatchOut(serializers.Serializer[Any]):
    changed = serializers.IntegerField(
        help_text="Articles changed, or readings made. What was so already is not counted."
    )


class SetsView(APIView):
    """The readings of a project."""

    @extend_schema(operation_id="sets_list", parameters=[SetsAsked], responses=answers(ok=list_of(SetOut)))
    def get(self, request: SignedInRequest, slug: str) -> Response:
        """The readings of a project that the caller may see, as they were made."""
        wanted = asked(SetsAsked, request.query_params)
        project = project_for(request, slug)
        found = AnnotationSet.objects.visible_to(request.user).filter(project=project)
        found = found.filter(**{name: wanted[name] for name in ("kind", "article") if name in wanted})
        if "status" in wanted:
            found = found.in_status(wanted["status"])
        if "annotator" in wanted:
            found = found.filter(owner__memberships__project=project, owner__memberships__code=wanted["annotator"])
        if "updated_since" in wanted:
            found = found.filter(updated_at__gte=wanted["updated_since"])
        page = read_page(found.with_code().select_related("scheme"), order=("pk",), wanted=wanted)
        return Response(listed(request, page, SetOut(page.rows, many=True)))


class LockView(APIView):
    """Whether a reading may still change."""

    @extend_schema(operation_id="sets_lock", request=None, responses=answers(403, 422, ok=SetOut))
    def put(self, request: SignedInRequest, set_id: int) -> Response:
        """Make a reading read-only. Doing it again is harmless."""
        asked(NothingAsked, request.data)
        return _told(actions.lock(_set(request, set_id), by=request.user))

    @extend_schema(operation_id="sets_unlock", request=None, responses=answers(403, 422, ok=SetOut))
    def delete(self, request: SignedInRequest, set_id: int) -> Response:
        """Let a reading change again."""
        return _told(actions.unlock(_set(request, set_id), by=request.user))


class AssignmentView(APIView):
    """Who has to read an article."""

    @extend_schema(operation_id="sets_unassign", request=None, responses={204: None})
    def delete(self, request: SignedInRequest, set_id: int) -> Response:
        """Take an article back from somebody who has not begun with it: the empty reading is gone."""
        actions.unassign(_set(request, set_id), by=request.user)
        return Response(status=204)


class BatchView(APIView):
    """Many articles at once."""

    @extend_schema(operation_id="articles_batch", request=BatchIn, responses=answers(403, 422, ok=BatchOut))
    def post(self, request: SignedInRequest, slug: str) -> Response:
        """Assign articles, tag them, withdraw them or bring them back: all of it or nothing."""
        project = project_for(request, slug, Can.ASSIGN)
        wanted = asked(BatchIn, request.data)
        chosen = _chosen(project, wanted, request.user)
        if wanted["action"] == "assign":
            changed = _assign(project, chosen, wanted, request.user)
        elif wanted["action"] == "withdraw":
            changed = library.withdraw_articles(chosen, project=project, by=request.user)
        elif wanted["action"] == "restore":
            changed = library.restore_articles(chosen, project=project, by=request.user)
        else:
            tags = {"add" if wanted["action"] == "tag" else "remove": wanted["tags"]}
            changed = library.tag_articles(chosen, project=project, by=request.user, **tags)
        return Response({"changed": changed})


def _chosen(project: Project, wanted: dict[str, Any], by: User) -> ArticleQuerySet:
    if "filter" not in wanted:
        return Article.objects.filter(project=project, pk__in=wanted["articles"])
    found = matching(project, wanted["filter"], by=by)
    since = wanted["filter"].get("updated_since")
    return found.filter(updated_at__gte=since) if since else found


def _assign(project: Project, chosen: ArticleQuerySet, wanted: dict[str, Any], by: User) -> int:
    people = _people(project, wanted["assignees"])
    articles = list(chosen.order_by("pk").only("pk", "project_id", "withdrawn_at"))
    hands = [articles[n :: len(people)] if wanted["share"] else articles for n in range(len(people))]
    with transaction.atomic():
        return sum(
            actions.assign(project, articles=hand, assignee=person, by=by)
            for person, hand in zip(people, hands, strict=True)
        )


def _people(project: Project, codes: list[str]) -> list[User]:
    members = Membership.objects.filter(project=project, left_at=None, role__in=TAGGERS).select_related("user")
    known = {one.code: one.user for one in members.filter(code__in=codes)}
    if missing := sorted(set(codes) - set(known)):
        raise Refusal("unknown_assignee", f"There is nobody “{missing[0]}” here who tags articles.")
    return [known[code] for code in dict.fromkeys(codes)]


def _set(request: SignedInRequest, set_id: int) -> AnnotationSet:
    return get_object_or_404(AnnotationSet.objects.visible_to(request.user).select_related("project"), pk=set_id)


def _told(found: AnnotationSet) -> Response:
    fresh = AnnotationSet.objects.with_code().select_related("scheme").get(pk=found.pk)
    return Response(SetOut(fresh).data)
