"""A ZIP on its way out: made of the lines of an export as they come, in memory that does not grow with the texts."""

import zipfile
from collections.abc import Callable, Iterable, Iterator

import orjson

from annotator.release.brat import Json
from annotator.release.stream import Export

MADE = (1980, 1, 1, 0, 0, 0)  # the same export is the same file, whenever it is made


class Zipped:
    """The bytes of a ZIP in chunks, once. Close it, whether it was read to the end or not.

    `first` are files that stand before those that `files` makes of each article.
    """

    def __init__(
        self, lines: Export, files: Callable[[Json], Iterable[tuple[str, str]]], first: Iterable[tuple[str, str]]
    ) -> None:
        self._lines, self._files, self._first = lines, files, first

    def __iter__(self) -> Iterator[bytes]:
        sink = _Sink()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
            for name, content in self._all():
                entry = zipfile.ZipInfo(name, MADE)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, content.encode())
                if sink.ready():
                    yield sink.taken()
        yield sink.taken()

    def close(self) -> None:
        """Give back what the export holds. Closing twice is harmless."""
        self._lines.close()

    def _all(self) -> Iterator[tuple[str, str]]:
        yield from self._first
        rest = b""
        for chunk in self._lines:
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                yield from self._files(orjson.loads(line))


class _Sink:
    """What a ZIP is written to. It cannot seek, so sizes follow their entries."""

    CHUNK = 65_536

    def __init__(self) -> None:
        self._kept = bytearray()

    def write(self, data: bytes) -> int:
        self._kept += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def ready(self) -> bool:
        return len(self._kept) >= self.CHUNK

    def taken(self) -> bytes:
        taken, self._kept = bytes(self._kept), bytearray()
        return taken
