"""doccano: one text a line with lists of [start, end, label], or with entities and relations. Pure.

Offsets count UTF-16 code units, or graphemes where the project was set up so.
"""

from collections.abc import Iterator
from typing import Any

from annotator.intake.formats.claimed import Annotated, Claimed, verified, without_dangling
from annotator.intake.formats.json_values import Json, listed, offset, text_in, values_of
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Bad, Found, Link, Mark
from articles.drafts import SYNONYMS, Fault
from articles.words import _

TOOL = "doccano"
_LISTS = ("label", "labels", "annotations", "entities")
_FIELDS = {key: name for name, keys in SYNONYMS.items() for key in keys if name not in ("text", "external_id")}


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """Each text with the reading in it. Raises Fault when the offsets fit the texts in no unit."""
    by_line = not source.name.lower().endswith(".json")
    return verified(lambda: _articles(source, asked, by_line=by_line), TOOL, asked)


def _articles(source: Source, asked: Asked, *, by_line: bool) -> Iterator[Annotated | Bad]:
    for value in values_of(source, asked, by_line=by_line):
        if isinstance(value, Bad):
            yield value
            continue
        try:
            yield _article(*value)
        except Fault as fault:
            yield Bad(value[0], fault.code, fault.message)


def _article(line: int, value: Any) -> Annotated:
    if not isinstance(value, dict):
        raise Fault("not_an_object", _("An article is a JSON object with at least a “text”."))
    marks = tuple(
        _mark(number, one) for name in _LISTS for number, one in enumerate(listed(value.get(name))) if _is_mark(one)
    )
    links, notes = without_dangling(map(_link, listed(value.get("relations"))), (mark.id for mark in marks))
    known = {"text", "data", "relations", "meta", "metadata", *(name for name in _LISTS if name in value)}
    rest = {**_object(value, "meta"), **_object(value, "metadata")}
    rest |= {key: one for key, one in value.items() if key not in known and one not in (None, "", [])}
    fields = {_FIELDS[key]: rest.pop(key) for key in list(rest) if key in _FIELDS}
    if "id" in rest:
        rest["doccano_id"] = rest.pop("id")
    return Annotated(
        line,
        text_in(value, "text", "data"),
        (Claimed(str(rest.pop("annotation_approver", "") or ""), marks, links),),
        {**fields, "external_id": rest.pop("external_id", "")},
        rest,
        notes,
    )


def _is_mark(one: Any) -> bool:
    if isinstance(one, dict):
        return "start_offset" in one and "end_offset" in one
    return isinstance(one, list) and len(one) == 3 and isinstance(one[2], str)


def _mark(number: int, one: Any) -> Mark:
    if isinstance(one, list):
        start, end, label = one
        return Mark(str(number), label, ((offset(start), offset(end)),))
    fragments = ((offset(one["start_offset"]), offset(one["end_offset"])),)
    return Mark(str(one.get("id", number)), str(one.get("label", "")), fragments)


def _link(one: Any) -> Link:
    if not isinstance(one, dict) or not {"from_id", "to_id"} <= set(one):
        raise Fault("bad_annotation", _("A relation does not say what it connects."))
    ends = (("from", str(one["from_id"])), ("to", str(one["to_id"])))
    return Link(f"r{one.get('id', '-'.join(end for _role, end in ends))}", str(one.get("type", "")), ends)


def _object(value: Json, name: str) -> Json:
    found = value.get(name)
    return found if isinstance(found, dict) else {}
