"""What undoing an import would do, and whether it may be done. Reads only."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import CASCADE, SET_NULL, Exists, ForeignObjectRel, Model, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.intake.states import Progress, progress_of
from annotator.registry.models import Actor
from annotator.work.models import AnnotationSet, Attribution, Change, Comment, Dismissal, Doubt, Part, Span
from articles.access import Can, Refusal, forbidden, may, require
from articles.models import Article, Upload, UploadItem, User

FOR = timedelta(days=30)
OF_SETS = [(model, "set") for model in (Doubt, Part, Attribution, Span, Change, Dismissal)]
"""What a reading consists of, in the order in which it can go."""


@dataclass(frozen=True)
class Undone:
    """Articles that were deleted, withdrawn, and kept because another file brought them too; readings that were
    deleted, and locked because something was taken from them or said about them."""

    deleted: int = 0
    withdrawn: int = 0
    kept: int = 0
    sets: int = 0
    locked: int = 0


def undone(upload: Upload) -> Undone | None:
    """What undoing did, when it was done."""
    counts = upload.report.get("undone")
    return Undone(**counts) if counts else None


def require_undoable(upload: Upload, by: User, progress: Progress | None = None) -> None:
    """Whoever sent the file, or assigns, may take it back for 30 days. Raises Refusal."""
    require(by, Can.UPLOAD, upload.project)
    if upload.by_id != by.pk and not may(by, Can.ASSIGN, upload.project):
        raise forbidden(Can.ASSIGN)
    if undone(upload):
        return
    if (progress or progress_of(upload)).moves:
        raise Refusal("busy", _("This file is being read just now; wait a moment."), 409)
    if upload.read_at is None:
        raise Refusal("not_read", _("Nothing came out of this file, so there is nothing to undo."), 409)
    if timezone.now() - (upload.accepted_at or upload.read_at) > FOR:
        raise Refusal(
            "too_late", _("An import can be undone for 30 days; withdraw the articles in the library instead."), 409
        )


def may_undo(upload: Upload, by: User, progress: Progress) -> bool:
    """Whether there is something to take back, and `by` may."""
    try:
        require_undoable(upload, by, progress)
    except Refusal:
        return False
    return undone(upload) is None


def in_use(upload: Upload) -> Q:
    """What holds of articles that must not go: somebody read, was given, commented or curated something of them."""
    of_article = {"article": OuterRef("pk")}
    own = Q(kind=AnnotationSet.Kind.IMPORTED, upload=upload)
    curated = ~Q(merged_into=None) | ~Q(merged=None) | ~Q(children=None)
    found = Q(Exists(AnnotationSet.objects.filter(~own, **of_article)))
    found |= Q(Exists(Comment.objects.filter(set__article=OuterRef("pk"))))
    found |= Q(Exists(Actor.objects.filter(curated, **of_article)))
    for relation in _relations():
        if relation.on_delete not in (CASCADE, SET_NULL):
            rows = relation.related_model._default_manager
            found |= Q(Exists(rows.filter(**{relation.field.name: OuterRef("pk")})))
    return found


def elsewhere(upload: Upload) -> Q:
    """What holds of articles that another file brought, too."""
    items = UploadItem.objects.filter(article=OuterRef("pk"), state=UploadItem.State.ADDED)
    return Q(Exists(items.exclude(upload=upload)))


def going_with_articles() -> list[tuple[str, str]]:
    """Tables and columns of what an article takes with it."""
    relations = [one for one in _relations() if one.on_delete is CASCADE]
    return [(one.related_model._meta.db_table, str(one.field.column)) for one in relations]


def used_sets(sets: "QuerySet[AnnotationSet]") -> set[int]:
    """Those of the sets from which something was taken, in which a doubt was settled, or about which something was
    said."""
    keys = set(sets.values_list("pk", flat=True))
    beside = AnnotationSet.objects.filter(article__in=sets.values("article")).values("pk")
    used: set[int] = set()
    for relation in _pointing_at(AnnotationSet):
        if (relation.related_model, relation.field.name) not in OF_SETS:
            rows = relation.related_model._default_manager
            name = relation.field.name
            used |= set(rows.filter(**{f"{name}__in": sets}).values_list(name, flat=True))
    settled = Doubt.objects.filter(set__in=sets).exclude(settled_at=None)
    used |= set(settled.values_list("set", flat=True))
    for model in (Span, Attribution):
        taken = model._default_manager.filter(set__in=beside, taken_from__isnull=False)
        used |= set(taken.values_list("taken_from__set", flat=True).distinct())
    return used & keys


def _relations() -> list[ForeignObjectRel]:
    """What names an article, but for what is looked at by name."""
    known = (AnnotationSet, UploadItem, Actor)
    return [one for one in _pointing_at(Article) if one.related_model not in known]


def _pointing_at(model: type[Model]) -> list[ForeignObjectRel]:
    fields = model._meta.get_fields(include_hidden=True)
    return [one for one in fields if isinstance(one, ForeignObjectRel) and not one.many_to_many]
