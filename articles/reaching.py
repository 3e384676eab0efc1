"""A way out to the web that leads to nothing inside the house.

A name is resolved once, every address behind it must be public, and the connection goes to the address that was
checked: a name that means something else a moment later gains nothing. Whoever uses the connection follows no
redirects.
"""

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import urllib3

from articles.drafts import Fault
from articles.words import _

PORTS = {"http": 80, "https": 443}
LONGEST = 2000  # characters of an address
_EMBEDDED = ipaddress.ip_network("64:ff9b::/96")  # IPv4 behind a translator

Resolve = Callable[[str, int], list[str]]
Allowed = Callable[[str], bool]


@dataclass(frozen=True)
class Place:
    """An address taken apart: what to say to the server, and where it is."""

    scheme: str
    netloc: str
    host: str
    port: int
    target: str


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


def place_of(address: str, *, ports: dict[str, int] = PORTS, any_port: bool = False) -> Place:
    """What a web address says. Raises Fault where it is none, or names a port or a password."""
    parts = _parts(address, ports, any_port)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    return Place(parts.scheme, parts.netloc, _ascii(parts.hostname or ""), parts.port or ports[parts.scheme], target)


def pinned(place: Place, *, resolve: Resolve, allowed: Allowed = is_public) -> str:
    """The address to connect to: every one behind the name must be allowed, so that none is left to chance."""
    try:
        found = resolve(place.host, place.port)
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise not_reached()
    if not all(map(allowed, found)):
        raise Fault(
            "internal_address",
            _("This address lies inside a network that is not public; nothing is fetched from there."),
        )
    return found[0]


def connection_to(place: Place, address: str, timeout: urllib3.Timeout) -> urllib3.HTTPConnectionPool:
    """A connection to the very address that was checked; a certificate must be valid for the name."""
    where = f"[{address}]" if ":" in address else address
    if place.scheme == "http":
        return urllib3.HTTPConnectionPool(where, place.port, timeout=timeout, maxsize=1)
    return urllib3.HTTPSConnectionPool(
        where,
        place.port,
        timeout=timeout,
        maxsize=1,
        cert_reqs="CERT_REQUIRED",
        server_hostname=place.host,
        assert_hostname=place.host,
    )


def why_not_reached(error: Exception) -> Fault:
    """What a failed connection means to a person."""
    if isinstance(error, urllib3.exceptions.SSLError):
        return Fault("bad_certificate", _("The certificate of this web server is not valid for its name."))
    return not_reached()


def not_reached() -> Fault:
    return Fault("not_reached", _("This web address could not be reached, or was too slow."))


def _parts(address: str, ports: dict[str, int], any_port: bool) -> SplitResult:
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
    if not any_port and port is not None and port not in ports.values():
        raise Fault("bad_address", _("Only the ports 80 and 443 are fetched from."))
    return parts


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii") if ":" not in host else host
    except UnicodeError:
        raise _bad_address() from None


def _bad_address() -> Fault:
    return Fault("bad_address", _("This is no web address that begins with http:// or https://."))


def is_literal(host: str) -> bool:
    """Whether a host is written as an address instead of a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
