"""The lines of a brat .ann file. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from annotator.intake.formats.json_values import Json
from annotator.intake.formats.our_brat import COMMENT, exact_of, exactly, exactly_link
from annotator.intake.found import Fragments, Link, Mark, Named
from articles.words import _

_BEGINNING = re.compile(r"(?:[A-Za-z#][0-9A-Za-z_]*|\*)\t")
_SPAN = re.compile(r"(\S+) ([0-9]{1,9} [0-9]{1,9}(?:;[0-9]{1,9} [0-9]{1,9})*)")
_REFERENCE = re.compile(r"(\S+) (\S+) ([^\s:]+):(\S+)")
_QID = re.compile(r"Q[1-9][0-9]{0,14}")


class Lines:
    """What an .ann file says, with offsets as they stand there and every quote by the id of its mark.

    `count` is the number of annotations in the file; `bad` has a sentence for each that is not understood.
    """

    def __init__(self, text: str) -> None:
        self.bad: list[str] = []
        self.quotes: dict[str, str] = {}
        self._spans: dict[str, tuple[str, Fragments]] = {}
        self._links: dict[str, tuple[str, list[tuple[str, str]]]] = {}
        self._values: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        self._notes: defaultdict[str, list[str]] = defaultdict(list)
        self._named: dict[str, Named] = {}
        self._exact: dict[str, Json] = {}
        lines = list(_joined(text))
        self.count = len(lines)
        self._links = {id: ("", []) for _number, id, _rest in lines if id[0] in "ER"}  # an event may name a later one
        for number, id, rest in sorted(lines, key=_turn):
            if not self._took(id, rest):
                self.bad.append(_("Line %(number)s is not understood.") % {"number": number})
                if not self._links.get(id, ("taken", []))[0]:
                    del self._links[id]
        self._drop_dangling()

    @property
    def marks(self) -> tuple[Mark, ...]:
        found = (
            Mark(id, label, fragments, self._values.get(id, {}), self._named.get(id), note=self._note(id))
            for id, (label, fragments) in self._spans.items()
        )
        return tuple(exactly(mark, self._exact[mark.id]) if mark.id in self._exact else mark for mark in found)

    @property
    def links(self) -> tuple[Link, ...]:
        found = (
            Link(id, label, tuple(ends), self._values.get(id, {}), self._note(id))
            for id, (label, ends) in self._links.items()
        )
        return tuple(exactly_link(link, self._exact[link.id]) if link.id in self._exact else link for link in found)

    def _took(self, id: str, rest: str) -> bool:
        taken = {
            "T": self._span,
            "E": self._event,
            "R": self._event,
            "A": self._attribute,
            "M": self._attribute,
            "N": self._normalisation,
            "#": self._remark,
            "*": self._equivalence,
        }.get(id[0])
        return bool(taken and taken(id, rest))

    def _span(self, id: str, rest: str) -> bool:
        place, _tab, quote = rest.partition("\t")
        found = _SPAN.fullmatch(place)
        if not found or id in self._spans:
            return False
        pieces = [piece.split(" ") for piece in found[2].split(";")]
        self._spans[id] = found[1], tuple((int(start), int(end)) for start, end in pieces)
        if _tab:
            self.quotes[id] = quote
        return True

    def _event(self, id: str, rest: str) -> bool:
        """An event, "TYPE:T1 ROLE:T2", or a relation, "TYPE Arg1:T1 Arg2:T2"."""
        words = rest.split()
        label = words[0].partition(":")[0] if words else ""
        ends = [(role, target) for role, _colon, target in (word.partition(":") for word in words[id[0] == "R" :])]
        if (
            len(ends) < 1 + (id[0] == "R")
            or self._links.get(id, ("bad", []))[0]
            or not all(role and self._knows(target) for role, target in ends)
        ):
            return False
        self._links[id] = label, ends
        return True

    def _attribute(self, _id: str, rest: str) -> bool:
        name, target, *value = [*rest.split(maxsplit=2), "", ""][:3] if rest.strip() else ["", ""]
        if not self._knows(target):
            return False
        answer: Any = " ".join(value).strip() or True
        values = self._values[target]
        values[name] = answer if name not in values else [*_listed(values[name]), answer]
        return True

    def _normalisation(self, _id: str, rest: str) -> bool:
        reference, _tab, name = rest.partition("\t")
        found = _REFERENCE.fullmatch(reference)
        if not found or not self._knows(found[2]):
            return False
        _kind, target, base, key = found.groups()
        if base.lower() == "wikidata" and _QID.fullmatch(key) and target in self._spans:
            self._named[target] = Named(name.strip() or key, wikidata=key)
        elif base == "Ascribe" and name.strip() and target in self._spans:
            self._named[target] = Named(name.strip(), id=key)
        else:
            values = self._values[target]
            values[base] = key if base not in values else [*_listed(values[base]), key]
        return True

    def _remark(self, _id: str, rest: str) -> bool:
        about, _tab, text = rest.partition("\t")
        target = about.split()[1:2]
        if not target or not self._knows(target[0]):
            return False
        if about.startswith(f"{COMMENT} ") and (exact := exact_of(text)):
            self._exact[target[0]] = exact
        else:
            self._notes[target[0]].append(text.strip())
        return True

    def _equivalence(self, _id: str, rest: str) -> bool:
        label, *targets = rest.split() or [""]
        if len(targets) < 2 or not all(self._knows(target) for target in targets):
            return False
        number = sum(id.startswith("*") for id in self._links) + 1
        self._links[f"*{number}"] = label, [("", target) for target in targets]
        return True

    def _knows(self, id: str) -> bool:
        return id in self._spans or id in self._links

    def _drop_dangling(self) -> None:
        """Events that name an event whose line was bad are bad too."""
        while lost := [id for id, (_l, ends) in self._links.items() if not all(self._knows(end) for _r, end in ends)]:
            for id in lost:
                del self._links[id]
                self.bad.append(_("%(id)s names something that is not there.") % {"id": id})

    def _note(self, id: str) -> str:
        return "\n".join(filter(None, self._notes.get(id, ())))


def _joined(text: str) -> Iterator[tuple[int, str, str]]:
    """Number, id and rest of each annotation; the quote of a mark may go on in the next lines."""
    kept: tuple[int, str, str] | None = None
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        line = line.removesuffix("\r")
        if kept and kept[1][0] == "T" and not _BEGINNING.match(line) and _wants_more(kept[2]):
            kept = (kept[0], kept[1], f"{kept[2]}\n{line}")
            continue
        if kept:
            yield kept
        id, _tab, rest = line.partition("\t")
        kept = (number, id, rest) if line.strip() and id else None
    if kept:
        yield kept


def _wants_more(rest: str) -> bool:
    """Whether a quote is shorter than its span, so that a line break in it must have cut it."""
    place, _tab, quote = rest.partition("\t")
    found = _SPAN.fullmatch(place)
    if not found or not _tab:
        return False
    pieces = [piece.split(" ") for piece in found[2].split(";")]
    return len(quote) + 1 < sum(int(end) - int(start) for start, end in pieces)


def _turn(line: tuple[int, str, str]) -> int:
    """Marks first, then events and relations, then what is said about them: lines may stand in any order."""
    return {"T": 0, "E": 1, "R": 1}.get(line[1][0], 2)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
