"""From the bytes of a file to the articles in it, one after the other in constant memory. Pure.

Three formats: a text file is one article; a JSON file is an object or a list of them; JSON lines are one a line.
What cannot be read in one place is a `Bad` there and the rest goes on; a `Fault` means the file as a whole.
"""

import codecs
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, BinaryIO

import orjson

from annotator.intake import encodings
from articles.drafts import Draft, Fault, draft_of
from articles.texts import MAX_CHARACTERS
from articles.words import _

LONGEST_LINE = 16 * 2**20  # bytes: two million characters, even when many of them are written as \uXXXX
MEGABYTE = 10**6


class Format(Enum):
    """How the articles lie in a file."""

    TEXT = "one article"
    JSON = "an article or a list of them"
    LINES = "one article a line"


LARGEST = {Format.TEXT: 4 * MAX_CHARACTERS, Format.JSON: 32 * MEGABYTE}

_SUFFIXES = {
    **{".txt": Format.TEXT, ".text": Format.TEXT, ".json": Format.JSON},
    **{".jsonl": Format.LINES, ".ndjson": Format.LINES},
}
ACCEPTED = tuple(_SUFFIXES)


@dataclass(frozen=True)
class Found:
    """An article and the line it begins on."""

    line: int
    draft: Draft


@dataclass(frozen=True)
class Bad:
    """Something that is no article, and why."""

    line: int
    code: str
    reason: str


def format_of(filename: str, size: int, *, largest: int) -> Format:
    """How to read a file, by its name. Raises Fault for another kind, for an empty one and one above the limits.

    Only JSON lines are read in constant memory, so only they may be as large as `largest` says.
    """
    suffix = re.search(r"\.[A-Za-z0-9]+$", filename)
    found = _SUFFIXES.get(suffix.group().lower() if suffix else ".txt")
    if found is None:
        raise Fault(
            "unsupported_file",
            _("“%(filename)s” is not a .txt, .json or .jsonl file. Save it as plain text first.")
            % {"filename": filename},
        )
    if size == 0:
        raise Fault("empty_file", _("“%(filename)s” is empty.") % {"filename": filename})
    limit = min(largest, LARGEST.get(found, largest))
    if size > limit:
        raise Fault(
            "file_too_large",
            _("“%(filename)s” has %(number)s MB. %(what)s")
            % {"filename": filename, "number": f"{size / MEGABYTE:,.1f}", "what": _advice(found, limit)},
        )
    return found


def inspect(file: BinaryIO, filename: str, size: int, *, largest: int) -> Format:
    """What needs no reading to be refused: see `format_of`; also what is no text at all. Raises Fault."""
    found = format_of(filename, size, largest=largest)
    encodings.refuse_binary(encodings.beginning(file))
    file.seek(0)
    return found


def detect(file: BinaryIO, kind: Format, *, language: str) -> str:
    """The encoding of the file, a name of `encodings.CHOICES`. Raises Fault."""
    if kind is Format.LINES:
        return encodings.detect_lines(file, language=language)
    return encodings.detect(file, language=language)


def read(file: BinaryIO, kind: Format, encoding: str) -> Iterator[Found | Bad]:
    """Everything in the file, in order. Raises Fault when the whole file cannot be read."""
    if kind is Format.LINES:
        yield from _lines(file, encoding)
        return
    text = _decoded(file, encoding)
    if kind is Format.TEXT:
        yield Found(1, Draft(text=text))
    else:
        yield from _values(text)


def _advice(kind: Format, limit: int) -> str:
    if kind is Format.TEXT:
        return f"A text file is one article, of at most {MAX_CHARACTERS:,} characters."
    megabytes = limit // MEGABYTE
    if kind is Format.JSON:
        return f"A .json file may have {megabytes} MB; save it as .jsonl, one article a line."
    return f"A .jsonl file may have {megabytes} MB; cut it into several."


def _decoded(file: BinaryIO, encoding: str) -> str:
    try:
        text = b"".join(encodings.chunks(file)).decode(encoding)
    except UnicodeDecodeError as error:
        raise Fault(
            "wrong_encoding",
            _("This file is not %(what)s: byte %(number)s does not fit.")
            % {"what": encodings.CHOICES[encoding], "number": f"{error.start + 1:,}"},
        ) from None
    return text.removeprefix("\ufeff")


def _lines(file: BinaryIO, encoding: str) -> Iterator[Found | Bad]:
    for number, line in _numbered(file, encoding):
        if line is None:
            yield Bad(
                number,
                "line_too_long",
                _("This line is longer than %(number)s MB.") % {"number": LONGEST_LINE // MEGABYTE},
            )
        elif stripped := line.strip():
            yield _read_line(number, stripped, encoding)


def _numbered(file: BinaryIO, encoding: str) -> Iterator[tuple[int, bytes | None]]:
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


def _read_line(number: int, line: bytes, encoding: str) -> Found | Bad:
    try:
        return _as_draft(number, _loaded(line, "utf-8" if encoding.startswith("utf-16") else encoding))
    except Fault as fault:
        return Bad(number, fault.code, fault.message)


def _loaded(line: bytes, encoding: str) -> Any:
    if encoding == "utf-8":
        try:
            return orjson.loads(line)
        except orjson.JSONDecodeError:
            pass  # the slow way takes lone surrogates and says what is wrong
    try:
        return _STRICT.decode(line.decode(encoding))
    except UnicodeDecodeError as error:
        name = encodings.CHOICES[encoding]
        raise Fault(
            "wrong_encoding",
            _("This line is not %(name)s: byte %(number)s does not fit.")
            % {"name": name, "number": f"{error.start + 1:,}"},
        ) from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise _not_json(error) from None


def _values(text: str) -> Iterator[Found | Bad]:
    """The elements of a list, or the values that follow each other, without ever holding all of them decoded."""
    at, line, counted = _skip(text, 0), 1, 0
    listed = text.startswith("[", at)
    at = _skip(text, at + 1) if listed else at
    while at < len(text) and not (listed and text.startswith("]", at)):
        line, counted = line + text.count("\n", counted, at), at
        value, at = _value_at(text, at)
        yield _as_draft(line, value)
        at = _skip(text, at)
        if listed:
            at = _after_comma(text, at)
    if listed and _skip(text, at + 1) < len(text):
        raise _not_json(json.JSONDecodeError("Something follows the list", text, at + 1))
    if listed and at >= len(text):
        raise _not_json(json.JSONDecodeError("The list does not end", text, at))


def _after_comma(text: str, at: int) -> int:
    if text.startswith("]", at):
        return at
    if not text.startswith(",", at):
        raise _not_json(json.JSONDecodeError("A comma or the end of the list is missing", text, at))
    after = _skip(text, at + 1)
    if text.startswith("]", after):
        raise _not_json(json.JSONDecodeError("A value is missing after the comma", text, after))
    return after


def _value_at(text: str, at: int) -> tuple[Any, int]:
    try:
        return _STRICT.raw_decode(text, at)
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise _not_json(error) from None


def _as_draft(line: int, value: object) -> Found | Bad:
    try:
        return Found(line, draft_of(value))
    except Fault as fault:
        return Bad(line, fault.code, fault.message)


_BLANK = re.compile(r"[ \t\r\n]*")


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


_STRICT = json.JSONDecoder(parse_constant=_no_constant, strict=False)


def _not_json(error: ValueError) -> Fault:
    if isinstance(error, json.JSONDecodeError):
        where = f"line {error.lineno:,}, column {error.colno:,}" if error.lineno > 1 else f"column {error.colno:,}"
        return Fault(
            "bad_json", _("This is not valid JSON at %(where)s: %(msg)s.") % {"where": where, "msg": error.msg}
        )
    return Fault("bad_json", _("This is not valid JSON: %(error)s.") % {"error": error})


def _too_deep() -> Fault:
    return Fault("too_deep", _("This JSON is nested too deeply to be an article."))
