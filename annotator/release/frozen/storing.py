"""Where the files of a release lie while it is built."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from annotator.release.models import Release, release_storage

UNFINISHED = "unfinished"


@contextmanager
def workshop(release: Release) -> Iterator[Path]:
    """A folder that is gone afterwards; what a killed worker left of this release is removed first."""
    storage = release_storage()
    local = isinstance(storage, FileSystemStorage)
    beside = Path(storage.path(UNFINISHED)) if local else Path(tempfile.gettempdir()) / "ascribe-releases"
    folder = beside / str(release.pk)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
