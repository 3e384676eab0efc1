"""Web archives: every page that was saved in one, with its address and the day it was saved. Pure."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from annotator.intake import encodings
from annotator.intake.formats import html
from annotator.intake.formats.dates import understood
from annotator.intake.formats.fields import leniently
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Bad, Found
from articles.drafts import Fault
from articles.words import _

PAGES = ("text/html", "application/xhtml+xml")
LARGEST_PAGE = 16 * 10**6  # bytes, unpacked
LARGEST = 4 * 10**9  # bytes of everything in it, unpacked
MOST_RECORDS = 500_000


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """The pages in the order of the archive; pictures, scripts and failed requests are passed over. Raises Fault."""
    source.file.seek(0)
    unpacked = pages = 0
    try:
        for number, record in enumerate(ArchiveIterator(source.file, check_digests=False), 1):
            content = _some(record.content_stream(), LARGEST_PAGE + 1) if _is_page(record) else None
            unpacked += len(content or b"") + _drained(record.raw_stream, LARGEST - unpacked)
            if unpacked > LARGEST or number > MOST_RECORDS:
                raise Fault(
                    "too_large_inside",
                    _("There is more in this web archive than is read at once. Cut it into several."),
                )
            if getattr(record.raw_stream, "limit", 0) > 0:
                raise EOFError
            if content is not None:
                pages += 1
                yield _page(number, record, content, asked)
    except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
        raise Fault("bad_archive", _("This web archive is damaged from some place on. Make it again.")) from error
    if not pages:
        raise Fault("no_articles", _("There is no article in this file."))


def _is_page(record: Any) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = (record.http_headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    return kind in PAGES and record.http_headers.get_statuscode() == "200"


def _page(number: int, record: Any, content: bytes, asked: Asked) -> Found | Bad:
    address = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    try:
        if len(content) > LARGEST_PAGE:
            raise Fault("file_too_large", _("This page is larger than any article."))
        found = html.page(_decoded(record, content, asked), asked.language)
    except Fault as fault:
        return Bad(number, fault.code, fault.message, address[:300])
    saved = understood(record.rec_headers.get_header("WARC-Date"))
    url, notes = leniently({"url": address})
    metadata = {**found.draft.metadata, **({"captured_at": saved.isoformat()} if saved else {})}
    draft = replace(found.draft, url=url.get("url") or found.draft.url, metadata=metadata)
    return replace(found, line=number, draft=draft, place=address[:300], notes=found.notes + notes)


def _decoded(record: Any, content: bytes, asked: Asked) -> str:
    declared = (record.http_headers.get_header("Content-Type") or "").lower().partition("charset=")[2].strip(" \"';")
    try:
        return content.decode(declared) if declared else _guessed(content, asked)
    except (LookupError, UnicodeDecodeError):
        return _guessed(content, asked)


def _guessed(content: bytes, asked: Asked) -> str:
    encoding = asked.encoding or encodings.detect(io.BytesIO(content), language=asked.language)
    return content.decode(encoding, "replace").removeprefix("\ufeff")


def _some(stream: Any, most: int) -> bytes:
    """At most so many bytes; a stream may give fewer at a time than it is asked for."""
    found = bytearray()
    while len(found) < most and (chunk := stream.read(most - len(found))):
        found += chunk
    return bytes(found[:most])


def _drained(stream: Any, most: int) -> int:
    """Read to the end of a record, keeping nothing, and count; one that never ends is left where it is too much."""
    counted = 0
    while counted <= most and (chunk := stream.read(encodings.CHUNK)):
        counted += len(chunk)
    return counted
