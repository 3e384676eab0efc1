"""What was frozen to be cited: releases of a project's data, and the files each consists of."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from annotator.scheme.models import Scheme
from articles.access import Role
from articles.models import Job, Membership, Project, User

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*$"
"""What a file's name may be: no segment is empty or begins with a dot, so none leads out of its release."""


def release_storage() -> Storage:
    """Where files of releases lie, under `{project key}/{number}/{name}`: a folder, or S3 where it is configured."""
    return storages["releases"]


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, user: User) -> Self:
        """Releases of the projects `user` is a member of; withdrawn and unfinished ones included.

        A release holds everybody's readings, so in a blind project those who tag see none.
        """
        blindfolded = Membership.objects.filter(
            user=user.pk, left_at=None, role=Role.EDITOR, project=OuterRef("project"), project__blind=True
        )
        return self.filter(~Exists(blindfolded), project__in=Project.objects.visible_to(user))

    def built(self) -> Self:
        """Those that are complete, withdrawn ones included."""
        return self.filter(built_at__isnull=False)

    def offered(self) -> Self:
        """Those whose files may be had: complete, and not withdrawn."""
        return self.built().filter(withdrawn_at=None)


class Release(models.Model):
    """A dataset of a project: asked for, built once, then never altered, only withdrawn.

    `filters` has the names of the API, `words` says them as a sentence. `rights` is what was asked for: each
    article's licence may allow less. `shares` are the parts of a hundred for train, dev and test. `counts` and
    `manifest` ({name: sha256}) describe what was built, `sha256` is that of the file MANIFEST.sha256.
    `failure` says why the last try was not finished; it is empty while one is under way.
    """

    class Sets(models.TextChoices):
        ALL = "all", gettext_lazy("All, also unfinished ones")
        SUBMITTED = "submitted", gettext_lazy("Submitted and gold")
        GOLD = "gold", gettext_lazy("Only gold")

    class Split(models.TextChoices):
        NONE = "none", gettext_lazy("No split")
        ARTICLE = "article", gettext_lazy("By article, at random")
        TIME = "time", gettext_lazy("By time, oldest first")

    class State(models.TextChoices):
        BUILDING = "building", gettext_lazy("being built")
        FAILED = "failed", gettext_lazy("not built")
        BUILT = "built", gettext_lazy("built")
        WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")

    project = models.ForeignKey(Project, models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+")
    filters: Any = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    sets = models.CharField(max_length=9, choices=Sets, default=Sets.SUBMITTED)
    split = models.CharField(max_length=7, choices=Split, default=Split.NONE)
    seed = models.PositiveIntegerField(default=1)
    shares = ArrayField(models.PositiveSmallIntegerField(), size=3, default=list, blank=True)
    rights = models.CharField(max_length=10, choices=Project.TextRights)
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    failure = models.TextField(blank=True)
    built_at = models.DateTimeField(null=True, blank=True)
    counts: Any = models.JSONField(default=dict)
    manifest: Any = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="release_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="release_counts_from_one"),
            models.CheckConstraint(
                condition=Q(built_at=None, sha256="") | Q(built_at__isnull=False, sha256__regex="^[0-9a-f]{64}$"),
                name="release_built_has_digest",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (
                    Q(built_at__isnull=False, withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawn_reason="")
                ),
                name="release_withdrawn_for_a_reason",
            ),
        ]

    @property
    def state(self) -> str:
        """building, failed, built or withdrawn: derived, never stored."""
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        if self.built_at:
            return self.State.BUILT
        parked = self.job is not None and self.job.state == Job.State.PARKED
        return self.State.FAILED if self.failure or parked else self.State.BUILDING

    @property
    def folder(self) -> str:
        """The folder of its files in the storage `releases`."""
        return f"{self.project_id}/{self.number}"


class ReleaseFileQuerySet(models.QuerySet["ReleaseFile"]):
    def visible_to(self, user: User) -> Self:
        """Files `user` may have: of complete releases of their projects that are not withdrawn."""
        return self.filter(release__in=Release.objects.visible_to(user).offered())


class ReleaseFile(models.Model):
    """One file of a release. `name` is its path inside the release; `rows` is None where a file has none."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveBigIntegerField(null=True, blank=True)

    objects = ReleaseFileQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["release", "name"], name="release_file_once"),
            models.CheckConstraint(condition=Q(name__regex=NAME), name="release_file_name_stays_inside"),
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="release_file_has_digest"),
        ]

    @property
    def stored_as(self) -> str:
        """Its name in the storage `releases`; the release should be loaded with it."""
        return f"{self.release.folder}/{self.name}"
