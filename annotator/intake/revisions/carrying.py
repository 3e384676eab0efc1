"""What of a reading goes along to a corrected text: the operations that write it there, and what is doubtful. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from annotator.intake.anchoring import Anchored, Fate
from annotator.intake.likeness import Place
from annotator.work.operations import ROLES

Json = dict[str, Any]
Records = Mapping[str, Json]


@dataclass
class Carried:
    """One reading on its way: operations for the new set, and the proposals for each span that is not sure."""

    operations: list[Json] = field(default_factory=list)
    doubts: dict[str, list[Json]] = field(default_factory=dict)


def carried(
    old_set: int,
    spans: Records,
    attributions: Records,
    fates: Mapping[str, Anchored],
    *,
    text: str,
    unnamed: Mapping[str, Json],
    article: int,
) -> Carried:
    """What is sure becomes operations; records keep their ids and name the old ones as where they were taken from.

    `unnamed` are the unnamed sources of the old article it is about, by id: the new article gets its own. An
    attribution goes along with the parts that do.
    """
    outcome = Carried()
    again = {uuid: again_in(article, uuid) for uuid in unnamed}
    outcome.operations += [
        {"put": "actor", "id": again[uuid], "name": actor["name"], "kind": "anonymous"}
        for uuid, actor in unnamed.items()
    ]
    sure = set()
    for uuid, span in spans.items():
        fate = fates[uuid]
        if fate.fate is Fate.EXACT:
            sure.add(uuid)
            actor = again.get(span["actor"], span["actor"])
            outcome.operations.append(placed(span, fate.fragments, text, old_set) | {"actor": actor})
        else:
            outcome.doubts[uuid] = proposals(fate.proposals, text)
    for attribution in attributions.values():
        parts = {role: [uuid for uuid in attribution[role] if uuid in sure] for role in ROLES}
        outcome.operations.append(attribution | parts | {"from": {"set": old_set, "id": attribution["id"]}})
    return outcome


def again_in(article: int, actor: str) -> str:
    """The id in a revision of an unnamed source of the article before it."""
    return str(uuid5(NAMESPACE_URL, f"{article}/{actor}"))


def placed(span: Json, fragments: Iterable[tuple[int, int]], text: str, old_set: int) -> Json:
    """The operation that puts an old span at these fragments of the new text."""
    there = [list(fragment) for fragment in fragments]
    quote = [text[start:end] for start, end in there]
    return span | {"fragments": there, "quote": quote, "from": {"set": old_set, "id": span["id"]}}


def proposals(places: Iterable[Place], text: str) -> list[Json]:
    """Likely places as they are stored and shown."""
    return [
        {
            "fragments": [list(fragment) for fragment in one.fragments],
            "quote": [text[start:end] for start, end in one.fragments],
            "likeness": one.likeness,
        }
        for one in places
    ]


def mended(uuid: str, old: Records, new: Records) -> list[Json]:
    """The attributions of the new set with span `uuid` back in the roles it had, in the order the roles had."""
    return [
        standing | {role: _with(uuid, before[role], standing[role]) for role in _roles_of(uuid, before, standing)}
        for before in old.values()
        if (standing := new.get(before["id"])) is not None and _roles_of(uuid, before, standing)
    ]


def emptied(uuid: str, old: Records, new: Records, doubtful: Iterable[str]) -> list[str]:
    """The attributions that named `uuid` and have nothing left, nor anything to hope for."""
    hoped_for = set(doubtful) - {uuid}
    return [
        before["id"]
        for before in old.values()
        if (standing := new.get(before["id"])) is not None
        and any(uuid in before[role] for role in ROLES)
        and not any(standing[role] for role in ROLES)
        and not any(hoped_for.intersection(before[role]) for role in ROLES)
    ]


def _roles_of(uuid: str, before: Json, standing: Json) -> list[str]:
    return [
        role
        for role in ROLES
        if uuid in before[role]
        and uuid not in standing[role]
        and not (role == "source" and standing["implicit_source"])
    ]


def _with(uuid: str, before: list[str], standing: list[str]) -> list[str]:
    kept = set(standing) | {uuid}
    return [one for one in before if one in kept] + [one for one in standing if one not in before]
