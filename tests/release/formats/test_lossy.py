"""What other programs see of a file without our own record, and that its loss.json says what they do not see."""

import io
import json
import zipfile
from typing import Any

import pytest

from annotator.intake.formats.folders import read_folder
from annotator.intake.formats.source import Asked
from annotator.intake.formats.standoff import Lines
from annotator.release.formats.line import ROLES, About
from annotator.release.formats.record import contents
from annotator.release.formats.registry import BY_NAME
from tests.release.formats.generated import document
from tests.release.formats.lines import Line

SEEDS = range(100, 130)
Json = dict[str, Any]


def files(name: str, lines: list[Json]) -> dict[str, bytes]:
    body = b"".join(BY_NAME[name].write(lines, About("Port")))
    archive = zipfile.ZipFile(io.BytesIO(body))
    return {name: archive.read(name) for name in archive.namelist()}


def reading(line: Json) -> Json:
    one: Json
    (one,) = line["sets"]
    return one


def lines() -> list[Json]:
    return [document(seed) for seed in SEEDS]


def test_citron_sees_quotes_with_sources_a_cue_and_contents():
    line = Line("Ada and Ivo said “yes” twice, told Eve: “no”.", title="Port")
    ada, ivo = line.span("Ada", actor=line.actor("Ada")), line.span("Ivo")
    content = line.span(["“yes”", "“no”"], "content")
    line.attribution(source=[ada, ivo], cue=[line.span("said", "cue"), line.span("told", "cue")], content=[content])

    found = json.loads(files("citron", [line.json])["doc-1/doc-1_A01.json"])

    (quote,) = found["quotes"]
    assert [one["text"] for one in quote["sources"]] == ["Ada", "Ivo"]
    assert quote["cue"] == {"start": 12, "end": 16, "text": "said"}
    assert [one["text"] for one in quote["contents"]] == ["“yes”", "“no”"]
    assert (found["text"], found["title"]) == (line.text, "Port")


def test_the_report_of_citron_counts_what_no_quote_says():
    made = files("citron", lines())
    report = json.loads(made.pop("loss.json"))
    quotes = [one for body in made.values() for one in json.loads(body)["quotes"]]
    there = [contents(reading(line)) for line in lines()]
    assert report["all"] == {what: sum(one[what] for one in there) for what in there[0]}
    left = report["only_in_ascribe"]
    assert left["attributions"] == 0 == report["all"]["attributions"] - len(quotes)
    for kind in ("claim", "supplement"):
        assert left[kind] == report["all"][kind] > 0
    for what in ("discontinuous", "values", "notes", "actors", "topics"):
        assert left[what] == report["all"][what] > 0
    first = [{id for one in reading(line)["attributions"] for id in one["cue"][:1]} for line in lines()]
    assert left["cue"] == report["all"]["cue"] - sum(map(len, first)) > 0


def test_cas_without_our_record_has_every_piece_and_every_part():
    pytest.importorskip("cassis")
    import cassis

    made = files("cas", lines())
    types = cassis.load_typesystem(io.BytesIO(made["TypeSystem.xml"]))
    for line in lines():
        name = f"{line['external_id']}/A01.xmi"
        cas = cassis.load_cas_from_xmi(io.BytesIO(made[name]), typesystem=types)
        one = reading(line)
        assert cas.sofa_string == line["text"]
        pieces = [(found.label, found.begin, found.end) for found in cas.select("webanno.custom.Span")]
        wanted = [(span["kind"], start, end) for span in one["spans"] for start, end in span["fragments"]]
        assert sorted(pieces) == sorted(wanted)
        sizes = {span["id"]: len(span["fragments"]) for span in one["spans"]}
        parts = [sum(sizes[id] for role in ROLES for id in said[role]) for said in one["attributions"]]
        found_parts = [len(found.parts.elements) for found in cas.select("webanno.custom.Attribution")]
        assert sorted(found_parts) == sorted(filter(None, parts))
    report = json.loads(made["loss.json"])
    bare = [not any(one[role] for role in ROLES) for line in lines() for one in reading(line)["attributions"]]
    assert report["only_in_ascribe"]["attributions"] == sum(bare) > 0
    assert report["only_in_ascribe"]["values"] == report["all"]["values"] > 0


def test_brat_says_everything_without_our_comments_but_less_exactly():
    """Every span lies in brat on the same words, and every attribution with a part is an event."""
    made = files("brat", lines())
    for line in lines():
        stem = line["external_id"]
        annotations = made[f"{stem}/{stem}_A01.ann"].decode()
        bare = "".join(one + "\n" for one in annotations.split("\n") if "\tAscribe " not in one)
        found = Lines(bare)
        assert found.bad == []
        one, text = reading(line), line["text"]
        marks = [mark for mark in found.marks if not mark.label.startswith("Attribution")]
        assert len(marks) == len(one["spans"])
        words = sorted("".join("".join(text[a:b] for a, b in mark.fragments).split()) for mark in marks)
        assert words == sorted("".join("".join(span["quote"]).split()) for span in one["spans"])
        assert len(found.links) == sum(any(said[role] for role in ROLES) for said in one["attributions"])


def test_files_of_ours_and_of_others_may_lie_in_one_archive():
    made = files("brat", lines()[:2])
    both = {name: (lambda body=body: body) for name, body in made.items()}
    found = list(read_folder(both, Asked()))
    assert len(found) == 2
