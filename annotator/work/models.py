"""Who said what: readings of articles, their spans and attributions, and the log they can be rebuilt from."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils import timezone

from annotator.registry.models import Actor, Topic
from annotator.scheme.models import Scheme
from annotator.work.fields import FragmentsField, TransactionIdField
from articles.access import GRANTS, Can, Role
from articles.models import Article, Membership, Project, Upload, User

STATUSES = {
    "assigned": Q(started_at=None, submitted_at=None, locked_at=None),
    "started": Q(started_at__isnull=False, submitted_at=None, locked_at=None),
    "submitted": Q(submitted_at__isnull=False, locked_at=None),
    "locked": Q(locked_at__isnull=False),
}
"""What `AnnotationSet.status` says, as conditions."""


WAITING = models.ExpressionWrapper(Q(started_at=None), output_field=models.BooleanField())
"""Whether nobody has begun: a queue shows these last. An index finds a queue's pages by it."""


class AnnotationSetQuerySet(models.QuerySet["AnnotationSet"]):
    def visible_to(self, user: User) -> Self:
        """Readings `user` may read.

        One's own; all for managers and adjudicators; submitted and gold ones for researchers;
        suggestions for editors, and what others did only where the project is not blind.
        """

        def has_role(*roles: Role) -> Exists:
            return Exists(
                Membership.objects.filter(project=OuterRef("project"), user=user.pk, left_at=None, role__in=roles)
            )

        mine = Q(owner=user.pk)
        finished = Q(submitted_at__isnull=False) | Q(kind=AnnotationSet.Kind.GOLD)
        open_to_editors = Q(kind=AnnotationSet.Kind.SUGGESTED) | Q(project__blind=False)
        return self.filter(project__in=Project.objects.visible_to(user)).filter(
            mine
            | Q(has_role(*GRANTS[Can.SEE_EVERY_SET]))
            | (finished & Q(has_role(Role.RESEARCHER)))
            | (open_to_editors & Q(has_role(Role.EDITOR)))
        )

    def owned_by(self, user: User) -> Self:
        """What was assigned to or begun by `user`."""
        return self.filter(owner=user.pk, kind=AnnotationSet.Kind.HUMAN)

    def to_do(self) -> Self:
        """Readings somebody has still to finish: started or only assigned, of articles that are not withdrawn."""
        return self.filter(submitted_at=None, locked_at=None, article__withdrawn_at=None)

    def handed_in(self) -> Self:
        """Readings nobody tags any more: submitted or locked, of articles that are not withdrawn."""
        return self.filter(article__withdrawn_at=None).exclude(submitted_at=None, locked_at=None)

    def in_status(self, status: str) -> Self:
        """Readings whose derived status is `status`."""
        return self.filter(STATUSES[status])

    def with_doubts(self) -> Self:
        """Each reading with the number of its spans that have still to be placed as `doubtful`."""
        waiting = Doubt.objects.filter(set=OuterRef("pk"), settled_at=None).order_by()
        counted = waiting.annotate(number=Func("pk", function="count")).values("number")
        return self.annotate(doubtful=Subquery(counted))

    def with_code(self) -> Self:
        """Each reading with the pseudonym of its owner as `code`; None for what no person made."""
        of_owner = Membership.objects.filter(project=OuterRef("project"), user=OuterRef("owner"))
        return self.annotate(code=Subquery(of_owner.values("code")[:1]))


class AnnotationSet(models.Model):
    """One reading of one article, by a person, a file, a machine, or settled as gold."""

    class Kind(models.TextChoices):
        HUMAN = "human"
        IMPORTED = "imported"
        SUGGESTED = "suggested"
        GOLD = "gold"

    project = models.ForeignKey(Project, models.PROTECT, related_name="sets", db_constraint=False, db_index=False)
    article = models.ForeignKey(Article, models.PROTECT, related_name="sets", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.HUMAN)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="sets", db_index=False)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="sets", db_constraint=False)
    revision = models.PositiveIntegerField(default=0)
    label = models.CharField(max_length=200, blank=True)
    upload = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="sets", db_constraint=False)
    system = models.CharField(max_length=200, blank=True)
    derived_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    assigned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    active_seconds = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)  # a trigger keeps it

    objects = AnnotationSetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "owner"], condition=Q(kind="human"), name="set_one_human_per_owner"
            ),
            models.CheckConstraint(condition=~Q(kind="human") | Q(owner__isnull=False), name="set_human_has_owner"),
        ]
        indexes = [
            models.Index(fields=["owner", "submitted_at", "id"], name="set_queue"),
            models.Index(fields=["project", "article", "id"], name="set_in_project"),
            models.Index(fields=["project", "updated_at"], name="set_updated"),
            models.Index("owner", WAITING, "id", condition=Q(submitted_at=None, locked_at=None), name="set_to_do"),
        ]

    @property
    def status(self) -> str:
        """assigned, started, submitted or locked: derived, never stored."""
        if self.locked_at:
            return "locked"
        if self.submitted_at:
            return "submitted"
        return "started" if self.started_at else "assigned"


class SpanQuerySet(models.QuerySet["Span"]):
    def visible_to(self, user: User) -> Self:
        """Spans of the readings `user` may read."""
        return self.filter(set__in=AnnotationSet.objects.visible_to(user))


class Span(models.Model):
    """One stretch of text, possibly in pieces: half-open code points of the article's text, one quote a piece.

    Its keys are checked once: the composite ones, which say the same project too, imply those Django would add.
    """

    class Kind(models.TextChoices):
        ACTOR = "actor"
        CUE = "cue"
        CONTENT = "content"
        CLAIM = "claim"
        SUPPLEMENT = "supplement"

    uuid = models.UUIDField()
    set = models.ForeignKey(AnnotationSet, models.PROTECT, related_name="spans", db_constraint=False, db_index=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    fragments = FragmentsField()
    quote = ArrayField(models.TextField())
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="spans", db_constraint=False)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="spans", db_constraint=False)
    values = models.JSONField(default=dict)
    score = models.FloatField(null=True, blank=True)
    taken_from = models.JSONField(null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["set", "uuid"], name="span_uuid_once"),
            models.CheckConstraint(condition=Q(actor=None) | Q(kind="actor"), name="span_actor_on_actors"),
            models.CheckConstraint(condition=Q(topic=None) | Q(kind="claim"), name="span_topic_on_claims"),
        ]


class Attribution(models.Model):
    """Somebody is said to have said something: source(s), cue(s) and content(s), by way of its parts."""

    uuid = models.UUIDField()
    set = models.ForeignKey(AnnotationSet, models.PROTECT, related_name="attributions", db_index=False)
    implicit_source = models.BooleanField(default=False)
    values = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    score = models.FloatField(null=True, blank=True)
    taken_from = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["set", "uuid"], name="attribution_uuid_once")]


class Part(models.Model):
    """A span playing a role in an attribution. Its composite keys, which say the same set too, imply the others."""

    class Role(models.TextChoices):
        SOURCE = "source"
        CUE = "cue"
        CONTENT = "content"
        ADDRESSEE = "addressee"
        SUPPLEMENT = "supplement"

    set = models.ForeignKey(AnnotationSet, models.PROTECT, related_name="parts", db_constraint=False)
    attribution = models.ForeignKey(Attribution, models.CASCADE, "parts", db_constraint=False, db_index=False)
    role = models.CharField(max_length=10, choices=Role)
    span = models.ForeignKey(Span, models.PROTECT, related_name="parts", db_constraint=False)
    ordinal = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attribution", "role", "span"], name="part_once")]


class Change(models.Model):
    """One batch of edits to one set: what was asked, what would undo it, who and when. Never altered."""

    set = models.ForeignKey(AnnotationSet, models.PROTECT, related_name="changes", db_index=False)
    revision = models.PositiveIntegerField()
    seen = models.PositiveIntegerField()
    batch = models.UUIDField()
    digest = models.CharField(max_length=64)
    undoes = models.UUIDField(null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    operations: Any = models.JSONField()
    inverse: Any = models.JSONField()
    xact = TransactionIdField(db_default=Func(function="pg_current_xact_id"), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["set", "revision"], name="change_revision_once"),
            models.UniqueConstraint(fields=["set", "batch"], name="change_batch_once"),
            models.CheckConstraint(condition=Q(seen__lt=models.F("revision")), name="change_after_seen"),
        ]


class Dismissal(models.Model):
    """A suggestion that an editor looked at and refused."""

    set = models.ForeignKey(AnnotationSet, models.PROTECT, related_name="dismissals")
    from_set = models.ForeignKey(AnnotationSet, models.PROTECT, related_name="+")
    uuid = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["set", "from_set", "uuid"], name="dismissal_once")]


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: User) -> Self:
        """Comments on the readings `user` may read."""
        return self.filter(set__in=AnnotationSet.objects.visible_to(user))

    def open(self) -> Self:
        """Remarks nobody has resolved; answers are not counted."""
        return self.filter(answers_to=None, resolved_at=None)


class Comment(models.Model):
    """A remark on a reading, on one of its spans or attributions, or an answer to such a remark.

    What it is about may be deleted while the remark stays: `about` and `words` remember it, and the link comes back
    with what is restored. Only remarks are resolved, never answers. People are named by their codes in `text`.
    """

    class About(models.TextChoices):
        READING = "reading"
        SPAN = "span"
        ATTRIBUTION = "attribution"

    uuid = models.UUIDField()
    set = models.ForeignKey(AnnotationSet, models.PROTECT, related_name="comments")
    answers_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="answers")
    about_kind = models.CharField(max_length=11, choices=About, default=About.READING)
    about = models.UUIDField(null=True, blank=True)
    span = models.ForeignKey(Span, models.PROTECT, null=True, blank=True, related_name="comments")
    attribution = models.ForeignKey(Attribution, models.PROTECT, null=True, blank=True, related_name="comments")
    words = models.TextField(blank=True)
    text = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="comments")
    at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["set", "uuid"], name="comment_uuid_once"),
            models.CheckConstraint(
                condition=Q(about_kind="span", attribution=None, about__isnull=False)
                | Q(about_kind="attribution", span=None, about__isnull=False)
                | Q(about_kind="reading", span=None, attribution=None, about=None),
                name="comment_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(answers_to=None) | Q(resolved_at=None, about_kind="reading"),
                name="comment_answers_are_plain",
            ),
        ]


class NoticeQuerySet(models.QuerySet["Notice"]):
    def told_to(self, user: User) -> Self:
        """What the inbox of `user` holds: only comments on readings they may still read."""
        return self.filter(user=user.pk, comment__set__in=AnnotationSet.objects.visible_to(user))

    def unseen(self) -> Self:
        """What has not been opened yet."""
        return self.filter(seen_at=None)


class Notice(models.Model):
    """Somebody to whom a comment is told in the inbox: it mentions them, answers them, or is about their reading."""

    class Why(models.TextChoices):
        MENTION = "mention"
        ANSWER = "answer"
        REMARK = "remark"

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="notices")
    user = models.ForeignKey(User, models.PROTECT, related_name="notices")
    why = models.CharField(max_length=7, choices=Why)
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="notice_once")]
        indexes = [models.Index(fields=["user", "id"], condition=Q(seen_at=None), name="notice_unseen")]


class KeyMap(models.Model):
    """The keys somebody has chosen for the editor's commands, instead of the editor's own."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="key_map")
    keys = models.JSONField(default=dict)
    single = models.BooleanField(default=True)


class DoubtQuerySet(models.QuerySet["Doubt"]):
    def visible_to(self, user: User) -> Self:
        """Doubts in the readings `user` may read."""
        return self.filter(set__in=AnnotationSet.objects.visible_to(user))

    def open(self) -> Self:
        """Those nobody has settled, in the order in which their spans stood in the old text."""
        return self.filter(settled_at=None).order_by("pk")


class Doubt(models.Model):
    """A span of a corrected article's reading that could not be carried over for sure: a person places it or drops it.

    `uuid` is the span's in `from_set`, and will be in `set`. Each proposal is {"fragments", "quote", "likeness"}:
    code points of the new text, likeliest first; none when nothing there is like it.
    """

    span: Any = None
    """Set on the instance where a doubt is shown: the old record."""

    set = models.ForeignKey(AnnotationSet, models.PROTECT, related_name="doubts")
    from_set = models.ForeignKey(AnnotationSet, models.PROTECT, related_name="+")
    uuid = models.UUIDField()
    proposals: Any = models.JSONField(default=list)
    placed = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DoubtQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["set", "uuid"], name="doubt_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, placed=False)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="doubt_settled_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["set", "id"], condition=Q(settled_at=None), name="doubt_open")]


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and those a manager shares with everybody."""
        return self.filter(project__in=Project.objects.visible_to(user)).filter(Q(by=user.pk) | Q(shared=True))


class SavedFilter(models.Model):
    """Filters and an order of the library under a name: `query` is that of the list's address, without a cursor."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="saved_filters")
    by = models.ForeignKey(User, models.PROTECT, related_name="saved_filters")
    name = models.CharField(max_length=60)
    query = models.TextField()
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "by", "name"], name="saved_filter_name_once")]
