"""A JSON file: an article, a list of them, or one after the other. Pure.

What cannot be read in one place is a `Bad` there and the rest goes on; a `Fault` means the file as a whole.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from annotator.intake.formats.columns import draft_of_record
from annotator.intake.formats.source import Asked, Source
from annotator.intake.formats.text import decoded
from annotator.intake.found import Bad, Found
from articles.drafts import Fault
from articles.words import _


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """The elements of a list, or the values that follow each other, without ever holding all of them decoded."""
    text = decoded(source, asked)
    at, line, counted = _skip(text, 0), 1, 0
    listed = text.startswith("[", at)
    at = _skip(text, at + 1) if listed else at
    while at < len(text) and not (listed and text.startswith("]", at)):
        line, counted = line + text.count("\n", counted, at), at
        value, at = _value_at(text, at)
        yield as_draft(line, value, asked.language)
        at = _skip(text, at)
        if listed:
            at = _after_comma(text, at)
    if listed and _skip(text, at + 1) < len(text):
        raise not_json(json.JSONDecodeError("Something follows the list", text, at + 1))
    if listed and at >= len(text):
        raise not_json(json.JSONDecodeError("The list does not end", text, at))


def _after_comma(text: str, at: int) -> int:
    if text.startswith("]", at):
        return at
    if not text.startswith(",", at):
        raise not_json(json.JSONDecodeError("A comma or the end of the list is missing", text, at))
    after = _skip(text, at + 1)
    if text.startswith("]", after):
        raise not_json(json.JSONDecodeError("A value is missing after the comma", text, after))
    return after


def _value_at(text: str, at: int) -> tuple[Any, int]:
    try:
        return STRICT.raw_decode(text, at)
    except RecursionError:
        raise too_deep() from None
    except ValueError as error:
        raise not_json(error) from None


def as_draft(line: int, value: object, language: str) -> Found | Bad:
    """The article in a decoded value, or why there is none."""
    try:
        draft, notes = draft_of_record(value, language)
    except Fault as fault:
        return Bad(line, fault.code, fault.message)
    return Found(line, draft, notes=notes)


_BLANK = re.compile(r"[ \t\r\n]*")


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


STRICT = json.JSONDecoder(parse_constant=_no_constant, strict=False)


def not_json(error: ValueError) -> Fault:
    if isinstance(error, json.JSONDecodeError):
        where = f"line {error.lineno:,}, column {error.colno:,}" if error.lineno > 1 else f"column {error.colno:,}"
        return Fault(
            "bad_json", _("This is not valid JSON at %(where)s: %(msg)s.") % {"where": where, "msg": error.msg}
        )
    if "digits" in str(error):
        return Fault("bad_json", _("This JSON holds a number with too many digits."))
    return Fault("bad_json", _("This is not valid JSON: %(error)s.") % {"error": error})


def too_deep() -> Fault:
    return Fault("too_deep", _("This JSON is nested too deeply to be an article."))
