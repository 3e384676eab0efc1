"""The JSON values of a file of annotations: one a line, or a list of them, or a single one. Pure."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Bad
from articles.drafts import Fault
from articles.words import _

LONGEST_LINE = 16 * 2**20  # bytes

Json = dict[str, Any]


def values_of(source: Source, asked: Asked, *, by_line: bool) -> Iterator[tuple[int, Any] | Bad]:
    """Each value with the line it stands on, or with its number in the list. `by_line`: the file is JSON lines."""
    if by_line:
        yield from _lines(source.file, asked.encoding or "utf-8")
        return
    source.file.seek(0)
    value = loaded(source.file.read(), asked.encoding or "utf-8")
    yield from enumerate(value if isinstance(value, list) else [value], 1)


def loaded(raw: bytes, encoding: str = "utf-8") -> Any:
    """A decoded JSON value. Raises Fault for what is none."""
    try:
        text = raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Fault("wrong_encoding", _("This is not %(what)s.") % {"what": f"{encoding}: {error.reason}"}) from None
    try:
        return orjson.loads(text.encode())
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        pass  # the slow way takes lone surrogates and says what is wrong
    try:
        return json.loads(text)
    except RecursionError:
        raise Fault("too_deep", _("This JSON is nested too deeply to be an article.")) from None
    except ValueError as error:
        raise Fault("bad_json", _("This is not valid JSON: %(error)s.") % {"error": error}) from None


def text_in(value: Json, *names: str) -> str:
    """The first of these that is a string; Fault without one."""
    for name in names:
        if isinstance(value.get(name), str):
            return str(value[name])
    raise Fault("no_text", _("There is no text here that the annotations are about."))


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def offset(value: Any) -> int:
    """An offset in JSON. Raises Fault for what is none."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
        return value
    raise Fault("bad_annotation", _("An annotation has no offsets that are whole numbers."))


def _lines(file: BinaryIO, encoding: str) -> Iterator[tuple[int, Any] | Bad]:
    file.seek(0)
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            raise Fault("line_too_long", _("This line is longer than %(number)s MB.") % {"number": 16})
        if not line.strip():
            continue
        try:
            yield number, loaded(line, encoding)
        except Fault as fault:
            yield Bad(number, fault.code, fault.message)
