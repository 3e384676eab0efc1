"""From somebody else's reading to operations of ours, as a mapping of labels says. Pure.

The same reading, mapping and namespace give the same operations with the same ids. What cannot be said in our terms
is counted, never dropped in silence.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from annotator.intake.formats.guessing import ROLES, Labels, LinkMapping, Mapping, added, guess, labels_of
from annotator.intake.formats.units import joined
from annotator.intake.found import Link, Mark, Named, Reading
from annotator.work.operations import KIND_OF_ROLE
from articles.words import _

__all__ = ["Labels", "Mapping", "added", "guess", "labels_of", "lost", "operations_of", "registry_of", "turned"]

LONGEST_NAME = 300
LONGEST_NOTE = 10_000
WITH_VALUES = ("actor", "claim")
_KIND_OF_ACTOR = {
    "person": "person",
    "per": "person",
    "org": "organisation",
    "organization": "organisation",
    "organisation": "organisation",
    "gpe": "state",
    "loc": "state",
    "norp": "group",
}
_NOBODY = UUID(int=0)
_CANONICAL_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch
_QID = re.compile("Q[1-9][0-9]{0,18}").fullmatch
Operation = dict[str, Any]


def operations_of(
    reading: Reading, mapping: Mapping, text: str, namespace: UUID, *, names: UUID | None = None
) -> list[Operation]:
    """Operations that make this reading in an empty set: actors and topics, then spans, then attributions.

    Ids are uuid5 of `namespace` and the id in the file, but a UUID of ours is kept. `names` is the namespace of
    actors and topics, the same for every article of a project; without it, `namespace`.
    """
    return turned(reading, mapping, text, namespace, names or namespace)[0]


def turned(
    reading: Reading, mapping: Mapping, text: str, namespace: UUID, names: UUID
) -> tuple[list[Operation], list[str]]:
    """What `operations_of` and `lost` say, found in one go."""
    turning = _Turning(reading, mapping, text, namespace, names)
    return turning.operations, _told(turning.lost)


def registry_of(reading: Reading, mapping: Mapping, names: UUID) -> dict[str, Named]:
    """The actors and topics `operations_of` names, by the id it gives them, with all that the file says."""
    return _Turning(reading, mapping, "", _NOBODY, names).registry


def lost(reading: Reading, mapping: Mapping) -> list[str]:
    """A sentence for each kind of thing that `operations_of` leaves out, with how many there are."""
    return _told(_Turning(reading, mapping, "", _NOBODY, _NOBODY).lost)


def _told(counts: Counter[str]) -> list[str]:
    return [f"{what} ({count:,})" for what, count in counts.items()]


class _Turning:
    def __init__(self, reading: Reading, mapping: Mapping, text: str, namespace: UUID, names: UUID) -> None:
        self.registry: dict[str, Named] = {}
        self.lost: Counter[str] = Counter()
        self._mapping, self._text, self._namespace, self._names = mapping, text, namespace, names
        self._marks = {mark.id: mark for mark in reading.marks}
        self._links = {link.id for link in reading.links}
        self._own_ids = reading.tool == "ours"
        self._put: dict[str, Operation] = {}
        self._spans: dict[tuple[str, str], Operation] = {}
        self._noted: set[str] = set()
        for mark in reading.marks:
            if kind := mapping["spans"].get(mark.label, ""):
                self._span(mark, kind)
        attributions = [self._attribution(links) for links in self._grouped(reading.links)]
        self._count_marks(reading)
        self.operations = [*self._put.values(), *self._spans.values(), *attributions]

    def _grouped(self, links: Iterable[Link]) -> list[list[Link]]:
        """The links that become attributions; those to be joined that share a cue or a content together."""
        groups: list[list[Link]] = []
        group_of: dict[str, list[Link]] = {}
        for link in links:
            how = self._how(link)
            if not how["as"]:
                self._lose(_("Relations “%(label)s” are left out") % {"label": link.label})
                continue
            shared = [end for role, end in link.ends if how["roles"].get(role, "") in ("cue", "content")]
            if not how.get("join"):
                groups.append([link])
                continue
            into = next((group_of[end] for end in shared if end in group_of), None)
            if into is None:
                into = []
                groups.append(into)
            for other in {id(group_of[end]): group_of[end] for end in shared if end in group_of}.values():
                if other is not into:
                    into += other
                    groups = [group for group in groups if group is not other]
                    group_of.update({end: into for end, group in group_of.items() if group is other})
            into.append(link)
            group_of.update(dict.fromkeys(shared, into))
        return groups

    def _attribution(self, links: list[Link]) -> Operation:
        parts: dict[str, list[str]] = {role: [] for role in ROLES}
        notes = [link.note for link in links if link.note]
        values: dict[str, Any] = {}
        implicit = False
        for link in links:
            implicit = implicit or bool(self._how(link).get("implicit"))
            values |= self._values(link.values)
            for role, end in link.ends:
                self._part(parts, self._how(link)["roles"].get(role, ""), link, role, end)
                notes += self._note_of(end)
        if implicit and parts["source"]:
            self._lose(_("Attributions said to have no source, but with one: the source is kept"))
        note = "\n".join(notes)
        if len(note) > LONGEST_NOTE:
            self._lose(_("Notes are cut after 10,000 characters"))
        return {
            "put": "attribution",
            "id": self._id(links[0].id),
            **parts,
            "implicit_source": implicit and not parts["source"],
            "values": values,
            "note": note[:LONGEST_NOTE],
            "from": None,
        }

    def _part(self, parts: dict[str, list[str]], role: str, link: Link, foreign: str, end: str) -> None:
        if not role:
            if foreign != link.label and not self._how(link).get("join"):
                self._lose(_("Parts “%(role)s” of “%(label)s” are left out") % {"role": foreign, "label": link.label})
        elif end in self._marks:
            span = self._span(self._marks[end], KIND_OF_ROLE[role])
            if span not in parts[role]:
                parts[role].append(span)
        else:
            self._lose(
                _("Parts “%(role)s” of “%(label)s” that are relations themselves are left out")
                % {"role": foreign, "label": link.label}
            )

    def _span(self, mark: Mark, kind: str) -> str:
        """The id of the span of this kind over a mark, made when there is none yet."""
        known = self._spans.get((mark.id, kind))
        if known is None:
            own = self._mapping["spans"].get(mark.label, "")
            fragments = joined(mark.fragments)
            known = self._spans[mark.id, kind] = {
                "put": "span",
                "id": self._id(mark.id) if kind == own else str(uuid5(self._namespace, f"{mark.id}\n{kind}")),
                "kind": kind,
                "fragments": [[start, end] for start, end in fragments],
                "quote": [self._text[start:end] for start, end in fragments],
                "actor": self._named("actor", mark.actor, mark.label) if kind == "actor" else None,
                "topic": self._named("topic", mark.topic, "") if kind == "claim" else None,
                "values": self._values(mark.values) if kind in WITH_VALUES else {},
                "from": None,
            }
        id: str = known["id"]
        return id

    def _named(self, what: str, named: Named | None, label: str) -> str | None:
        if named is None or not named.name.strip():
            return None
        name = " ".join(named.name.split())
        if len(name) > LONGEST_NAME:
            self._lose(_("Names are cut after 300 characters"))
            name = name[:LONGEST_NAME]
        wikidata = named.wikidata if what == "actor" and _QID(named.wikidata) else ""
        if what == "actor" and named.wikidata and not wikidata:
            self._lose(_("Numbers that are no item of Wikidata are left out"))
        key = wikidata or f"{named.kind}\n{name}"
        id = _as_uuid(named.id) or str(uuid5(self._names, f"{what}\n{key}"))
        if id not in self._put:
            self.registry[id] = named
            self._put[id] = {"put": what, "id": id, "name": name}
            if what == "actor":
                self._put[id]["kind"] = named.kind or _KIND_OF_ACTOR.get(label.lower(), "person")
            if wikidata:
                self._put[id]["wikidata"] = wikidata
        return id

    def _values(self, given: dict[str, Any]) -> dict[str, Any]:
        kept = {}
        for name, value in given.items():
            if field := self._mapping["values"].get(name, ""):
                kept[field] = value
            else:
                self._lose(_("Values of “%(name)s” are left out") % {"name": name})
        return kept

    def _note_of(self, id: str) -> list[str]:
        mark = self._marks.get(id)
        if mark is None or not mark.note or id in self._noted:
            return []
        self._noted.add(id)
        return [mark.note]

    def _count_marks(self, reading: Reading) -> None:
        triggers = {
            end for link in reading.links if self._how(link)["as"] for role, end in link.ends if role == link.label
        }
        made: defaultdict[str, set[str]] = defaultdict(set)
        for id, kind in self._spans:
            made[id].add(kind)
        for mark in reading.marks:
            kinds = made[mark.id]
            if not kinds and mark.id not in triggers:
                self._lose(_("Spans “%(label)s” are left out") % {"label": mark.label})
            if mark.note and mark.id not in self._noted:
                self._lose(_("Notes on “%(label)s” are left out") % {"label": mark.label})
            if kinds and ((mark.actor and "actor" not in kinds) or (mark.topic and "claim" not in kinds)):
                self._lose(_("Names on “%(label)s” are left out") % {"label": mark.label})
            if not kinds & set(WITH_VALUES):
                for name in mark.values:
                    self._lose(_("Values of “%(name)s” are left out") % {"name": name})

    def _how(self, link: Link) -> LinkMapping:
        return self._mapping["links"].get(link.label) or {"as": "", "roles": {}}

    def _id(self, id: str) -> str:
        return (self._own_ids and _as_uuid(id)) or str(uuid5(self._namespace, id))

    def _lose(self, what: str) -> None:
        self.lost[what] += 1


def _as_uuid(id: str) -> str:
    if _CANONICAL_UUID(id):
        return id
    try:
        return str(UUID(id)) if id else ""
    except ValueError:
        return ""
