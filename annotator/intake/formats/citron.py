"""Citron's annotation format (BBC): a text and its quotes, each with a cue, sources and contents. Pure."""

from collections.abc import Iterator
from typing import Any, TypeGuard

from annotator.intake.formats import ours
from annotator.intake.formats.claimed import Annotated, Claimed, verified
from annotator.intake.formats.json_values import Json, listed, offset, text_in, values_of
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Bad, Found, Link, Mark
from articles.drafts import SYNONYMS, Fault
from articles.words import _

TOOL = "Citron"
_ROLES = (("sources", "source"), ("cue", "cue"), ("contents", "content"))
_FIELDS = {key: name for name, keys in SYNONYMS.items() for key in keys if name != "text"}


def read(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    """Each document with its quotes as links, or as our own record says. Raises Fault when offsets do not fit."""
    ours_only = [value for value in values_of(source, asked, by_line=False) if _is_ours(value)]
    if ours_only and not asked.unit:
        yield from ours.given((_line(value[1]) for value in ours_only), "", asked.language)
        return
    yield from _foreign(source, asked)


def _foreign(source: Source, asked: Asked) -> Iterator[Found | Bad]:
    return verified(lambda: _documents(source, asked), TOOL, asked)


def _documents(source: Source, asked: Asked) -> Iterator[Annotated | Bad]:
    for value in values_of(source, asked, by_line=False):
        if isinstance(value, Bad):
            yield value
            continue
        try:
            yield _document(*value)
        except Fault as fault:
            yield Bad(value[0], fault.code, fault.message)


def _is_ours(value: Any) -> TypeGuard[tuple[int, Json]]:
    return not isinstance(value, Bad) and isinstance(value[1], dict) and isinstance(value[1].get("ascribe"), dict)


def _line(document: Json) -> Json:
    line: Json = document["ascribe"]
    return line | {"text": document.get("text")}


class _Marks:
    """The spans of a document; one that occurs twice in the same role is one mark."""

    def __init__(self) -> None:
        self.all: dict[str, Mark] = {}
        self.quotes: dict[str, str] = {}

    def of(self, label: str, span: Any) -> str:
        if not isinstance(span, dict):
            raise Fault("bad_annotation", _("An annotation has no offsets that are whole numbers."))
        start, end = offset(span.get("start")), offset(span.get("end"))
        id = f"{label} {start} {end}"
        self.all[id] = Mark(id, label, ((start, end),))
        if isinstance(span.get("text"), str):
            self.quotes[id] = span["text"]
        return id


def _document(line: int, value: Any) -> Annotated:
    if not isinstance(value, dict):
        raise Fault("not_an_object", _("An article is a JSON object with at least a “text”."))
    marks = _Marks()
    quotes = [one for one in listed(value.get("quotes")) if isinstance(one, dict)]
    links = [_quote(number, one, marks) for number, one in enumerate(quotes, 1)]
    for number, group in enumerate(listed(value.get("coreference_groups")), 1):
        ends = tuple(("mention", marks.of("mention", span)) for span in listed(group))
        links.append(Link(f"coreference {number}", "coreference", ends))
    rest = {key: one for key, one in value.items() if key not in ("text", "quotes", "coreference_groups")}
    fields = {_FIELDS[key]: rest.pop(key) for key in list(rest) if key in _FIELDS}
    reading = Claimed("", tuple(marks.all.values()), tuple(links), marks.quotes)
    return Annotated(line, text_in(value, "text"), (reading,), fields, rest)


def _quote(number: int, quote: Json, marks: _Marks) -> Link:
    ends = []
    for name, role in _ROLES:
        spans = quote.get(name) or []
        ends += [(role, marks.of(role, span)) for span in (spans if isinstance(spans, list) else [spans])]
    ends += [("coreference", marks.of("mention", span)) for span in listed(quote.get("coreferences"))]
    values = {"confidence": quote["confidence"]} if "confidence" in quote else {}
    return Link(f"quote {quote.get('id', number)}", "quote", tuple(ends), values)
