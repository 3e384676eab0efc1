"""How far the work has come: for those who see every reading."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, QuerySet

from annotator.work.library import HEAVY
from annotator.work.models import STATUSES, AnnotationSet, AnnotationSetQuerySet
from articles.access import Can, allows
from articles.models import Article, Membership, Project, Upload, User

COUNTED = tuple(STATUSES)
LATEST = 5


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


def readings(project: Project, *, by: User, annotator: str = "", status: str = "") -> AnnotationSetQuerySet:
    """Human readings of current articles, of one pseudonym and status if named, light enough for a list."""
    sets = AnnotationSet.objects.visible_to(by).filter(project=project, kind=AnnotationSet.Kind.HUMAN)
    sets = sets.filter(article__withdrawn_at=None).with_code().select_related("article", "owner")
    if annotator:
        sets = sets.filter(owner__memberships__project=project, owner__memberships__code=annotator)
    if status:
        sets = sets.in_status(status)
    return sets.defer(*(f"article__{name}" for name in HEAVY))


def harvest(project: Project, *, by: User) -> dict[str, int]:
    """What there is for somebody who only reads: articles, those handed in, and by how many readings."""
    sets = AnnotationSet.objects.visible_to(by).filter(project=project).handed_in()
    read = sets.order_by().aggregate(readings=Count("pk"), articles_read=Count("article", distinct=True))
    return {"articles": Article.objects.current().filter(project=project).count(), **read}


def latest_uploads(project: Project, *, by: User) -> QuerySet[Upload]:
    """The newest files, with how many articles came out of each."""
    uploads = Upload.objects.visible_to(by).filter(project=project).select_related("by")
    return uploads.annotate(added=Count("articles")).order_by("-pk")[:LATEST]


def unassigned(project: Project) -> QuerySet[Article]:
    """Current articles that nobody has."""
    human = AnnotationSet.objects.filter(article=OuterRef("pk"), kind=AnnotationSet.Kind.HUMAN)
    return Article.objects.current().filter(~Exists(human), project=project)


_COUNTS = {status: Count("pk", filter=condition) for status, condition in STATUSES.items()}


def _counts_by_owner(project: Project) -> dict[int | None, dict[str, int]]:
    sets = AnnotationSet.objects.filter(project=project, kind=AnnotationSet.Kind.HUMAN, article__withdrawn_at=None)
    rows = sets.order_by().values("owner").annotate(**_COUNTS).values_list("owner", *COUNTED)
    return {owner: dict(zip(COUNTED, counts, strict=True)) for owner, *counts in rows}
