"""Large exports are asked for, cancelled, finished and swept away."""

import contextlib
from datetime import timedelta
from functools import partial
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction
from django.utils import timezone

from annotator.release.doors import require_possible
from annotator.release.filters import Selection
from annotator.release.formats.registry import BY_NAME
from annotator.release.prepared.models import PreparedExport, prepared_storage
from annotator.release.prepared.stamps import STAMP
from articles.access import Can, Refusal, require
from articles.actions import record
from articles.jobs import enqueue
from articles.models import Membership, Project, User
from articles.words import _

KIND = "prepare_export"
KEPT = timedelta(days=7)
FORGOTTEN = timedelta(days=14)
AT_ONCE = 3
FILES = 12  # of one person at once, lest somebody fills the disk by asking for a little less each time


@transaction.atomic
def prepare(
    project: Project, *, by: User, form: str, filters: dict[str, Any], wanted: dict[str, Any], address: str
) -> tuple[PreparedExport, bool]:
    """The export with these filters: the one there is if nothing has changed since, or a new one for a worker.

    `filters` are what is kept of `wanted`, which was checked. Answers whether it is new.
    """
    require(by, Can.EXPORT, project)
    require_possible(project, BY_NAME[form], wanted)
    Selection.of(project, by, wanted)  # refuses names the project does not have
    role = Membership.objects.select_for_update().get(project=project, user=by, left_at=None).role
    _one_at_a_time(by)
    mine = PreparedExport.objects.filter(project=project, by=by, role=role, rights=project.text_rights)
    known = mine.useful().filter(form=form, filters=filters, stamp__in=["", stamp_of(project)]).order_by("pk").last()
    if known is not None:
        return known, False
    if PreparedExport.objects.filter(by=by).open().count() >= AT_ONCE:
        raise Refusal(
            "too_many_exports",
            _("%(count)s exports of yours are being prepared; wait until one is ready, or cancel one.")
            % {"count": AT_ONCE},
            429,
        )
    _make_room(by)
    made = PreparedExport.objects.create(
        project=project, by=by, form=form, filters=filters, address=address, role=role, rights=project.text_rights
    )
    made.job = enqueue(KIND, made.pk)
    made.save(update_fields=["job"])
    record(project, by, "prepare_export", form, export=made.pk, filters=filters)
    return made, True


@transaction.atomic
def cancel(export: PreparedExport, *, by: User) -> None:
    """Stop one's own export at its next step, or remove its file."""
    require(by, Can.EXPORT, export.project)
    if by.pk != export.by_id:
        raise Refusal("forbidden", _("An export is cancelled by whoever asked for it."), 403)
    export = PreparedExport.objects.select_for_update().get(pk=export.pk)
    if export.cancelled_at is None:
        export.cancelled_at = timezone.now()
        export.save(update_fields=["cancelled_at"])
        record(export.project, by, "cancel_export", export.form, export=export.pk)
    if export.name:
        transaction.on_commit(lambda: _remove_file(export))


def _make_room(by: User) -> None:
    """End a person's oldest exports early, so that one more makes no more files than they may have."""
    now = timezone.now()
    kept = PreparedExport.objects.filter(by=by, expires_at__gt=now, cancelled_at=None).order_by("-pk")
    ended = list(kept[FILES - 1 :])
    PreparedExport.objects.filter(pk__in=[one.pk for one in ended]).update(expires_at=now)
    for one in ended:
        transaction.on_commit(partial(_remove_file, one))


def begin(export: PreparedExport, stamp: str) -> None:
    """A worker reads the data as `stamp` says they are."""
    PreparedExport.objects.filter(pk=export.pk).update(stamp=stamp)


@transaction.atomic
def finish(export: PreparedExport, *, name: str, size: int, sha256: str) -> bool:
    """The file lies there. False when it is not wanted any more."""
    now = timezone.now()
    changes = {"name": name, "bytes": size, "sha256": sha256, "finished_at": now, "expires_at": now + KEPT}
    if not PreparedExport.objects.filter(pk=export.pk, cancelled_at=None).update(**changes):
        return False
    record(export.project, export.by, "finish_export", export.form, export=export.pk)
    return True


def sweep() -> int:
    """Remove the files of what has expired or broke off, and in the end the rows. Answers how many rows went."""
    now = timezone.now()
    _remove_leftovers()
    for expired in PreparedExport.objects.filter(expires_at__lte=now).iterator():
        _remove_file(expired)
    old = PreparedExport.objects.filter(created_at__lt=now - FORGOTTEN)
    forgotten = list(old.exclude(pk__in=old.open().values("pk")))
    for export in forgotten:
        _remove_file(export)
        export.delete()
    return len(forgotten)


def stamp_of(project: Project) -> str:
    """The state of the data now."""
    with connection.cursor() as cursor:
        cursor.execute(STAMP, {"project": project.pk})
        return str(cursor.fetchone()[0])


def _one_at_a_time(by: User) -> None:
    """Two requests of one person at once must not both find a place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", (7_301, by.pk))


def keep(name: str, file: IO[bytes]) -> None:
    """Put a whole file where it is served from, for storages that are no folder."""
    prepared_storage().save(name, File(file))


def remove(name: str) -> None:
    """Take a file away, if it is there."""
    with contextlib.suppress(FileNotFoundError):
        prepared_storage().delete(name)


def _remove_leftovers() -> None:
    """Whatever lies in the folder of an export that nobody writes any more, and is not its file."""
    storage = prepared_storage()
    on_disk = isinstance(storage, FileSystemStorage)
    if on_disk and not storage.exists(""):
        return
    folders = [name for name in storage.listdir("")[0] if name.isdecimal()]
    written = set(PreparedExport.objects.open().filter(pk__in=folders).values_list("pk", flat=True))
    names = dict(PreparedExport.objects.filter(pk__in=folders, cancelled_at=None).values_list("pk", "name"))
    for folder in folders:
        if int(folder) in written:
            continue
        left = [name for name in storage.listdir(folder)[1] if name != names.get(int(folder))]
        for name in left:
            remove(f"{folder}/{name}")
        if on_disk:
            with contextlib.suppress(OSError):  # it is not empty
                storage.delete(folder)


def _remove_file(export: PreparedExport) -> None:
    if export.name:
        remove(export.stored_as)
