"""How far the work has come: for those who see every reading."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, QuerySet

from annotator.work.library import HEAVY
from annotator.work.models import STATUSES, AnnotationSet, AnnotationSetQuerySet
from articles.access import Can, allows
from articles.models import Article, Membership, Project, User

COUNTED = tuple(STATUSES)


@dataclass
class Desk:
    """One member's readings, counted by status."""

    member: Membership
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        return self.counts["submitted"] + self.counts["locked"]


def desks(project: Project) -> list[Desk]:
    """Everybody who may tag, and whoever has left work behind, in the order of their pseudonyms."""
    members = project.memberships.select_related("user").order_by("pk")
    found = _counts_by_owner(project)
    rows = [Desk(member, found.get(member.user_id, dict.fromkeys(COUNTED, 0))) for member in members]
    return [row for row in rows if row.total or (row.member.left_at is None and allows(row.member.role, Can.ANNOTATE))]


def own_counts(project: Project, user: User) -> dict[str, int]:
    """How many readings of each status somebody has."""
    sets = AnnotationSet.objects.owned_by(user).filter(project=project, article__withdrawn_at=None)
    return sets.aggregate(**_COUNTS)


def readings(project: Project, *, by: User) -> AnnotationSetQuerySet:
    """Every human reading of a current article, light enough for a list."""
    sets = AnnotationSet.objects.visible_to(by).filter(project=project, kind=AnnotationSet.Kind.HUMAN)
    sets = sets.filter(article__withdrawn_at=None).with_code().select_related("article", "owner")
    return sets.defer(*(f"article__{name}" for name in HEAVY))


def unassigned(project: Project) -> QuerySet[Article]:
    """Current articles that nobody has."""
    human = AnnotationSet.objects.filter(article=OuterRef("pk"), kind=AnnotationSet.Kind.HUMAN)
    return Article.objects.current().filter(~Exists(human), project=project)


_COUNTS = {status: Count("pk", filter=condition) for status, condition in STATUSES.items()}


def _counts_by_owner(project: Project) -> dict[int | None, dict[str, int]]:
    sets = AnnotationSet.objects.filter(project=project, kind=AnnotationSet.Kind.HUMAN, article__withdrawn_at=None)
    rows = sets.order_by().values("owner").annotate(**_COUNTS)
    return {row["owner"]: {status: row[status] for status in COUNTED} for row in rows}
