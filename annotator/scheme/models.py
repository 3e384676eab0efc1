"""What may be said: a versioned codebook, frozen once published."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from articles.models import Project, User


class SchemeQuerySet(models.QuerySet["Scheme"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(project__in=Project.objects.visible_to(user))

    def published(self) -> Self:
        """Published versions, newest first."""
        return self.exclude(published_at=None).order_by("-version")


class Scheme(models.Model):
    """One version of a project's codebook. A draft can be edited; a published one never changes.

    `rules` maps a rule's name to "error", "warning" or "off"; what is missing takes its default.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="schemes")
    version = models.PositiveIntegerField()
    guidelines = models.TextField(blank=True)
    rules = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = SchemeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="scheme_version_once"),
            models.UniqueConstraint(fields=["project"], condition=Q(published_at=None), name="scheme_one_draft"),
        ]


class Field(models.Model):
    """One question an editor answers about an actor span, a claim span or an attribution."""

    class AppliesTo(models.TextChoices):
        ACTOR = "actor", gettext_lazy("Actor")
        CLAIM = "claim", gettext_lazy("Claim")
        ATTRIBUTION = "attribution", gettext_lazy("Attribution")

    class Kind(models.TextChoices):
        CHOICE = "choice", gettext_lazy("one of a list")
        MANY = "many", gettext_lazy("several of a list")
        BOOL = "bool", gettext_lazy("yes or no")
        TEXT = "text", gettext_lazy("free text")
        NUMBER = "number", gettext_lazy("a number")
        DATE = "date", gettext_lazy("a date")

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="fields")
    applies_to = models.CharField(max_length=11, choices=AppliesTo)
    name = models.SlugField(max_length=40)
    kind = models.CharField(max_length=6, choices=Kind)
    choices = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    required = models.BooleanField(default=False)
    key = models.CharField(max_length=1, blank=True)
    guideline = models.TextField(blank=True)
    ordinal = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["ordinal", "id"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "applies_to", "name"], name="field_name_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["choice", "many"], choices__len__gt=0)
                | (~Q(kind__in=["choice", "many"]) & Q(choices__len=0)),
                name="field_choices_fit_kind",
            ),
        ]
