"""Large exports that a worker writes into a file, for one person and a week."""

from typing import Any, Self

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from articles.models import Job, Project, User

OPEN_JOBS = (Job.State.QUEUED, Job.State.RUNNING)


def prepared_storage() -> Storage:
    """Where the files lie, under `{key}/{name}`. They are never backed up: they can be written again."""
    return storages["prepared"]


class PreparedExportQuerySet(models.QuerySet["PreparedExport"]):
    def visible_to(self, user: User) -> Self:
        """One's own, while one may still see all that is in them: the same role, the same rights to the texts."""
        return self.filter(
            by=user,
            project__in=Project.objects.visible_to(user),
            project__memberships__user=user,
            project__memberships__left_at=None,
            project__memberships__role=F("role"),
            project__text_rights=F("rights"),
        )

    def open(self) -> Self:
        """Waiting for a worker, or under its hands."""
        return self.filter(cancelled_at=None, finished_at=None, job__state__in=OPEN_JOBS)

    def useful(self) -> Self:
        """Open, or with a file that can be had."""
        there = Q(finished_at__isnull=False, expires_at__gt=timezone.now())
        return self.filter(there | Q(finished_at=None, job__state__in=OPEN_JOBS), cancelled_at=None)


class PreparedExport(models.Model):
    """What the live export would have given one person at one moment, as a file.

    `filters` has the names of the API. `role` and `rights` are what its owner was allowed by. `stamp` says which
    state of the data it was read from; it is empty until a worker has begun.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"
        EXPIRED = "expired"

    project = models.ForeignKey(Project, models.PROTECT, related_name="prepared_exports")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    form = models.CharField(max_length=20)
    filters: Any = models.JSONField(default=dict)
    address = models.CharField(max_length=300)
    role = models.CharField(max_length=12)
    rights = models.CharField(max_length=10)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    stamp = models.CharField(max_length=64, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(max_length=120, blank=True)
    bytes = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = PreparedExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None, sha256="", bytes=None)
                | Q(finished_at__isnull=False, expires_at__isnull=False, bytes__isnull=False) & ~Q(sha256=""),
                name="prepared_export_finished_has_file",
            )
        ]
        indexes = [models.Index(fields=["by", "project", "-id"], name="prepared_export_mine")]

    @property
    def state(self) -> str:
        """Derived from what happened, never stored."""
        if self.cancelled_at is not None:
            return self.State.CANCELLED
        if self.expires_at is not None:
            return self.State.EXPIRED if self.expires_at <= timezone.now() else self.State.SUCCEEDED
        if self.job is None or self.job.state == Job.State.QUEUED:
            return self.State.QUEUED
        return self.State.RUNNING if self.job.state == Job.State.RUNNING else self.State.FAILED

    @property
    def stored_as(self) -> str:
        return f"{self.pk}/{self.name}"
