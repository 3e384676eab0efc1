"""A release with real files in a folder of the test's own."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from annotator.release.models import Release, ReleaseFile, release_storage
from annotator.scheme.models import Scheme
from articles.models import Project

MANIFEST = "MANIFEST.sha256"


@pytest.fixture(autouse=True)
def _folder_of_its_own(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.ASCRIBE_HOME = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "releases": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "releases", "base_url": None},
        }
    }
    yield
    storages._storages.clear()  # type: ignore[attr-defined]


def make_release(project: Project, files: dict[str, bytes], number: int = 1) -> Release:
    """A built release whose files have this content, and a manifest as sha256sum reads it."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    manifest = "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()
    release = Release.objects.create(
        project=project,
        number=number,
        title="Port strike",
        by=project.created_by,
        scheme=Scheme.objects.get(project=project),
        rights="full",
    )
    for name, content in {**files, MANIFEST: manifest}.items():
        release_storage().save(f"{release.folder}/{name}", ContentFile(content))
        ReleaseFile.objects.create(
            release=release,
            name=name,
            media_type="application/vnd.apache.parquet" if name.endswith(".parquet") else "application/octet-stream",
            bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
    Release.objects.filter(pk=release.pk).update(built_at=timezone.now(), sha256=hashlib.sha256(manifest).hexdigest())
    release.refresh_from_db()
    return release
