"""W3C Web Annotations: one JSON-LD document with a collection, a page a reading, and the articles. Pure.

A span is an annotation of an article, an attribution one that links spans, each in its role. Our own terms add what
the vocabulary has no word for: roles, values, and which attribution stands in which. Texts and quotes are there only
when the lines have them.
"""

from collections.abc import Iterable, Iterator

import orjson

from annotator.release.formats.line import ROLES, About, Json, who

AROUND = 32  # code points of prefix and suffix
CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "@version": 1.1,
        "ascribe": "urn:ascribe:terms:",
        **{name: f"ascribe:{name}" for name in ("role", "kind", "code", "sha256")},
        **{name: {"@id": f"ascribe:{name}", "@type": "@json"} for name in ("values", "article", "reading")},
        "parent": {"@id": "ascribe:parent", "@type": "@id"},
        "about": {"@id": "ascribe:about", "@type": "@id"},
        "same": {"@id": "http://www.w3.org/2002/07/owl#sameAs", "@type": "@id"},
    },
]
ARTICLE = ("external_id", "title", "outlet", "byline", "url", "language", "published_at", "metadata")
READING = ("id", "kind", "annotator", "label", "scheme", "revision", "submitted_at")
LABELS = {False: "attribution", True: "attribution without a source"}
WIKIDATA = "http://www.wikidata.org/entity/"


def write(lines: Iterable[Json], about: About) -> Iterator[bytes]:
    """The document in chunks, an article each."""
    collection = f"{about.address}annotations"
    yield b'{"@context":' + orjson.dumps(CONTEXT) + b',"@graph":[\n'
    first, waiting, total = "", None, 0
    for line in lines:
        nodes = [_article(line, about.address)]
        for reading in line["sets"]:
            items = _items(line, reading, about.address)
            if not items:
                continue
            page: Json = {"id": _set(reading, about.address), "type": "AnnotationPage", "partOf": collection}
            page |= {"startIndex": total, "about": nodes[0]["id"], "reading": _kept(reading, READING), "items": items}
            first, total = first or page["id"], total + len(items)
            nodes += [waiting | {"next": page["id"]}] if waiting else []
            waiting = page
        yield b"".join(orjson.dumps(node) + b",\n" for node in nodes)
    ends = {"first": first, "last": waiting["id"]} if waiting else {}
    whole = {"id": collection, "type": "AnnotationCollection", "label": about.title, "total": total, **ends}
    yield b"".join(orjson.dumps(node) + b",\n" for node in [waiting] if node) + orjson.dumps(whole) + b"\n]}\n"


def _article(line: Json, address: str) -> Json:
    node = {"id": f"{address}articles/{line['id']}/", "type": "Text", "label": line["title"]}
    node |= {"sha256": line["text_sha256"], "article": {"id": line["id"]} | _kept(line, ARTICLE)}
    return node | ({"value": line["text"]} if "text" in line else {})


def _set(reading: Json, address: str) -> str:
    return f"{address}sets/{reading['id']}/"


def _items(line: Json, reading: Json, address: str) -> list[Json]:
    place, article = _set(reading, address), f"{address}articles/{line['id']}/"
    creator = {"id": f"{place}#annotator", "type": "Person", "name": who(reading)}
    found = [*(_span(span, line, article) for span in reading["spans"])]
    found += [_attribution(one, place, article) for one in reading["attributions"]]
    return [{"id": f"{place}#{id}", "type": "Annotation", "creator": creator} | more for id, more in found]


def _span(span: Json, line: Json, article: str) -> tuple[str, Json]:
    bodies = [_words("tagging", span["kind"])]
    if actor := line["actors"].get(span["actor"]):
        same = {"same": f"{WIKIDATA}{actor['wikidata']}"} if actor["wikidata"] else {}
        bodies.append(_named("identifying", span["actor"], actor["name"]) | {"kind": actor["kind"]} | same)
    if topic := line["topics"].get(span["topic"]):
        bodies.append(_named("classifying", span["topic"], topic["name"]) | {"code": topic["code"]})
    quotes = span.get("quote") or [None] * len(span["fragments"])
    targets = [
        {"type": "SpecificResource", "source": article, "selector": _selectors(start, end, quote, line.get("text"))}
        for (start, end), quote in zip(span["fragments"], quotes, strict=True)
    ]
    return span["id"], {"motivation": "tagging", "body": bodies, "target": targets} | _values(span)


def _selectors(start: int, end: int, quote: str | None, text: str | None) -> list[Json]:
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    if quote is None:
        return [position]
    around = {"prefix": text[max(start - AROUND, 0) : start], "suffix": text[end : end + AROUND]} if text else {}
    return [position, {"type": "TextQuoteSelector", "exact": quote, **around}]


def _attribution(one: Json, place: str, article: str) -> tuple[str, Json]:
    """One without parts is about the article."""
    bodies = [_words("tagging", LABELS[one["implicit_source"]])]
    bodies += [_words("commenting", one["note"])] if one.get("note") else []
    targets: list[Json | str] = [
        {"type": "SpecificResource", "source": f"{place}#{id}", "role": role} for role in ROLES for id in one[role]
    ]
    more = {"parent": f"{place}#{one['parent']}"} if one["parent"] else {}
    return one["id"], {"motivation": "linking", "body": bodies, "target": targets or [article]} | more | _values(one)


def _words(purpose: str, value: str) -> Json:
    return {"type": "TextualBody", "purpose": purpose, "value": value}


def _named(purpose: str, id: str, name: str) -> Json:
    return {"type": "SpecificResource", "purpose": purpose, "source": f"urn:uuid:{id}", "label": name}


def _values(one: Json) -> Json:
    return {"values": one["values"]} if one["values"] else {}


def _kept(what: Json, names: Iterable[str]) -> Json:
    return {name: what[name] for name in names if name in what}
