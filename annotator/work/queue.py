"""What an editor has to do, in which order, and what comes next."""

from django.db.models import Exists, OuterRef

from annotator.work.library import HEAVY
from annotator.work.models import WAITING, AnnotationSet, AnnotationSetQuerySet
from articles.models import Article, ArticleQuerySet, Project, User

ORDER = ("waiting", "pk")
"""Started readings first, then assigned ones, each in the order in which they came."""


def to_do(project: Project, *, by: User) -> AnnotationSetQuerySet:
    """Their own unfinished readings, to be read in ORDER."""
    return _own(project, by).to_do().with_doubts().annotate(waiting=WAITING)


def handed_in(project: Project, *, by: User) -> AnnotationSetQuerySet:
    """Their own readings that are submitted or locked."""
    return _own(project, by).handed_in()


def open_articles(project: Project, *, by: User) -> ArticleQuerySet:
    """What they may take without being asked: every article they have not read, unless articles are assigned.

    In the order in which articles came, whoever else has read them: in a blind project the order must not
    tell an editor what others did.
    """
    articles = Article.objects.visible_to(by).current().filter(project=project).defer(*HEAVY)
    if project.assigned_only:
        return articles.none()
    return articles.filter(~Exists(AnnotationSet.objects.owned_by(by).filter(article=OuterRef("pk"))))


def next_set(project: Project, *, by: User, leaving: int | None = None) -> AnnotationSet | None:
    """The first unfinished reading; `leaving` is the one they have just looked at, which comes last."""
    waiting = to_do(project, by=by)
    others = waiting.exclude(pk=leaving) if leaving else waiting
    return others.order_by(*ORDER).first()


def next_open(project: Project, *, by: User) -> Article | None:
    """The article to take when nothing is assigned: where others' work may be seen, one that nobody has."""
    articles = open_articles(project, by=by).order_by("pk")
    taken = AnnotationSet.objects.visible_to(by).filter(kind=AnnotationSet.Kind.HUMAN, article=OuterRef("pk"))
    return articles.filter(~Exists(taken)).first() or articles.first()


def _own(project: Project, by: User) -> AnnotationSetQuerySet:
    sets = AnnotationSet.objects.owned_by(by).filter(project=project).select_related("article")
    return sets.defer(*(f"article__{name}" for name in HEAVY))
