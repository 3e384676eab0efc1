"""An article as somebody sent it, before it is stored: names of fields, what they may hold, what is refused. Pure."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from articles.cutting import Cut
from articles.texts import canonical

SYNONYMS: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content"),
    "title": ("title", "headline"),
    "external_id": ("external_id", "id"),
    "outlet": ("outlet", "source", "publication"),
    "byline": ("byline", "author"),
    "section": ("section",),
    "url": ("url",),
    "language": ("language",),
    "published_at": ("published_at", "date"),
    "licence": ("licence", "license"),
}
LONGEST = {
    "title": 2000,
    "external_id": 200,
    "outlet": 200,
    "byline": 300,
    "section": 200,
    "url": 2000,
    "language": 35,
    "licence": 100,
}
DEEPEST = 20  # levels of lists and objects in the free metadata
MOST_METADATA = 100_000  # characters
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_URL = re.compile(r"https?://[^\s<>\"\\]+", re.IGNORECASE)


class Fault(Exception):
    """What was sent cannot become an article: a stable code and a sentence for the sender."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Draft:
    """One article to be. `text` is as sent; everything else is cleaned."""

    text: str
    title: str = ""
    external_id: str = ""
    outlet: str = ""
    byline: str = ""
    section: str = ""
    url: str = ""
    language: str = ""
    published_at: datetime | None = None
    licence: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    cut: Cut | None = field(default=None, repr=False, compare=False)
    """What follows from the text, where that was found out already; see `cutting`."""


def draft_of(record: object) -> Draft:
    """The article in a decoded JSON value, whatever its keys are called; what we do not know goes to `metadata`."""
    if not isinstance(record, dict):
        raise Fault("not_an_object", _("An article is a JSON object with at least a “text”."))
    rest = dict(record)
    found = {name: _taken(rest, keys) for name, keys in SYNONYMS.items()}
    text = found.pop("text")
    if text is None:
        raise Fault("no_text", _("There is no “text” (or “body”, or “content”) in this article."))
    if not isinstance(text, str):
        raise Fault("bad_field", _("“text” must be a string."))
    given = rest.pop("metadata", None)
    if not isinstance(given, dict | None):
        raise Fault("bad_field", _("“metadata” must be an object."))
    return Draft(text=text, metadata=_metadata({**rest, **(given or {})}), **fields_of(found))


def fields_of(found: Mapping[str, object]) -> dict[str, Any]:
    """The cleaned fields of a draft, apart from text and metadata. Raises Fault for the first bad one."""
    cleaned: dict[str, Any] = {name: _line(name, found.get(name)) for name in LONGEST}
    if cleaned["url"] and not _URL.fullmatch(cleaned["url"]):
        raise Fault("bad_field", _("“url” must be a web address that begins with http:// or https://."))
    if cleaned["language"] and not _LANGUAGE.fullmatch(cleaned["language"]):
        raise Fault("bad_field", _("“language” must be a language tag such as en, pt or zh-Hant."))
    return {**cleaned, "published_at": moment(found.get("published_at"))}


def moment(value: object) -> datetime | None:
    """A point in time from ISO 8601; a day is its midnight, and without a zone it is UTC. Raises Fault."""
    if value is None or value == "":
        return None
    try:
        if not isinstance(value, str):
            raise ValueError
        at = datetime.fromisoformat(value.strip())
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Fault("bad_field", _("“published_at” must be a date such as 2024-12-02 or 2024-12-02T09:30Z.")) from None


def _taken(rest: dict[Any, Any], keys: tuple[str, ...]) -> object:
    """The first value there is under these names, taken out of `rest`; a second one stays as metadata."""
    for key in keys:
        if rest.get(key) not in (None, ""):
            return rest.pop(key)
    for key in keys:
        if key in rest:
            return rest.pop(key)
    return None


def _line(name: str, value: object) -> str:
    if name == "byline" and isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = ", ".join(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str | None):
        raise Fault("bad_field", _("“%(name)s” must be a string.") % {"name": name})
    line = " ".join(canonical(value or "").split())
    if len(line) > LONGEST[name]:
        raise Fault(
            "bad_field",
            _("“%(name)s” may have %(what)s characters; this one has %(number)s.")
            % {"name": name, "what": f"{LONGEST[name]:,}", "number": f"{len(line):,}"},
        )
    return line


def _metadata(given: dict[str, Any]) -> dict[str, Any]:
    room = [MOST_METADATA]
    return {_text(key, room): _clean(value, room, DEEPEST) for key, value in given.items()}


def _clean(value: object, room: list[int], levels: int) -> object:
    """What JSON in PostgreSQL can hold: no NUL, no lone surrogate, no infinity, and an end."""
    if levels == 0:
        raise Fault("too_deep", _("“metadata” is nested more than %(deepest)s levels deep.") % {"deepest": DEEPEST})
    if isinstance(value, str):
        return _text(value, room)
    _spend(8, room)
    if isinstance(value, dict):
        return {_text(key, room): _clean(one, room, levels - 1) for key, one in value.items()}
    if isinstance(value, list):
        return [_clean(one, room, levels - 1) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise Fault("bad_field", _("“metadata” holds a number that is not finite."))
    if isinstance(value, int) and value.bit_length() > 64:
        raise Fault("bad_field", _("“metadata” holds a number with too many digits."))
    return value


def _text(text: str, room: list[int]) -> str:
    _spend(len(text), room)
    return canonical(text)


def _spend(characters: int, room: list[int]) -> None:
    room[0] -= characters
    if room[0] < 0:
        raise Fault(
            "metadata_too_large",
            _("“metadata” may have %(most_metadata)s characters.") % {"most_metadata": f"{MOST_METADATA:,}"},
        )
