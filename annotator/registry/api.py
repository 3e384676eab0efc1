"""The API of actors and topics: what the editor's pickers and the researchers' scripts ask."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.registry import actions
from annotator.registry.models import Actor, ActorQuerySet, Affiliation, Topic, TopicQuerySet
from articles.access import Can, Refusal
from articles.api import NothingAsked, project_for
from articles.authentication import SignedInRequest
from articles.describing import answers
from articles.made import made
from articles.models import Article, Project
from articles.paging import Asked, PageAsked, Since, asked, list_of, listed, read_page

LONGEST_TEXT = 20_000
Entries = TypeVar("Entries", ActorQuerySet, TopicQuerySet)


class AffiliationOut(serializers.Serializer[Any]):
    """What an actor was, and where."""

    role = serializers.CharField()
    organisation = serializers.CharField(source="organisation.name", allow_null=True, default=None)
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)


class ActorOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="uuid")
    name = serializers.CharField()
    kind = serializers.ChoiceField(Actor.Kind.choices)
    aliases = serializers.SerializerMethodField()
    wikidata = serializers.SerializerMethodField()
    parent = serializers.UUIDField(source="parent.uuid", allow_null=True)  # type: ignore[assignment]
    article = serializers.IntegerField(
        source="article_id", allow_null=True, help_text="An unnamed source belongs to this one article."
    )
    merged_into = serializers.UUIDField(source="merged_into.uuid", allow_null=True)
    affiliations = AffiliationOut(many=True)
    updated_at = serializers.DateTimeField()

    def get_aliases(self, actor: Actor) -> list[str]:
        return sorted(alias.name for alias in actor.aliases.all())

    def get_wikidata(self, actor: Actor) -> str | None:
        return actor.wikidata_qid or None


class FoundActorOut(ActorOut):
    mentions = serializers.SerializerMethodField(
        help_text="With `counted`: how often it was tagged in readings the caller may read."
    )

    def get_mentions(self, actor: Actor) -> int | None:
        counts: dict[int, int] | None = self.context.get("mentions")
        return None if counts is None else counts[actor.pk]


class ActorsAsked(PageAsked):
    q = serializers.CharField(
        max_length=300, required=False, help_text="Words in the name or an alias; the same name comes first."
    )
    kind = serializers.ChoiceField(Actor.Kind.choices, required=False)
    article = serializers.IntegerField(
        min_value=1,
        required=False,
        help_text="Only who may be linked in this article; whom the caller has tagged in it comes first.",
    )
    counted = serializers.BooleanField(default=False, help_text="Also how often each was tagged.")
    merged = serializers.BooleanField(default=False, help_text="Also those merged away, for who keeps a copy.")
    updated_since = Since()


class ActorIn(Asked):
    """A new actor."""

    id = serializers.UUIDField(required=False, help_text="Made by the client; sending it again is harmless.")
    name = serializers.CharField(max_length=300)
    kind = serializers.ChoiceField(Actor.Kind.choices)
    aliases = serializers.ListField(child=serializers.CharField(max_length=300), max_length=200, required=False)
    wikidata = serializers.CharField(max_length=20, required=False, allow_null=True, allow_blank=True)
    parent = serializers.UUIDField(required=False, allow_null=True)  # type: ignore[assignment]
    article = serializers.IntegerField(min_value=1, required=False, allow_null=True)


class ActorChanges(Asked):
    """What changes about an actor; what is left out stays."""

    name = serializers.CharField(max_length=300, required=False)
    kind = serializers.ChoiceField(Actor.Kind.choices, required=False)
    aliases = serializers.ListField(
        child=serializers.CharField(max_length=300), max_length=200, required=False, help_text="All of them."
    )
    wikidata = serializers.CharField(max_length=20, required=False, allow_null=True, allow_blank=True)
    parent = serializers.UUIDField(required=False, allow_null=True)  # type: ignore[assignment]
    merged_into = serializers.UUIDField(required=False, help_text="Who stays. Cannot be undone; send it alone.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return _merges_alone(attrs)


class TopicOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="uuid")
    name = serializers.CharField()
    code = serializers.CharField()
    definition = serializers.CharField()
    examples = serializers.CharField()
    parent = serializers.UUIDField(source="parent.uuid", allow_null=True)  # type: ignore[assignment]
    merged_into = serializers.UUIDField(source="merged_into.uuid", allow_null=True)
    updated_at = serializers.DateTimeField()


class TopicsAsked(PageAsked):
    q = serializers.CharField(max_length=300, required=False, help_text="Words in the name, code or definition.")
    article = serializers.IntegerField(
        min_value=1, required=False, help_text="What the caller has claims about in this article comes first."
    )
    merged = serializers.BooleanField(default=False, help_text="Also those merged away, for who keeps a copy.")
    updated_since = Since()


class TopicIn(Asked):
    """A new topic."""

    id = serializers.UUIDField(required=False, help_text="Made by the client; sending it again is harmless.")
    name = serializers.CharField(max_length=300)
    code = serializers.CharField(max_length=40, required=False, allow_blank=True)
    definition = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    examples = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    parent = serializers.UUIDField(required=False, allow_null=True)  # type: ignore[assignment]


class TopicChanges(Asked):
    """What changes about a topic; what is left out stays."""

    name = serializers.CharField(max_length=300, required=False)
    code = serializers.CharField(max_length=40, required=False, allow_blank=True)
    definition = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    examples = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    parent = serializers.UUIDField(required=False, allow_null=True)  # type: ignore[assignment]
    merged_into = serializers.UUIDField(required=False, help_text="What stays. Cannot be undone; send it alone.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return _merges_alone(attrs)


class ActorsView(APIView):
    """Who speaks in the articles of a project."""

    @extend_schema(
        operation_id="actors_list",
        summary="List and search actors",
        parameters=[ActorsAsked],
        responses=answers(ok=list_of(FoundActorOut)),
    )
    def get(self, request: SignedInRequest, slug: str) -> Response:
        wanted = asked(ActorsAsked, request.query_params)
        project = project_for(request, slug)
        found, order = _search(Actor.objects.visible_to(request.user).filter(project=project), request, project, wanted)
        if "kind" in wanted:
            found = found.filter(kind=wanted["kind"])
        page = read_page(_whole_actors(found), order=(*order, "name", "pk"), wanted=wanted)
        counts = Actor.objects.mentions(page.rows, request.user) if wanted["counted"] else None
        return Response(listed(request, page, FoundActorOut(page.rows, many=True, context={"mentions": counts})))

    @extend_schema(
        operation_id="actors_add",
        summary="Add an actor",
        description="200 when an actor of this id, name and kind is there already.",
        request=ActorIn,
        responses=answers(403, 422, created=ActorOut, ok=ActorOut),
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        project = project_for(request, slug, Can.ANNOTATE)
        wanted = _spoken(asked(ActorIn, request.data), project, Actor)
        actor, created = actions.create_actor(project=project, by=request.user, **wanted)
        actor.refresh_from_db(fields=["updated_at"])  # its aliases counted, too
        return made(request, ActorOut(actor).data, "api-actor", slug, actor.uuid, new=created)


class ActorView(APIView):
    """One actor."""

    @extend_schema(operation_id="actors_read", summary="Read an actor", responses=answers(ok=ActorOut))
    def get(self, request: SignedInRequest, slug: str, uuid: UUID) -> Response:
        asked(NothingAsked, request.query_params)
        return Response(ActorOut(_actor(request, project_for(request, slug), uuid)).data)

    @extend_schema(
        operation_id="actors_change",
        summary="Change an actor or merge it into another",
        request=ActorChanges,
        responses=answers(403, 422, ok=ActorOut),
    )
    def patch(self, request: SignedInRequest, slug: str, uuid: UUID) -> Response:
        project = project_for(request, slug, Can.CURATE)
        actor = _actor(request, project, uuid)
        changes = _spoken(asked(ActorChanges, request.data), project, Actor)
        if "merged_into" in changes:
            actions.merge_actors(actor, into=changes["merged_into"], by=request.user)
        else:
            actions.change_actor(actor, by=request.user, **changes)
        return Response(ActorOut(_actor(request, project, uuid)).data)


class TopicsView(APIView):
    """The claim catalogue of a project."""

    @extend_schema(
        operation_id="topics_list",
        summary="List and search topics",
        parameters=[TopicsAsked],
        responses=answers(ok=list_of(TopicOut)),
    )
    def get(self, request: SignedInRequest, slug: str) -> Response:
        wanted = asked(TopicsAsked, request.query_params)
        project = project_for(request, slug)
        found, order = _search(Topic.objects.filter(project=project), request, project, wanted)
        page = read_page(
            found.select_related("parent", "merged_into"), order=(*order, "code", "name", "pk"), wanted=wanted
        )
        return Response(listed(request, page, TopicOut(page.rows, many=True)))

    @extend_schema(
        operation_id="topics_add",
        summary="Add a topic",
        description="200 when a topic of this id and name is there already.",
        request=TopicIn,
        responses=answers(403, 422, created=TopicOut, ok=TopicOut),
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        project = project_for(request, slug, Can.ANNOTATE)
        wanted = _spoken(asked(TopicIn, request.data), project, Topic)
        topic, created = actions.create_topic(project=project, by=request.user, **wanted)
        topic.refresh_from_db(fields=["updated_at"])
        return made(request, TopicOut(topic).data, "api-topic", slug, topic.uuid, new=created)


class TopicView(APIView):
    """One topic."""

    @extend_schema(operation_id="topics_read", summary="Read a topic", responses=answers(ok=TopicOut))
    def get(self, request: SignedInRequest, slug: str, uuid: UUID) -> Response:
        asked(NothingAsked, request.query_params)
        return Response(TopicOut(_topic(project_for(request, slug), uuid)).data)

    @extend_schema(
        operation_id="topics_change",
        summary="Change a topic or merge it into another",
        request=TopicChanges,
        responses=answers(403, 422, ok=TopicOut),
    )
    def patch(self, request: SignedInRequest, slug: str, uuid: UUID) -> Response:
        project = project_for(request, slug, Can.CURATE)
        topic = _topic(project, uuid)
        changes = _spoken(asked(TopicChanges, request.data), project, Topic)
        if "merged_into" in changes:
            actions.merge_topics(topic, into=changes["merged_into"], by=request.user)
        else:
            actions.change_topic(topic, by=request.user, **changes)
        return Response(TopicOut(_topic(project, uuid)).data)


def _search(
    entries: Entries, request: SignedInRequest, project: Project, wanted: dict[str, Any]
) -> tuple[Entries, list[str]]:
    """What is asked for, and by what it is ordered before its name."""
    order = []
    if not wanted["merged"]:
        entries = entries.current()
    if "updated_since" in wanted:
        entries = entries.filter(updated_at__gte=wanted["updated_since"])
    if "article" in wanted:
        article = get_object_or_404(Article, project=project, pk=wanted["article"])
        entries = entries.choosable_in(article).by_use(article, request.user)
        order.append("unused")
    if "q" in wanted:
        entries = entries.ranked(wanted["q"])
        order.append("rank")
    return entries, order


def _whole_actors(actors: ActorQuerySet) -> ActorQuerySet:
    """With everything ActorOut shows, in three queries whatever the number."""
    offices = Prefetch("affiliations", Affiliation.objects.select_related("organisation").order_by("valid_from", "pk"))
    return actors.select_related("parent", "merged_into").prefetch_related("aliases", offices)


def _actor(request: SignedInRequest, project: Project, uuid: UUID) -> Actor:
    visible = Actor.objects.visible_to(request.user).filter(project=project)
    return get_object_or_404(_whole_actors(visible), uuid=uuid)


def _topic(project: Project, uuid: UUID) -> Topic:
    return get_object_or_404(Topic.objects.select_related("parent", "merged_into"), project=project, uuid=uuid)


def _spoken(wanted: dict[str, Any], project: Project, entries: type[Actor | Topic]) -> dict[str, Any]:
    """The words of the API as those of the actions: rows for ids, an empty text for null."""
    if "wikidata" in wanted:
        wanted["wikidata"] = wanted["wikidata"] or ""
    for name in ("parent", "merged_into"):
        if wanted.get(name):
            wanted[name] = _named(entries, project, uuid=wanted[name])
    if wanted.get("article"):
        wanted["article"] = _named(Article, project, pk=wanted["article"])
    if "id" in wanted:
        wanted["uuid"] = wanted.pop("id")
    return wanted


def _named(table: type[Any], project: Project, **key: Any) -> Any:
    """A row that a body names. The address exists, so its absence is a refusal and no 404."""
    row = table._default_manager.filter(project=project, **key).first()
    if row is None:
        raise Refusal("unknown_id", f"There is no {table._meta.verbose_name} {next(iter(key.values()))} here.")
    return row


def _merges_alone(changes: dict[str, Any]) -> dict[str, Any]:
    if "merged_into" in changes and len(changes) > 1:
        raise serializers.ValidationError({"merged_into": "Merge in a request of its own."})
    return changes
