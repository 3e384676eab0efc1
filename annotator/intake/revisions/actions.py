"""Every write of corrections: the new text, what goes along, and what a person settles."""

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.intake.anchoring import Fate
from annotator.intake.revisions.carrying import again_in, carried, emptied, mended, placed, proposals
from annotator.intake.revisions.reading import Journey, journeys, totals, unnamed_sources
from annotator.work.actions import carry, save
from annotator.work.models import AnnotationSet, Doubt
from annotator.work.operations import made
from annotator.work.reading import records
from articles.access import Can, Refusal, forbidden, may, require
from articles.actions import add_article, record
from articles.corrections import line_between, refuse_superseded
from articles.models import Article, User
from articles.storing import storable
from articles.texts import sha256_of

Json = dict[str, Any]
KEPT = ("external_id", "language", "outlet", "byline", "section", "url", "published_at", "licence", "metadata", "tags")


@transaction.atomic
def revise(article: Article, *, text: str, by: User, reopen: bool = False) -> tuple[Article, dict[str, int]]:
    """Put a corrected text in the place of an article. Returns the new article and how many spans went which way.

    Its readings go along: every span whose place is sure at once, the others as doubts. A reading that went along
    whole is submitted or locked as it was, unless `reopen`; any other one is open again. The old article and its
    readings stay as they are, locked and out of queues and exports.
    """
    require(by, Can.ASSIGN, article.project)
    old = Article.objects.select_for_update(no_key=True, of=("self",)).select_related("project").get(pk=article.pk)
    text = refuse_unfit(old, text)
    sets = AnnotationSet.objects.filter(article=old)
    list(sets.order_by("pk").select_for_update().values_list("pk", flat=True))  # what is being saved ends first
    found = journeys(old, text, sets)
    new = _add(old, text, by)
    unnamed = unnamed_sources(old)
    for one in found:
        _go_along(one, new, unnamed, by=by, reopen=reopen)
    now = timezone.now()
    sets.filter(locked_at=None).update(locked_at=now, locked_by=by)
    Article.objects.filter(pk=old.pk).update(withdrawn_at=now, withdrawn_by=by)
    figures = totals(found)
    record(old.project, by, "revise_article", new.title, article=old.pk, revision=new.pk, **figures)
    return new, figures


def refuse_unfit(article: Article, text: str) -> str:
    """The text as it will be stored. Raises Refusal when it cannot take the article's place."""
    refuse_superseded(article, 409)
    if article.withdrawn_at is not None:
        raise Refusal("withdrawn", _("This article has been withdrawn; bring it back before you correct it."), 409)
    text = storable(text)
    if sha256_of(text) == article.text_sha256:
        raise Refusal("same_text", _("This is the same text, character by character: there is nothing to correct."))
    return text


@transaction.atomic
def place(doubt: Doubt, *, fragments: list[tuple[int, int]], by: User) -> Doubt:
    """Say where a doubtful span stands in the corrected text. Attributions that named it get it back."""
    doubt = _open(doubt, by)
    old_spans, old_attributions = records(doubt.from_set_id)
    span = old_spans[str(doubt.uuid)]
    put = placed(span, fragments, doubt.set.article.text, doubt.from_set_id)
    put["actor"] = _actor_now(doubt, span)
    _spans, standing = records(doubt.set_id)
    _write(doubt, [put, *mended(str(doubt.uuid), old_attributions, standing)], by)
    return _settle(doubt, by, placed=True)


@transaction.atomic
def drop(doubt: Doubt, *, by: User) -> Doubt:
    """Say that a doubtful span is not in the corrected text. Attributions of which nothing is left go with it."""
    doubt = _open(doubt, by)
    _old_spans, old_attributions = records(doubt.from_set_id)
    _spans, standing = records(doubt.set_id)
    uuid = str(doubt.uuid)
    waiting = map(str, doubt.set.doubts.open().values_list("uuid", flat=True))
    gone = emptied(uuid, old_attributions, standing, waiting)
    dismissed: Json = {"dismiss": {"set": doubt.from_set_id, "id": uuid}}
    _write(doubt, [dismissed, *({"delete": "attribution", "id": one} for one in gone)], by)
    return _settle(doubt, by, placed=False)


def _add(old: Article, text: str, by: User) -> Article:
    kept: dict[str, Any] = {name: getattr(old, name) for name in KEPT}
    first = text.lstrip("\n").partition("\n")[0]
    headed = old.title == old.text.lstrip("\n").partition("\n")[0]
    title = first if headed and len(first) <= 2 * len(old.title) + 100 else old.title
    article, _new = add_article(project=old.project, text=text, by=by, title=title, supersedes=old, **kept)
    return article


def _go_along(one: Journey, new: Article, unnamed: dict[str, Json], *, by: User, reopen: bool) -> None:
    old = one.old
    closed = one.sure and not reopen
    state = ("submitted_at", "submitted_by", "locked_at", "locked_by") if closed else ()
    kept = ("project", "owner", "kind", "scheme", "label", "system", "upload", "assigned_by", "started_at", *state)
    made_from = {name: getattr(old, name) for name in kept}
    target = AnnotationSet.objects.create(article=new, derived_from=old, **made_from)
    going = carried(
        old.pk,
        one.spans,
        one.attributions,
        one.fates,
        text=new.text,
        unnamed={uuid: unnamed[uuid] for uuid in _actors(one) & unnamed.keys()},
        article=new.pk,
    )
    if going.operations:
        batch = made(uuid4(), revision=0, text_sha256=new.text_sha256, operations=going.operations)
        carry(target, command=batch, by=by)
    Doubt.objects.bulk_create(
        Doubt(set=target, from_set=old, uuid=uuid, proposals=likely) for uuid, likely in going.doubts.items()
    )
    Doubt.objects.bulk_create(
        Doubt(set=target, from_set_id=doubt.from_set_id, uuid=uuid, proposals=_likely(one, uuid, new))
        for uuid, doubt in one.waiting.items()
    )


def _actors(one: Journey) -> set[str]:
    """Whom the reading's spans are linked to, also those that still wait to be placed."""
    found = {span["actor"] for span in one.spans.values()}
    for uuid, doubt in one.waiting.items():
        if (span := records(doubt.from_set_id)[0].get(uuid)) is not None:
            found.add(_actor_now(doubt, span))
    return found - {None}


def _likely(one: Journey, uuid: str, new: Article) -> list[Json]:
    fate = one.waiting_fates[uuid]
    if fate.fate is not Fate.EXACT:
        return proposals(fate.proposals, new.text)
    there = [list(fragment) for fragment in fate.fragments]
    return [{"fragments": there, "quote": [new.text[start:end] for start, end in there], "likeness": 1.0}]


def _open(doubt: Doubt, by: User) -> Doubt:
    require(by, Can.ANNOTATE, doubt.set.project)
    rows = Doubt.objects.select_for_update(of=("self",)).select_related("set__article", "set__project")
    doubt = rows.get(pk=doubt.pk)
    refuse_superseded(doubt.set.article)
    if doubt.settled_at is not None:
        raise Refusal("settled", _("Somebody has settled this already."), 409)
    return doubt


def _write(doubt: Doubt, operations: list[Json], by: User) -> None:
    """As an ordinary batch of whoever may write the reading; an imported one nobody owns is a senior's to mend."""
    batch = made(uuid4(), revision=doubt.set.revision, text_sha256=doubt.set.article.text_sha256, operations=operations)
    if doubt.set.kind != AnnotationSet.Kind.IMPORTED:
        save(doubt.set_id, command=batch, by=by)
    elif may(by, Can.REOPEN, doubt.set.project):
        carry(doubt.set, command=batch, by=by)
    else:
        raise forbidden(Can.REOPEN)


def _actor_now(doubt: Doubt, span: Json) -> str | None:
    """The actor of an old span; an unnamed source is the new article's own, made when the reading went along."""
    actor: str | None = span["actor"]
    if actor is None or actor not in unnamed_sources(doubt.from_set.article):
        return actor
    for article in line_between(doubt.set.article, doubt.from_set.article_id):
        actor = again_in(article, actor)
    return actor


def _settle(doubt: Doubt, by: User, *, placed: bool) -> Doubt:
    doubt.placed, doubt.settled_at, doubt.settled_by = placed, timezone.now(), by
    doubt.save(update_fields=["placed", "settled_at", "settled_by"])
    return doubt
