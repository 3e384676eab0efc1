"""What a web page says about its article: headline, authors, date, outlet, address, section, language. Pure."""

import re
from datetime import datetime

from lxml.html import HtmlElement
from trafilatura.settings import Document

_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)\s*(https?://\S+?)\s*-->")
_SECTION = ("article:section", "section", "og:article:section", "parsely-section", "dc.subject")
_MOMENT = ("article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "dc.date.issued")
_IN_JSON = '"{}"\\s*:\\s*\\[?\\s*"([^"\\\\]{{1,200}})"'


def fields_of_page(tree: HtmlElement, document: Document, text: str) -> dict[str, object]:
    """The fields of a draft; those the page does not name are empty. `text` is the page's source."""
    return {
        "title": _title(tree, document.title or ""),
        "byline": ", ".join(one.strip() for one in (document.author or "").split(";") if one.strip()),
        "outlet": document.sitename or "",
        "url": _address(tree, text) or document.url or "",
        "section": _named(tree, _SECTION) or _in_json(tree, "articleSection"),
        "language": _language(tree),
        "published_at": _moment(tree) or document.date or "",
    }


def _title(tree: HtmlElement, named: str) -> str:
    """The headline as it stands on the page, where the page's title is that with a name or less around it."""
    headlines = [" ".join(one.text_content().split()) for one in tree.iter("h1")]
    for headline in filter(None, headlines):
        if headline.casefold() in named.casefold() or (len(named) > 9 and named.casefold() in headline.casefold()):
            return headline
    return headlines[0] if len(headlines) == 1 and headlines[0] else " ".join(named.split())


def _address(tree: HtmlElement, text: str) -> str:
    canonical = [one.get("href", "") for one in tree.iter("link") if one.get("rel", "").lower() == "canonical"]
    saved = _SAVED.search(text[:10_000])
    for found in [*canonical, _named(tree, ("og:url",)), saved[1] if saved else ""]:
        if found.strip().startswith(("http://", "https://")):
            return str(found).strip()
    return ""


def _language(tree: HtmlElement) -> str:
    found = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang") or ""
    return str(found).strip().replace("_", "-") or _named(tree, ("og:locale",)).replace("_", "-")


def _moment(tree: HtmlElement) -> str:
    """When it was published, to the minute where the page says so in a form no reader can mistake."""
    for found in (_named(tree, _MOMENT), _in_json(tree, "datePublished")):
        try:
            datetime.fromisoformat(found)
        except ValueError:
            continue
        return found
    return ""


def _named(tree: HtmlElement, names: tuple[str, ...]) -> str:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        for key in ("property", "name", "itemprop"):
            found.setdefault(meta.get(key, "").strip().lower(), meta.get("content", "").strip())
    return next((found[name] for name in names if found.get(name)), "")


def _in_json(tree: HtmlElement, key: str) -> str:
    pattern = re.compile(_IN_JSON.format(key))
    for script in tree.iter("script"):
        if "ld+json" in script.get("type", "") and (said := pattern.search(script.text or "")):
            return said[1]
    return ""
