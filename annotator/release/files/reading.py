"""The bytes of a stored file, from one place to another, whatever they are stored in. Nothing is read ahead."""

import io
import os
from collections.abc import Iterator
from typing import BinaryIO, Protocol, cast, runtime_checkable

from django.core.files.storage import FileSystemStorage, Storage

BLOCK = 65_536


class _Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...
    def close(self) -> None: ...


@runtime_checkable
class Ranged(Protocol):
    """A storage that gives a part of a file without fetching the rest, and says how long the whole is."""

    def ranged(self, name: str, start: int, stop: int) -> tuple[_Readable, int]: ...


class Part:
    """`length` bytes of an open file, from where it stands. A server may send it by `fileno`, or read it in blocks.

    A file that ends too early is an error, never a short answer: whoever reads must be cut off.
    """

    def __init__(self, file: _Readable, length: int) -> None:
        self._file, self._left = file, length

    def __iter__(self) -> Iterator[bytes]:
        while block := self.read(BLOCK):
            yield block

    def read(self, size: int = -1) -> bytes:
        if not self._left:
            return b""
        block = self._file.read(self._left if size < 0 else min(size, self._left))
        if not block:
            raise OSError(f"a stored file ends {self._left} bytes too early")
        self._left -= len(block)
        return block

    def fileno(self) -> int:
        """Of a plain file, whose offset is where the part begins."""
        if not isinstance(self._file, io.FileIO):
            raise io.UnsupportedOperation("fileno")
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()


def part_of(storage: Storage, name: str, *, start: int, stop: int, size: int) -> Part:
    """The bytes [start, stop) of a file of `size` bytes. Raises OSError where it is not there, or another."""
    if isinstance(storage, FileSystemStorage):
        return Part(_on_disk(storage.path(name), start, size), stop - start)
    if isinstance(storage, Ranged):
        return Part(_ranged(storage, name, start, stop, size), stop - start)
    file = cast(BinaryIO, storage.open(name))
    file.seek(start)
    return Part(file, stop - start)


def _on_disk(path: str, start: int, size: int) -> io.FileIO:
    file = io.FileIO(path)  # unbuffered: sendfile goes by the offset the kernel knows
    found = os.fstat(file.fileno()).st_size
    if found != size:
        file.close()
        raise OSError(f"{path} has {found} bytes instead of {size}")
    file.seek(start)
    return file


def _ranged(storage: Ranged, name: str, start: int, stop: int, size: int) -> _Readable:
    body, found = storage.ranged(name, start, stop)
    if found != size:
        body.close()
        raise OSError(f"{name} has {found} bytes instead of {size}")
    return body
