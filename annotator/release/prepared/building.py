"""A prepared export is written: one snapshot, shards side by side, and a file that appears only when it is whole."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

from django.core.files.storage import FileSystemStorage

from annotator.release.doors import SOURCES, fields_of
from annotator.release.filters import Selection
from annotator.release.formats.line import About
from annotator.release.formats.registry import BY_NAME
from annotator.release.prepared import actions
from annotator.release.prepared.asking import PreparedAsked
from annotator.release.prepared.models import PreparedExport, prepared_storage
from annotator.release.prepared.shards import Shards
from annotator.release.prepared.stamps import STAMP
from articles.access import Can, may
from articles.jobs import Heart, Spoiled, advance
from articles.models import Job
from articles.paging import asked
from articles.words import _


class Cancelled(Exception):
    """Nobody waits for it any more."""


def build(job: Job) -> None:
    """Write the file of an export. Killed on the way, it leaves a temporary file and no export; it is begun anew."""
    export = PreparedExport.objects.select_related("project", "by").filter(pk=job.subject).first()
    if export is None or export.cancelled_at is not None or export.finished_at is not None:
        return
    if not may(export.by, Can.EXPORT, export.project) or export.by.role_in(export.project) != export.role:
        raise Spoiled(_("You may not see any more what was asked for. Ask again."))
    try:
        with Heart(job) as heart:
            name, size, sha256 = _written(export, heart)
        advance(job, heart.progress, heart.total)
    except Cancelled:
        return
    if not actions.finish(export, name=name, size=size, sha256=sha256):
        actions.remove(f"{export.pk}/{name}")


def _written(export: PreparedExport, heart: Heart) -> tuple[str, int, str]:
    def tell(done: int, of: int) -> None:
        heart.tell(done, of)
        if not PreparedExport.objects.filter(pk=export.pk, cancelled_at=None).exists():
            raise Cancelled

    form = BY_NAME[export.form]
    selection = Selection.of(export.project, export.by, asked(PreparedAsked, {"as": export.form, **export.filters}))
    statement, options = SOURCES[form.source]
    about = About(export.project.name, export.address, selection.kinds, fields_of(export.project))
    name = form.filename(f"{export.project.slug}-{date.today().isoformat()}")
    digest, size = hashlib.sha256(), 0
    with Shards(statement, selection, options=options, tell=tell) as shards:
        actions.begin(export, str(shards.ask(STAMP, {"project": export.project_id})))
        with _appearing(f"{export.pk}/{name}") as file:
            for chunk in form.body(shards, about):
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
    return name, size, digest.hexdigest()


@contextmanager
def _appearing(name: str) -> Iterator[IO[bytes]]:
    """A file that is in the storage once the `with` is left without an error, and not before."""
    storage = prepared_storage()
    actions.remove(name)
    if isinstance(storage, FileSystemStorage):
        with _renamed(Path(storage.path(name))) as file:
            yield file
        return
    with tempfile.TemporaryFile() as file:
        yield file
        file.seek(0)
        actions.keep(name, file)


@contextmanager
def _renamed(path: Path) -> Iterator[IO[bytes]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(".partial")  # the next try writes over what a killed one left
    try:
        with partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)
