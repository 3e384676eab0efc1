"""Judging a whole reading by its scheme's rules, at submission. Pure.

`spans` and `attributions` are the set's records as `put` operations, by id.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypedDict

from annotator.scheme.rules import Rule, level
from annotator.work.nesting import parents, points
from annotator.work.operations import Json
from articles.words import _


class Problem(TypedDict, total=False):
    """One thing a rule finds: where it is, and how severe."""

    severity: str
    code: str
    message: str
    span: str
    attribution: str


Required = Mapping[str, list[str]]
"""Names of the required fields by what they apply to."""


def problems(
    spans: Mapping[str, Json], attributions: Mapping[str, Json], rules: dict[str, str], required: Required
) -> list[Problem]:
    """What the rules find, errors first. Rules that are off find nothing."""
    found: list[Problem] = []
    for rule, message, where in _findings(spans, attributions, required):
        if (severity := level(rules, rule)) != "off":
            found.append({"severity": severity, "code": rule.value, "message": message, **where})  # type: ignore[typeddict-item]
    return sorted(found, key=lambda problem: problem["severity"] != "error")


Finding = tuple[Rule, str, dict[str, str]]


def _findings(spans: Mapping[str, Json], attributions: Mapping[str, Json], required: Required) -> Iterator[Finding]:
    for uuid, attribution in attributions.items():
        for rule, message in _of_one(attribution, spans):
            yield rule, message, {"attribution": uuid}
    for kind, record in [
        *(("attribution", a) for a in attributions.values()),
        *((s["kind"], s) for s in spans.values()),
    ]:
        where = {"attribution" if kind == "attribution" else "span": record["id"]}
        for name in set(required.get(kind, [])) - set(record["values"]):
            yield (
                Rule.REQUIRED_FIELDS,
                _("This %(kind)s needs an answer to “%(name)s”.") % {"kind": _(kind), "name": name},
                where,
            )
    for uuid, parent in parents(spans, attributions).items():
        if parent is not None:
            yield Rule.NO_NESTING, _("This attribution lies inside another one."), {"attribution": uuid}
    for uuid in _crossing(spans, attributions):
        yield Rule.NO_CROSSING, _("This content crosses the content of another attribution."), {"attribution": uuid}


def _of_one(attribution: Json, spans: Mapping[str, Json]) -> Iterator[tuple[Rule, str]]:
    if not attribution["content"]:
        yield Rule.CONTENT_PRESENT, _("This attribution has no content.")
    if not attribution["cue"]:
        yield Rule.CUE_PRESENT, _("This attribution has no cue.")
    if not attribution["source"] and not attribution["implicit_source"]:
        yield Rule.SOURCE_PRESENT, _("This attribution has no source; mark it as implicit if the article names none.")
    cues = [spans[cue] for cue in attribution["cue"]]
    if len(cues) > 1 or any(len(cue["fragments"]) > 1 for cue in cues):
        yield Rule.ONE_CONTIGUOUS_CUE, _("This attribution has a cue in more than one piece.")
    if len(attribution["source"]) > 1:
        yield Rule.ONE_SOURCE, _("This attribution has more than one source.")


def _crossing(spans: Mapping[str, Json], attributions: Mapping[str, Json]) -> Iterable[str]:
    """Attributions whose content overlaps another's without either lying inside the other."""
    extents = [
        (points(spans[content]["fragments"]), uuid)
        for uuid, attribution in attributions.items()
        for content in attribution["content"]
    ]
    extents.sort(key=lambda extent: extent[0][0])
    crossing: dict[str, None] = {}
    for n, (first, one) in enumerate(extents):
        for second, other in extents[n + 1 :]:
            if second[0] >= first[-1]:
                break
            if one != other and _cross(first, second):
                crossing |= {one: None, other: None}
    return crossing


def _cross(first: list[int], second: list[int]) -> bool:
    a, b = _covered(first), _covered(second)
    return bool(a & b) and not a <= b and not b <= a


def _covered(ends: list[int]) -> set[int]:
    return {at for start, end in zip(ends[::2], ends[1::2], strict=True) for at in range(start, end)}
