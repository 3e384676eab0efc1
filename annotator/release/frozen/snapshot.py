"""One moment of the database, read as long as a release needs it."""

from collections.abc import Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

import orjson
from django.db import connection

from annotator.release.stream import RAW_JSON

Json = dict[str, Any]


class Snapshot:
    """A transaction of its own that sees nothing of what is committed after it has begun."""

    def __enter__(self) -> Self:
        self._held = ExitStack()
        try:
            self._own = self._held.enter_context(connection.pool.connection())  # type: ignore[attr-defined]
            self._own.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            self._held.callback(self._end)
            self._own.execute(
                "SET LOCAL TIME ZONE 'UTC'; SET LOCAL jit = off; SET LOCAL idle_in_transaction_session_timeout = 0"
            )
        except BaseException:
            self._held.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """All rows of a narrow SELECT."""
        found: list[tuple[Any, ...]] = self._own.execute(statement).fetchall()
        return found

    def lines(self, statement: str) -> Iterator[Json]:
        """The JSON documents of a SELECT, one after the other."""
        with self._own.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT {RAW_JSON}") as copy:
            for row in copy:
                yield orjson.loads(row)

    def _end(self) -> None:
        if not self._own.closed:
            self._own.rollback()
