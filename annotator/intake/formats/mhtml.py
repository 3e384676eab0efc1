"""A web page saved in one file (MHTML), as Chrome, Edge and Word do: its page is read like any other. Pure."""

import io
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import Message

from annotator.intake import encodings
from annotator.intake.formats import html
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Found
from articles.drafts import Fault
from articles.words import _

MOST_PARTS = 5_000  # pictures and styles of one page


def read(source: Source, asked: Asked) -> Iterator[Found]:
    """The article of the first page in the file; frames and pictures stay out. Raises Fault where there is none."""
    source.file.seek(0)
    saved = message_from_bytes(source.file.read(), policy=policy.compat32)
    content = _page_of(saved)
    encoding = asked.encoding or encodings.detect(io.BytesIO(content), language=asked.language)
    found = html.page(content.decode(encoding, "replace").removeprefix("\ufeff"), asked.language)
    address = str(saved.get("Snapshot-Content-Location") or "")
    if not found.draft.url and address.startswith(("http://", "https://")):
        found = replace(found, draft=replace(found.draft, url=address))
    yield found


def _page_of(saved: Message) -> bytes:
    """The bytes of the first page, in UTF-8 where the file names its encoding."""
    for number, part in enumerate(saved.walk()):
        if number == MOST_PARTS:
            break
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip():
            return _in_utf8(content, part.get_content_charset() or "")
    raise Fault("no_text", _("No article was found on this page. Copy its text and paste it instead."))


def _in_utf8(content: bytes, charset: str) -> bytes:
    try:
        return content.decode(charset).encode() if charset else content
    except (LookupError, ValueError):
        return content
