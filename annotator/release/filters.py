"""What a caller wants of a project's readings: the filters that exports, lists and the data page share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from rest_framework import serializers

from annotator.registry.models import Actor, Topic
from annotator.release.formats.registry import NAMES
from annotator.work.models import AnnotationSet, Span
from articles.access import Refusal
from articles.models import Article, Membership, Project, User
from articles.paging import Asked, PageAsked, Since

DEFAULT_SET_KINDS = (AnnotationSet.Kind.HUMAN, AnnotationSet.Kind.GOLD)
STATUSES = {
    "assigned": Q(started_at=None, submitted_at=None, locked_at=None),
    "started": Q(started_at__isnull=False, submitted_at=None, locked_at=None),
    "submitted": Q(submitted_at__isnull=False, locked_at=None),
    "locked": Q(locked_at__isnull=False),
}
DEFAULT_STATUSES = ("submitted", "locked")


class Filters(Asked):
    """Which readings, and which spans of them. A parameter that may be repeated means "any of these"."""

    set_kind = serializers.MultipleChoiceField(
        choices=AnnotationSet.Kind.choices, required=False, help_text="Whose readings; human and gold when left out."
    )
    status = serializers.MultipleChoiceField(
        choices=list(STATUSES),
        required=False,
        help_text="How far the readings are; submitted and locked when left out.",
    )
    annotator = serializers.CharField(required=False, help_text="The pseudonym of one editor, such as A01.")
    outlet = serializers.CharField(required=False, help_text="The outlet exactly as the article has it.")
    published_after = serializers.DateTimeField(
        required=False, help_text="Published at this instant or later; a date means its first moment in UTC."
    )
    published_before = serializers.DateTimeField(required=False, help_text="Published before this instant.")
    kind = serializers.MultipleChoiceField(
        choices=Span.Kind.choices, required=False, help_text="Only spans of this kind."
    )
    actor = serializers.UUIDField(required=False, help_text="Only what refers to this actor, or to one merged into it.")
    topic = serializers.UUIDField(required=False, help_text="Only what is about this topic, or one merged into it.")


class ExportAsked(Filters):
    """The query of an export. `as` is a word of Python, so it is added below."""

    trailer = serializers.BooleanField(
        default=False, help_text="End JSONL with a line that counts the articles and has the SHA-256 of all before it."
    )
    changed_since = serializers.CharField(
        required=False, help_text="The cursor an earlier export gave: only what may have changed since is told."
    )
    empty = serializers.BooleanField(default=False, help_text="Also give articles of which nothing is left to show.")

    def get_fields(self) -> dict[str, Any]:
        form = serializers.ChoiceField(choices=NAMES, default="jsonl", help_text="The format.")
        return {"as": form, **super().get_fields()}


class RowsAsked(PageAsked, Filters):
    """The query of a list of spans, attributions or claims."""

    updated_since = Since("Only of readings that have changed at this moment or later, and of these all rows; ")


@dataclass(frozen=True)
class Selection:
    """What the filters leave over, for one person: readings, and what a span must be to count.

    `actors` and `topics` are None for "any", else primary keys with everything that was merged.
    """

    project: Project
    articles: QuerySet[Article]
    sets: QuerySet[AnnotationSet]
    kinds: tuple[str, ...] = ()
    actors: tuple[int, ...] | None = None
    topics: tuple[int, ...] | None = None
    empty: bool = False

    @classmethod
    def of(cls, project: Project, user: User, wanted: Mapping[str, Any]) -> Self:
        """Raises Refusal 400 for a pseudonym, actor or topic the project does not have."""
        articles = _articles(project, wanted)
        return cls(
            project=project,
            articles=articles,
            sets=_sets(project, user, wanted).filter(article__in=articles),
            kinds=tuple(sorted(wanted.get("kind") or ())),
            actors=_merged(Actor.objects.filter(project=project), wanted.get("actor"), _no_actor),
            topics=_merged(Topic.objects.filter(project=project), wanted.get("topic"), _no_topic),
            empty=bool(wanted.get("empty")),
        )

    @property
    def narrow(self) -> bool:
        """Whether only some spans of a reading count."""
        return bool(self.kinds) or self.actors is not None or self.topics is not None

    def matching(self) -> Q:
        """What a span must be to count."""
        wanted = Q(kind__in=self.kinds) if self.kinds else Q()
        if self.actors is not None:
            wanted &= Q(actor__in=self.actors)
        return wanted & Q(topic__in=self.topics) if self.topics is not None else wanted

    def spans(self) -> QuerySet[Span]:
        return Span.objects.filter(self.matching(), set__in=self.sets)

    def kept_sets(self) -> QuerySet[AnnotationSet]:
        """The readings worth a line: with narrowing filters, only those with a span that counts."""
        if not self.narrow:
            return self.sets
        return self.sets.filter(Exists(Span.objects.filter(self.matching(), set=OuterRef("pk"))))


def _articles(project: Project, wanted: Mapping[str, Any]) -> QuerySet[Article]:
    articles = Article.objects.filter(project=project).current()
    if "outlet" in wanted:
        articles = articles.filter(outlet=wanted["outlet"])
    if "published_after" in wanted:
        articles = articles.filter(published_at__gte=wanted["published_after"])
    if "published_before" in wanted:
        articles = articles.filter(published_at__lt=wanted["published_before"])
    return articles


def _sets(project: Project, user: User, wanted: Mapping[str, Any]) -> QuerySet[AnnotationSet]:
    status = Q()
    for name in wanted.get("status") or DEFAULT_STATUSES:
        status |= STATUSES[name]
    kinds = wanted.get("set_kind") or DEFAULT_SET_KINDS
    sets = AnnotationSet.objects.visible_to(user).filter(status, project=project, kind__in=sorted(kinds))
    if "updated_since" in wanted:
        sets = sets.filter(updated_at__gte=wanted["updated_since"])
    return sets.filter(owner=_owner(project, wanted["annotator"])) if "annotator" in wanted else sets


def _owner(project: Project, code: str) -> int:
    found = Membership.objects.filter(project=project, code=code).values_list("user", flat=True).first()
    if found is None:
        raise Refusal("unknown_annotator", f"There is no annotator “{code}” in this project.", 400)
    return found


def _merged(known: QuerySet[Any], uuid: Any, no: Callable[[Any], Refusal]) -> tuple[int, ...] | None:
    """The keys of what was merged with the wanted one, itself included; None when none is wanted."""
    if uuid is None:
        return None
    remaining = Coalesce(F("merged_into"), F("pk"))
    root = known.filter(uuid=uuid).values_list(remaining, flat=True).first()
    if root is None:
        raise no(uuid)
    return tuple(known.filter(Q(pk=root) | Q(merged_into=root)).order_by("pk").values_list("pk", flat=True))


def _no_actor(uuid: Any) -> Refusal:
    return Refusal("unknown_actor", f"There is no actor {uuid} in this project.", 400)


def _no_topic(uuid: Any) -> Refusal:
    return Refusal("unknown_topic", f"There is no topic {uuid} in this project.", 400)
