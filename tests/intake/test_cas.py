"""UIMA CAS from INCEpTION: layers, relations and slots, on the right words whatever is counted."""

import io
import sys
import zipfile

import cassis
import pytest

from articles.drafts import Fault
from tests.intake.foreign import format_named, read, said

TEXT = "👋 She said 👩‍👩‍👧 no.\r\nשלום again."
TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"


def made(*extra):
    types = cassis.TypeSystem()
    span = types.create_type("custom.Part", supertypeName="uima.tcas.Annotation")
    types.create_feature(span, "value", "uima.cas.String")
    types.create_feature(span, "certainty", "uima.cas.String")
    relation = types.create_type("custom.Says", supertypeName="uima.tcas.Annotation")
    types.create_feature(relation, "Governor", "uima.tcas.Annotation")
    types.create_feature(relation, "Dependent", "uima.tcas.Annotation")
    slot = types.create_type("custom.Slot", supertypeName="uima.cas.TOP")
    types.create_feature(slot, "role", "uima.cas.String")
    types.create_feature(slot, "target", "uima.tcas.Annotation")
    event = types.create_type("custom.Event", supertypeName="uima.tcas.Annotation")
    types.create_feature(event, "arguments", "uima.cas.FSArray", elementType="custom.Slot")
    token = types.create_type(TOKEN, supertypeName="uima.tcas.Annotation")
    cas = cassis.Cas(types)
    cas.sofa_string = TEXT
    cas.sofa_mime = "text/plain"

    def at(kind, part, **features):
        begin = TEXT.index(part)
        one = kind(begin=begin, end=begin + len(part), **features)
        cas.add(one)
        return one

    source = at(span, "She", value="Source", certainty="probable")
    content = at(span, "👩‍👩‍👧 no", value="Content")
    at(token, "said")
    at(relation, "She", Governor=source, Dependent=content)
    array = types.get_type("uima.cas.FSArray")(elements=[slot(role="Content", target=content)])
    at(event, "said", arguments=array)
    for part in extra:
        at(span, part, value="Cue")
    return cas


def zipped(**files):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return raw.getvalue()


def judge(found):
    assert said(found) == [("Source", "She"), ("Event", "said"), ("Content", "👩‍👩‍👧 no")]
    source, event, content = found.readings[0].marks
    assert source.values == {"certainty": "probable"}
    links = {link.label: link.ends for link in found.readings[0].links}
    assert links == {
        "Says": (("Governor", source.id), ("Dependent", content.id)),
        "Event": (("Event", event.id), ("Content", content.id)),
    }


def test_cas_json_has_everything_in_one_file():
    raw = made().to_json()
    assert format_named("a.json", raw) == "cas-json"
    (found,) = read("a.json", raw)
    judge(found)


def test_xmi_is_read_with_the_type_system_beside_it_and_each_file_is_a_reading():
    one, two = made(), made("again")
    types = one.typesystem.to_xml()
    (alone,) = read("a.zip", zipped(**{"a.xmi": one.to_xmi(), "TypeSystem.xml": types}))
    judge(alone)
    files = {"d/ana.xmi": one.to_xmi(), "d/ben.xmi": two.to_xmi(), "d/TypeSystem.xml": types}
    (found,) = read("a.zip", zipped(**files))
    judge(found)
    assert [one.annotator for one in found.readings] == ["ana", "ben"]
    assert ("Cue", "again") in said(found, 1)


def test_xmi_alone_damaged_or_with_entities_is_refused():
    raw, types = made().to_xmi(), made().typesystem.to_xml()
    with pytest.raises(Fault, match="TypeSystem"):
        read("a.xmi", raw)
    (bad,) = read("a.zip", zipped(**{"a.xmi": raw}))
    assert bad.code == "no_types"
    (bad,) = read("a.zip", zipped(**{"a.xmi": raw[:-99], "TypeSystem.xml": types}))
    assert bad.code == "unreadable"
    bomb = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>' + raw.partition("?>")[2]
    (bad,) = read("a.zip", zipped(**{"a.xmi": bomb, "TypeSystem.xml": types}))
    assert bad.code == "entities"


def test_without_the_extra_it_says_how_to_install_it(monkeypatch):
    raw = made().to_json()
    monkeypatch.setitem(sys.modules, "cassis", None)
    with pytest.raises(Fault, match=r"requirements-cas\.txt"):
        read("a.json", raw)
