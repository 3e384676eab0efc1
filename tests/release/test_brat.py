"""The export for brat: a folder an article, every span where brat finds the same words, names no system minds."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client

from annotator.release.formats.naming import Names, safe
from articles.models import Project, User
from tests.factories import (
    make_actor,
    make_article,
    make_attribution,
    make_member,
    make_project,
    make_set,
    make_span,
    make_topic,
)

# The export reads on a connection of its own, so what it should see must be committed.
pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "👋 Officials denied it.\nAda Brok said  \n\n that Ivo agreed."
SPLIT = "Brok said  \n\n that Ivo"


def answer(project: Project, by: User | None = None, **query: Any) -> Any:
    client = Client()
    client.force_login(by or project.created_by)
    return client.get(f"/api/v1/projects/{project.slug}/export/", {"as": "brat", **query})


def unpacked(project: Project, **query: Any) -> dict[str, str]:
    response = answer(project, **query)
    assert response.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response)))
    assert archive.testzip() is None
    return {name: archive.read(name).decode() for name in archive.namelist()}


def parsed(written: str) -> dict[str, list[str]]:
    return {line.split("\t")[0]: line.split("\t")[1:] for line in written.split("\n")[:-1]}


def test_every_line_says_what_brat_reads_there():
    project = make_project()
    article = make_article(project, TEXT, external_id="a b/../c")
    reading = make_set(article, submitted=True)
    actor = make_actor(project, "Ada Brok", wikidata_qid="Q42")
    source = make_span(reading, "Ada Brok", actor=actor, values={"certainty": "probable"})
    cue, content = make_span(reading, "said", "cue"), make_span(reading, SPLIT, "content")
    more = make_span(reading, "agreed", "content")
    make_span(reading, "denied it", "claim", topic=make_topic(project, "They met"))
    make_attribution(
        reading, source=[source], cue=[cue], content=[content, more], note="Two\nlines", values={"form": "indirect"}
    )
    make_attribution(reading, implicit_source=True, content=[more])

    found = unpacked(project)

    assert list(found) == ["annotation.conf", "a-b-c/a-b-c.txt", "a-b-c/a-b-c_A01.ann", "metadata.tsv"]
    assert found["a-b-c/a-b-c.txt"] == TEXT
    lines = parsed(found["a-b-c/a-b-c_A01.ann"])
    for number, columns in lines.items():
        if number.startswith("T"):
            pieces = [tuple(map(int, piece.split())) for piece in columns[0].partition(" ")[2].split(";")]
            assert columns[1] == " ".join(TEXT[start:end] for start, end in pieces)
            assert "\n" not in columns[1]
    labels = {columns[1]: columns[0].split()[0] for number, columns in lines.items() if number in ("T1", "T2", "T3")}
    assert labels == {"denied it": "Claim", "Ada Brok": "Source", "Brok said that Ivo": "Content"}
    events = [columns[0] for number, columns in lines.items() if number.startswith("E")]
    roles = [re.sub(r"T\d+", "T", event) for event in events]
    assert sorted(roles) == [
        "Attribution-no-source:T Content:T",
        "Attribution:T Source:T Cue:T Content:T Content2:T",
    ]
    told = found["a-b-c/a-b-c_A01.ann"]
    assert "Reference T2 Wikidata:Q42\tAda Brok\n" in told
    assert "\tcertainty T2 probable\n" in told
    assert "AnnotatorNotes T1\ttopic: They met\n" in told
    assert re.search(r"AnnotatorNotes E\d\tTwo lines\n", told)


def test_the_configuration_names_what_the_files_use():
    project = make_project()
    make_set(make_article(project), submitted=True)

    conf = unpacked(project)["annotation.conf"]

    assert re.findall(r"^\[(\w+)\]$", conf, re.M) == ["entities", "relations", "events", "attributes"]
    assert "stance Arg:Claim, Value:opposes|supports|unclear" in conf


def test_each_reading_has_a_file_and_imported_ones_their_label():
    project = make_project()
    article = make_article(project, TEXT, title="Ports")
    for label in ("d_473", "d_473", ""):
        make_set(article, kind="imported", label=label, submitted=True)
    make_set(article, submitted=True)

    names = unpacked(project, set_kind="imported")

    ids = list(article.sets.order_by("pk").values_list("pk", flat=True))
    assert set(names) == {
        "annotation.conf",
        "Ports/Ports.txt",
        "Ports/Ports_d-473.ann",
        f"Ports/Ports_d-473-{ids[1]}.ann",
        "Ports/Ports_imported.ann",
        "metadata.tsv",
    }


def test_the_same_state_gives_the_same_bytes_whatever_the_day():
    project = make_project()
    make_set(make_article(project), submitted=True)

    assert b"".join(answer(project)) == b"".join(answer(project))


@pytest.mark.parametrize("rights", ["quotes", "standoff"])
def test_texts_that_may_not_be_passed_on_are_not(rights: str):
    project = make_project(text_rights=rights)
    make_set(make_article(project), submitted=True)

    response = answer(project)

    assert (response.status_code, response.json()["code"]) == (403, "no_text")


def test_an_editor_of_a_blind_project_gets_only_their_own():
    project = make_project()
    editor = make_member(project)
    article = make_article(project, title="Ports")
    make_set(article, submitted=True)
    make_set(article, editor, submitted=True)

    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer(project, editor))))

    assert [name for name in archive.namelist() if name.endswith(".ann")] == ["Ports/Ports_A02.ann"]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\x", "C-x"),
        (".hidden", "hidden"),
        ("CON", "CON-"),
        ("nul.txt", "nul.txt-"),
        ("a\n\0b", "a-b"),
        ("Ümlaut 日本", "Ümlaut-日本"),
        ("x" * 200, "x" * 80),
        ("…", ""),
    ],
)
def test_names_are_safe(given: str, name: str):
    assert safe(given) == name


def test_no_name_is_given_twice_whatever_the_case():
    names = Names()

    assert [names.new("A", key=1), names.new("a", key=2), names.new("", "…", key=3)] == ["A", "a-2", "article"]


def test_names_that_some_system_takes_for_one_are_told_apart() -> None:
    names = Names()
    made = [names.new(wanted, key=3) for wanted in ("a-3", "a", "A", "\ud55c", "\u1112\u1161\u11ab", "COM¹")]
    assert made == ["a-3", "a", "A-3-2", "\ud55c", "\u1112\u1161\u11ab-3", "COM¹-"]
