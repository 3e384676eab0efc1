"""RSS and Atom, saved as a file: one article an entry. Pure."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import feedparser

from annotator.intake.formats.elements import article, blocks_of_html, xml
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Bad, Found
from articles.drafts import Fault
from articles.words import _

SHORT = 200  # characters: what a feed says of an article whose text it does not hold
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """The entries in the order of the feed. Raises Fault for what is no feed, and for one with entities of its own."""
    source.file.seek(0)
    content = source.file.read()
    if _DOCTYPE.search(content.replace(b"\x00", b"")):
        xml(content)  # says what is wrong, before a parser that repairs everything sees it
        raise Fault("bad_xml", _("This XML uses entities of its own, which are not read. Save it without them."))
    feed = feedparser.parse(io.BytesIO(content), resolve_relative_uris=False, sanitize_html=True)
    if not feed.entries:
        raise Fault("no_articles", _("There is no article in this file."))
    for number, entry in enumerate(feed.entries, 1):
        try:
            yield _article(number, entry, feed.feed, asked.language)
        except Fault as fault:
            yield Bad(number, fault.code, fault.message)


def _article(number: int, entry: Any, feed: Any, language: str) -> Found:
    body = max(
        (one.get("value") or "" for one in (*entry.get("content", ()), entry.get("summary_detail", {}))),
        key=len,
        default="",
    )
    found: dict[str, object] = {
        "title": " ".join(_TAG.sub("", entry.get("title", "")).split()),
        "url": entry.get("link", ""),
        "published_at": entry.get("published") or entry.get("updated") or "",
        "byline": ", ".join(name for one in entry.get("authors", ()) if (name := one.get("name")))
        or entry.get("author", ""),
        "outlet": entry.get("source", {}).get("title") or feed.get("title", ""),
        "external_id": entry.get("id", "") if len(entry.get("id", "")) <= 200 else "",
        "language": feed.get("language", ""),
        "section": next((one.get("term") or "" for one in entry.get("tags", ())), ""),
        "licence": str(entry.get("rights") or feed.get("rights") or "")[:100],
    }
    metadata = {"tags": [one["term"] for one in entry.get("tags", ()) if one.get("term")]}
    whole = article(
        number, blocks_of_html(body, language), found, {name: one for name, one in metadata.items() if one}, language
    )
    short = len(_TAG.sub("", body)) < SHORT
    told = (_("The feed holds only the beginning of this article, it seems."),) if short else ()
    return replace(whole, notes=whole.notes + told)
