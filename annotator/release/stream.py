"""An export on its way out: the rows of one COPY, from one snapshot, in constant memory.

The statement runs on a connection of its own, borrowed from the pool and given back however the download ends.
What goes wrong on the way is raised, so the server cuts the connection before the last chunk and every client
can tell a whole file from a torn one.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import orjson
import psycopg
from django.db import connection

from articles.access import Refusal

EXPORTS_AT_ONCE = 4  # each holds a connection, a thread and the vacuum horizon for as long as its client is slow
RETRY_AFTER = 30  # seconds
CHUNK = 65_536
RAW_JSON = r"(FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')"  # JSON has neither character, so nothing is escaped
WITH_HEADER = "(FORMAT csv, HEADER)"
TOMBSTONE = b',"deleted":true}\n'  # no line of an article ends so
Position = Callable[["psycopg.Connection[Any]"], str]
_LOCKS = zlib.crc32(b"ascribe export") & 0x7FFF_FFFF


class Export:
    """The bytes, in chunks, once. Close it, whether it was read to the end or not.

    With `trailer`, a last line of JSON counts the rows and has the SHA-256 of all bytes before it. `position` reads in
    the same snapshot where it stands; that is `cursor`, and stands in the trailer, too.
    """

    def __init__(
        self, statement: str, *, options: str = RAW_JSON, trailer: bool = False, position: Position | None = None
    ) -> None:
        self.cursor = ""
        self._position = position
        self._held = ExitStack()
        self._trailer = trailer
        self._digest = hashlib.sha256()
        self._count = self._deleted = 0
        try:
            self._copy = self._started(f"COPY ({statement}) TO STDOUT {options}")
            self._ready = self._read()  # what fails at once is still answered with a status
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[bytes]:
        while self._ready:
            yield self._ready
            self._ready = self._read()
        self.close()
        if self._trailer:
            yield orjson.dumps(self._summary()) + b"\n"

    def close(self) -> None:
        """Cancel what still runs and give the connection back. Closing twice is harmless."""
        torn = GeneratorExit()  # to a COPY that is not finished this says: cancel; to a finished one, nothing
        self._held.__exit__(GeneratorExit, torn, None)

    def __del__(self) -> None:
        """For an answer that nobody read and nobody closed."""
        self.close()

    def _summary(self) -> dict[str, Any]:
        told: dict[str, Any] = {"end": True, "articles": self._count - self._deleted}
        if self.cursor:
            told |= {"deleted": self._deleted, "cursor": self.cursor}
        return told | {"sha256": self._digest.hexdigest()}

    def _started(self, statement: str) -> psycopg.Copy:
        own = self._held.enter_context(connection.pool.connection())  # type: ignore[attr-defined]
        own.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        self._held.callback(_end_transaction, own)
        _take_a_turn(own)
        own.execute("SET LOCAL TIME ZONE 'UTC'; SET LOCAL jit = off; SET LOCAL idle_in_transaction_session_timeout = 0")
        self.cursor = self._position(own) if self._position else ""
        cursor = self._held.enter_context(own.cursor())
        copy: psycopg.Copy = self._held.enter_context(cursor.copy(statement))
        return copy

    def _read(self) -> bytes:
        """The next chunk; empty at the end."""
        chunk = bytearray()
        while len(chunk) < CHUNK and (row := self._copy.read()):
            chunk += row
            self._count += 1
            self._deleted += row[-len(TOMBSTONE) :] == TOMBSTONE
        if self._trailer:
            self._digest.update(chunk)
        return bytes(chunk)


def _take_a_turn(own: "psycopg.Connection[Any]") -> None:
    """Hold one of a few places until the transaction ends, whichever process it is in. Raises Refusal 429."""
    for place in range(EXPORTS_AT_ONCE):
        row = own.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", (_LOCKS, place)).fetchone()
        if row and row[0]:
            return
    raise Refusal(
        "too_many_exports",
        f"{EXPORTS_AT_ONCE} exports are running, and no more run at once; try again in {RETRY_AFTER} seconds.",
        429,
    )


def _end_transaction(own: "psycopg.Connection[Any]") -> None:
    if not own.closed:
        own.rollback()
