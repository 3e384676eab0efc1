"""What browsers are served: the sources of our modules without their comments, under names that carry a hash."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

import rjsmin
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = "editor/"


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashes file names and rewrites the relative imports between our ES modules, static and on demand.

    Comments and indentation are left out first (docs/adr/0005-modules-without-a-build.md). Only statements that end
    with a semicolon are rewritten; a test reads the collected files.
    """

    support_js_module_import_aggregation = True
    max_post_process_passes = 20  # as many as the longest chain of imports; only a circle would need more

    def post_process(self, paths: Mapping[str, Any], *args: Any, **options: Any) -> Iterator[tuple[str, str, bool]]:
        lean = {
            name: (_Stripped(storage), path) if is_ours(name) else (storage, path)
            for name, (storage, path) in paths.items()
        }
        yield from super().post_process(lean, *args, **options)


def is_ours(name: str) -> bool:
    return name.startswith(OURS) and name.endswith(".js")


def stripped(source: str) -> str:
    """The same module without comments and indentation; names stay, so what a browser reports can be looked up."""
    return str(rjsmin.jsmin(source))


class _Stripped:
    """The storage a source comes from, as collectstatic reads it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def open(self, path: str) -> IO[bytes]:
        with self._storage.open(path) as file:
            return ContentFile(stripped(file.read().decode()).encode())
