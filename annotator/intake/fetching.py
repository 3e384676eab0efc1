"""One file from the web, and nothing from inside the house: see `articles.reaching`. Redirects are not followed."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote

import urllib3
from django.conf import settings
from django.core.files.base import File

from annotator.intake.formats.registry import ACCEPTED, suffix_of
from articles import reaching
from articles.access import Refusal
from articles.drafts import Fault
from articles.reaching import PORTS, Place, Resolve, is_public
from articles.words import _

CONNECT, READ, ALTOGETHER = 5, 10, 60  # seconds
CHUNK = 2**16
AGENT = "Ascribe (asked for by a person)"
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
    "application/json": ".json",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/zip": ".zip",
}


@dataclass(frozen=True)
class Fetched:
    """A file, at its beginning, with the name it is to have."""

    name: str
    file: IO[bytes]
    size: int


def asked_for(address: str) -> "File[bytes]":
    """The file at an address a person or a program gave, ready to be received. Raises Refusal, also where it is off."""
    if not settings.IMPORT_BY_URL:
        raise Refusal("import_by_url_off", _("Files are not fetched from web addresses here. Upload the file itself."))
    try:
        found = fetch(address, largest=settings.MAX_UPLOAD_BYTES)
    except Fault as fault:
        raise Refusal(fault.code, fault.message) from fault
    return File(found.file, found.name)


def fetch(
    address: str,
    *,
    largest: int,
    resolve: Resolve | None = None,
    allowed: Callable[[str], bool] = is_public,
    ports: dict[str, int] = PORTS,
) -> Fetched:
    """The file at an address, at most `largest` bytes of it. Raises Fault with a sentence for everything else."""
    place = reaching.place_of(address, ports=ports)
    pinned = reaching.pinned(place, resolve=resolve or reaching.resolved, allowed=allowed)
    pool = reaching.connection_to(place, pinned, urllib3.Timeout(connect=CONNECT, read=READ))
    try:
        answer = pool.urlopen(
            "GET",
            place.target,
            headers={"Host": place.netloc, "User-Agent": AGENT, "Accept-Encoding": "identity"},
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
        )
        try:
            return _received(answer, place, largest)
        finally:
            answer.release_conn()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise reaching.why_not_reached(error) from None
    finally:
        pool.close()


def _received(answer: urllib3.BaseHTTPResponse, place: Place, largest: int) -> Fetched:
    if 300 <= answer.status < 400:
        raise Fault(
            "redirected",
            _("This address sends you on to another one. Open it in a browser and take the address it ends at."),
        )
    if answer.status != 200:
        raise Fault(
            "not_reached", _("The web server answered with %(status)s instead of a file.") % {"status": answer.status}
        )
    if answer.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise Fault("not_reached", _("The web server sent the file packed, though it was asked not to."))
    until = time.monotonic() + ALTOGETHER
    file = tempfile.TemporaryFile()  # noqa: SIM115 closed by whom it is given to
    size = 0
    while chunk := answer.read1(CHUNK):
        size += len(chunk)
        if size > largest or time.monotonic() > until:
            file.close()
            raise _too_much(size > largest, largest)
        file.write(chunk)
    file.seek(0)
    return Fetched(_name(place, answer.headers.get("Content-Type", "")), file, size)


def _name(place: Place, content_type: str) -> str:
    """The last part of the path, with an ending that says what was sent."""
    path = place.target.partition("?")[0]
    last = unquote(path.rstrip("/").rpartition("/")[2])[-200:] or place.host or "page"
    said = _SUFFIXES.get(content_type.partition(";")[0].strip().lower(), ".html")
    return last if suffix_of(last) in ACCEPTED else last + said


def _too_much(large: bool, largest: int) -> Fault:
    if large:
        return Fault(
            "file_too_large", _("The file at this address is larger than %(limit)s MB.") % {"limit": largest // 10**6}
        )
    return reaching.not_reached()
