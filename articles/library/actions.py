"""Withdrawing articles and bringing them back, tagging them, and correcting what is known about them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.db.models import F, Func, Value
from django.utils import timezone

from articles.access import Can, Refusal, allows, forbidden, require
from articles.actions import record
from articles.corrections import refuse_superseded
from articles.drafts import LONGEST, Fault, fields_of
from articles.models import Article, ArticleQuerySet, Project, User
from articles.storing import id_taken
from articles.texts import canonical
from articles.words import _

LONGEST_TAG = 60
MOST_TAGS = 50
DESCRIBED = (*LONGEST, "published_at", "tags")
"""What may be corrected; the text never is."""


@transaction.atomic
def withdraw_article(article: Article, *, by: User) -> Article:
    """Take an article out of queues and exports. What was tagged stays."""
    require(by, Can.ASSIGN, article.project)
    if article.withdrawn_at is None:
        article.withdrawn_at, article.withdrawn_by = timezone.now(), by
        article.save(update_fields=["withdrawn_at", "withdrawn_by"])
        record(article.project, by, "withdraw_article", article.title, article=article.pk)
    return article


@transaction.atomic
def restore_article(article: Article, *, by: User) -> Article:
    """Bring a withdrawn article back, unless a corrected text has taken its place."""
    require(by, Can.ASSIGN, article.project)
    refuse_superseded(article)
    if article.withdrawn_at is not None:
        article.withdrawn_at = article.withdrawn_by = None
        article.save(update_fields=["withdrawn_at", "withdrawn_by"])
        record(article.project, by, "restore_article", article.title, article=article.pk)
    return article


@transaction.atomic
def withdraw_articles(articles: ArticleQuerySet, *, project: Project, by: User) -> int:
    """Withdraw many articles at once. Returns how many were not withdrawn before."""
    require(by, Can.ASSIGN, project)
    found = _locked_keys(articles.filter(project=project, withdrawn_at=None))
    Article.objects.filter(pk__in=found).update(withdrawn_at=timezone.now(), withdrawn_by=by)
    if found:
        record(project, by, "withdraw_articles", f"{len(found)} articles", articles=found)
    return len(found)


@transaction.atomic
def restore_articles(articles: ArticleQuerySet, *, project: Project, by: User) -> int:
    """Bring many withdrawn articles back, but for those a corrected text has replaced. Returns how many there were."""
    require(by, Can.ASSIGN, project)
    found = _locked_keys(articles.filter(project=project, revisions=None).exclude(withdrawn_at=None))
    Article.objects.filter(pk__in=found).update(withdrawn_at=None, withdrawn_by=None)
    if found:
        record(project, by, "restore_articles", f"{len(found)} articles", articles=found)
    return len(found)


@transaction.atomic
def tag_articles(
    articles: ArticleQuerySet, *, project: Project, by: User, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> int:
    """Put tags on many articles and take others off, in one statement. Returns how many have changed."""
    require(by, Can.ASSIGN, project)
    wanted, unwanted = clean_tags(add), clean_tags(remove)
    if not wanted and not unwanted:
        raise Refusal("no_tags", _("Say at least one tag."))
    changed = _Retagged(F("tags"), Value(wanted, _TAGS), Value(unwanted, _TAGS))
    found = _locked_keys(articles.filter(project=project).exclude(tags=changed))
    if (
        Article.objects.filter(pk__in=found)
        .annotate(many=Func(changed, function="cardinality"))
        .filter(many__gt=MOST_TAGS)
    ):
        raise _too_many_tags()
    Article.objects.filter(pk__in=found).update(tags=changed)
    if found:
        record(project, by, "tag_articles", f"{len(found)} articles", articles=found, added=wanted, removed=unwanted)
    return len(found)


@transaction.atomic
def describe_article(article: Article, *, by: User, **changes: Any) -> Article:
    """Correct what is known about an article: any of DESCRIBED. For managers and whoever added it."""
    require(by, Can.UPLOAD, article.project)
    if not may_describe(article, by=by, role=by.role_in(article.project)):
        raise forbidden(Can.MANAGE)
    locked = Article.objects.select_for_update(of=("self",)).only("pk", *DESCRIBED).get(pk=article.pk)
    wanted = {name: value for name, value in _cleaned(changes).items() if value != getattr(locked, name)}
    if not wanted:
        return article
    old = {name: _told(getattr(locked, name)) for name in wanted}
    try:
        with transaction.atomic():
            Article.objects.filter(pk=article.pk).update(**wanted)
    except IntegrityError:
        raise id_taken(wanted["external_id"]) from None
    for name, value in wanted.items():
        setattr(article, name, value)
    new = {name: _told(value) for name, value in wanted.items()}
    record(article.project, by, "describe_article", article.title, article=article.pk, old=old, new=new)
    return article


def may_describe(article: Article, *, by: User, role: str | None) -> bool:
    """Whether `by`, who is `role` in the project, may correct what is known about the article."""
    return allows(role, Can.MANAGE) or (allows(role, Can.UPLOAD) and article.created_by_id == by.pk)


def clean_tags(tags: Iterable[str]) -> list[str]:
    """The tags as they are stored: without empty ones and repetitions, in order. Raises Refusal for a long one."""
    cleaned = {" ".join(canonical(tag).split()) for tag in tags} - {""}
    if any(len(tag) > LONGEST_TAG or "," in tag for tag in cleaned):
        raise Refusal("bad_tag", _("A tag has at most %(most)s characters, and no comma.") % {"most": LONGEST_TAG})
    if len(cleaned) > MOST_TAGS:
        raise _too_many_tags()
    return sorted(cleaned)


_TAGS = ArrayField(models.CharField(max_length=LONGEST_TAG))


class _Retagged(Func):
    """`tags` with some added and others taken off, in order and each once."""

    template = (
        "(SELECT COALESCE(array_agg(DISTINCT tag ORDER BY tag), ARRAY[]::varchar[]) "
        "FROM (SELECT %(expressions)s) asked(had, added, removed), unnest(had || added::varchar[]) tag "
        "WHERE tag <> ALL(removed::varchar[]))"
    )
    output_field = _TAGS


def _cleaned(changes: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(changes) - set(DESCRIBED):
        raise Refusal("unknown_field", _("“%(what)s” cannot be changed.") % {"what": min(unknown)}, 400)
    try:
        cleaned = fields_of({name: value for name, value in changes.items() if name in LONGEST})
    except Fault as fault:
        raise Refusal(fault.code, fault.message) from None
    if "title" in changes:
        cleaned["title"] = canonical(changes["title"])
    cleaned["tags"] = clean_tags(changes.get("tags") or ())
    cleaned["published_at"] = changes.get("published_at")
    return {name: cleaned[name] for name in changes}


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _too_many_tags() -> Refusal:
    return Refusal("too_many_tags", _("An article has at most %(most)s tags.") % {"most": MOST_TAGS})


def _locked_keys(articles: ArticleQuerySet) -> list[int]:
    """Locked in the order of their keys, so that two people with overlapping choices wait instead of deadlocking."""
    return list(articles.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
