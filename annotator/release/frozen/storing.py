"""Where the files of a release lie while it is built, and how they come to where they stay."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files import File
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


def publish(folder: Path, release: Release) -> None:
    """Put a finished folder where the release's files stay; what lies there belongs to a build that never ended."""
    storage = release_storage()
    if isinstance(storage, FileSystemStorage):
        place = Path(storage.path(release.folder))
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.rename(place)
        return
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = f"{release.folder}/{path.relative_to(folder).as_posix()}"
        storage.delete(name)
        with path.open("rb") as file:
            storage.save(name, File(file))
