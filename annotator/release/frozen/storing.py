"""Where the files of a release lie while it is built."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

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


def _tries(release: int) -> Path:
    """On the disk the files will stay on, so that the finished folder only has to be renamed."""
    storage = release_storage()
    beside = Path(storage.path("")) if isinstance(storage, FileSystemStorage) else settings.ASCRIBE_HOME / "releases"
    return beside / UNFINISHED / str(release)
