"""Tables: CSV, whatever it separates its columns with, and Parquet; one article a row. Pure.

A row that cannot be read is a `Bad` and the rest goes on. Rows are numbered as a spreadsheet does: the names are row 1.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, BinaryIO, NamedTuple, cast

from annotator.intake import encodings
from annotator.intake.formats import parquet
from annotator.intake.formats.columns import LONG, chosen, draft_of_row, guessed
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Bad, Found
from articles.drafts import Fault
from articles.texts import MAX_CHARACTERS
from articles.words import _

LONGEST_ROW = 4 * MAX_CHARACTERS  # characters, with everything beside the text
MOST_COLUMNS = 1000
SAMPLE = 50  # rows looked at before the columns are known
MARKS = (",", ";", "\t", "|")


class Table(NamedTuple):
    """Names of the columns, and the rows with their numbers."""

    names: list[str]
    rows: Iterator[tuple[int, Sequence[Any]]]


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """One article after the other. Raises Fault when no column holds texts, or the table breaks off."""
    with _opened(source, asked) as (names, rows):
        first = list(islice(rows, SAMPLE))
        columns = chosen(names, [row for _number, row in first], asked.columns)
        for number, row in chain(first, rows):
            if any(one not in (None, "") for one in row):
                yield _article(number, names, row, columns, asked.language)


def columns_of(source: Source, asked: Asked, rows: int = 5) -> tuple[list[str], list[list[str]], dict[str, str]]:
    """For a person who says what the columns are: their names, the first rows as text, and what we think they are."""
    with _opened(source, asked) as table:
        sample = [row for _number, row in islice(table.rows, SAMPLE)]
        shown = [["" if one is None else str(one) for one in row] for row in sample[:rows]]
        return table.names, shown, guessed(table.names, sample)


def _article(number: int, names: list[str], row: Sequence[Any], columns: dict[str, str], language: str) -> Found | Bad:
    if len(row) > len(names):
        return Bad(
            number,
            "too_many_cells",
            _("This row has %(number)s cells in %(limit)s columns. Is a text with commas not in quotation marks?")
            % {"number": len(row), "limit": len(names)},
        )
    try:
        draft, notes = draft_of_row(dict(zip(names, row, strict=False)), columns, language)
    except Fault as fault:
        return Bad(number, fault.code, fault.message)
    return Found(number, draft, notes=notes)


@contextmanager
def _opened(source: Source, asked: Asked) -> Iterator[Table]:
    if encodings.beginning(source.file).startswith(parquet.MAGIC):
        with parquet.opened(source) as (names, rows):
            yield Table(names, enumerate(rows, 1))
    else:
        yield _csv(source, asked)


def _csv(source: Source, asked: Asked) -> Table:
    encoding = asked.encoding or encodings.detect(source.file, language=asked.language)
    mark = _mark(source, encoding)
    rows = _rows(_lines(source, encoding), mark)
    first = next(rows, None)
    if first is not None and "".join(first[1]) in ("sep=", f"sep={mark}"):  # Excel's word to itself
        first = next(rows, None)
    if first is None:
        raise Fault("no_articles", _("There is no article in this file."))
    number, names = first
    if len(names) > MOST_COLUMNS:
        raise Fault(
            "too_many_columns",
            _("This table has %(number)s columns; %(limit)s are read.")
            % {"number": f"{len(names):,}", "limit": f"{MOST_COLUMNS:,}"},
        )
    if any(len(name) >= LONG for name in names):  # nobody names a column with an article
        return Table(
            [_("column %(number)s") % {"number": at} for at in range(1, len(names) + 1)], chain([(number, names)], rows)
        )
    return Table(_distinct(names), rows)


def _distinct(names: list[str]) -> list[str]:
    """Each name once: a second one, and an empty one, gets its number."""
    found: dict[str, None] = {}
    for at, name in enumerate(names, 1):
        stripped = " ".join(name.split()) or _("column %(number)s") % {"number": at}
        found[stripped if stripped not in found else f"{stripped} ({at})"] = None
    return list(found)


def _mark(source: Source, encoding: str) -> str:
    """What separates the columns: the mark that cuts most rows of the beginning into as many cells as the first."""
    head = encodings.beginning(source.file).decode(encoding, "ignore").removeprefix("\ufeff")
    if head[:5].startswith("sep=") and head[4:5] in MARKS:
        return head[4]
    preferred = "\t" if source.name.lower().endswith((".tsv", ".tab")) else ","
    return max(MARKS, key=lambda mark: (*_fit(head, mark), mark == preferred))


def _fit(head: str, mark: str) -> tuple[int, int, int]:
    """How well a mark explains the beginning: a name of a text among the columns, rows alike, number of columns."""
    try:
        rows = [row for row in islice(csv.reader(io.StringIO(head, newline=""), delimiter=mark), SAMPLE) if row]
    except csv.Error:
        return 0, 0, 0
    if not rows:
        return 0, 0, 0
    known = "text" in guessed(rows[0]).values()
    alike = sum(len(row) == len(rows[0]) for row in rows) * 10 // len(rows)
    return int(known), alike if len(rows[0]) > 1 else 0, len(rows[0])


def _rows(lines: Iterator[str], mark: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_ROW)
    reader = csv.reader(lines, delimiter=mark)
    number = 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            raise _too_long(number + 1) from None
        if row is None:
            return
        number += 1
        if row:
            yield number, row


def _lines(source: Source, encoding: str) -> Iterator[str]:
    """The lines of the file, none of them longer than a row may be, however long it is in the file."""
    source.file.seek(0)
    text = io.TextIOWrapper(cast(BinaryIO, _Kept(source.file)), encoding, newline="")
    number = 0
    try:
        while line := text.readline(LONGEST_ROW):
            number += 1
            if len(line) == LONGEST_ROW:
                raise _too_long(number)
            yield line.removeprefix("\ufeff") if number == 1 else line
    except UnicodeDecodeError:
        raise Fault(
            "wrong_encoding",
            _("This file is not %(what)s: near line %(number)s a byte does not fit.")
            % {"what": encodings.CHOICES[encoding], "number": f"{number + 1:,}"},
        ) from None


class _Kept(io.BufferedIOBase):
    """A file that stays open when what reads it is thrown away."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        found: bytes = self._file.read(size)
        return found

    def read1(self, size: int = -1, /) -> bytes:
        found: bytes = self._file.read(size)
        return found


def _too_long(number: int) -> Fault:
    return Fault(
        "field_too_long",
        _("Row %(number)s holds more than %(limit)s characters. Is a quotation mark opened there and never closed?")
        % {"number": f"{number:,}", "limit": f"{LONGEST_ROW:,}"},
    )
