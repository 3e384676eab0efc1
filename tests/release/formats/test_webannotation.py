"""Web Annotations: what the specification asks for, RDF that says the same, and no words that may not be given."""

import json
from typing import Any
from unittest import mock

import rdflib
from rdflib.namespace import RDF

from annotator.release.formats.line import About
from annotator.release.formats.registry import BY_NAME
from tests.release.formats.lines import Line

ADDRESS = "https://ascribe.example/api/v1/"
OA, AS = rdflib.Namespace("http://www.w3.org/ns/oa#"), rdflib.Namespace("https://www.w3.org/ns/activitystreams#")
IRI = {"@type": "@id"}
# The terms of http://www.w3.org/ns/anno.jsonld that we use, so that no test needs the network.
ANNO: dict[str, Any] = {
    "id": "@id",
    "type": "@type",
    **{name: f"oa:{name}" for name in ("Annotation", "TextualBody", "SpecificResource", "start", "end", "exact")},
    **{name: f"oa:{name}" for name in ("TextQuoteSelector", "TextPositionSelector", "prefix", "suffix")},
    **{name: f"oa:{name}" for name in ("tagging", "linking", "commenting", "identifying", "classifying")},
    **{"oa": str(OA), "as": str(AS), "Text": "http://purl.org/dc/dcmitype/Text"},
    **{"Person": "http://xmlns.com/foaf/0.1/Person", "name": "http://xmlns.com/foaf/0.1/name"},
    **{"AnnotationCollection": "as:OrderedCollection", "AnnotationPage": "as:OrderedCollectionPage"},
    "body": IRI | {"@id": "oa:hasBody"},
    "target": IRI | {"@id": "oa:hasTarget"},
    "source": IRI | {"@id": "oa:hasSource"},
    "selector": IRI | {"@id": "oa:hasSelector"},
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
    "creator": IRI | {"@id": "http://purl.org/dc/terms/creator"},
    "items": IRI | {"@id": "as:items", "@container": "@list"},
    **{name: IRI | {"@id": f"as:{name}"} for name in ("partOf", "first", "last", "next")},
    "value": str(RDF.value),
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    **{"total": "as:totalItems", "startIndex": "as:startIndex"},
}
TEXT = "👋 Ada told Ivo that Eve said the port is closed."


def line(**fields: Any) -> Line:
    """Ada told Ivo that [Eve said [the port is closed]]."""
    one = Line(TEXT, **fields)
    inner, outer = one.span("the port is closed", "content"), one.span("Eve said the port is closed", "content")
    ada = one.span("Ada", actor=one.actor("Ada Brok", wikidata="Q1"))
    around = one.attribution(source=[ada], cue=[one.span("told", "cue")], content=[outer], addressee=[one.span("Ivo")])
    one.attribution(source=[one.span("Eve")], content=[inner], values={"form": "indirect"}, note="Hearsay")
    one.reading["attributions"][1]["parent"] = around
    one.span("port is closed", "claim", topic=one.topic("Port", "1.2"), values={"stance": "supports"})
    return one


def written(*lines: Line) -> Any:
    return json.loads(b"".join(BY_NAME["jsonld"].write([one.json for one in lines], About("Port", ADDRESS))))


def graph(document: Any) -> rdflib.Graph:
    first, ours = document["@context"]
    assert first == "http://www.w3.org/ns/anno.jsonld"
    with mock.patch("socket.socket.connect", side_effect=AssertionError("the network")):
        return rdflib.Graph().parse(data=json.dumps(document | {"@context": [ANNO, ours]}), format="json-ld")


def test_a_collection_has_pages_in_a_row_that_count_all_annotations():
    *_, collection = written(line(), line(id=13), Line("Nothing."))["@graph"]
    nodes = written(line(), line(id=13), Line("Nothing."))["@graph"]
    pages = [node for node in nodes if node["type"] == "AnnotationPage"]
    assert (collection["type"], collection["total"]) == ("AnnotationCollection", 2 * 9)
    assert [page["startIndex"] for page in pages] == [0, 9]
    assert (collection["first"], collection["last"], pages[0]["next"]) == tuple(
        page["id"] for page in (pages[0], pages[1], pages[1])
    )
    assert all(page["items"] and page["partOf"] == collection["id"] for page in pages)
    (empty,) = written(Line("Nothing."))["@graph"][1:]
    assert (empty["total"], "first" in empty) == (0, False)


def test_every_annotation_is_what_the_specification_demands():
    items = [one for node in written(line())["@graph"] for one in node.get("items", [])]
    assert len({one["id"] for one in items}) == len(items) == 9
    for one in items:
        assert one["type"] == "Annotation"
        assert one["target"]
        for target in one["target"]:
            assert isinstance(target["source"], str)
            for selector in target.get("selector", []):
                if selector["type"] == "TextPositionSelector":
                    place = selector["start"], selector["end"]
                else:
                    start, end = place
                    assert selector["exact"] == TEXT[start:end]
                    assert TEXT[:start].endswith(selector["prefix"])
                    assert TEXT[end:].startswith(selector["suffix"])


def test_rdf_says_who_is_said_to_have_said_that_somebody_said():
    found = graph(written(line()))
    assert len(set(found.subjects(RDF.type, OA.Annotation))) == 9
    term = rdflib.Namespace("urn:ascribe:terms:")
    ((inner, outer),) = found.subject_objects(term.parent)
    roles = {
        str(found.value(target, term.role)): found.value(target, OA.hasSource)
        for target in found.objects(outer, OA.hasTarget)
    }
    assert set(roles) == {"source", "cue", "content", "addressee"}
    assert all((annotation, RDF.type, OA.Annotation) in found for annotation in roles.values())
    (place,) = found.objects(roles["source"], OA.hasTarget)
    position = next(one for one in found.objects(place, OA.hasSelector) if (one, OA.start, None) in found)
    start, end = (int(str(found.value(position, name))) for name in (OA.start, OA.end))
    assert TEXT[start:end] == "Ada"
    assert (inner, OA.motivatedBy, OA.linking) in found
    collection = next(found.subjects(RDF.type, AS.OrderedCollection))
    assert int(str(found.value(collection, AS.totalItems))) == 9


def test_words_that_may_not_be_passed_on_are_not():
    quotes, standoff = line(), line()
    del quotes.json["text"], standoff.json["text"]
    for span in standoff.reading["spans"]:
        del span["quote"], span["text"]
    assert "prefix" not in json.dumps(written(quotes))
    assert '"exact": "the port is closed"' in json.dumps(written(quotes))
    assert not any(word in json.dumps(written(standoff)) for word in ("exact", "closed", "Eve"))
    assert f'"start": {TEXT.index("the port")}' in json.dumps(written(standoff))
