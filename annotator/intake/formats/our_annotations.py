"""The Web Annotations that we write ourselves, as the lines they were made of. Pure."""

from collections.abc import Iterator
from typing import Any

from annotator.intake.formats.guessing import IMPLICIT, ROLES
from annotator.intake.formats.json_values import Json, listed, offset
from articles.drafts import Fault
from articles.words import _


def are_ours(value: Any) -> bool:
    """Whether a document is in our own terms."""
    contexts = listed(value.get("@context")) if isinstance(value, dict) else []
    return any(isinstance(one, dict) and one.get("ascribe") == "urn:ascribe:terms:" for one in contexts)


def lines_of(value: Json) -> Iterator[Json]:
    """A line for each article of the document, with the readings of all its pages. Raises Fault for what is no such."""
    nodes = [node for node in listed(value.get("@graph")) if isinstance(node, dict)]
    pages: dict[str, list[Json]] = {}
    for node in nodes:
        if node.get("type") == "AnnotationPage":
            pages.setdefault(str(node.get("about")), []).append(node)
    for node in nodes:
        if node.get("type") == "Text":
            yield _line(node, pages.get(str(node.get("id")), []))


def _line(node: Json, pages: list[Json]) -> Json:
    line: Json = {**_object(node.get("article")), "text_sha256": node.get("sha256"), "actors": {}, "topics": {}}
    if "value" in node:
        line["text"] = node["value"]
    line["sets"] = [_set(page, line) for page in pages]
    return line


def _set(page: Json, line: Json) -> Json:
    spans, attributions = [], []
    for one in listed(page.get("items")):
        if _object(one).get("motivation") == "linking":
            attributions.append(_attribution(one))
        else:
            spans.append(_span(_object(one), line))
    return {**_object(page.get("reading")), "spans": spans, "attributions": attributions}


def _span(one: Json, line: Json) -> Json:
    span: Json = {"id": _key(one.get("id")), "values": _object(one.get("values")), "fragments": [], "quote": []}
    for body in map(_object, listed(one.get("body"))):
        id, named = _key(body.get("source", "")), {"name": body.get("label"), "kind": body.get("kind")}
        if body.get("purpose") == "identifying":
            span["actor"] = id
            line["actors"][id] = named | {"wikidata": str(body.get("same") or "").rpartition("/")[2]}
        elif body.get("purpose") == "classifying":
            span["topic"] = id
            line["topics"][id] = {"name": named["name"]}
        else:
            span["kind"] = body.get("value")
    for target in map(_object, listed(one.get("target"))):
        for selector in map(_object, listed(target.get("selector"))):
            if selector.get("type") == "TextPositionSelector":
                span["fragments"].append([offset(selector.get("start")), offset(selector.get("end"))])
            elif selector.get("type") == "TextQuoteSelector":
                span["quote"].append(str(selector.get("exact")))
    return span


def _attribution(one: Json) -> Json:
    said = {body.get("purpose"): body.get("value") for body in map(_object, listed(one.get("body")))}
    parts: dict[str, list[str]] = {str(role): [] for role in ROLES}
    for target in listed(one.get("target")):
        if isinstance(target, dict) and target.get("role") in parts:
            parts[target["role"]].append(_key(target.get("source")))
    attribution: Json = {"id": _key(one.get("id")), **parts, "implicit_source": said.get("tagging") == IMPLICIT}
    return attribution | {"values": _object(one.get("values")), "note": said.get("commenting")}


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _key(address: Any) -> str:
    """The UUID at the end of an address of ours."""
    if not isinstance(address, str):
        raise Fault("malformed", _("This line is not a line of our export."))
    return address.rpartition("#")[2].removeprefix("urn:uuid:")
