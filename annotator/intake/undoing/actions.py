"""Undoing an import: what nobody else has touched goes, what others have worked on is withdrawn or locked."""

from dataclasses import asdict

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_noop

from annotator.intake.undoing.reading import (
    OF_SETS,
    Undone,
    elsewhere,
    going_with_articles,
    in_use,
    require_undoable,
    undone,
    used_sets,
)
from annotator.registry.models import Actor
from annotator.work.models import AnnotationSet
from articles.actions import record
from articles.models import Article, Upload, UploadItem, User

State = UploadItem.State


@transaction.atomic
def undo_import(upload: Upload, *, by: User) -> Undone:
    """Take back what came out of a file. Doing it again changes nothing and answers the same.

    Actors and topics stay: others may name them by now. Raises Refusal 409 while the file is being read, and after
    30 days.
    """
    upload = Upload.objects.select_for_update(no_key=True, of=("self",)).select_related("project").get(pk=upload.pk)
    require_undoable(upload, by)
    if (before := undone(upload)) is not None:
        return before
    articles = Article.objects.filter(upload=upload)
    list(articles.select_for_update().order_by("pk").values_list("pk", flat=True))  # nobody begins one meanwhile
    used = set(articles.filter(in_use(upload)).values_list("pk", flat=True))
    kept = set(articles.filter(elsewhere(upload)).values_list("pk", flat=True))
    going = set(articles.values_list("pk", flat=True)) - used - kept
    sets, locked = _take_back_sets(upload, by)
    withdrawn = _withdraw(upload, used - kept, by)
    _delete_articles(upload, going)
    done = Undone(len(going), withdrawn, len(kept), sets, locked)
    _note(upload, done)
    record(upload.project, by, "undo_import", upload.filename, upload=upload.pk, **asdict(done))
    return done


def _take_back_sets(upload: Upload, by: User) -> tuple[int, int]:
    """How many of its readings were deleted, and how many locked."""
    sets = AnnotationSet.objects.filter(upload=upload, kind=AnnotationSet.Kind.IMPORTED)
    used = used_sets(sets)
    open_ones = sets.filter(pk__in=used, locked_at=None)
    open_ones.update(locked_at=timezone.now(), locked_by=by)
    going = sorted(set(sets.values_list("pk", flat=True)) - used)
    with connection.cursor() as cursor:
        for model, _field in OF_SETS:
            cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE set_id = ANY(%s)", [going])
        cursor.execute("DELETE FROM annotator_annotationset WHERE id = ANY(%s)", [going])
    return len(going), len(used)


def _withdraw(upload: Upload, used: set[int], by: User) -> int:
    standing = Article.objects.filter(pk__in=used, withdrawn_at=None)
    standing.update(withdrawn_at=timezone.now(), withdrawn_by=by)
    told = gettext_noop("Somebody has worked on this article, so it was withdrawn when the import was undone.")
    upload.items.filter(article__in=used).update(code="withdrawn", reason=told)
    return len(used)


def _delete_articles(upload: Upload, going: set[int]) -> None:
    told = gettext_noop("The import was undone.")
    gone = {"state": State.LEFT_OUT, "code": "undone", "reason": told}
    upload.items.filter(article__in=going).update(article=None, **gone)
    upload.items.filter(state=State.PROPOSED).update(**gone)
    UploadItem.objects.filter(duplicate_of__in=going).update(duplicate_of=None)
    UploadItem.objects.filter(article__in=going).update(article=None)
    Actor.objects.filter(article__in=going).delete()
    with connection.cursor() as cursor:
        for table, column in (*going_with_articles(), ("articles_article", "id")):
            cursor.execute(f"DELETE FROM {table} WHERE {column} = ANY(%s)", [sorted(going)])


def _note(upload: Upload, done: Undone) -> None:
    items = upload.items.order_by().values("state").annotate(number=Count("pk"))
    known = upload.report.get("counts", {}).get("known", 0)
    counts = {row["state"]: row["number"] for row in items}
    if known:
        counts |= {"known": known, State.ADDED: counts.get(State.ADDED, 0) - known}
    upload.report |= {"undone": asdict(done), "counts": counts}
    upload.accepted_at = upload.accepted_at or timezone.now()
    upload.save(update_fields=["report", "accepted_at"])
