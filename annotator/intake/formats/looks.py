"""What the first bytes of a file say it is, where its ending does not. Pure."""

import re

from annotator.intake.formats import nexiswords

LOCKED = b"\xd0\xcf\x11\xe0"
_TAG = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|div|p|article|meta|table)\b", re.IGNORECASE)

_ROOT = re.compile(rb"<(?![?!])(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_CODES = re.compile(rb"<td[^>]{0,200}>\s*(?:<(?:b|strong)>)?\s*(HD|PD|SN|SC|WC|LP|TD|AN)\b")
_NINJS = re.compile(
    rb'"(?:body_?(?:text|html|xhtml)|bodies|headlines?|version[cC]reated|content[cC]reated|pub[sS]tatus|by(?:line)?)"\s*:'
)


def parquet(head: bytes) -> bool:
    return head.startswith(b"PAR1")


def archive(head: bytes) -> bool:
    """A ZIP, also one without anything in it."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def nexis(head: bytes) -> bool:
    """An export of LexisNexis as plain text, of the old or the new kind."""
    text = _thin(head).decode("utf-8", "replace")
    return bool(nexiswords.COUNTED.search(text)) or nexiswords.is_export(text.splitlines())


def nitf(head: bytes) -> bool:
    return _root(head) == b"nitf"


def newsml(head: bytes) -> bool:
    """NewsML-G2: a message of many items, or one by itself."""
    return _root(head) in (b"newsMessage", b"newsItem", b"packageItem")


def feed(head: bytes) -> bool:
    return _root(head) in (b"rss", b"feed", b"RDF")


def ninjs(head: bytes) -> bool:
    """An item of a news agency: an address of its own and what only such an item says; or a list of them."""
    thin = _thin(head)
    return b'"uri"' in thin and len({found.group() for found in _NINJS.finditer(thin)}) >= 2


def warc(head: bytes) -> bool:
    return head.startswith((b"WARC/", b"\x1f\x8b"))


def _root(head: bytes) -> bytes:
    found = _ROOT.search(re.sub(rb"<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", b"", _thin(head), flags=re.DOTALL))
    return found[1] if found else b""


def _thin(head: bytes) -> bytes:
    """UTF-16 as if it were ASCII: enough to look for names."""
    return head.replace(b"\x00", b"") if b"\x00" in head[:200] else head


def document(head: bytes) -> bool:
    """A ZIP, or what Office makes of a document with a password: its reader says so."""
    return head.startswith((b"PK\x03\x04", LOCKED))


def page(head: bytes) -> bool:
    """A web page: some tag of HTML, in whatever encoding."""
    return bool(_TAG.search(head.replace(b"\x00", b"")))


def factiva(head: bytes) -> bool:
    """An export of Factiva: cells with the codes of headline, date, source and text, most of them."""
    return len({found[1] for found in _CODES.finditer(head.replace(b"\x00", b""))}) >= 4


def page_in_a_message(head: bytes) -> bool:
    """A page saved with its pictures as one message."""
    return b"multipart/related" in head.lower() or b"content-type: text/html" in head.lower()


def rich(head: bytes) -> bool:
    return head.lstrip().startswith(b"{\\rtf")


def portable(head: bytes) -> bool:
    return b"%PDF-" in head[:1024]
