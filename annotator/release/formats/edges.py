"""The actor-claim edge list as CSV: each statement, or each tie with how often it was made. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from annotator.release.formats.line import About, Json
from annotator.release.formats.network import TIE, Ties
from annotator.release.formats.statements import COLUMNS, statements

CHUNK = 65_536


def write(lines: Iterable[Json], _about: About) -> Iterator[bytes]:
    """A row for each statement, in the order of the lines."""
    rows = (statement for line in lines for statement in statements(line))
    return _table(COLUMNS, ([row[name] for name in COLUMNS] for row in rows))


def write_ties(lines: Iterable[Json], _about: About) -> Iterator[bytes]:
    """A row for each actor, topic and stance: `weight` statements in so many articles, from `first` to `last`."""
    with Ties(lines) as ties:
        yield from _table(TIE, ties.rows())


def _table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    kept = io.StringIO(newline="")
    table = csv.writer(kept)
    table.writerow(header)
    for row in rows:
        table.writerow(row)
        if kept.tell() >= CHUNK:
            yield _taken(kept)
    yield _taken(kept)


def _taken(kept: io.StringIO) -> bytes:
    taken = kept.getvalue().encode()
    kept.seek(0)
    kept.truncate()
    return taken
