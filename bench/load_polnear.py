"""Load brat articles of the PolNeAR corpus through the API, submit them, export them, and compare with the files.

    python -m bench.load_polnear DIR --url http://127.0.0.1:8000 --token TOKEN --project SLUG

DIR holds NAME.txt and NAME_ANNOTATOR.ann. The token must be a writing one of an editor or manager. Where several
people annotated an article, further tokens (of other people; the first one's owner must see every reading) load
their files, too, one each: --token A --token B. Without them the first file counts.
Texts are sent as they are; spans and attributions travel as the same operations that the editor sends. Ids are
made from the file and the line, so running it twice changes nothing. Exits 1 when a span of a role differs.
"""

import argparse
import json
import sys
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HOUSE = uuid.UUID("6d0f0f5c-3c39-4c43-9d29-5b1c4d2c6f10")
KINDS = {"Source": "actor", "Cue": "cue", "Content": "content"}
BATCH = 1_500
EVERY_STATUS = "&status=started&status=submitted&status=locked"
Fragments = tuple[tuple[int, int], ...]
Roles = dict[str, Fragments]


@dataclass
class Reading:
    """One .ann file: spans by their number, and attributions as (number, role → numbers of spans).

    `labels` has what each attribution is called in the file.
    """

    name: str
    file: str
    text: str
    spans: dict[str, tuple[str, Fragments]] = field(default_factory=dict)
    attributions: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    set_id: int = 0


def main() -> None:
    given = _arguments()
    people = [Api(given.url, token, given.project) for token in given.token]
    sent = Counter[str]()
    readings: list[Reading] = []
    for text_file in sorted(given.folder.glob("*.txt")):
        files = sorted(text_file.parent.glob(f"{text_file.stem}_*.ann"))
        for api, ann in zip(people, files, strict=False):
            readings.append(read(text_file, ann))
            sent += load(api, readings[-1])
    lines = [line for line in people[0].export() if "external_id" in line]
    found = {one["id"]: (line, one) for line in lines for one in line["sets"]}
    differences = [text for reading in readings for text in compare(reading, *found.get(reading.set_id, (None, None)))]
    print(f"{len({one.name for one in readings})} articles, {len(readings)} readings; sent: {_listed(sent)}")
    print(f"exported {len(lines)} articles: {_counted(one for _, one in found.values())}")
    print("\n".join(differences[:20]))
    print(f"{len(differences)} differences")
    sys.exit(bool(differences))


def read(text_file: Path, ann: Path) -> Reading:
    """One annotator's work. E lines may come before the T lines they name, and the text of a span have newlines."""
    reading = Reading(text_file.stem, ann.stem, text_file.read_bytes().decode())
    for line in ann.read_bytes().decode().split("\n"):
        number, _, rest = line.partition("\t")
        if number[:1] == "T" and number[1:].isdecimal():
            label, _, places = rest.partition("\t")[0].partition(" ")
            reading.spans[number] = (label, _fragments(places))
        elif number[:1] == "E" and number[1:].isdecimal():
            reading.attributions.append((number, _roles(rest)))
            reading.labels[number] = rest.partition(":")[0]
    return reading


def _roles(rest: str) -> dict[str, list[str]]:
    """`Attribution:T4 Content:T3 Content2:T9` → {"Attribution": ["T4"], "Content": ["T3", "T9"]}"""
    roles: dict[str, list[str]] = {}
    for part in rest.split():
        role, _, span = part.partition(":")
        roles.setdefault(role.rstrip("0123456789"), []).append(span)
    return roles


def _fragments(places: str) -> Fragments:
    """Sorted, with touching ones joined: `12 15;16 20`."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(tuple(map(int, place.split())) for place in places.split(";")):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def load(api: "Api", reading: Reading) -> Counter[str]:
    """Add the article, open a reading of it, put everything in it, submit it. What is there already stays."""
    article = api.post(f"projects/{api.project}/articles/", {"text": reading.text, "external_id": reading.name})
    opened = api.post(f"articles/{article['id']}/sets/", {})
    reading.set_id = opened["id"]
    if opened["status"] in ("submitted", "locked"):
        return Counter(there_already=1)
    operations = list(_operations(reading))
    revision = opened["revision"]
    for number, start in enumerate(range(0, len(operations), BATCH)):
        batch = {
            "batch": str(_id(reading, f"batch {number}")),
            "revision": revision,
            "text_sha256": article["text_sha256"],
            "operations": operations[start : start + BATCH],
        }
        revision = api.post(f"sets/{opened['id']}/changes/", batch)["revision"]
    loaded = Counter(operation["put"] for operation in operations)
    refused = api.send("PUT", f"sets/{opened['id']}/submission/", {"confirm": True}, but={"rules"}).get("code")
    return loaded + Counter(["left open: the rules refuse it" if refused else "submitted"])


def _operations(reading: Reading) -> Iterator[dict[str, Any]]:
    """Spans that play a role, then attributions. Remarks of the annotators (Discuss, Discard) are left out."""
    used = {span for _, roles in reading.attributions for spans in roles.values() for span in spans}
    for number, (label, fragments) in reading.spans.items():
        if label in KINDS and number in used:
            quote = [reading.text[start:end] for start, end in fragments]
            yield {
                "put": "span",
                "id": str(_id(reading, number)),
                "kind": KINDS[label],
                "fragments": fragments,
                "quote": quote,
            }
    for number, roles in reading.attributions:
        parts = {role.lower(): [str(_id(reading, span)) for span in roles.get(role, [])] for role in KINDS}
        put = {"put": "attribution", "id": str(_id(reading, number)), **parts}
        yield put | {"implicit_source": not parts["source"]}


def _id(reading: Reading, what: str) -> uuid.UUID:
    return uuid.uuid5(HOUSE, f"{reading.file}/{what}")


def compare(reading: Reading, line: dict[str, Any] | None, one: dict[str, Any] | None) -> list[str]:
    """What the file has and the export has not, or the other way round, attribution by attribution."""
    if line is None or one is None:
        return [f"{reading.file}: not exported"]
    if line["text"] != reading.text:
        return [f"{reading.file}: the text is another one"]
    wanted, got = Counter(map(_key, _in_file(reading))), Counter(map(_key, _in_export(line, one)))
    missing, extra = (wanted - got).elements(), (got - wanted).elements()
    return [f"{reading.file}: missing {two}" for two in missing] + [
        f"{reading.file}: unexpected {two}" for two in extra
    ]


def _in_file(reading: Reading) -> Iterator[Roles]:
    for _, roles in reading.attributions:
        yield {role: _all(reading.spans[span][1] for span in roles.get(role, [])) for role in KINDS}


def _in_export(line: dict[str, Any], one: dict[str, Any]) -> Iterator[Roles]:
    spans = {span["id"]: span for span in one["spans"]}
    for span in spans.values():
        if span["quote"] != [line["text"][start:end] for start, end in span["fragments"]]:
            raise SystemExit(f"{line['external_id']}: the quote of {span['id']} is not the text at its fragments")
    for attribution in one["attributions"]:
        yield {role: _all(spans[span]["fragments"] for span in attribution[role.lower()]) for role in KINDS}


def _all(pieces: Iterable[Iterable[Iterable[int]]]) -> Fragments:
    """The fragments of several spans, sorted and joined."""
    places = ";".join(f"{start} {end}" for fragments in pieces for start, end in fragments)
    return _fragments(places) if places else ()


def _key(roles: Roles) -> str:
    return json.dumps(roles, sort_keys=True)


def _counted(sets: Iterable[dict[str, Any]]) -> str:
    kinds = Counter[str]()
    for one in sets:
        kinds.update(span["kind"] for span in one["spans"])
        kinds["attributions"] += len(one["attributions"])
        kinds["implicit sources"] += sum(attribution["implicit_source"] for attribution in one["attributions"])
        kinds["with a parent"] += sum(attribution["parent"] is not None for attribution in one["attributions"])
    return _listed(kinds)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in sorted(counts.items()))


class Api:
    """The API of one project, for one token."""

    def __init__(self, url: str, token: str, project: str) -> None:
        self.base, self.token, self.project = f"{url.rstrip('/')}/api/v1/", token, project

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self.send("POST", path, body)

    def send(self, method: str, path: str, body: dict[str, Any], but: Container[str] = ()) -> dict[str, Any]:
        """The answer; a refusal ends the program, but for the codes that are expected."""
        request = urllib.request.Request(self.base + path, json.dumps(body).encode(), self._headers(), method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)  # type: ignore[no-any-return]
        except urllib.error.HTTPError as error:
            refusal: dict[str, Any] = json.load(error)
            if refusal["code"] in but:
                return refusal
            raise SystemExit(f"{method} {path}: {refusal}") from None

    def export(self) -> Iterator[dict[str, Any]]:
        address = f"{self.base}projects/{self.project}/export/?trailer=1{EVERY_STATUS}"
        with urllib.request.urlopen(urllib.request.Request(address, headers=self._headers())) as answer:
            yield from map(json.loads, answer)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--token", required=True, action="append")
    parser.add_argument("--project", required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
