"""doccano, Label Studio, Citron and our own export: every mark on its words, or a sentence that says why not."""

from uuid import uuid4

import pytest

from annotator.intake.formats.mapping import guess, labels_of, operations_of
from annotator.intake.found import Bad, Found
from articles.drafts import Fault
from articles.texts import sha256_of
from tests.intake.foreign import format_named, read, said, utf16

TEXT = "👩‍👩‍👧 “We will not,” Mrs. Olá said.\r\nהשר אמר לא"


def points(part, text=TEXT):
    return text.index(part), text.index(part) + len(part)


def test_doccano_lists_count_utf16_and_a_bad_line_refuses_nothing_else():
    rows = [
        {
            "id": 1,
            "data": TEXT,
            "label": [[*utf16(TEXT, "Mrs. Olá"), "PER"], [*utf16(TEXT, "אמר"), "Cue"]],
            "outlet": "Times",
        },
        {"id": 2, "data": "Nothing here.", "label": []},
        {"id": 3, "data": "She said.", "label": [["x", 4, "Cue"]]},
    ]
    found, empty, bad = read("export.jsonl", rows)
    assert said(found) == [("PER", "Mrs. Olá"), ("Cue", "אמר")]
    assert (found.draft.outlet, found.draft.metadata) == ("Times", {"doccano_id": 1})
    assert isinstance(empty, Found)
    assert isinstance(bad, Bad)
    assert (bad.line, bad.code) == (3, "bad_annotation")


def test_doccano_entities_carry_relations_and_may_count_graphemes():
    shift = len("👩‍👩‍👧") - 1
    start, end = points("Mrs. Olá")
    cue, cue_end = points("said")
    entities = [
        {"id": 7, "label": "Source", "start_offset": start - shift, "end_offset": end - shift},
        {"id": 8, "label": "Cue", "start_offset": cue - shift, "end_offset": cue_end - shift},
    ]
    relations = [{"id": 1, "from_id": 7, "to_id": 8, "type": "says"}, {"id": 2, "from_id": 7, "to_id": 99, "type": "x"}]
    (found,) = read("all.jsonl", [{"text": TEXT, "entities": entities, "relations": relations, "Comments": []}])
    assert said(found) == [("Source", "Mrs. Olá"), ("Cue", "said")]
    (link,) = found.readings[0].links
    assert (link.label, link.ends) == ("says", (("from", "7"), ("to", "8")))
    assert found.notes == ("r2 names something that is not there.",)


def test_offsets_of_another_text_refuse_the_whole_file_with_the_failures():
    rows = [{"text": "She said so.", "label": [[5, 9, "Cue"]]}] * 50
    with pytest.raises(Fault) as fault:
        read("export.jsonl", rows)
    assert fault.value.code == "offsets_do_not_fit"
    assert "0 cuts a word: “aid ”." in fault.value.message
    assert said(read("export.jsonl", rows, unit="code_points")[0]) == [("Cue", "aid ")]


@pytest.mark.parametrize("unit", ["code points", "UTF-16"])
def test_label_studio_tasks_have_a_reading_for_everybody_in_either_unit(unit):
    place = points if unit == "code points" else lambda part: utf16(TEXT, part)

    def region(id, label, part):
        start, end = place(part)
        value = {"start": start, "end": end, "text": part.replace("\n", "\\n"), "labels": [label]}
        return {"id": id, "type": "labels", "from_name": "label", "to_name": "text", "value": value}

    result = [
        {"type": "relation", "from_id": "b", "to_id": "a", "direction": "left", "labels": ["says"]},
        region("a", "Source", "Mrs. Olá"),
        region("b", "Content", "“We will not,”"),
        {"id": "a", "type": "choices", "from_name": "certainty", "to_name": "text", "value": {"choices": ["probable"]}},
    ]
    task = {
        "id": 3,
        "data": {"text": TEXT, "title": "No"},
        "annotations": [
            {"completed_by": {"email": "a@example.org"}, "result": result},
            {"completed_by": 4, "result": [region("c", "Cue", "said")]},
            {"completed_by": 5, "was_cancelled": True, "result": [region("d", "Cue", "לא")]},
        ],
        "predictions": [{"result": []}],
    }
    (found,) = read("project.json", [task])
    assert said(found) == [("Source", "Mrs. Olá"), ("Content", "“We will not,”")]
    assert [one.annotator for one in found.readings] == ["a@example.org", "4"]
    assert said(found, 1) == [("Cue", "said")]
    assert found.readings[0].marks[0].values == {"certainty": "probable"}
    assert found.readings[0].links[0].ends == (("from", "a"), ("to", "b"))
    assert found.draft.title == "No"
    assert found.notes == ("What a program predicted in Label Studio is left out.",)


def test_citron_quotes_become_attributions():
    def span(part):
        start, end = points(part)
        return {"start": start, "end": end, "text": part}

    quote = {
        "cue": span("said"),
        "sources": [span("Mrs. Olá")],
        "contents": [span("“We will not,”")],
        "confidence": 0.9,
    }
    group = [span("Mrs. Olá"), span("השר")]
    (found,) = read("quotes.json", {"text": TEXT, "quotes": [quote, quote], "coreference_groups": [group]})
    mapping = guess(labels_of(found.readings))
    operations = operations_of(found.readings[0], mapping, found.draft.text.replace("\r", ""), uuid4())
    attributions = [one for one in operations if one["put"] == "attribution"]
    assert len(attributions) == 2
    assert all(len(one[role]) == 1 for one in attributions for role in ("source", "cue", "content"))
    assert ("mention", "השר") in said(found)


OURS = {
    **{"id": 12, "external_id": "x-1", "project": "p", "title": "T", "outlet": "O", "byline": "", "url": ""},
    **{"language": "en", "published_at": "2024-12-02T00:00:00Z", "metadata": {"a": 1}},
    **{"text_sha256": sha256_of("👋 Ivo said no."), "text": "👋 Ivo said no."},
    "sets": [
        {
            **{"id": 3, "kind": "human", "annotator": "A01", "scheme": 2, "revision": 42, "submitted_at": None},
            "spans": [
                {
                    **{
                        "id": "0199a5d0-0000-7000-8000-000000000001",
                        "kind": "actor",
                        "fragments": [[2, 5]],
                        "quote": ["Ivo"],
                    },
                    **{"text": "Ivo", "actor": "0199a5d0-0000-7000-8000-0000000000aa", "topic": None},
                    "values": {"certainty": "certain"},
                },
                {
                    **{"id": "0199a5d0-0000-7000-8000-000000000002", "kind": "content"},
                    **{
                        "fragments": [[2, 5], [11, 13]],
                        "quote": ["Ivo", "no"],
                        "text": "",
                        "actor": None,
                        "topic": None,
                    },
                    "values": {},
                },
            ],
            "attributions": [
                {
                    **{"id": "0199a5d0-0000-7000-8000-000000000003", "parent": None, "source": [], "cue": []},
                    **{"content": ["0199a5d0-0000-7000-8000-000000000002"], "addressee": [], "supplement": []},
                    **{"implicit_source": True, "values": {"form": "direct"}, "note": "n"},
                }
            ],
        }
    ],
    "actors": {"0199a5d0-0000-7000-8000-0000000000aa": {"name": "Ivo Daran", "kind": "person", "wikidata": "Q1"}},
    "topics": {},
}


def test_our_export_comes_back_with_its_ids_actors_values_and_implicit_sources():
    (found,) = read("export.jsonl", [OURS, {"end": True, "articles": 1, "sha256": "…"}])
    (reading,) = found.readings
    operations = operations_of(reading, guess(labels_of([reading])), found.draft.text, uuid4())
    given = OURS["sets"][0]
    spans = [one for one in operations if one["put"] == "span"]
    keys = ("id", "kind", "fragments", "quote", "actor", "topic", "values")
    assert [{key: one[key] for key in keys} for one in spans] == [
        {key: one[key] for key in keys} for one in given["spans"]
    ]
    (attribution,) = (one for one in operations if one["put"] == "attribution")
    assert {key: attribution[key] for key in given["attributions"][0] if key != "parent"} == {
        key: value for key, value in given["attributions"][0].items() if key != "parent"
    }
    (actor,) = (one for one in operations if one["put"] == "actor")
    assert (actor["id"], actor["name"]) == ("0199a5d0-0000-7000-8000-0000000000aa", "Ivo Daran")
    assert (reading.annotator, found.draft.external_id, found.draft.metadata) == ("A01", "x-1", {"a": 1})


def test_our_export_of_another_text_or_without_the_text_is_refused():
    without = {key: value for key, value in OURS.items() if key != "text"}
    first, second = read("export.jsonl", [{**OURS, "text": "Another"}, without])
    assert (first.code, second.code) == ("other_text", "no_text")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.jsonl", [{"text": "x", "label": [[0, 1, "A"]]}], "doccano"),
        ("a.jsonl", [{"text": "x", "label": ["politics"]}], "lines"),
        ("a.jsonl", [{"text": "x", "labels": []}], "lines"),
        ("a.jsonl", [OURS], "ours"),
        ("a.json", [{"text": "x", "entities": []}], "doccano-list"),
        ("a.json", [{"text": "x", "title": "quotes"}], "json"),
        ("a.json", {"text": "x", "quotes": []}, "citron"),
        ("a.json", [{"data": {"text": "x"}, "annotations": []}], "label-studio"),
        ("a.json", [{"data": {"text": "x" * 99999}, "annotations": [{"result": [{"from_name": "l"}]}]}], "json"),
    ],
)
def test_formats_with_the_same_ending_are_told_apart(name, content, expected):
    assert format_named(name, content) == expected
