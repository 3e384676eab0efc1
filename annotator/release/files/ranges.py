"""What a request for a stored file is answered: whole, a part, or that nothing changed. RFC 9110, sections 13 and 14.

    told = answer(stored, request.method, request.headers)
    told.status, told.headers, told.start, told.stop

Files never change under their name, so the SHA-256 is a strong validator. Pure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

_ONE_RANGE = re.compile(r"\s*bytes\s*=\s*([0-9]*)\s*-\s*([0-9]*)\s*", re.ASCII | re.IGNORECASE)
_TAG = re.compile(r'(?:W/)?"[^"]*"')
_BEYOND = 10**19  # more bytes than any file has; longer numbers are not worth reading


@dataclass(frozen=True)
class Stored:
    """What is known of a file before it is opened."""

    bytes: int
    sha256: str
    modified: datetime

    @property
    def etag(self) -> str:
        return f'"sha256-{self.sha256}"'

    @property
    def last_modified(self) -> str:
        return format_datetime(self._second(), usegmt=True)

    def changed_after(self, instant: datetime) -> bool:
        """HTTP knows only whole seconds."""
        return self._second() > instant

    def is_from(self, instant: datetime) -> bool:
        return self._second() == instant

    def _second(self) -> datetime:
        return self.modified.astimezone(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class Told:
    """An answer without its body, which is the bytes [start, stop) of the file."""

    status: int
    headers: dict[str, str]
    start: int = 0
    stop: int = 0

    @property
    def length(self) -> int:
        return self.stop - self.start


def answer(stored: Stored, method: str, asked: Mapping[str, str]) -> Told:
    """Preconditions first, in the order of RFC 9110, 13.2.2; then the range, which only GET knows."""
    validators = {"ETag": stored.etag, "Last-Modified": stored.last_modified}
    if _refused(stored, asked):
        return Told(412, validators)
    if _known(stored, asked):
        return Told(304, validators)
    headers = validators | {"Accept-Ranges": "bytes"}
    if method != "GET" or not _may_be_part(stored, asked.get("If-Range", "")):
        return _whole(stored, headers)
    return _ranged(stored, asked.get("Range", ""), headers)


def _ranged(stored: Stored, wanted: str, headers: dict[str, str]) -> Told:
    found = _ONE_RANGE.fullmatch(wanted)
    if found is None or found.groups() == ("", ""):
        return _whole(stored, headers)  # several ranges, other units and nonsense: everything, as if not asked
    first, last = (_number(digits) if digits else None for digits in found.groups())
    if first is None:
        start, stop = max(0, stored.bytes - (last or 0)), stored.bytes
    else:
        start, stop = first, stored.bytes if last is None else min(last + 1, stored.bytes)
        if last is not None and last < first:
            return _whole(stored, headers)
    if start >= stored.bytes:
        return Told(416, headers | {"Content-Range": f"bytes */{stored.bytes}"})
    content_range = f"bytes {start}-{stop - 1}/{stored.bytes}"
    return Told(206, headers | {"Content-Length": str(stop - start), "Content-Range": content_range}, start, stop)


def _whole(stored: Stored, headers: dict[str, str]) -> Told:
    return Told(200, headers | {"Content-Length": str(stored.bytes)}, 0, stored.bytes)


def _refused(stored: Stored, asked: Mapping[str, str]) -> bool:
    """Whether the client insists on a file that this is not."""
    if tags := asked.get("If-Match"):
        return not _names(tags, stored.etag, weakly=False)
    instant = _instant(asked.get("If-Unmodified-Since", ""))
    return instant is not None and stored.changed_after(instant)


def _known(stored: Stored, asked: Mapping[str, str]) -> bool:
    """Whether the client has the file already."""
    if tags := asked.get("If-None-Match"):
        return _names(tags, stored.etag, weakly=True)
    instant = _instant(asked.get("If-Modified-Since", ""))
    return instant is not None and not stored.changed_after(instant)


def _may_be_part(stored: Stored, condition: str) -> bool:
    """If-Range: a part only helps somebody whose other part is of the same file."""
    condition = condition.strip()
    if not condition or condition == stored.etag:
        return True
    instant = None if '"' in condition else _instant(condition)
    return instant is not None and stored.is_from(instant)


def _names(tags: str, etag: str, *, weakly: bool) -> bool:
    if tags.strip() == "*":
        return True
    named = _TAG.findall(tags)
    return etag in ([tag.removeprefix("W/") for tag in named] if weakly else named)


def _instant(words: str) -> datetime | None:
    """An HTTP date; None for nonsense, which is ignored."""
    try:
        instant = parsedate_to_datetime(words)
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, IndexError, TypeError, OverflowError):  # a zone may lead out of the calendar
        return None


def _number(digits: str) -> int:
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) < 20 else _BEYOND
