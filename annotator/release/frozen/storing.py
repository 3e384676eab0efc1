"""Where the files of a release lie while it is built, and how they come to where they stay."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage

from annotator.release.models import Release, release_storage

UNFINISHED = "unfinished"


@contextmanager
def workshop(release: Release) -> Iterator[Path]:
    """A folder that is gone afterwards; what a killed worker left of this release is removed first.

    Each try has one of its own, so that who still helps with an older try never meets the files of this one.
    """
    tries = _tries(release.pk)
    shutil.rmtree(tries, ignore_errors=True)
    tries.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=tries))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # another try has begun
            tries.rmdir()


def workshops(release: int) -> list[Path]:
    """The folders in which this release is being built, on this machine or where its files are shared."""
    tries = _tries(release)
    return sorted(tries.iterdir()) if tries.is_dir() else []


def publish(folder: Path, release: Release) -> None:
    """Put a finished folder where the release's files stay; what lies there belongs to a build that never ended."""
    storage = release_storage()
    if isinstance(storage, FileSystemStorage):
        place = Path(storage.path(release.folder))
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.rename(place)
        return
    _empty(storage, release.folder)
    try:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            with path.open("rb") as file:
                storage.save(f"{release.folder}/{path.relative_to(folder).as_posix()}", File(file))
    except BaseException:
        with suppress(Exception):  # what went wrong first is to be told; the next try removes what is left
            _empty(storage, release.folder)
        raise


def _empty(storage: Storage, folder: str) -> None:
    folders, files = storage.listdir(folder)
    for name in files:
        storage.delete(f"{folder}/{name}")
    for name in folders:
        _empty(storage, f"{folder}/{name}")


def _tries(release: int) -> Path:
    """On the disk the files will stay on, so that the finished folder only has to be renamed."""
    storage = release_storage()
    beside = Path(storage.path("")) if isinstance(storage, FileSystemStorage) else settings.ASCRIBE_HOME / "releases"
    return beside / UNFINISHED / str(release)
