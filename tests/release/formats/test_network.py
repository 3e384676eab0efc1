"""The actor-claim network: one edge a tie, weighed and dated, and whole for the programs that read it."""

import csv
import io
from typing import Any

import networkx
import pytest

from annotator.release.formats.line import About
from annotator.release.formats.registry import BY_NAME
from tests.release.formats.lines import Line

TEXT = "Ada and Ivo said the port is closed. It must open, said Ivo. Rents rise."


def line(number: int = 1, **fields: Any) -> Line:
    """Ada and Ivo say that it is closed; Ivo says that it must open; the outlet says that rents rise."""
    one = Line(TEXT, id=number, **fields)
    ids = {name: f"00000000-0000-4000-8000-00000000000{key}" for key, name in enumerate(("ada", "ivo", "port"), 1)}
    one.json["actors"] = {ids["ada"]: {"name": "Ada <&> “B”\x01", "kind": "person", "wikidata": "Q1"}}
    one.json["actors"][ids["ivo"]] = {"name": "Ivo", "kind": "person", "wikidata": None}
    one.json["topics"] = {ids["port"]: {"name": "Port", "code": "1.2", "parent": None}}
    ada, ivo = one.span("Ada", actor=ids["ada"]), one.span("Ivo", actor=ids["ivo"])
    closed, opening = one.span("the port is closed", "content"), one.span("It must open", "content")
    one.attribution(source=[ada, ivo], content=[closed])
    one.attribution(source=[one.span("Ivo", actor=ids["ivo"])], content=[opening], values={"form": "direct"})
    one.span("port is closed", "claim", topic=ids["port"], values={"stance": "supports"})
    one.span("It must open", "claim", topic=ids["port"], values={"stance": "opposes"})
    one.span("Rents rise", "claim")
    return one


def written(name: str, *lines: Line) -> bytes:
    return b"".join(BY_NAME[name].write([one.json for one in lines], About("Port & co")))


def rows(name: str, *lines: Line) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(name, *lines).decode(), newline="")))


def test_the_edge_list_has_a_row_for_each_actor_and_claim():
    found = [(one["claimant"], one["actor_name"], one["claim_text"], one["stance"]) for one in rows("edges", line())]
    assert found == [
        ("actor", "Ada <&> “B”\x01", "port is closed", "supports"),
        ("actor", "Ivo", "port is closed", "supports"),
        ("actor", "Ivo", "It must open", "opposes"),
        ("outlet", "", "Rents rise", ""),
    ]
    assert [one["form"] for one in rows("edges", line())] == ["indirect", "indirect", "direct", ""]


@pytest.mark.parametrize(
    ("answer", "told"), [(["supports", "doubts"], "supports; doubts"), (True, "true"), (2, "2"), ([], "")]
)
def test_a_stance_asked_in_another_way_is_told_in_words(answer: Any, told: str):
    one = line()
    one.reading["spans"][5]["values"] = {"stance": answer}
    one.reading["attributions"][0]["values"] = {"form": answer}
    first = rows("edges", one)[0]
    assert (first["claim_text"], first["stance"], first["form"]) == ("port is closed", told, told)
    assert told in [tie["stance"] for tie in rows("ties", one)]
    for name in ("graphml", "gexf"):
        assert told.encode() in written(name, one)


def test_a_claim_belongs_to_the_innermost_attribution_and_an_implicit_source_is_nobody():
    one = Line(TEXT)
    inner, outer = one.span("port is closed", "content"), one.span("Ivo said the port is closed", "content")
    one.attribution(source=[one.span("Ada")], content=[outer])
    innermost = one.attribution(content=[inner], implicit=True)
    one.span("port", "claim")
    (row,) = rows("edges", one)
    assert (row["attribution_id"], row["claimant"], row["actor_name"]) == (innermost, "implicit", "")
    assert networkx.read_graphml(io.BytesIO(written("graphml", one))).graph["without_actor"] == 1


def test_without_texts_there_are_no_words_but_the_same_ties():
    full, bare = line(), line()
    del bare.json["text"]
    for span in bare.reading["spans"]:
        del span["quote"], span["text"]
    assert [one["actor_id"] for one in rows("edges", bare)] == [one["actor_id"] for one in rows("edges", full)]
    assert {one["claim_text"] for one in rows("edges", bare)} == {""}


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_networkx_reads_parallel_ties_with_their_weights_and_dates(name: str):
    lines = line(1), line(2, published_at="2024-01-01T00:00:00+00:00"), line(3, published_at=None)
    read = {"graphml": networkx.read_graphml, "gexf": networkx.read_gexf}[name]

    graph = read(io.BytesIO(written(name, *lines)))

    assert graph.is_multigraph()
    assert graph.is_directed()
    ada, ivo = (f"00000000-0000-4000-8000-00000000000{key}" for key in (1, 2))
    port = "00000000-0000-4000-8000-000000000003"
    named = "name" if name == "graphml" else "label"
    assert graph.nodes[ada] == {named: "Ada <&> “B”\ufffd", "side": "actor", "kind": "person", "wikidata": "Q1"}
    ties = {tie["stance"]: tie for tie in graph.get_edge_data(ivo, port).values()}
    assert set(ties) == {"supports", "opposes"}
    assert (ties["supports"]["weight"], ties["supports"]["articles"]) == (3, 3)
    assert ties["supports"]["first"] == "2024-01-01T00:00:00+00:00"
    assert ties["supports"]["last"] == "2024-05-01T00:00:00+00:00"
    assert graph.number_of_edges() == 4


def test_the_weighted_ties_are_the_same_as_csv():
    found = rows("ties", line(1), line(2))
    assert [(one["actor_name"], one["topic_name"], one["stance"], one["weight"]) for one in found] == [
        ("Ada <&> “B”\x01", "Port", "supports", "2"),
        ("Ivo", "Port", "opposes", "2"),
        ("Ivo", "Port", "supports", "2"),
        ("Ledger", "Rents rise", "", "2"),
    ]
    assert sum(int(one["weight"]) for one in found) == len(rows("edges", line(1), line(2)))
