"""Who and what is talked about, across all articles of a project."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models import Article, Project, User


class ActorQuerySet(models.QuerySet["Actor"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(project__in=Project.objects.visible_to(user))

    def named(self, words: str) -> Self:
        """Actors whose name or an alias contains `words`, whatever the case."""
        return self.filter(
            Q(name__icontains=words) | Q(pk__in=Alias.objects.filter(name__icontains=words).values("actor"))
        )

    def choosable_in(self, article: Article | None) -> Self:
        """What may be linked: not merged away; unnamed sources only in the article they belong to."""
        return self.filter(merged_into=None).filter(Q(article=None) | Q(article=article))


class Actor(models.Model):
    """Somebody who speaks. An unnamed source is an actor of its one article."""

    class Kind(models.TextChoices):
        PERSON = "person"
        ORGANISATION = "organisation"
        STATE = "state"
        GROUP = "group"
        MEDIUM = "medium"
        DOCUMENT = "document"
        ANONYMOUS = "anonymous"

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

    objects = ActorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "uuid"], name="actor_uuid_once"),
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

    objects = TopicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "uuid"], name="topic_uuid_once"),
            models.UniqueConstraint(fields=["project", "code"], condition=~Q(code=""), name="topic_code_once"),
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="topic_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name
