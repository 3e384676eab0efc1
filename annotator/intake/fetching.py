"""One file from the web, and nothing from inside the house.

A name is resolved once, every address behind it must be public, and the connection goes to the address that was
checked: a name that means something else a moment later gains nothing. Redirects are not followed.
"""

import ipaddress
import socket
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO
from urllib.parse import SplitResult, unquote, urlsplit

import urllib3
from django.conf import settings
from django.core.files.base import File

from annotator.intake.formats.registry import ACCEPTED, suffix_of
from articles.access import Refusal
from articles.drafts import Fault
from articles.words import _

PORTS = {"http": 80, "https": 443}
CONNECT, READ, ALTOGETHER = 5, 10, 60  # seconds
CHUNK = 2**16
LONGEST = 2000  # characters of an address
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
_EMBEDDED = ipaddress.ip_network("64:ff9b::/96")  # IPv4 behind a translator

Resolve = Callable[[str, int], list[str]]


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


def resolved(host: str, port: int) -> list[str]:
    """Every address a name stands for."""
    return list(dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet, whatever it is wrapped in."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in _EMBEDDED:
            inner = ipaddress.IPv4Address(found.packed[12:])
        if inner is not None:
            return is_public(str(inner))
        if found.scope_id:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def fetch(
    address: str,
    *,
    largest: int,
    resolve: Resolve | None = None,
    allowed: Callable[[str], bool] = is_public,
    ports: dict[str, int] = PORTS,
) -> Fetched:
    """The file at an address, at most `largest` bytes of it. Raises Fault with a sentence for everything else."""
    parts = _parts(address, ports)
    host, port = _ascii(parts.hostname or ""), parts.port or ports[parts.scheme]
    pinned = _pinned(host, port, resolve or resolved, allowed)
    pool = _pool(parts.scheme, pinned, port, host)
    try:
        answer = pool.urlopen(
            "GET",
            f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}",
            headers={"Host": parts.netloc, "User-Agent": AGENT, "Accept-Encoding": "identity"},
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
        )
        try:
            return _received(answer, parts, largest)
        finally:
            answer.release_conn()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        if isinstance(error, urllib3.exceptions.SSLError):
            raise Fault("bad_certificate", _("The certificate of this web server is not valid for its name.")) from None
        raise Fault("not_reached", _("This web address could not be reached, or was too slow.")) from None
    finally:
        pool.close()


def _parts(address: str, ports: dict[str, int]) -> SplitResult:
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        raise _bad_address() from None
    plain = address.strip().isascii() and not any(one in address.strip() for one in " \t\r\n\\")
    if parts.scheme not in ports or not parts.hostname or not plain or len(address) > LONGEST:
        raise _bad_address()
    if parts.username is not None or parts.password is not None:
        raise Fault("bad_address", _("A web address with a name and a password in it is not fetched."))
    if port is not None and port not in ports.values():
        raise Fault("bad_address", _("Only the ports 80 and 443 are fetched from."))
    return parts


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii") if ":" not in host else host
    except UnicodeError:
        raise _bad_address() from None


def _pinned(host: str, port: int, resolve: Resolve, allowed: Callable[[str], bool]) -> str:
    """The address to connect to: every one behind the name must be allowed, so that none is left to chance."""
    try:
        found = resolve(host, port)
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise Fault("not_reached", _("This web address could not be reached, or was too slow."))
    if not all(map(allowed, found)):
        raise Fault(
            "internal_address",
            _("This address lies inside a network that is not public; nothing is fetched from there."),
        )
    return found[0]


def _pool(scheme: str, address: str, port: int, host: str) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(connect=CONNECT, read=READ)
    where = f"[{address}]" if ":" in address else address
    if scheme == "http":
        return urllib3.HTTPConnectionPool(where, port, timeout=timeout, maxsize=1)
    return urllib3.HTTPSConnectionPool(
        where, port, timeout=timeout, maxsize=1, cert_reqs="CERT_REQUIRED", server_hostname=host, assert_hostname=host
    )


def _received(answer: urllib3.BaseHTTPResponse, parts: SplitResult, largest: int) -> Fetched:
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
    return Fetched(_name(parts, answer.headers.get("Content-Type", "")), file, size)


def _name(parts: SplitResult, content_type: str) -> str:
    """The last part of the path, with an ending that says what was sent."""
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])[-200:] or parts.hostname or "page"
    said = _SUFFIXES.get(content_type.partition(";")[0].strip().lower(), ".html")
    return last if suffix_of(last) in ACCEPTED else last + said


def _too_much(large: bool, largest: int) -> Fault:
    if large:
        return Fault(
            "file_too_large", _("The file at this address is larger than %(limit)s MB.") % {"limit": largest // 10**6}
        )
    return Fault("not_reached", _("This web address could not be reached, or was too slow."))


def _bad_address() -> Fault:
    return Fault("bad_address", _("This is no web address that begins with http:// or https://."))
