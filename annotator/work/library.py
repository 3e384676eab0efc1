"""Which articles of a project are asked for. A reader finds by readings only what they may read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, Exists, Func, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery

from annotator.registry.models import Actor
from annotator.work.models import AnnotationSet, AnnotationSetQuerySet, Span
from articles.library.alike import similar_articles
from articles.models import BY_DATE, BY_TITLE, Article, ArticleQuerySet, Project, UploadItem, User
from articles.searching import passages, searched

HEAVY = ("text", "search", "sketch", "paragraphs", "sentences", "metadata")
ORDERS: dict[str, tuple[str, ...]] = {
    "added": ("-pk",),
    "published": ("-by_date", "-pk"),
    "title": ("by_title", "pk"),
    "outlet": ("outlet", "pk"),
}
COUNTED_UP_TO = 1000
CHOICES_SHOWN = 300
METADATA = ("outlet", "section", "language")
OF_READINGS = ("unassigned", "status", "annotator", "imported", "actor")


class HowMany(Subquery):
    """How many rows a query has. In the statement that reads a page, so that counting takes none of its own."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


class IsAnyOf(Func):
    """`column = ANY (ARRAY(…))`: PostgreSQL looks the array up once; of IN (…) it expects half of all rows."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


def matching(
    project: Project, wanted: Mapping[str, Any], *, by: User, languages: Iterable[str] | None = None
) -> ArticleQuerySet:
    """The articles of `project` that fit all of `wanted`; withdrawn ones only when asked for.

    About the article: outlet, section, language, published_after, published_before, q, tag, withdrawn, duplicates
    (its upload found its text, or almost its text, here already), similar_to (the number of another article),
    upload (the number of a file that brought it).
    About its readings, and only those `by` may read: status, annotator, unassigned, imported, actor. In a blind project
    an editor can so ask about nobody's work but their own. `languages` are those of `choices`, when they are known.
    """
    articles = Article.objects.visible_to(by).filter(project=project, withdrawn_at__isnull=not wanted.get("withdrawn"))
    articles = articles.filter(**{name: wanted[name] for name in METADATA if wanted.get(name)})
    if after := wanted.get("published_after"):
        articles = articles.filter(published_at__gte=after)
    if before := wanted.get("published_before"):
        articles = articles.filter(published_at__lt=before)
    if words := wanted.get("q"):
        spoken = choices(project, ("language",))["language"] if languages is None else languages
        articles = articles.filter(searched(words, project, spoken))
    if tag := wanted.get("tag"):
        articles = articles.filter(tags__contains=[tag])
    if wanted.get("duplicates"):
        twice = UploadItem.objects.filter(upload__project=project, duplicate_of__isnull=False, article__isnull=False)
        articles = articles.filter(pk__in=twice.values("article"))
    if (upload := wanted.get("upload")) is not None:
        brought = UploadItem.objects.filter(upload__project=project, upload=upload, article__isnull=False)
        articles = articles.filter(pk__in=brought.values("article"))
    if (number := wanted.get("similar_to")) is not None:
        articles = articles.filter(pk__in=_almost(number, project))
    return _with_readings(articles, project, wanted, by)


def in_order(articles: ArticleQuerySet) -> ArticleQuerySet:
    """With what the keys of ORDERS name."""
    return articles.annotate(by_date=BY_DATE, by_title=BY_TITLE)


def in_lists(articles: ArticleQuerySet, *, by: User) -> ArticleQuerySet:
    """Without what makes an article heavy; with the human readings `by` may see as `readings`, and how many articles
    there are in all as `found`, up to one more than COUNTED_UP_TO: counting all would cost more than the page.
    `replaced` says whether a corrected text has taken its place.
    """
    readings = AnnotationSet.objects.visible_to(by).filter(kind=AnnotationSet.Kind.HUMAN)
    readings = readings.with_code().select_related("owner").order_by("pk")
    found = HowMany(articles.order_by().values("pk")[: COUNTED_UP_TO + 1])
    replaced = Exists(Article.objects.filter(supersedes=OuterRef("pk")))
    light = articles.defer(*HEAVY).annotate(found=found, replaced=replaced)
    return light.prefetch_related(Prefetch("sets", readings, to_attr="readings"))


def show_passages(articles: Iterable[Any], words: str) -> None:
    """Give each article what stands around the words that were searched for, as `passage`: pieces, or nothing."""
    rows = list(articles)
    found = passages([row.pk for row in rows], words)
    for row in rows:
        row.passage = found.get(row.pk, [])


def count(rows: Sequence[Any]) -> tuple[int, bool]:
    """How many articles there are by the rows of a page, and whether there are more than were counted."""
    found = rows[0].found if rows else 0
    return min(found, COUNTED_UP_TO), found > COUNTED_UP_TO


def choices(project: Project, names: Sequence[str] = METADATA) -> dict[str, list[str]]:
    """The outlets, sections and languages there are, or what is named of these, in order.

    One jump through an index for each. Of languages "" is one, too: such a text is searched as it is written.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(_CHOICES[name] for name in names), {"project": project.pk, "shown": CHOICES_SHOWN}
        )
        rows: Iterable[tuple[str, str]] = cursor.fetchall()
    found: dict[str, list[str]] = {name: [] for name in names}
    for name, value in rows:
        found[name].append(value)
    return found


def _with_readings(articles: ArticleQuerySet, project: Project, wanted: Mapping[str, Any], by: User) -> ArticleQuerySet:
    if not any(wanted.get(name) for name in OF_READINGS):
        return articles
    seen = AnnotationSet.objects.visible_to(by).filter(article=OuterRef("pk"))
    human = seen.filter(kind=AnnotationSet.Kind.HUMAN)
    if wanted.get("unassigned"):
        articles = articles.filter(~Exists(human))
    if wanted.get("status") or wanted.get("annotator"):
        articles = articles.filter(Exists(_of_somebody(human, project, wanted)))
    if wanted.get("imported"):
        articles = articles.filter(Exists(seen.filter(kind=AnnotationSet.Kind.IMPORTED)))
    if actor := wanted.get("actor"):
        spans = Span.objects.filter(IsAnyOf("actor_id", ArraySubquery(_actors(project, str(actor), by))))
        sets = AnnotationSet.objects.visible_to(by).filter(project=project, pk__in=spans.values("set"))
        articles = articles.filter(pk__in=sets.values("article"))
    return articles


def _almost(number: int, project: Project) -> list[int]:
    asked = Article.objects.filter(project=project, pk=number).select_related("project").defer("search").first()
    return [number, *(one.article for one in similar_articles(asked))] if asked else []


def _of_somebody(sets: AnnotationSetQuerySet, project: Project, wanted: Mapping[str, Any]) -> AnnotationSetQuerySet:
    if status := wanted.get("status"):
        sets = sets.in_status(status)
    if code := wanted.get("annotator"):
        sets = sets.filter(owner__memberships__project=project, owner__memberships__code=code)
    return sets


def _actors(project: Project, asked: str, by: User) -> QuerySet[Any]:
    """The actor with that UUID, or those with these words in a name, and whatever was merged into them."""
    actors = Actor.objects.visible_to(by).filter(project=project)
    try:
        named = actors.filter(uuid=UUID(asked))
    except ValueError:
        named = actors.named(asked)
    keys = named.values("pk")
    return actors.filter(Q(pk__in=keys) | Q(merged_into__in=keys)).values("pk")


_CHOICE = """
(WITH RECURSIVE found(value) AS (
  (SELECT {column} FROM articles_article WHERE project_id = %(project)s AND {column} {least} ''
   ORDER BY {column} LIMIT 1)
  UNION ALL
  SELECT (SELECT {column} FROM articles_article WHERE project_id = %(project)s AND {column} > found.value
          ORDER BY {column} LIMIT 1)
  FROM found WHERE found.value IS NOT NULL
) SELECT '{column}', value FROM found WHERE value IS NOT NULL LIMIT %(shown)s)
"""
_CHOICES = {name: _CHOICE.format(column=name, least=">=" if name == "language" else ">") for name in METADATA}
