"""JSON lines: one article a line, in constant memory. Pure.

A line that cannot be read is a `Bad` and the rest goes on.
"""

import codecs
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from annotator.intake import encodings
from annotator.intake.formats.records import STRICT, as_draft, not_json, too_deep
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Bad, Found
from articles.drafts import Fault
from articles.words import _

LONGEST_LINE = 16 * 2**20  # bytes: two million characters, even when many of them are written as \uXXXX
MEGABYTE = 10**6


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """One article after the other. `asked.encoding` names the encoding."""
    for number, line in numbered(source.file, asked.encoding):
        if line is None:
            yield Bad(
                number,
                "line_too_long",
                _("This line is longer than %(number)s MB.") % {"number": LONGEST_LINE // MEGABYTE},
            )
        elif stripped := line.strip():
            yield _read_line(number, stripped, asked)


def numbered(file: BinaryIO, encoding: str) -> Iterator[tuple[int, bytes | None]]:
    """Each line with its number; None instead of one that is too long to be kept in memory."""
    file.seek(0)
    number = 0
    source = _as_utf8(file, encoding) if encoding.startswith("utf-16") else file
    while line := source.readline(LONGEST_LINE):
        number += 1
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if len(line) < LONGEST_LINE or line.endswith(b"\n"):
            yield number, line
            continue
        while (rest := source.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        yield number, None


class _Recoded(io.RawIOBase):
    """A file in UTF-16, read as UTF-8, so that its lines are found by their bytes."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._chunks = encodings.chunks(file)
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = self._decoder.decode(chunk).encode()
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


def _as_utf8(file: BinaryIO, encoding: str) -> BinaryIO:
    return io.BufferedReader(_Recoded(file, encoding), encodings.CHUNK)


def _read_line(number: int, line: bytes, asked: Asked) -> Found | Bad:
    try:
        value = _loaded(line, "utf-8" if asked.encoding.startswith("utf-16") else asked.encoding)
        return as_draft(number, value, asked.language)
    except Fault as fault:
        return Bad(number, fault.code, fault.message)


def _loaded(line: bytes, encoding: str) -> Any:
    if encoding == "utf-8":
        try:
            return orjson.loads(line)
        except orjson.JSONDecodeError:
            pass  # the slow way takes lone surrogates and says what is wrong
    try:
        return STRICT.decode(line.decode(encoding))
    except UnicodeDecodeError as error:
        name = encodings.CHOICES[encoding]
        raise Fault(
            "wrong_encoding",
            _("This line is not %(name)s: byte %(number)s does not fit.")
            % {"name": name, "number": f"{error.start + 1:,}"},
        ) from None
    except RecursionError:
        raise too_deep() from None
    except ValueError as error:
        raise not_json(error) from None
