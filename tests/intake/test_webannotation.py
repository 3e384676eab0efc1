"""Web Annotations: position first, quote as proof and as second way, the text from the file or from beside it."""

import io
import json
import zipfile

import pytest

from annotator.intake.found import Bad, Named
from articles.drafts import Fault
from tests.intake.foreign import format_named, read, said, utf16

TEXT = "👋 She said no.\r\nHe said שלום again."
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
ADDRESS = "https://example.org/texts/No%20news.txt"


def points(part, text=TEXT):
    start = text.index(part)
    return {"type": "TextPositionSelector", "start": start, "end": start + len(part)}


def quote(exact, prefix="", suffix=""):
    return {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}


def note(id, *selectors, label="Cue", who="Ana", source=ADDRESS):
    target = {"source": source, "selector": list(selectors)}
    body = [{"type": "TextualBody", "purpose": "tagging", "value": label}] if label else []
    return {
        "@context": CONTEXT,
        "id": id,
        "type": "Annotation",
        "creator": {"name": who},
        "body": body,
        "target": target,
    }


def packed(annotations, **texts):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("set/all.jsonld", json.dumps(annotations))
        for name, text in (texts or {"set/No news.txt": TEXT}).items():
            archive.writestr(name, text)
    return read("a.zip", raw.getvalue())


def test_annotations_find_their_text_in_the_same_archive_and_everybody_has_a_reading():
    page = {
        "type": "AnnotationCollection",
        "first": {
            "type": "AnnotationPage",
            "items": [
                note("a1", points("She"), quote("She"), label="Source"),
                note("a2", points("said no"), quote("said no")),
                note("b1", points("שלום"), who="Ben", label=""),
                {
                    "id": "r",
                    "motivation": "linking",
                    "target": ["a1", "a2"],
                    "body": {"value": "says"},
                    "creator": "Ana",
                },
            ],
        },
    }
    (found,) = packed(page)
    assert said(found) == [("Source", "She"), ("Cue", "said no")]
    assert said(found, 1) == [("annotation", "שלום")]
    assert [one.annotator for one in found.readings] == ["Ana", "Ben"]
    assert [(link.label, link.ends) for link in found.readings[0].links] == [("says", (("from", "a1"), ("to", "a2")))]
    assert found.draft.url == ADDRESS


def test_positions_may_count_utf16_as_browsers_do():
    start, end = utf16(TEXT, "שלום")
    selector = {"type": "TextPositionSelector", "start": start, "end": end}
    (found,) = packed([note("a", selector, quote("שלום"))])
    assert said(found) == [("Cue", "שלום")]


def test_a_quote_alone_is_found_by_what_stands_around_it():
    second = TEXT.replace("\r", "").index("said", 8)
    (found,) = packed([note("a", quote("said", "He ", " שלום")), note("b", points("no"), quote("again"))])
    assert found.readings[0].marks[0].fragments == ((second, second + 4),)
    assert said(found) == [("Cue", "said"), ("Cue", "again")]


def test_a_quote_in_several_places_or_in_none_refuses_the_text():
    for selector in (quote("said"), quote("never")):
        (bad,) = packed([note("a", selector)])
        assert isinstance(bad, Bad)
        assert bad.code == "offsets_do_not_fit"
        assert "which is not there or in several places" in bad.reason


def test_the_text_may_be_in_the_source_and_bodies_carry_notes_and_actors():
    source = {"id": "urn:x:1", "type": "Text", "value": TEXT}
    one = note("a", points("She"), quote("She"), label="Source", source=source)
    one["body"] += [
        {"type": "TextualBody", "purpose": "commenting", "value": "Who?"},
        {"purpose": "identifying", "source": "https://www.wikidata.org/entity/Q42", "label": "Olá"},
    ]
    (found,) = read("a.jsonld", one)
    (mark,) = found.readings[0].marks
    assert (mark.label, mark.note, mark.actor) == ("Source", "Who?", Named("Olá", wikidata="Q42"))
    assert found.draft.metadata == {"source": "urn:x:1"}


def test_without_a_text_there_is_advice():
    (bad,) = read("a.json", [note("a", points("She"))])
    assert (bad.code, bad.place) == ("no_text", ADDRESS)
    assert "ZIP" in bad.reason
    with pytest.raises(Fault):
        read("a.jsonld", {"@context": CONTEXT, "items": []})


def test_a_text_nobody_annotated_is_an_ordinary_article():
    found, plain = packed([note("a", points("She"), quote("She"))], **{"No news.txt": TEXT, "other.txt": "Só isto."})
    assert said(found) == [("Cue", "She")]
    assert (plain.place, plain.draft.text, plain.readings) == ("other.txt", "Só isto.", ())


def test_web_annotations_are_told_from_other_json():
    assert format_named("a.json", [note("a", points("She"))]) == "web-annotation"
    assert format_named("a.jsonld", [note("a", points("She"))]) == "web-annotation"
