"""Who and what is talked about, across all articles of a project.

Merging keeps both rows: the merged one points at the one that stays, and spans keep pointing at the merged one.
Chains are always flat, so `coalesce(merged_into_id, id)` is who a row stands for, in Python and in SQL.
"""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from articles.access import GRANTS, Can
from articles.models import Article, Membership, Project, User

RESOLVED = Coalesce("merged_into_id", "id")
"""The key of the row that a row stands for. From a span: `Coalesce("actor__merged_into_id", "actor_id")`."""


def as_uuid(words: str) -> uuid.UUID | None:
    """The id that `words` spell, if they do."""
    try:
        return uuid.UUID(words)
    except ValueError:
        return None


class ActorQuerySet(models.QuerySet["Actor"]):
    def visible_to(self, user: User) -> Self:
        """Actors of the projects of `user`. An unnamed source tells what somebody tagged, so in a blind project it is
        seen by who made it, who sees every reading, and who may read one that links it. Saving agrees, in SQL."""
        seniors = GRANTS[Can.SEE_EVERY_SET]
        senior = Membership.objects.filter(project=OuterRef("project"), user=user.pk, left_at=None, role__in=seniors)
        span: Any = self.model.spans.rel.related_model  # of the work room, which this room may not import
        spans = span.objects.visible_to(user)
        return self.filter(project__in=Project.objects.visible_to(user)).filter(
            Q(article=None)
            | Q(project__blind=False)
            | Q(created_by=user.pk)
            | Exists(senior)
            | Exists(spans.filter(actor=OuterRef("pk")))
            | Exists(spans.filter(actor__merged_into=OuterRef("pk")))
        )

    def current(self) -> Self:
        """Not merged away."""
        return self.filter(merged_into=None)

    def named(self, words: str) -> Self:
        """Actors whose name or an alias contains `words`, whatever the case."""
        return self.filter(
            Q(name__icontains=words) | Q(pk__in=Alias.objects.filter(name__icontains=words).values("actor"))
        )

    def ranked(self, words: str) -> Self:
        """`named(words)` with `rank`: the same name is 0, then the same alias, beginnings, and the rest."""
        return self.named(words).annotate(
            rank=Case(
                When(name__iexact=words, then=Value(0)),
                When(pk__in=Alias.objects.filter(name__iexact=words).values("actor"), then=Value(1)),
                When(name__istartswith=words, then=Value(2)),
                When(pk__in=Alias.objects.filter(name__istartswith=words).values("actor"), then=Value(3)),
                default=Value(4),
            )
        )

    def called(self, words: str) -> list["Actor"]:
        """Whom `words` names: by id, by name, else by an alias. More than one means that it is ambiguous."""
        if key := as_uuid(words):
            return list(self.filter(uuid=key))
        named = self.filter(article=None)
        return list(named.filter(name__iexact=words)[:2]) or list(
            named.filter(aliases__name__iexact=words).distinct()[:2]
        )

    def choosable_in(self, article: Article | None) -> Self:
        """What may be linked: not merged away; unnamed sources only in the article they belong to."""
        return self.current().filter(Q(article=None) | Q(article=article))

    def by_use(self, article: Article, user: User) -> Self:
        """With `unused`: 0 for whom `user` has tagged in this article already, else 1. Others' readings stay blind."""
        used = Actor.objects.filter(spans__set__article=article, spans__set__owner=user.pk).values(key=RESOLVED)
        return self.annotate(unused=Case(When(pk__in=used, then=Value(0)), default=Value(1)))

    def standing_for(self, actors: list["Actor"]) -> Self:
        """These actors and all that were merged into them."""
        keys = [actor.pk for actor in actors]
        return self.filter(Q(pk__in=keys) | Q(merged_into__in=keys))

    def mentions(self, actors: list["Actor"], user: User) -> dict[int, int]:
        """How often each of these was tagged in readings `user` may read, merged ones included. One query."""
        counts = dict.fromkeys((actor.pk for actor in actors), 0)
        if not actors:
            return counts
        spans = actors[0].spans.model.objects.visible_to(user).filter(actor__in=self.standing_for(actors))
        rows = spans.values_list("actor", "actor__merged_into").annotate(times=Count("pk"))
        for key, merged_into, times in rows:
            for counted in {key, merged_into} & counts.keys():
                counts[counted] += times
        return counts


class Actor(models.Model):
    """Somebody who speaks. An unnamed source is an actor of its one article."""

    class Kind(models.TextChoices):
        PERSON = "person", gettext_lazy("Person")
        ORGANISATION = "organisation", gettext_lazy("Organisation")
        STATE = "state", pgettext_lazy("a kind of actor", "State")
        GROUP = "group", gettext_lazy("Group")
        MEDIUM = "medium", gettext_lazy("Medium")
        DOCUMENT = "document", gettext_lazy("Document")
        ANONYMOUS = "anonymous", gettext_lazy("Anonymous")

    uuid = models.UUIDField(default=uuid.uuid4)
    project = models.ForeignKey(Project, models.PROTECT, related_name="actors")
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=Kind)
    wikidata_qid = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    article = models.ForeignKey(Article, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(db_default=Now(), editable=False)  # a trigger keeps it

    objects = ActorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "uuid"], name="actor_uuid_once"),
            models.UniqueConstraint(
                fields=["project", "wikidata_qid"],
                condition=~Q(wikidata_qid="") & Q(merged_into=None),
                name="actor_wikidata_once",
            ),
            models.CheckConstraint(condition=Q(article=None) | Q(kind="anonymous"), name="actor_of_article_anonymous"),
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="actor_not_merged_into_itself"),
        ]
        indexes = [models.Index(fields=["project", "name"], name="actor_by_name")]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """Another name the press uses for an actor."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "name"], name="alias_once")]


class Affiliation(models.Model):
    """What an actor was, where, from when to when: "foreign minister" of a state, say."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="affiliations")
    role = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=models.F("valid_to")),
                name="affiliation_in_order",
            )
        ]


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(project__in=Project.objects.visible_to(user))

    def current(self) -> Self:
        """Not merged away."""
        return self.filter(merged_into=None)

    def named(self, words: str) -> Self:
        """Topics that contain `words` in their name, code or definition, or that took in one of that name."""
        merged = Topic.objects.filter(name__icontains=words).exclude(merged_into=None)
        return self.filter(
            Q(name__icontains=words)
            | Q(code__istartswith=words)
            | Q(definition__icontains=words)
            | Q(pk__in=merged.values("merged_into"))
        )

    def ranked(self, words: str) -> Self:
        """`named(words)` with `rank`: the same name or code is 0, then beginnings, then the rest."""
        return self.named(words).annotate(
            rank=Case(
                When(Q(name__iexact=words) | Q(code__iexact=words), then=Value(0)),
                When(Q(name__istartswith=words) | Q(code__istartswith=words), then=Value(1)),
                When(name__icontains=words, then=Value(2)),
                default=Value(3),
            )
        )

    def called(self, words: str) -> list["Topic"]:
        """What `words` names: by id, by code, else by name. More than one means that it is ambiguous."""
        if key := as_uuid(words):
            return list(self.filter(uuid=key))
        return list(self.filter(code__iexact=words)[:2]) or list(self.filter(name__iexact=words)[:2])

    def choosable_in(self, article: Article | None) -> Self:
        """What may be linked; topics belong to no article."""
        return self.current()

    def by_use(self, article: Article, user: User) -> Self:
        """With `unused`: 0 for what `user` has claims about in this article already, else 1."""
        used = Topic.objects.filter(spans__set__article=article, spans__set__owner=user.pk).values(key=RESOLVED)
        return self.annotate(unused=Case(When(pk__in=used, then=Value(0)), default=Value(1)))

    def standing_for(self, topic: "Topic") -> Self:
        """This topic and all that were merged into it."""
        return self.filter(Q(pk=topic.pk) | Q(merged_into=topic.pk))

    def claims(self, topic: "Topic", user: User) -> int:
        """How many claims name it in readings `user` may read, under its own name and merged ones."""
        found: int = topic.spans.model.objects.visible_to(user).filter(topic__in=self.standing_for(topic)).count()
        return found


class Topic(models.Model):
    """A canonical claim, or a category of claims, in the project's claim catalogue."""

    uuid = models.UUIDField(default=uuid.uuid4)
    project = models.ForeignKey(Project, models.PROTECT, related_name="topics")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    code = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=300)
    definition = models.TextField(blank=True)
    examples = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(db_default=Now(), editable=False)  # a trigger keeps it

    objects = TopicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "uuid"], name="topic_uuid_once"),
            models.UniqueConstraint(fields=["project", "code"], condition=~Q(code=""), name="topic_code_once"),
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="topic_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name
