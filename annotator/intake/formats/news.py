"""What news agencies send: NITF, NewsML-G2 with NITF or XHTML in it, and ninjs 1 to 3. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.intake.blocks import Block
from annotator.intake.formats.elements import (
    article,
    blocks_of,
    blocks_of_html,
    blocks_of_text,
    every,
    first,
    line_of,
    name_of,
    xml,
)
from annotator.intake.formats.records import STRICT, not_json, too_deep
from annotator.intake.formats.source import Asked, Source
from annotator.intake.formats.text import decoded
from annotator.intake.found import Bad, Found
from articles.drafts import Fault
from articles.words import _

HTML = ("text/html", "application/xhtml+xml", "html", "xhtml")
_ROLES = ("headline", "main", "title")


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """Every item with a text in it. Raises Fault for what is not valid XML or JSON."""
    source.file.seek(0)
    begin = source.file.read(256).replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if begin.startswith(b"<"):
        source.file.seek(0)
        yield from _items_of_xml(xml(source.file.read()), asked.language)
    else:
        yield from _items_of_json(decoded(source, asked), asked.language)


def _items_of_xml(root: Any, language: str) -> Iterator[Found | Bad]:
    if name_of(root) == "nitf":
        yield _tried(root, _nitf, language)
        return
    items = [root] if name_of(root) == "newsItem" else list(every(root, ".//newsItem"))
    if not items:
        raise Fault("no_articles", _("There is no article in this file."))
    for item in items:
        yield _tried(item, _newsml, language)


def _tried(item: Any, read_item: Any, language: str) -> Found | Bad:
    try:
        found: Found = read_item(item, language)
    except Fault as fault:
        return Bad(item.sourceline or 1, fault.code, fault.message)
    return found


def _nitf(root: Any, language: str) -> Found:
    found, metadata = _about_nitf(root)
    found["language"] = root.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    return article(root.sourceline or 1, _body_of_nitf(root), found, metadata, language)


def _about_nitf(root: Any) -> tuple[dict[str, object], dict[str, Any]]:
    """What an NITF document says of itself: in its head, and above its body."""
    head, docdata, top = first(root, "head"), first(root, "head/docdata"), first(root, "body/body.head")
    publication, issued = first(head, "pubdata"), first(docdata, "date.issue")
    found: dict[str, object] = {
        "title": line_of(first(top, "hedline/hl1")) or line_of(first(head, "title")),
        "byline": _without_by(line_of(first(top, "byline"))),
        "outlet": _attribute(publication, "name") or _attribute(first(docdata, "doc.copyright"), "holder"),
        "section": _attribute(publication, "position.section"),
        "published_at": _attribute(publication, "date.publication") or _attribute(issued, "norm"),
        "external_id": _attribute(first(docdata, "doc-id"), "id-string"),
        "url": _attribute(publication, "ex-ref"),
    }
    keywords = [_attribute(one, "key") for one in every(docdata, "key-list/keyword")] if docdata is not None else []
    metadata = {"dateline": line_of(first(top, "dateline")), "keywords": [one for one in keywords if one]}
    return found, {name: value for name, value in metadata.items() if value}


def _body_of_nitf(root: Any) -> list[Block]:
    content = first(root, "body/body.content")
    below = [line_of(one) for one in every(root, "body/body.head/hedline/hl2")]
    abstract = first(root, "body/body.head/abstract")
    blocks = blocks_of_text("\n".join(below)) + (blocks_of(abstract) if abstract is not None else [])
    return blocks + (blocks_of(content) if content is not None else [])


def _newsml(item: Any, language: str) -> Found:
    meta, content = first(item, "itemMeta"), first(item, "contentMeta")
    found: dict[str, object] = {
        "title": _headline(content) or line_of(first(meta, "title")),
        "byline": line_of(first(content, "by")) or _names(content, "creator") or _names(content, "contributor"),
        "outlet": _names(content, "infoSource")
        or _names(meta, "provider")
        or _attribute(first(meta, "provider"), "literal"),
        "published_at": line_of(first(content, "contentCreated")) or line_of(first(meta, "versionCreated")),
        "external_id": item.get("guid", ""),
        "url": _address(meta),
        "language": _attribute(first(content, "language"), "tag"),
        "licence": line_of(first(item, "rightsInfo/usageTerms"))[:100],
    }
    metadata = {
        "dateline": line_of(first(content, "dateline")),
        "version": item.get("version", ""),
        "pubstatus": _attribute(first(meta, "pubStatus"), "qcode"),
        "edition": line_of(first(meta, "edNote")),
        "subjects": [
            name for one in every(content, "subject") if (name := line_of(first(one, "name")) or one.get("qcode"))
        ]
        if content is not None
        else [],
        "slug": line_of(first(content, "slugline")),
    }
    blocks, inner = _body_of_newsml(item, language)
    merged = {**inner, **{name: value for name, value in found.items() if value}}
    return article(item.sourceline or 1, blocks, merged, {name: one for name, one in metadata.items() if one}, language)


def _body_of_newsml(item: Any, language: str) -> tuple[list[Block], dict[str, object]]:
    """The text of an item, in whichever way it has one, and what NITF in it says of itself."""
    for inline in every(item, "contentSet/inlineXML"):
        for inside in inline:
            if name_of(inside) == "nitf":
                return _body_of_nitf(inside), _about_nitf(inside)[0]
            if name_of(inside):
                body = first(inside, "body")
                return blocks_of(inside if body is None else body), {}
    for inline in every(item, "contentSet/inlineData"):
        text = "".join(inline.itertext())
        return (blocks_of_html(text, language) if inline.get("contenttype", "") in HTML else blocks_of_text(text)), {}
    raise Fault("no_text", _("There is no text of an article in this file."))


def _headline(content: Any) -> str:
    lines = list(every(content, "headline")) if content is not None else []
    main = [one for one in lines if one.get("role", "").rpartition(":")[2] in _ROLES]
    return line_of(next(iter(main or lines), None))


def _names(element: Any, path: str) -> str:
    """Who did something: their names, or what the element itself says."""
    found = (
        [line_of(first(one, "name")) or one.get("literal", "") for one in every(element, path)]
        if element is not None
        else []
    )
    return ", ".join(one for one in found if one)


def _address(meta: Any) -> str:
    links = list(every(meta, "link")) if meta is not None else []
    return next((one.get("href", "") for one in links if one.get("href", "").startswith("http")), "")


def _attribute(element: Any, name: str) -> str:
    return str(element.get(name) or "") if element is not None else ""


def _without_by(line: str) -> str:
    return line[3:] if line[:3].casefold() == "by " else line


def _items_of_json(text: str, language: str) -> Iterator[Found | Bad]:
    try:
        value = STRICT.decode(text)
    except RecursionError:
        raise too_deep() from None
    except ValueError as error:
        raise not_json(error) from None
    items = (
        value.get("items", value.get("associations", [value]))
        if isinstance(value, dict) and "uri" not in value
        else value
    )
    listed = (
        list(items.values())
        if isinstance(items, dict) and "uri" not in items
        else [items]
        if isinstance(items, dict)
        else items
    )
    if not isinstance(listed, list):
        raise Fault("not_an_object", _("An article is a JSON object with at least a “text”."))
    for number, item in enumerate(listed, 1):
        try:
            yield _ninjs(number, item, language)
        except Fault as fault:
            yield Bad(number, fault.code, fault.message)


def _ninjs(number: int, item: object, language: str) -> Found:
    if not isinstance(item, Mapping):
        raise Fault("not_an_object", _("An article is a JSON object with at least a “text”."))
    uri = str(item.get("uri") or "")
    source = item.get("infosource") or item.get("infosources") or item.get("infoSources") or item.get("provider")
    found: dict[str, object] = {
        "title": item.get("headline") or _value(item.get("headlines")),
        "byline": item.get("byline") or item.get("by") or _people(item.get("people")),
        "outlet": item.get("copyrightholder") or item.get("copyrightHolder") or _people(source),
        "published_at": _first_of(
            item, "contentcreated", "contentCreated", "firstcreated", "firstCreated", "versioncreated", "versionCreated"
        ),
        "external_id": uri,
        "url": _link(item) or (uri if uri.startswith(("http://", "https://")) else ""),
        "language": item.get("language") or "",
        "licence": str(item.get("usageterms") or item.get("usageTerms") or "")[:100],
    }
    kept = ("type", "pubstatus", "pubStatus", "urgency", "version", "located", "slugline", "edNote", "ednote")
    metadata = {name: item[name] for name in kept if item.get(name)}
    if subjects := _people(item.get("subject") or item.get("subjects")):
        metadata["subjects"] = subjects
    return article(number, _body_of_ninjs(item, language), found, metadata, language)


def _body_of_ninjs(item: Mapping[str, Any], language: str) -> list[Block]:
    """The body of version 3, or of an earlier one; HTML before plain text: it knows its paragraphs."""
    found: list[list[Block]] = []
    for one in item["bodies"] if isinstance(item.get("bodies"), list) else []:
        if isinstance(one, Mapping) and isinstance(one.get("value"), str):
            plain = str(one.get("contentType") or one.get("contenttype") or "text/html") == "text/plain"
            found.append(blocks_of_text(one["value"]) if plain else blocks_of_html(one["value"], language))
    for name in ("body_html", "body_xhtml", "body_text"):
        if isinstance(item.get(name), str):
            value = item[name]
            found.append(blocks_of_text(value) if name == "body_text" else blocks_of_html(value, language))
    if not any(found):
        raise Fault("no_text", _("There is no text of an article in this file."))
    return next(blocks for blocks in found if blocks)


def _value(listed: object) -> str:
    """The main one of several values with roles."""
    rows = (
        [one for one in listed if isinstance(one, Mapping) and isinstance(one.get("value"), str)]
        if isinstance(listed, list)
        else []
    )
    main = [one for one in rows if one.get("role") in (None, "", *_ROLES)]
    return str(next(iter(main or rows), {"value": ""})["value"])


def _people(listed: object) -> str:
    names = [one.get("name") for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    return ", ".join(one for one in names if isinstance(one, str))


def _first_of(item: Mapping[str, Any], *names: str) -> object:
    return next((item[name] for name in names if item.get(name)), "")


def _link(item: Mapping[str, Any]) -> str:
    for one in item["altids"] if isinstance(item.get("altids"), list) else []:
        if isinstance(one, Mapping) and str(one.get("value", "")).startswith("http"):
            return str(one["value"])
    return ""
