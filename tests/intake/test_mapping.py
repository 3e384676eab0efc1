"""From foreign labels to operations: what fits becomes ours, what does not is counted."""

from uuid import UUID, uuid5

import msgspec
import pytest

from annotator.intake.formats.mapping import guess, labels_of, lost, operations_of, registry_of
from annotator.intake.found import Link, Mark, Named, Reading
from annotator.work.operations import Put

SPACE = UUID("0199a5d0-0000-7000-8000-000000000000")
TEXT = "Mrs. Olá said they would pay, sources said."
EVENT = (("Attribution", "T4"), ("Content", "T3"), ("Cue", "T2"), ("Source", "T1"))


def at(id, label, *quotes, **more):
    places = ((TEXT.index(quote), TEXT.index(quote) + len(quote)) for quote in quotes)
    return Mark(id, label, tuple(places), **more)


def read(*marks, links=(), tool="brat"):
    return Reading("", tool, marks, tuple(links))


def turned(reading, mapping=None):
    mapping = mapping or guess(labels_of([reading]))
    operations = operations_of(reading, mapping, TEXT, SPACE)
    for one in operations:
        msgspec.convert(one, Put)
    assert operations == operations_of(reading, mapping, TEXT, SPACE)
    return operations, lost(reading, mapping)


def of(kind, operations):
    return [one for one in operations if one["put"] == kind]


MARKS = (at("T1", "Source", "Mrs. Olá"), at("T2", "Cue", "said"), at("T3", "Content", "they", "would"))


def test_the_polnear_shape_becomes_attributions_and_triggers_become_nothing():
    operations, left = turned(read(*MARKS, at("T4", "Attribution", "said"), links=[Link("E1", "Attribution", EVENT)]))
    source, cue, content = of("span", operations)
    assert [one["kind"] for one in (source, cue, content)] == ["actor", "cue", "content"]
    assert source["id"] == str(uuid5(SPACE, "T1"))
    assert content["quote"] == ["they", "would"]
    (attribution,) = of("attribution", operations)
    assert (attribution["source"], attribution["cue"]) == ([source["id"]], [cue["id"]])
    assert attribution["content"] == [content["id"]]
    assert not attribution["implicit_source"]
    assert left == []


def test_no_source_is_an_implicit_source_unless_there_is_one_after_all():
    label = "Attribution-no-source"
    trigger = at("T4", label, "said")
    (without,) = of(
        "attribution", turned(read(*MARKS, trigger, links=[Link("E1", label, ((label, "T4"), *EVENT[1:3]))]))[0]
    )
    assert without["implicit_source"]
    operations, left = turned(read(*MARKS, trigger, links=[Link("E1", label, ((label, "T4"), *EVENT[1:]))]))
    (attribution,) = of("attribution", operations)
    assert attribution["source"]
    assert not attribution["implicit_source"]
    assert left == ["Attributions said to have no source, but with one: the source is kept (1)"]


def test_a_mark_in_two_roles_of_different_kinds_becomes_two_spans():
    links = [
        Link("E1", "Say", (("Source", "T1"), ("Content", "T3"))),
        Link("E2", "Say", (("Content", "T1"), ("Cue", "T2"))),
    ]
    operations, _left = turned(read(*MARKS, links=links))
    kinds = [(one["kind"], one["quote"]) for one in of("span", operations)]
    assert ("actor", ["Mrs. Olá"]) in kinds
    assert ("content", ["Mrs. Olá"]) in kinds
    second = next(one for one in of("span", operations) if one["kind"] == "content" and one["quote"] == ["Mrs. Olá"])
    assert of("attribution", operations)[1]["content"] == [second["id"]]


def test_binary_relations_that_share_a_cue_or_a_content_become_one_attribution():
    links = [
        Link("R1", "source-of", (("from", "T1"), ("to", "T3"))),
        Link("R2", "cue-of", (("from", "T2"), ("to", "T3"))),
        Link("R3", "source-of", (("from", "T1"), ("to", "T5"))),
    ]
    operations, left = turned(read(*MARKS, at("T5", "Content", "pay"), links=links))
    first, second = of("attribution", operations)
    assert [len(first[role]) for role in ("source", "cue", "content")] == [1, 1, 1]
    assert [len(second[role]) for role in ("source", "cue", "content")] == [1, 0, 1]
    assert left == []


def test_entities_become_unlinked_actor_spans_and_only_a_known_one_an_actor():
    reading = read(
        at("1", "PER", "Mrs. Olá", actor=Named("Olá", wikidata="Q42")),
        at("2", "ORG", "sources"),
        at("3", "MISC", "pay"),
    )
    operations, left = turned(reading)
    (actor,) = of("actor", operations)
    assert (actor["name"], actor["kind"]) == ("Olá", "person")
    assert [one["actor"] for one in of("span", operations)] == [actor["id"], None]
    assert registry_of(reading, guess(labels_of([reading])), SPACE)[actor["id"]].wikidata == "Q42"
    assert left == ["Spans “MISC” are left out (1)"]


def test_what_cannot_be_said_is_counted():
    links = [
        Link("E1", "Attribution", (*EVENT[1:], ("Content", "E2"), ("Time", "T5")), values={"tone": "harsh"}),
        Link("R1", "Coref", (("Arg1", "T1"), ("Arg2", "T5"))),
    ]
    reading = read(*MARKS, at("T5", "Date", "pay", note="when?"), links=[*links, Link("E2", "Attribution", ())])
    operations, left = turned(reading)
    assert [one["note"] for one in of("attribution", operations)] == ["when?", ""]
    assert set(left) == {
        "Relations “Coref” are left out (1)",
        "Parts “Content” of “Attribution” that are relations themselves are left out (1)",
        "Parts “Time” of “Attribution” are left out (1)",
        "Values of “tone” are left out (1)",
        "Spans “Date” are left out (1)",
    }


@pytest.mark.parametrize("value", ["supports", True])
def test_values_go_to_the_field_they_are_mapped_to(value):
    reading = read(at("T1", "Claim", "pay", values={"polarity": value}, topic=Named("Paying")))
    mapping = guess(labels_of([reading])) | {"values": {"polarity": "stance"}}
    operations, left = turned(reading, mapping)
    (topic,), (span,) = of("topic", operations), of("span", operations)
    assert (span["topic"], span["values"]) == (topic["id"], {"stance": value})
    assert left == []


def test_an_item_of_wikidata_goes_along_and_what_is_none_is_left_out_with_a_remark():
    good = at("1", "person", "Mrs. Olá", actor=Named("Olá", "person", "Q42"))
    bad = at("2", "person", "they", actor=Named("Ivo", "person", "q-7"))
    mapping = {"spans": {"person": "actor"}, "links": {}, "values": {}}
    operations, told = turned(read(good, bad), mapping)
    assert [(one["name"], one.get("wikidata")) for one in of("actor", operations)] == [("Olá", "Q42"), ("Ivo", None)]
    assert told == ["Numbers that are no item of Wikidata are left out (1)"]
