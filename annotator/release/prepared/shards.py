"""The bytes of an export, read in shards of article ids by several connections that share one snapshot.

They come out in order and are what one COPY would have given, so every format can be made of them. Each shard waits
on disk for its turn.
"""

import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise
from typing import IO, Any

import psycopg
from django.db import connection

from annotator.release.filters import Selection
from annotator.release.lines import compiled
from annotator.release.stream import CHUNK, WITH_HEADER

ARTICLES = 500  # a shard
AT_ONCE = 2
IN_MEMORY = 1_000_000
WITHOUT_HEADER = "(FORMAT csv)"
SNAPSHOT = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
SETTINGS = "SET LOCAL TIME ZONE 'UTC'; SET LOCAL jit = off; SET LOCAL idle_in_transaction_session_timeout = 0"
Bounds = tuple[int | None, int | None]


class Shards:
    """The bytes, in chunks, once; use it in a `with`. `tell(done, of)` is called after each shard."""

    def __init__(
        self,
        statement: Callable[[Selection], str],
        selection: Selection,
        *,
        options: str,
        tell: Callable[[int, int], object] = lambda done, of: None,
    ) -> None:
        self._statement, self._selection, self._options, self._tell = statement, selection, options, tell
        self._held = ExitStack()
        self._pool = connection.pool  # type: ignore[attr-defined]

    def __enter__(self) -> "Shards":
        self._first = self._held.enter_context(self._pool.connection())
        self._held.callback(self._first.rollback)
        self._first.execute(f"{SNAPSHOT}; {SETTINGS}")
        row = self._first.execute("SELECT pg_export_snapshot()").fetchone()
        self._snapshot = str(row[0])
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="shard")
        self._held.callback(self._threads.shutdown, cancel_futures=True)
        return self

    def __exit__(self, *failure: object) -> None:
        self._held.close()

    def ask(self, statement: str, values: Any) -> Any:
        """One value, out of the snapshot."""
        return self._first.execute(statement, values).fetchone()[0]

    def __iter__(self) -> Iterator[bytes]:
        bounds = self._bounds()
        waiting: deque[Future[IO[bytes]]] = deque()
        for number, bound in enumerate(bounds):
            waiting.append(self._threads.submit(self._copied, self._shard(bound), self._options_of(number)))
            if len(waiting) > AT_ONCE:
                yield from _chunks(waiting.popleft().result())
                self._tell(number - AT_ONCE + 1, len(bounds))
        while waiting:
            yield from _chunks(waiting.popleft().result())
            self._tell(len(bounds) - len(waiting), len(bounds))

    def _bounds(self) -> list[Bounds]:
        """Ranges of ids that leave no gap, with about as many articles in each."""
        ids = compiled(self._selection.articles.order_by().values("id"))
        every = f"SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM ({ids}) a) b"
        found = self._first.execute(f"{every} WHERE place > 1 AND place %% {ARTICLES} = 1 ORDER BY id", ()).fetchall()
        return list(pairwise([None, *(key for (key,) in found), None]))

    def _shard(self, bounds: Bounds) -> str:
        articles, sets = self._selection.articles, self._selection.sets
        for bound, condition in zip(bounds, ("gte", "lt"), strict=True):
            if bound is not None:
                articles = articles.filter(**{f"id__{condition}": bound})
                sets = sets.filter(**{f"article_id__{condition}": bound})
        return self._statement(replace(self._selection, articles=articles, sets=sets))

    def _options_of(self, number: int) -> str:
        return WITHOUT_HEADER if number and self._options == WITH_HEADER else self._options

    def _copied(self, statement: str, options: str) -> IO[bytes]:
        """What one shard gives, in a file. In a thread of its own."""
        kept: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # closed by its reader
        with self._pool.connection() as own:
            own.execute(SNAPSHOT)
            try:
                own.execute(f"SET TRANSACTION SNAPSHOT '{self._snapshot}'; {SETTINGS}")
                _copy(own, f"COPY ({statement}) TO STDOUT {options}", kept)
            finally:
                own.rollback()
        kept.seek(0)
        return kept


def _copy(own: "psycopg.Connection[Any]", statement: str, into: IO[bytes]) -> None:
    with own.cursor() as cursor, cursor.copy(statement) as copy:
        for row in copy:
            into.write(row)


def _chunks(kept: IO[bytes]) -> Iterator[bytes]:
    with kept:
        while chunk := kept.read(CHUNK):
            yield chunk
