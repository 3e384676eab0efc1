"""Reads a file in a process of its own, so that a hostile one can hurt nobody else. Pure but for that process.

The process gets the file, no environment and no secret; `annotator.intake.reading` binds its memory and its processor
time. Here its silence is bound. An archive's entry that kills it is passed over and the rest is read again.
"""

import logging
import os
import select
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any, BinaryIO

import msgspec

from annotator.intake.formats.registry import Format
from annotator.intake.formats.source import Asked
from annotator.intake.found import Bad, Found
from annotator.intake.reading import FRAME
from articles.drafts import Fault
from articles.words import _

BASE_DIR = Path(__file__).resolve().parent.parent.parent
SILENCE = 180  # seconds without a word after which a process is ended
MOST_DEATHS = 5  # entries of one archive that may kill the process
PIECE = 2**16
PIECES_AHEAD = 256
LOOK_UP = 1  # second between two looks whether anybody still listens
MOST_SAID = 4_000  # characters of its last words that go to the log
log = logging.getLogger(__name__)


@dataclass
class Told:
    """What a reading has said so far: the encoding, columns, the entry it is at, the bytes behind it.

    `entries` counts what was found, good or bad: files of an archive, articles of a list.
    """

    encoding: str = ""
    place: str = ""
    columns: dict[str, Any] = field(default_factory=dict)
    done: int = 0
    entries: int = 0
    skipped: list[str] = field(default_factory=list)


class _Died(Exception):
    """The process ended without a last word."""


def read(
    file: BinaryIO, kind: Format, name: str, size: int, asked: Asked, told: Told, *, silence: float | None = None
) -> Iterator[Found | Bad]:
    """Everything in the file, in order; `told` is kept up to date. Raises Fault when the whole file is no good.

    The process is ended after so many seconds of `silence`, else after SILENCE.
    """
    given: Counter[str] = Counter()
    while True:
        again: Counter[str] = Counter()
        try:
            for one in _items(file, kind, name, size, asked, told, silence or SILENCE):
                again[told.place] += 1
                if again[told.place] > given[told.place]:
                    given[told.place] += 1
                    told.entries += 1
                    yield one
            return
        except _Died:
            if not told.place or told.place in told.skipped or len(told.skipped) == MOST_DEATHS:
                raise Fault(
                    "beyond_limits",
                    _("This file takes more time or memory to read than one file may have; nothing was stored."),
                ) from None
            told.skipped.append(told.place)
            asked = replace(asked, skip=frozenset(told.skipped))


def _items(
    file: BinaryIO, kind: Format, name: str, size: int, asked: Asked, told: Told, silence: float
) -> Iterator[Found | Bad]:
    job = {"parent": os.getpid(), "format": kind.name, "name": name, "size": size, "asked": _plain(asked)}
    told.place = ""
    with _on_disk(file) as source, tempfile.TemporaryFile() as words, _Child(job, source, words, silence) as child:
        for letter, content in child.frames():
            if letter == b"F":
                yield msgspec.msgpack.decode(content, type=Found)
            elif letter == b"B":
                yield msgspec.msgpack.decode(content, type=Bad)
            elif letter == b"P":
                told.done = msgspec.msgpack.decode(content)
            elif letter == b"A":
                told.place = msgspec.msgpack.decode(content)
            elif letter == b"C":
                told.columns = msgspec.msgpack.decode(content)
            elif letter == b"E":
                told.encoding = msgspec.msgpack.decode(content)
            elif letter == b"X":
                raise Fault(*msgspec.msgpack.decode(content))
            else:
                return
        raise _Died


class _Child:
    """The process and its frames; leaving the `with` ends it."""

    def __init__(self, job: dict[str, Any], source: BinaryIO, words: IO[bytes], silence: float) -> None:
        self.words, self.silence = words, silence
        self.pieces: SimpleQueue[bytes] = SimpleQueue()
        self.room = threading.Semaphore(PIECES_AHEAD)
        self.left = threading.Event()
        self.reader = threading.Thread(target=self._read_ahead, name="reading ahead", daemon=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "annotator.intake.reading", msgspec.json.encode(job).decode()],
            stdin=source.fileno(),
            stdout=subprocess.PIPE,
            stderr=words,
            cwd=BASE_DIR,
            env={"LANG": "C.UTF-8", "TMPDIR": tempfile.gettempdir()},
            start_new_session=True,
        )

    def __enter__(self) -> "_Child":
        self.reader.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.left.set()
        self.room.release()
        self.process.kill()
        self.process.wait()
        self.reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.words.seek(0)
        if said := self.words.read(MOST_SAID).decode(errors="replace").strip():
            log.warning("Reading said: %s", said)

    def frames(self) -> Iterator[tuple[bytes, bytes]]:
        """Each whole frame as it comes; ends with the process, or when it is silent too long."""
        kept = bytearray()
        while piece := self._piece():
            kept += piece
            at = 0
            while len(kept) - at >= FRAME:
                end = at + FRAME + int.from_bytes(kept[at + 1 : at + FRAME], "big")
                if len(kept) < end:
                    break
                yield bytes(kept[at : at + 1]), bytes(kept[at + FRAME : end])
                at = end
            del kept[:at]

    def _piece(self) -> bytes:
        try:
            piece = self.pieces.get(timeout=self.silence)
        except Empty:
            return b""
        self.room.release()
        return piece

    def _read_ahead(self) -> None:
        """Take what the process says while what it said before is being stored; a pipe alone holds next to nothing."""
        assert self.process.stdout is not None
        pipe = self.process.stdout.fileno()
        piece = b"first"
        while piece and self.room.acquire() and not self.left.is_set():
            while not select.select([pipe], [], [], LOOK_UP)[0]:
                if self.left.is_set():
                    return
            piece = os.read(pipe, PIECE)
            self.pieces.put(piece)


def _on_disk(file: BinaryIO) -> "_Borrowed":
    try:
        file.fileno()
    except OSError:
        copy = tempfile.TemporaryFile()  # noqa: SIM115 closed by what it is given to
        file.seek(0)
        for chunk in iter(lambda: file.read(PIECE), b""):
            copy.write(chunk)
        copy.flush()
        return _Borrowed(copy, own=True)
    return _Borrowed(file, own=False)


class _Borrowed:
    """A file with a descriptor, at its beginning; a copy is closed at the end, the original is not."""

    def __init__(self, file: Any, *, own: bool) -> None:
        self.file, self.own = file, own

    def __enter__(self) -> BinaryIO:
        os.lseek(self.file.fileno(), 0, os.SEEK_SET)
        opened: BinaryIO = self.file
        return opened

    def __exit__(self, *failure: object) -> None:
        if self.own:
            self.file.close()


def _plain(asked: Asked) -> dict[str, Any]:
    return {one.name: getattr(asked, one.name) for one in fields(asked) if one.name != "entering"}
