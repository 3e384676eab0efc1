"""Every write to readings: opening, assigning, saving batches of operations, submitting, locking."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from annotator.scheme.models import Field, Scheme
from annotator.work import statements
from annotator.work.judging import Known, judge
from annotator.work.models import AnnotationSet, Change
from annotator.work.operations import (
    ROLES,
    Command,
    Json,
    PutActor,
    PutAttribution,
    PutSpan,
    PutTopic,
    conflicts,
    inverse,
)
from annotator.work.reading import known_of, lock_for_saving, log_since, records, rights_to_write
from annotator.work.rules import Problem, problems
from articles.access import Can, Refusal, allows, forbidden, may, require, require_scope
from articles.actions import record
from articles.corrections import refuse_superseded, superseded
from articles.models import Article, Project, User

MOST_MISSED = 200
"""Whoever has not seen more batches than this reads them in pages, before anything of theirs is judged."""


@dataclass(frozen=True)
class Saved:
    """The answer to a batch: the set's revision now, and the changes its sender had not seen."""

    revision: int
    missed: list[Json]


@transaction.atomic
def open_set(article: Article, *, by: User) -> tuple[AnnotationSet, bool]:
    """One's own reading of an article: the one there is, or a new one. Returns it and whether it is new."""
    project = article.project
    require(by, Can.ANNOTATE, project)
    known = AnnotationSet.objects.owned_by(by).filter(article=article).first()
    if known is not None:
        return known, False
    # A correction locks the readings there are, under this lock: none may be begun on the old text meanwhile.
    article = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
    refuse_superseded(article)
    if article.withdrawn_at is not None:
        raise Refusal("withdrawn", _("This article has been withdrawn; ask a manager to restore it."))
    if project.assigned_only and not may(by, Can.ASSIGN, project):
        raise Refusal("not_assigned", _("In this project articles are assigned; ask a manager for this one."), 403)
    return AnnotationSet.objects.get_or_create(
        article=article,
        owner=by,
        kind=AnnotationSet.Kind.HUMAN,
        defaults={"project": project, "scheme": _newest_scheme(project)},
    )


@transaction.atomic
def assign(project: Project, *, articles: Iterable[Article], assignee: User, by: User) -> int:
    """Give articles to an editor, as empty sets. Those the editor has already stay. Returns how many are new."""
    require(by, Can.ASSIGN, project)
    if not allows(assignee.role_in(project), Can.ANNOTATE):
        raise Refusal(
            "not_an_editor", _("%(assignee)s cannot tag articles in this project.") % {"assignee": assignee.username}
        )
    wanted = [article for article in articles if article.project_id == project.pk and article.withdrawn_at is None]
    before = AnnotationSet.objects.owned_by(assignee).filter(project=project).count()
    scheme = _newest_scheme(project)
    AnnotationSet.objects.bulk_create(
        (
            AnnotationSet(project=project, article=article, owner=assignee, scheme=scheme, assigned_by=by)
            for article in wanted
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )
    made = AnnotationSet.objects.owned_by(assignee).filter(project=project).count() - before
    record(project, by, "assign", assignee.username, articles=made)
    return made


@transaction.atomic
def unassign(annotation_set: AnnotationSet, *, by: User) -> None:
    """Take back an article nobody has worked on yet."""
    require(by, Can.ASSIGN, annotation_set.project)
    locked = _lock_row(annotation_set)
    if locked.kind != AnnotationSet.Kind.HUMAN or locked.revision > 0:
        raise Refusal("already_started", _("This reading has been started; it can be locked, but not taken back."))
    if locked.comments.exists():
        raise Refusal("commented", _("Somebody has commented on this reading; it can be locked, but not taken back."))
    record(locked.project, by, "unassign", str(locked.owner), article=locked.article_id)
    locked.delete()


@transaction.atomic
def save(set_id: int, *, command: Command, by: User) -> Saved:
    """Apply a batch of operations to a set, whole or not at all; the log gets one row. Sending it twice is harmless.

    Raises Refusal: 404 for a set that may not be seen, 403 without the right to write, 409 `conflict` with
    `revision` and `missed`, 409 `behind` when that would be too many, 422 for what cannot stand.
    """
    with connection.cursor() as cursor:
        target = lock_for_saving(cursor, set_id, command, by)
        if target["revision"] - command.seen > MOST_MISSED and not _known(set_id, command):
            raise Refusal(
                "behind", _("Much has changed meanwhile: read the log first."), 409, revision=target["revision"]
            )
        log = log_since(cursor, set_id, command)
        if (first := next((row for row in log if row["batch"] == str(command.batch)), None)) is not None:
            return _first_answer(first, log, command)
        missed = _accept(target, log, command)
        revision = _store(cursor, target, command, known_of(cursor, target, command, by), by)
    return Saved(revision, [_missed(row) for row in missed])


@transaction.atomic
def carry(annotation_set: AnnotationSet, *, command: Command, by: User) -> None:
    """Apply a batch that was made for a reading nobody need own, such as what is carried over to a corrected text.

    It is judged and logged like any other. `by` is a senior; whether the set is submitted or locked is not looked at.
    """
    require(by, Can.REOPEN, annotation_set.project)
    with connection.cursor() as cursor:
        target = lock_for_saving(cursor, annotation_set.pk, command, by, own_hand=False)
        _store(cursor, target, command, known_of(cursor, target, command, by), by)


@transaction.atomic
def submit(annotation_set: AnnotationSet, *, by: User, confirm: bool = False) -> tuple[AnnotationSet, list[Problem]]:
    """Judge a reading by its scheme's rules and hand it in. Errors refuse; warnings refuse until confirmed.

    Returns the set and the warnings that were confirmed. Handing in twice is harmless.
    """
    locked = _writable(annotation_set, by)
    if locked.locked_at is not None:
        raise _locked_refusal(locked.article_id)
    if locked.submitted_at is not None:
        return locked, []
    if waiting := locked.doubts.open().count():
        raise Refusal(
            "doubts",
            _("%(number)s spans of the earlier text have still to be placed or dropped.") % {"number": waiting},
        )
    spans, attributions = records(locked.pk)
    found = problems(spans, attributions, locked.scheme.rules, _required(locked.scheme))
    if found and (not confirm or any(problem["severity"] == "error" for problem in found)):
        raise Refusal("rules", _summary(found), problems=found)
    locked.submitted_at, locked.submitted_by = timezone.now(), by
    locked.save(update_fields=["submitted_at", "submitted_by"])
    record(locked.project, by, "submit", locked.article.title, set=locked.pk, revision=locked.revision)
    return locked, found


@transaction.atomic
def reopen(annotation_set: AnnotationSet, *, by: User) -> AnnotationSet:
    """Let a submitted reading be edited again: its owner, an adjudicator or a manager may."""
    require(by, Can.READ, annotation_set.project)
    require_scope(by, Can.ANNOTATE)
    locked = _lock_row(annotation_set)
    own = locked.owner_id == by.pk and may(by, Can.ANNOTATE, locked.project)
    if not own and not may(by, Can.REOPEN, locked.project):
        raise forbidden(Can.REOPEN)
    if locked.locked_at is not None:
        raise _locked_refusal(locked.article_id)
    if locked.submitted_at is not None:
        locked.submitted_at = locked.submitted_by = None
        locked.save(update_fields=["submitted_at", "submitted_by"])
        record(locked.project, by, "reopen", locked.article.title, set=locked.pk, revision=locked.revision)
    return locked


@transaction.atomic
def lock(annotation_set: AnnotationSet, *, by: User) -> AnnotationSet:
    """Make a set read-only, whoever owns it."""
    require(by, Can.LOCK, annotation_set.project)
    locked = _lock_row(annotation_set)
    if locked.locked_at is None:
        locked.locked_at, locked.locked_by = timezone.now(), by
        locked.save(update_fields=["locked_at", "locked_by"])
        record(locked.project, by, "lock", locked.article.title, set=locked.pk)
    return locked


@transaction.atomic
def unlock(annotation_set: AnnotationSet, *, by: User) -> AnnotationSet:
    """End read-only; a submitted set stays submitted."""
    require(by, Can.LOCK, annotation_set.project)
    locked = _lock_row(annotation_set)
    refuse_superseded(locked.article)
    if locked.locked_at is not None:
        locked.locked_at = locked.locked_by = None
        locked.save(update_fields=["locked_at", "locked_by"])
        record(locked.project, by, "unlock", locked.article.title, set=locked.pk)
    return locked


def _store(cursor: CursorWrapper, target: Json, command: Command, known: Known, by: User) -> int:
    """Judge the batch, write its rows and its line of the log. Returns the set's new revision."""
    judge(command, known)
    revision: int = target["revision"] + 1
    _write(cursor, target, command, by)
    change: Json = {"set": target["id"], "revision": revision, "seen": command.seen, "by": by.pk}
    change |= {"batch": command.batch, "digest": command.digest, "undoes": command.undoes}
    change |= {"operations": _jsonb(command.plain)}
    change |= {"inverse": _jsonb(inverse(command, known.spans, known.attributions))}
    cursor.execute(statements.LOG_CHANGE, change)
    return revision


def _newest_scheme(project: Project) -> Scheme:
    scheme = Scheme.objects.filter(project=project).published().first()
    if scheme is None:
        raise Refusal("no_scheme", _("This project has no published scheme yet."))
    return scheme


def _lock_row(annotation_set: AnnotationSet) -> AnnotationSet:
    rows = AnnotationSet.objects.select_for_update(of=("self",))
    return rows.select_related("project", "article", "owner", "scheme").get(pk=annotation_set.pk)


def _writable(annotation_set: AnnotationSet, by: User) -> AnnotationSet:
    require(by, Can.READ, annotation_set.project)
    require_scope(by, Can.ANNOTATE)
    locked = _lock_row(annotation_set)
    role = by.role_in(locked.project)
    if not rights_to_write(locked.kind, locked.owner_id == by.pk, locked.project.shared_sets, role):
        raise forbidden(Can.ANNOTATE)
    return locked


def _locked_refusal(article: int) -> Refusal:
    return superseded(article) or Refusal("locked", _("This reading is locked."))


def _known(set_id: int, command: Command) -> bool:
    return Change.objects.filter(set=set_id, batch=command.batch).exists()


def _first_answer(first: Json, log: list[Json], command: Command) -> Saved:
    if first["digest"] != command.digest:
        raise Refusal("batch_reused", _("This batch was sent before with other operations."))
    between = [row for row in log if command.seen < row["revision"] < first["revision"]]
    return Saved(first["revision"], [_missed(row) for row in between])


def _accept(target: Json, log: list[Json], command: Command) -> list[Json]:
    """The changes the sender has not seen, when the command may go on top of them."""
    if target["locked_at"] is not None:
        raise _locked_refusal(target["article_id"])
    if target["submitted_at"] is not None:
        raise Refusal("submitted", _("This reading has been submitted; reopen it to change it."))
    if target["text_sha256"] != command.text_sha256:
        raise Refusal("other_text", _("These operations were made on another text."))
    if command.seen > target["revision"]:
        raise Refusal("revision_ahead", _("The server does not know this revision yet."), revision=target["revision"])
    if command.undoes is not None and all(row["batch"] != str(command.undoes) for row in log):
        raise Refusal("unknown_batch", _("The batch to be undone is not in this set's log."))
    missed = [row for row in log if row["revision"] > command.seen]
    if conflicts(command, (row["operations"] for row in missed)):
        raise Refusal(
            "conflict",
            _("Somebody changed the same spans or attributions meanwhile."),
            409,
            revision=target["revision"],
            missed=[_missed(row) for row in missed],
        )
    return missed


def _missed(row: Json) -> Json:
    return {name: row[name] for name in ("revision", "batch", "undoes", "by", "at", "operations")}


def _write(cursor: CursorWrapper, target: Json, command: Command, by: User) -> None:
    """The rows of the batch: as many of the four statements as it needs."""
    here = {"set": target["id"], "project": target["project_id"], "article": target["article_id"], "by": by.pk}
    puts = {kind: _plain(command, kind) for kind in (PutActor, PutTopic, PutSpan, PutAttribution)}
    deleted = {"deleted_spans": command.deletes("span"), "deleted_attributions": command.deletes("attribution")}
    dismissed = [op["dismiss"] for op in command.plain if "dismiss" in op]
    replaced = [op.id for _, op in command.puts(PutAttribution)] + deleted["deleted_attributions"]
    if puts[PutActor] or puts[PutTopic]:
        cursor.execute(
            statements.PUT_REGISTRY, here | {"actors": _jsonb(puts[PutActor]), "topics": _jsonb(puts[PutTopic])}
        )
    if replaced or dismissed or any(deleted.values()):
        cursor.execute(statements.REMOVE, here | deleted | {"attributions": replaced, "dismissed": _jsonb(dismissed)})
    if puts[PutSpan]:
        rows = [op | {"fragments": _multirange(op["fragments"])} for op in puts[PutSpan]]
        cursor.execute(statements.PUT_SPANS, here | {"spans": _jsonb(rows)})
    if puts[PutAttribution]:
        parts = [
            {"attribution": op["id"], "role": role, "span": span, "ordinal": ordinal}
            for op in puts[PutAttribution]
            for role in ROLES
            for ordinal, span in enumerate(op[role])
        ]
        cursor.execute(
            statements.PUT_ATTRIBUTIONS,
            here | {"attributions": _jsonb(puts[PutAttribution]), "parts": _jsonb(parts)},
        )


def _plain(command: Command, kind: type[Any]) -> list[Json]:
    return [command.plain[n] for n, _ in command.puts(kind)]


def _multirange(fragments: Iterable[tuple[int, int]]) -> str:
    return "{" + ",".join(f"[{start},{end})" for start, end in fragments) + "}"


def _jsonb(value: Any) -> Jsonb:
    return Jsonb(value, dumps=orjson.dumps)


def _required(scheme: Scheme) -> dict[str, list[str]]:
    required: dict[str, list[str]] = {}
    for field in Field.objects.filter(scheme=scheme, required=True):
        required.setdefault(field.applies_to, []).append(field.name)
    return required


def _summary(found: list[Problem]) -> str:
    errors = sum(problem["severity"] == "error" for problem in found)
    if errors:
        return _("%(number)s of the scheme’s rules are broken; mend them before you submit.") % {"number": errors}
    return _("%(number)s warnings: look at them, or confirm and submit.") % {"number": len(found)}
