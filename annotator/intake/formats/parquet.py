"""The rows of a Parquet file, read by DuckDB in a closed room. Pure."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import duckdb

from annotator.intake.formats.source import Source
from articles.drafts import Fault
from articles.words import _

MAGIC = b"PAR1"
MOST_ROWS = 1_000_000
MOST_COLUMNS = 1000
AT_ONCE = 16  # rows: each may hold an article of the greatest length
MEMORY = "256MB"


@contextmanager
def opened(source: Source) -> Iterator[tuple[list[str], Iterator[Sequence[Any]]]]:
    """Names of the columns and the rows, in order. Raises Fault for what is no Parquet file, or an enormous one."""
    with tempfile.TemporaryFile() as copy:
        source.file.seek(0)
        shutil.copyfileobj(source.file, copy)
        copy.flush()
        try:
            with _closed_room(path := f"/dev/fd/{copy.fileno()}") as room:
                _refuse_enormous(room, path)
                found = room.execute("SELECT * FROM read_parquet($1, hive_partitioning = false)", [path])
                yield [str(column[0]) for column in found.description], _rows(room)
        except duckdb.Error as error:
            raise _no_good(error) from None


@contextmanager
def _closed_room(path: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that may read one path, nothing else, and never again be told otherwise.

    The order matters: a path can only be allowed while everything is, and only a locked configuration stays.
    """
    with duckdb.connect(
        ":memory:",
        config={
            "threads": 1,
            "memory_limit": MEMORY,
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    ) as room:
        room.execute(f"SET allowed_paths = ['{path}']")
        room.execute("SET enable_external_access = false")
        room.execute("SET lock_configuration = true")
        yield room


def _refuse_enormous(room: duckdb.DuckDBPyConnection, path: str) -> None:
    counted = room.execute("SELECT sum(num_rows) FROM parquet_file_metadata($1)", [path]).fetchone()
    columns = room.execute("SELECT count(*) FROM parquet_schema($1)", [path]).fetchone()
    if counted and counted[0] and counted[0] > MOST_ROWS:
        raise Fault(
            "too_many_rows",
            _("This table says that it has %(number)s rows; %(limit)s are read. Cut it into several.")
            % {"number": f"{counted[0]:,}", "limit": f"{MOST_ROWS:,}"},
        )
    if columns and columns[0] > MOST_COLUMNS:
        raise Fault(
            "too_many_columns",
            _("This table has %(number)s columns; %(limit)s are read.")
            % {"number": f"{columns[0]:,}", "limit": f"{MOST_COLUMNS:,}"},
        )


def _rows(room: duckdb.DuckDBPyConnection) -> Iterator[Sequence[Any]]:
    while rows := room.fetchmany(AT_ONCE):
        for row in rows:
            yield [_plain(one) for one in row]


def _plain(value: Any) -> Any:
    """What JSON can hold; bytes are left out, and what has no other form is written out."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return None
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else str(value)


def _no_good(error: duckdb.Error) -> Fault:
    if isinstance(error, duckdb.OutOfMemoryException):
        return Fault(
            "too_large_inside",
            _("This Parquet file grows beyond what may be read at once. Write it with smaller row groups."),
        )
    return Fault("bad_parquet", _("This is not a Parquet file that can be read. Write it again, or save it as CSV."))
