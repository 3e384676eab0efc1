"""The tables all rooms share: people and projects, what was received, and the articles themselves."""

from datetime import UTC, datetime, timedelta
from typing import Any, Self

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.contrib.postgres.search import SearchConfig, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Left, Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy

from articles.access import Role, Scope
from articles.conventions.models import Hits as Hits
from articles.conventions.models import KeptAnswer as KeptAnswer
from articles.webhooks.models import Delivery as Delivery
from articles.webhooks.models import Webhook as Webhook

WARNED_BEFORE = timedelta(days=14)
NEVER = datetime(1, 1, 1, tzinfo=UTC)
BY_DATE = Coalesce("published_at", Value(NEVER, models.DateTimeField()))
"""What articles are sorted by when by date: undated ones are the oldest. Indexes know these expressions."""
BY_TITLE = Lower(Left("title", 100))
SEARCHED_CHARACTERS = 100_000  # a tsvector holds at most 1 MB, and a hyphenated word stands in it twice


def _in_its_language(what: Any, weight: str) -> SearchVector:
    """`what` as the dictionary of the article's language reads it: a function of the database, see `searching`."""
    return SearchVector(what, config=SearchConfig(Func(F("language"), function="article_search_config")), weight=weight)


class User(AbstractUser):
    """A person. Never deleted: erasing someone replaces the name and address and keeps the work."""

    token: "Token | None" = None
    """Set on the instance when a script speaks for this person; it narrows every read and write."""

    def role_in(self, project: "Project") -> str | None:
        """This person's role in `project`, or None for a stranger, someone who left, or another project's token."""
        if self.token is not None and self.token.project_id != project.pk:
            return None
        found = project.memberships.filter(user_id=self.pk, left_at=None).values_list("role", flat=True)
        return found.first()


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> Self:
        """The projects `user` is a member of today; for a token, only its own project."""
        mine = self.filter(memberships__user_id=user.pk, memberships__left_at=None)
        return mine.filter(pk=user.token.project_id) if user.token else mine


class Project(models.Model):
    """One codebook, one team, one corpus."""

    class TextRights(models.TextChoices):
        FULL = "full", gettext_lazy("Full text may be passed on")
        QUOTES = "quotes", gettext_lazy("Only tagged quotes may be passed on")
        STANDOFF = "standoff", gettext_lazy("Only offsets may be passed on")

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    language = models.CharField(max_length=35, default="en")
    licence = models.CharField(max_length=100, blank=True)
    text_rights = models.CharField(max_length=10, choices=TextRights, default=TextRights.FULL)
    blind = models.BooleanField(default=True)
    shared_sets = models.BooleanField(default=False)
    assigned_only = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = ProjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(blind=True, shared_sets=True), name="project_shared_is_not_blind")
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What one person may do in one project, and the pseudonym their work is published under."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    code = models.CharField(max_length=8)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_once"),
            models.UniqueConstraint(fields=["project", "code"], name="membership_code_once"),
        ]


class Invitation(models.Model):
    """A link that lets whoever holds it join a project, once and for a while. Only its digest is kept."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=12, choices=Role)
    note = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")


class TokenQuerySet(models.QuerySet["Token"]):
    def working(self) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class Token(models.Model):
    """A key for scripts: one person, one project, one scope. Shown once, stored as a digest."""

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    project = models.ForeignKey(Project, models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100, blank=True)
    scope = models.CharField(max_length=5, choices=Scope)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    def ends_soon(self) -> bool:
        """Whether it works, and only for a fortnight or less: time to make another one."""
        return self.revoked_at is None and timedelta() < self.expires_at - timezone.now() <= WARNED_BEFORE


class Event(models.Model):
    """Who did what in a project, apart from tagging (that log is `Change`). Never altered."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="events")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["project", "-id"], name="event_newest"),
            models.Index(fields=["project", "by", "-id"], name="event_by_person"),
            models.Index(fields=["project", "verb", "-id"], name="event_by_verb"),
            GinIndex(fields=["detail"], opclasses=["jsonb_path_ops"], name="event_detail"),
        ]


class Job(models.Model):
    """Work for a Celery worker. This row is the job; the message on the broker is only a doorbell."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        PARKED = "parked"

    kind = models.CharField(max_length=40)
    subject = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    lease_until = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(
        default=0, db_default=0
    )  # met on the way, where `total` counts something else
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(state__in=["queued", "running"]), name="job_open_once"
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=["queued", "running"]), name="job_open"),
            models.Index(fields=["subject", "kind", "-id"], name="job_newest"),
        ]


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(project__in=Project.objects.visible_to(user))

    def to_be_looked_at(self) -> Self:
        """Read, and with articles in them that somebody has to add or leave out; oldest first."""
        return self.filter(read_at__isnull=False, accepted_at=None).order_by("pk")


class Upload(models.Model):
    """One file or paste received, and what became of every item in it.

    `format` is a name of the intake's registry, `options` what was chosen about the reading (unit, columns, mapping),
    `report` the counts, the labels and columns that were found, and why it could not be read.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="uploads")
    by = models.ForeignKey(User, models.PROTECT, related_name="uploads")
    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    original = models.FileField(upload_to="uploads/%Y/%m")
    bytes = models.PositiveBigIntegerField()
    language = models.CharField(max_length=35, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    format = models.CharField(max_length=40, blank=True)
    options = models.JSONField(default=dict)
    preview = models.BooleanField(default=False)
    report = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()


class UploadItem(models.Model):
    """One article found in an upload: proposed with its blocks, added as an article, or refused with a reason.

    A block is {"text", "keep", "why"}: `why` says which kind of furniture was seen, or is empty; a "gap", where it
    is not one newline, is what stood between it and the next. `text_sha256` is that of the text the ticks make.
    `place` names the entry of an archive. `readings` are what others annotated, as the file says it, until they are
    stored or left out; `notes` are sentences about what was dropped or doubtful.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        ADDED = "added"
        REFUSED = "refused"
        LEFT_OUT = "left_out"

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="items", db_index=False)
    ordinal = models.PositiveIntegerField()
    place = models.TextField(blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State)
    title = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    blocks = models.JSONField(default=list)
    metadata = models.JSONField(default=dict)
    readings = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    duplicate_of = models.ForeignKey("Article", models.SET_NULL, null=True, blank=True, related_name="+")
    article = models.ForeignKey("Article", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "ordinal"], name="upload_item_once")]
        indexes = [
            models.Index(
                fields=["upload", "state", "ordinal"], condition=~Q(state="added"), name="upload_item_not_added"
            ),
            models.Index(fields=["upload", "text_sha256"], condition=Q(state="proposed"), name="upload_item_same_text"),
        ]


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: User) -> Self:
        """Articles of the projects `user` is a member of; withdrawn ones included."""
        return self.filter(project__in=Project.objects.visible_to(user))

    def current(self) -> Self:
        return self.filter(withdrawn_at=None)


class Article(models.Model):
    """One immutable text with its news metadata.

    Offsets everywhere are half-open and count Unicode code points of `text`.
    `paragraphs` and `sentences` are flat lists: start, end, start, end, …
    `sketch` finds texts that are almost the same, see `similar`. Keys and indexes that a composite one implies are left
    out: each costs every article of an import.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="articles", db_index=False)
    external_id = models.CharField(max_length=200, blank=True)
    title = models.TextField(blank=True)
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    paragraphs = ArrayField(models.IntegerField())
    sentences = ArrayField(models.IntegerField())
    outlet = models.CharField(max_length=200, blank=True)
    byline = models.CharField(max_length=300, blank=True)
    section = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    language = models.CharField(max_length=35, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    metadata = models.JSONField(default=dict)
    upload = models.ForeignKey(
        Upload, models.PROTECT, null=True, blank=True, related_name="articles", db_constraint=False
    )
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="revisions", db_constraint=False, db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    search = models.GeneratedField(
        expression=_in_its_language("title", "A") + _in_its_language(Left("text", SEARCHED_CHARACTERS), "B"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    tags = ArrayField(models.CharField(max_length=60), default=list, db_default=[], blank=True)
    sketch = ArrayField(models.IntegerField(), null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    """When anything about it last changed. A trigger keeps it."""

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "external_id"],
                condition=~Q(external_id="") & Q(supersedes=None),
                name="article_external_id_once",
            ),
            models.UniqueConstraint(fields=["supersedes"], name="article_corrected_once"),
            models.CheckConstraint(condition=~Q(text=""), name="article_has_text"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="article_search"),
            models.Index(fields=["project", "external_id"], condition=~Q(external_id=""), name="article_own_id"),
            HashIndex(fields=["url"], condition=~Q(url=""), name="article_url"),
            models.Index(fields=["project", "text_sha256"], name="article_same_text"),
            models.Index(fields=["project", "published_at"], name="article_published"),
            models.Index(fields=["project", "outlet"], name="article_outlet"),
            models.Index(fields=["project", "section"], name="article_section"),
            models.Index(fields=["project", "language"], name="article_language"),
            models.Index("project", BY_DATE, "id", name="article_by_date"),
            models.Index("project", BY_TITLE, "id", name="article_by_title"),
            GinIndex(fields=["tags"], name="article_tags"),
            GinIndex(fields=["sketch"], name="article_sketch"),
            models.Index(fields=["project", "updated_at"], name="article_updated"),
        ]

    def __str__(self) -> str:
        return self.title or f"Article {self.pk}"

    def paragraph_rows(self) -> list[dict[str, Any]]:
        """Each paragraph as {"start", "end", "text"} in code points, ready to render.

        `before` is what stands between it and the one before, where that is more than line breaks.
        """
        rows: list[dict[str, Any]] = []
        last = 0
        for start, end in zip(self.paragraphs[::2], self.paragraphs[1::2], strict=True):
            gap, last = self.text[last:start], end
            rows.append({"start": start, "end": end, "text": self.text[start:end], "before": gap.strip("\n") and gap})
        return rows
