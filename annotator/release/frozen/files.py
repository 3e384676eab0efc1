"""Files that come out the same whenever they are written: gzip without a date, Parquet and CSV by DuckDB."""

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import duckdb
import orjson

from annotator.release.formats.zipping import LEVEL

BLOCK = 1 << 20
MEMORY = "160MB"


class Lines:
    """A file of JSON lines, compressed; `longest` is the length of the longest in bytes."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.rows = self.longest = 0
        self._held = ExitStack()
        self._file = self._held.enter_context(compressed(path))

    def add(self, rows: Iterable[Any]) -> None:
        """Append rows; each becomes a line."""
        written = [orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows]
        if written:
            self._file.write(b"".join(written))
            self.rows += len(written)
            self.longest = max(self.longest, *map(len, written))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()


@contextmanager
def compressed(path: Path) -> Iterator[IO[bytes]]:
    """A gzip file to write to; nothing in it says when or where it was written."""
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=raw, mtime=0) as file,
    ):
        yield file  # type: ignore[misc]


@contextmanager
def tables_database(scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with one thread and little memory; what does not fit goes to `scratch`."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": MEMORY,
        "temp_directory": str(scratch),
    }
    with duckdb.connect(config=config) as database:
        yield database


def tabulate(database: duckdb.DuckDBPyConnection, lines: Path, columns: dict[str, str], *, longest: int) -> None:
    """Write NAME.parquet and NAME.csv beside NAME.jsonl.gz: the same rows, in the same order.

    `longest` is how many bytes its longest line has, at least.
    """
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    source = (
        f"read_json({_quoted(lines)}, format = 'newline_delimited', columns = {{{types}}}, "
        f"maximum_object_size = {max(longest + 1, BLOCK)})"
    )
    stem = lines.name.removesuffix(".jsonl.gz")
    parquet, csv = (lines.with_name(f"{stem}.{suffix}") for suffix in ("parquet", "csv"))
    # JSON for lists of lists, as in the other files; DuckDB's own notation is read by nobody else
    shown = ", ".join(
        f'to_json("{name}") AS "{name}"' if kind.endswith("[]") else f'"{name}"' for name, kind in columns.items()
    )
    database.execute(
        f"COPY (SELECT * FROM {source}) TO {_quoted(parquet)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)"
    )
    database.execute(
        f"COPY (SELECT {shown} FROM read_parquet({_quoted(parquet)})) TO {_quoted(csv)} "
        "(FORMAT csv, HEADER, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%SZ')"
    )


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
