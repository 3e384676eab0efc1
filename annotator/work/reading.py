"""Reading sets: whole ones for judging and for the editor, and what saving must know. Locks, but never writes."""

from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext_noop

from annotator.work import statements
from annotator.work.judging import Known, Question
from annotator.work.models import AnnotationSet
from annotator.work.operations import Command, Json, PutActor, PutAttribution, PutSpan
from annotator.work.records import NAMES, WHOLE_SET
from articles.access import Can, Role, allows, forbidden, may, not_found, require_scope
from articles.models import User


def records(set_id: int) -> tuple[dict[str, Json], dict[str, Json]]:
    """All spans (by position) and attributions (oldest first) of a set by id, as `put` operations."""
    with connection.cursor() as cursor:
        cursor.execute(WHOLE_SET, {"set": set_id})
        spans, attributions = cursor.fetchone()
    return {span["id"]: span for span in spans}, {attribution["id"]: attribution for attribution in attributions}


def names(set_id: int) -> tuple[Json, Json]:
    """The actors and the topics a set's spans are linked to, by the id in the span; merged ones renamed."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES, {"set": set_id})
        actors, topics = cursor.fetchone()
    return actors, topics


def may_write(annotation_set: AnnotationSet, by: User) -> bool:
    """Whether `by` may edit the set as far as rights go; it may still be submitted or locked."""
    if not may(by, Can.ANNOTATE, annotation_set.project):
        return False
    own, shared = annotation_set.owner_id == by.pk, annotation_set.project.shared_sets
    return rights_to_write(annotation_set.kind, own, shared, by.role_in(annotation_set.project))


def rights_to_write(kind: str, own: bool, shared: bool, role: str | None) -> bool:
    if kind == AnnotationSet.Kind.HUMAN:
        return allows(role, Can.ANNOTATE) and (own or shared)
    return kind == AnnotationSet.Kind.GOLD and role == Role.ADJUDICATOR


def lock_for_saving(cursor: CursorWrapper, set_id: int, command: Command, by: User, *, own_hand: bool = True) -> Json:
    """The set's row, locked, with what is needed to judge; only for those who may write it.

    Without `own_hand` a program writes on behalf of `by`, whose right to that is looked at elsewhere.
    """
    require_scope(by, Can.ANNOTATE)
    found = _all(
        cursor,
        statements.LOCK,
        set=set_id,
        by=by.pk,
        token_project=by.token.project_id if by.token else None,
        with_text=any(isinstance(operation, PutSpan) for operation in command.operations),
    )
    if not found:
        raise not_found(gettext_noop("set"))
    target = found[0]
    if own_hand and not rights_to_write(
        target["kind"], target["owner_id"] == by.pk, target["shared_sets"], target["role"]
    ):
        seen = AnnotationSet.objects.visible_to(by).filter(pk=set_id).exists()
        raise forbidden(Can.ANNOTATE) if seen else not_found(gettext_noop("set"))
    return target


def log_since(cursor: CursorWrapper, set_id: int, command: Command) -> list[Json]:
    """What the command's sender has not seen, with the batch itself and the one it undoes if they are known."""
    given = {"seen": command.seen, "batch": command.batch, "undoes": command.undoes}
    return _all(cursor, statements.LOG, set=set_id, **given)


def known_of(cursor: CursorWrapper, target: Json, command: Command, by: User) -> Known:
    """What the database holds of everything the command names, as far as `by` may read it."""
    put_spans = [op for _, op in command.puts(PutSpan)]
    put_attributions = [op for _, op in command.puts(PutAttribution)]
    touched = [op.id for op in put_spans] + command.deletes("span")
    froms = [getattr(op, "dismiss", None) or getattr(op, "from_", None) for op in command.operations]
    row = _all(
        cursor,
        statements.KNOWN,
        set=target["id"],
        article=target["article_id"],
        project=target["project_id"],
        scheme=target["scheme_id"],
        touched=touched,
        spans=touched + [span for op in put_attributions for _, span in op.parts()],
        attributions=[op.id for op in put_attributions] + command.deletes("attribution"),
        actors=[op.actor for op in put_spans if op.actor] + [op.id for _, op in command.puts(PutActor)],
        topics=[op.topic for op in put_spans if op.topic],
        sets=[taken.set for taken in froms if taken is not None],
        sees_all=not target["blind"] or allows(target["role"], Can.SEE_EVERY_SET),
        by=by.pk,
    )[0]
    sets = set(row["sets"])
    if unknown := {taken.set for taken in froms if taken is not None} - sets:
        sets |= _earlier(cursor, target["id"], unknown)
    return Known(
        text=target["text"],
        spans={span["id"]: span for span in row["spans"]},
        attributions={attribution["id"]: attribution for attribution in row["attributions"]},
        actors=frozenset(uuid for uuid, here in row["actors"] if here),
        foreign_actors=frozenset(uuid for uuid, here in row["actors"] if not here),
        topics=frozenset(row["topics"]),
        sets_of_article=frozenset(sets),
        questions={(to, name): Question(kind, tuple(choices)) for to, name, kind, choices in row["questions"]},
    )


def _earlier(cursor: CursorWrapper, set_id: int, asked: set[int]) -> set[int]:
    """Those of the sets that this one was carried over from, when its article's text was corrected."""
    return {row["id"] for row in _all(cursor, statements.EARLIER, set=set_id, asked=list(asked))}


def _all(cursor: CursorWrapper, sql: str, **given: Any) -> list[Json]:
    cursor.execute(sql, given)
    names = [column.name for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
