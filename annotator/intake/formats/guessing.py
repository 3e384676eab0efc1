"""Which foreign label becomes what: the labels of readings, counted, and a first guess a person corrects. Pure."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal, NotRequired, TypedDict

from annotator.intake.found import Link, Reading

Role = Literal["source", "cue", "content", "addressee", "supplement", ""]
Kind = Literal["actor", "cue", "content", "claim", "supplement", ""]


class LinkLabel(TypedDict):
    """A label of relations or events: how often it occurs, and which marks play which role, by their labels."""

    count: int
    roles: dict[str, dict[str, int]]


class Labels(TypedDict):
    """The labels that occur, each with how often."""

    spans: dict[str, int]
    links: dict[str, LinkLabel]
    values: dict[str, int]


LinkMapping = TypedDict(
    "LinkMapping",
    {
        "as": Literal["attribution", ""],
        "roles": dict[str, Role],
        "implicit": NotRequired[bool],
        "join": NotRequired[bool],
    },
)


class Mapping(TypedDict):
    """What each foreign label becomes; the empty string leaves it out.

    `implicit`: the source of such attributions is not named. `join`: relations that share a cue or a content
    become one attribution.
    """

    spans: dict[str, Kind]
    links: dict[str, LinkMapping]
    values: dict[str, str]


ROLES: tuple[Role, ...] = ("source", "cue", "content", "addressee", "supplement")
ATTRIBUTION = "attribution"  # the labels our own export is read with
IMPLICIT = "attribution without a source"
FIELDS = ("stance", "form", "certainty")
_KINDS: dict[Kind, str] = {
    "actor": "actor source speaker sayer holder per person persona pers org organization organisation institution gpe "
    "norp addressee recipient listener quelle sprecher sprecherin adressat akteur fonte ator locuteur",
    "cue": "cue verb trigger say signal predicate expression frame verbum intexpr sinal",
    "content": "content quote quotation utterance message speech statement proposition stwr inhalt zitat "
    "rede conteudo citation",
    "claim": "claim assertion behauptung forderung",
    "supplement": "supplement circumstance",
}
_BY_WORD: dict[str, Kind] = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_ADDRESSEES = {"addressee", "recipient", "listener", "adressat", "hearer"}
_IMPLICIT = re.compile(r"no.?source|implicit|without.?source", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]?[a-zà-ÿ]+|[A-Z]+(?![a-z])")


def labels_of(readings: Iterable[Reading]) -> Labels:
    """Every label that occurs in these readings."""
    found = Labels(spans={}, links={}, values={})
    for reading in readings:
        of_mark = {mark.id: mark.label for mark in reading.marks}
        for mark in reading.marks:
            _count(found["spans"], mark.label)
        for link in reading.links:
            _count_link(found["links"], link, of_mark)
        for values in [mark.values for mark in reading.marks] + [link.values for link in reading.links]:
            for name in values:
                _count(found["values"], name)
    return found


def added(first: Labels, second: Labels) -> Labels:
    """The labels of both."""
    links = {label: LinkLabel(count=one["count"], roles=dict(one["roles"])) for label, one in first["links"].items()}
    for label, one in second["links"].items():
        known = links.setdefault(label, LinkLabel(count=0, roles={}))
        known["count"] += one["count"]
        for role, marks in one["roles"].items():
            known["roles"][role] = _sum(known["roles"].get(role, {}), marks)
    return Labels(
        spans=_sum(first["spans"], second["spans"]), links=links, values=_sum(first["values"], second["values"])
    )


def guess(labels: Labels) -> Mapping:
    """What the labels probably mean; those of our own export mean what they say."""
    if labels["links"] and set(labels["links"]) <= {ATTRIBUTION, IMPLICIT} and set(labels["spans"]) <= set(_KINDS):
        return _ours(labels)
    spans: dict[str, Kind] = {label: kind_of(label) for label in labels["spans"]}
    links = {label: _link(label, one, spans) for label, one in labels["links"].items()}
    for label, one in links.items():
        trigger = one["roles"].get(label)
        if one["as"] and label in spans and trigger is not None:
            spans[label] = "cue" if trigger == "cue" else ""
    values = {name: name if name in FIELDS else "" for name in labels["values"]}
    return Mapping(spans=spans, links=links, values=values)


def kind_of(label: str) -> Kind:
    """The kind of span a label names by one of its words; empty for a label that says nothing to us."""
    found: list[Kind] = [_BY_WORD[word] for word in _words(label) if word in _BY_WORD]
    return found[0] if found else ""


def _ours(labels: Labels) -> Mapping:
    roles: dict[str, Role] = {str(role): role for role in ROLES}
    return Mapping(
        spans={label: kind_of(label) for label in labels["spans"]},
        links={
            label: LinkMapping({"as": "attribution", "roles": roles, "implicit": label == IMPLICIT})
            for label in labels["links"]
        },
        values={name: name for name in labels["values"]},
    )


def _link(label: str, one: LinkLabel, spans: dict[str, Kind]) -> LinkMapping:
    roles = {role: _role(role, marks, spans) for role, marks in one["roles"].items() if role != label}
    if label in one["roles"]:  # the trigger of an event
        roles[label] = "" if "cue" in roles.values() else "cue"
    said = {role for role in roles.values() if role}
    tells = len(said) > 1 and said & {"cue", "content"}
    mapping = LinkMapping({"as": "attribution" if tells else "", "roles": roles})
    if _IMPLICIT.search(label):
        mapping["implicit"] = True
    if len(one["roles"]) == 2 and label not in one["roles"] and len(said) == 2:
        mapping["join"] = True
    return mapping


def _role(role: str, marks: dict[str, int], spans: dict[str, Kind]) -> Role:
    """By the name of the role, else by what stands in it most often."""
    if set(_words(role)) & _ADDRESSEES:
        return "addressee"
    kind = kind_of(role)
    if not kind and marks:
        usual = max(marks, key=lambda label: marks[label])
        if set(_words(usual)) & _ADDRESSEES:
            return "addressee"
        kind = spans.get(usual, "")
    if kind == "actor":
        return "source"
    return "" if kind == "claim" else kind


def _words(label: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(label)]


def _count(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1


def _count_link(links: dict[str, LinkLabel], link: Link, of_mark: dict[str, str]) -> None:
    known = links.setdefault(link.label, LinkLabel(count=0, roles={}))
    known["count"] += 1
    for role, target in link.ends:
        _count(known["roles"].setdefault(role, {}), of_mark.get(target, ""))


def _sum(first: dict[str, int], second: dict[str, int]) -> dict[str, int]:
    return dict(Counter(first) + Counter(second))
