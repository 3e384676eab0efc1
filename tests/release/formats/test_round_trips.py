"""Out and in again: what we write for other programs, our own readers read back as it was."""

import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import orjson
import pytest

from annotator.intake.formats.mapping import guess, labels_of, operations_of
from annotator.intake.formats.registry import format_of
from annotator.intake.formats.source import Asked, Source
from annotator.intake.found import Found
from annotator.release.formats.line import ROLES, About
from annotator.release.formats.registry import BY_NAME
from tests.release.formats.generated import document

Json = dict[str, Any]
FEW, MANY = 60, 10_000
BATCH = 20
KEEPS_IDS = {"jsonl", "jsonld", "citron", "cas"}
FORMATS = ("jsonl", "brat", "jsonld", "citron", "cas")


@pytest.mark.parametrize("name", FORMATS)
def test_what_goes_out_comes_in_again(name: str):
    _there_and_back(name, range(FEW))


@pytest.mark.soak
@pytest.mark.parametrize("name", FORMATS)
def test_ten_thousand_documents_come_in_again(name: str):
    _there_and_back(name, range(FEW, MANY + FEW))


def _there_and_back(name: str, seeds: range) -> None:
    for start in range(0, len(seeds), BATCH):
        lines = [document(seed) for seed in seeds[start : start + BATCH]]
        found = {one.draft.external_id: one for one in read_back(name, written(name, lines))}
        mapping = guess(labels_of(reading for one in found.values() for reading in one.readings))
        for line in lines:
            held = holds(name, line)
            if held is None:
                continue
            one = found[line["external_id"]]
            assert (one.draft.text, one.draft.title, one.notes) == (line["text"], line["title"], ())
            (reading,) = one.readings
            assert reading.annotator == "A01"
            operations = operations_of(reading, mapping, line["text"], UUID(int=7))
            assert said_again(operations) == said(held), line["external_id"]
            if name in KEEPS_IDS:
                assert {op["id"] for op in operations if op["put"] in ("span", "attribution")} == ids(held)


def written(name: str, lines: list[Json]) -> bytes:
    if name == "jsonl":
        return b"".join(orjson.dumps(line) + b"\n" for line in lines)
    return b"".join(BY_NAME[name].write(lines, About("Port", "https://ascribe.example/api/v1/")))


def read_back(name: str, body: bytes) -> Iterator[Found]:
    suffix = BY_NAME[name].suffix
    kind = format_of(f"export.{suffix}", body, len(body), largest=10**9)
    for one in kind.read(Source(f"export.{suffix}", io.BytesIO(body), len(body)), Asked()):
        if isinstance(one, Found):
            yield one
        else:
            assert one.place == "loss.json", one


def holds(name: str, line: Json) -> Json | None:
    """What of a line the format can carry, as docs/data-out.md says; None for nothing."""
    (reading,) = line["sets"]
    if name == "brat":  # an attribution without any part has no place in the text
        placed = [one for one in reading["attributions"] if any(one[role] for role in ROLES)]
        return line | {"sets": [reading | {"attributions": placed}]}
    if name == "jsonld" and not reading["spans"] and not reading["attributions"]:
        return None  # a page of annotations has at least one
    return line


def said(line: Json) -> tuple[Counter[str], Counter[str]]:
    """Everything a line says, without the ids of spans and attributions."""
    (reading,) = line["sets"]
    spans = {}
    for one in reading["spans"]:
        actor, topic = line["actors"].get(one["actor"]), line["topics"].get(one["topic"])
        named = [actor and [actor["name"], actor["kind"]], topic and topic["name"]]
        spans[one["id"]] = _key([one["kind"], one["fragments"], one["quote"], *named, one["values"]])
    return Counter(spans.values()), _attributions(reading["attributions"], spans)


def said_again(operations: list[Json]) -> tuple[Counter[str], Counter[str]]:
    """The same of what was made of a file."""
    by_kind: dict[str, list[Json]] = {kind: [] for kind in ("actor", "topic", "span", "attribution")}
    for operation in operations:
        by_kind[operation["put"]].append(operation)
    known = {one["id"]: [one["name"], one["kind"]] for one in by_kind["actor"]}
    known |= {one["id"]: one["name"] for one in by_kind["topic"]}
    spans = {
        one["id"]: _key(
            [
                one["kind"],
                one["fragments"],
                one["quote"],
                known.get(one["actor"]),
                known.get(one["topic"]),
                one["values"],
            ]
        )
        for one in by_kind["span"]
    }
    return Counter(spans.values()), _attributions(by_kind["attribution"], spans)


def _attributions(many: Iterable[Json], spans: dict[str, str]) -> Counter[str]:
    return Counter(
        _key([[spans[id] for id in one[role]] for role in ROLES] + [one["implicit_source"], one["values"], one["note"]])
        for one in many
    )


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def ids(line: Json) -> set[str]:
    (reading,) = line["sets"]
    return {one["id"] for one in (*reading["spans"], *reading["attributions"])}
