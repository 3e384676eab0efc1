"""UIMA CAS as XMI, as INCEpTION and DKPro read it: a ZIP with TypeSystem.xml and one file a reading. Pure.

Needs the extra `dkpro-cassis`, which turns code points into UTF-16. A span is an annotation of the layer Span, each of
its pieces one; an attribution has its parts as links. What else there is stands in a feature of ours.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from annotator.release.formats.line import ROLES, About, Json, who
from annotator.release.formats.naming import Names
from annotator.release.formats.network import xml
from annotator.release.formats.record import Unseen, record
from annotator.release.formats.zipping import Members, zipped

ANNOTATION, TOP, STRING = "uima.tcas.Annotation", "uima.cas.TOP", "uima.cas.String"
SPAN, ATTRIBUTION, LINK = "webanno.custom.Span", "webanno.custom.Attribution", "webanno.custom.AttributionPartsLink"
ABOUT = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
RECORD = "ascribe.Record"


def write(lines: Iterable[Json], _about: About) -> Iterator[bytes]:
    """The bytes of the ZIP. Needs the texts, and the extra."""
    return zipped(_members(lines))


def _members(lines: Iterable[Json]) -> Members:
    types = _types()
    yield "TypeSystem.xml", types.to_xml()
    names, unseen = Names(), Unseen("UIMA CAS", _seen)
    for article in lines:
        unseen.add(article)
        name, people = names.new(article["external_id"], article["title"], key=article["id"]), Names()
        for reading in article["sets"]:
            person = people.new(who(reading), key=reading["id"])
            yield f"{name}/{person}.xmi", _cas(types, article, reading).to_xmi()
    yield "loss.json", unseen.report()


def _types() -> Any:
    from cassis import TypeSystem

    types = TypeSystem()
    span = types.create_type(SPAN, ANNOTATION)
    link = types.create_type(LINK, TOP)
    attribution = types.create_type(ATTRIBUTION, ANNOTATION)
    about = types.create_type(ABOUT, "uima.tcas.DocumentAnnotation")
    types.create_type(RECORD, ANNOTATION)
    for of, features in ((span, ("label", "actor", "topic")), (link, ("role",)), (attribution, ("label", "note"))):
        for feature in features:
            types.create_feature(of, feature, STRING)
    for feature in ("documentTitle", "documentId"):
        types.create_feature(about, feature, STRING)
    types.create_feature(types.get_type(RECORD), "json", STRING)
    types.create_feature(link, "target", span)
    types.create_feature(attribution, "parts", "uima.cas.FSArray", elementType=LINK)
    return types


def _cas(types: Any, article: Json, reading: Json) -> Any:
    from cassis import Cas

    text = article["text"]
    cas = Cas(typesystem=types, sofa_string=text, sofa_mime="text/plain")
    title = {"documentTitle": xml(article["title"]), "documentId": xml(article["external_id"])}
    cas.add(types.get_type(ABOUT)(begin=0, end=len(text), language=article["language"] or "x-unspecified", **title))
    cas.add(types.get_type(RECORD)(begin=0, end=len(text), json=json.dumps(record(article, reading))))
    pieces: dict[str, list[Any]] = {}
    for span in reading["spans"]:
        pieces[span["id"]] = [_piece(types, article, span, start, end) for start, end in span["fragments"]]
        cas.add_all(pieces[span["id"]])
    for one in reading["attributions"]:
        _attribution(types, cas, one, pieces)
    return cas


def _piece(types: Any, article: Json, span: Json, start: int, end: int) -> Any:
    actor, topic = article["actors"].get(span["actor"]), article["topics"].get(span["topic"])
    named = {"actor": xml(actor["name"])} if actor else {}
    named |= {"topic": xml(topic["name"])} if topic else {}
    return types.get_type(SPAN)(begin=start, end=end, label=span["kind"], **named)


def _attribution(types: Any, cas: Any, one: Json, pieces: dict[str, list[Any]]) -> None:
    """It lies on its cue, else on the content, else on whatever part it has; one without any has no place."""
    link = types.get_type(LINK)
    parts = [(role, piece) for role in ROLES for id in one[role] for piece in pieces.get(id, ())]
    if not parts:
        return
    lies_on = next(piece for of in ("cue", "content", *ROLES) for role, piece in parts if role == of)
    links = [link(role=role, target=piece) for role, piece in parts]
    array = types.get_type("uima.cas.FSArray")(elements=links)
    label = "attribution without a source" if one["implicit_source"] else "attribution"
    note = {"note": xml(one["note"])} if one.get("note") else {}
    cas.add(types.get_type(ATTRIBUTION)(begin=lies_on.begin, end=lies_on.end, label=label, parts=array, **note))


def _seen(reading: Json) -> dict[str, int]:
    spans = {span["id"] for span in reading["spans"]}
    placed = [one for one in reading["attributions"] if any(id in spans for role in ROLES for id in one[role])]
    kinds = [span["kind"] for span in reading["spans"]]
    return {
        **{kind: kinds.count(kind) for kind in set(kinds)},
        "attributions": len(placed),
        "notes": sum(bool(one.get("note")) for one in placed),
    }
