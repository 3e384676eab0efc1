"""The target of a Web Annotation: what it is about, and where in it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotator.intake.formats.json_values import Json, offset
from articles.texts import canonical

MOST_PLACES = 10_000  # where a quote may occur


@dataclass(frozen=True, slots=True)
class Target:
    """A stretch of a text. `text` is the whole text, when the annotation carries it."""

    address: str
    position: tuple[int, int] | None = None
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    text: str = ""


def target_of(given: Any) -> Target:
    """A target, however it is written. Raises Fault for a position that is no number."""
    if not isinstance(given, dict):
        return Target(str(given or ""))
    source = given.get("source", given)
    address = source.get("id", "") if isinstance(source, dict) else source
    text = source.get("value", "") if isinstance(source, dict) else ""
    position, quote = None, {}
    for selector in _selectors(given.get("selector")):
        if selector.get("type") == "TextPositionSelector":
            position = offset(selector.get("start")), offset(selector.get("end"))
        elif selector.get("type") == "TextQuoteSelector":
            quote = {name: str(selector.get(name) or "") for name in ("exact", "prefix", "suffix")}
    return Target(str(address), position, text=str(text or ""), **quote)


def found_by_quote(text: str, target: Target) -> tuple[int, int] | None:
    """Where the quote stands in a canonical text, when what is before and after leaves one place only."""
    exact, prefix, suffix = canonical(target.exact), canonical(target.prefix), canonical(target.suffix)
    if not exact:
        return None
    places = list(_places(text, exact))
    if len(places) > 1:
        places = [at for at in places if text.endswith(prefix, 0, at) and text.startswith(suffix, at + len(exact))]
    return (places[0], places[0] + len(exact)) if len(places) == 1 else None


def _places(text: str, exact: str) -> Iterator[int]:
    at = text.find(exact)
    for _number in range(MOST_PLACES):
        if at < 0:
            return
        yield at
        at = text.find(exact, at + 1)


def _selectors(given: Any) -> Iterator[Json]:
    for one in given if isinstance(given, list) else [given]:
        if isinstance(one, dict):
            yield one
            yield from _selectors(one.get("items") or one.get("default"))
            yield from _selectors(one.get("refinedBy"))
