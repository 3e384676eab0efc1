"""CSV as Excel opens it well: with a byte-order mark, and without anything that a spreadsheet would run. Pure."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator

from articles.formulas import guarded

CHUNK = 65_536
LONGEST_CELL = 2**27  # characters; Python would refuse 131,072


def for_excel(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same table with a mark and CRLF; an apostrophe stands before what would run, so the data are changed."""
    yield codecs.BOM_UTF8
    kept = io.StringIO(newline="")
    csv.field_size_limit(LONGEST_CELL)
    table = csv.writer(kept)
    for row in csv.reader(_lines(chunks)):
        table.writerow([guarded(cell) for cell in row])
        if kept.tell() >= CHUNK:
            yield _taken(kept)
    yield _taken(kept)


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Lines with their ends, cut at line feeds only: other line ends stand within cells."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    rest = ""
    for chunk in chunks:
        *whole, rest = (rest + decoder.decode(chunk)).split("\n")
        yield from (f"{line}\n" for line in whole)
    if rest:
        yield rest


def _taken(kept: io.StringIO) -> bytes:
    taken = kept.getvalue().encode()
    kept.seek(0)
    kept.truncate()
    return taken
