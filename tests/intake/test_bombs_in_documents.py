"""Documents and annotations made to exhaust whoever opens them: each is refused with a sentence, within the limits."""

import json
import resource
import sqlite3
import time
import zlib

import pytest

from annotator.intake.reading import MEMORY
from tests.intake.packed import docx, odt, paragraph, run
from tests.intake.packed import zipped as packed
from tests.intake.portable import FONT, paged, pdf, shown, stream
from tests.intake.test_bombs import ENTITIES, SECONDS, XXE, read, refusals

DEEP = 50_000
LAUGHS = f'<!DOCTYPE x [<!ENTITY e0 "ha">{ENTITIES}]>'
SAID = paragraph(run("The port is closed."))
CELL = "<table:table-row><table:table-cell %s><text:p>Port</text:p></table:table-cell></table:table-row>"
PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R %s >>"
CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
PAGES = "<< /Type /Pages /Kids [4 0 R] /Count 1 >>"


def table(levels):
    begin, end = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    return begin * levels + SAID + end * levels


def flate(content, times=1):
    for _ in range(times):
        content = zlib.compress(content, 9)
    return stream(content, f"/Filter [{'/FlateDecode ' * times}]")


def page_of(content, resources=""):
    return pdf([CATALOG, PAGES, FONT, PAGE % resources, content])


def looping_pages():
    return pdf([CATALOG, "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"])


def looping_forms():
    resources = "/Resources << /XObject << /X 6 0 R >> >>"
    form = stream("/X Do /X Do", f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] {resources}")
    return pdf([CATALOG, PAGES, FONT, PAGE % resources, stream("/X Do"), form])


def forms_within_forms():
    """Ten forms, each of which shows the next one ten times."""
    resources = "/Resources << /XObject << /X %d 0 R >> >>"
    forms = [
        stream("/X Do " * 10, "/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + resources % (7 + n)) for n in range(10)
    ]
    return pdf([CATALOG, PAGES, FONT, PAGE % (resources % 6), stream("/X Do"), *forms, stream("BT ET")])


def object_stream_in_itself():
    raw = "4 0 5 10 " + PAGE % ""
    inside = stream(raw, "/Type /ObjStm /N 2 /First 9 /Extends 5 0 R")
    return pdf([CATALOG, PAGES, FONT, "5 0 R", inside])


def dna(*statements):
    database = sqlite3.connect(":memory:")
    for one in statements:
        database.execute(one)
    return database.serialize()


NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
ENDLESS = f"{NUMBERS} SELECT i AS ID, 't' AS Title, 'x' AS Text FROM n"
MANY = [{"type": "Annotation", "target": {"source": f"http://a.example/{n}"}, "body": "x"} for n in range(100_000)]
STUDIO = '[{"id": 1, "data": {"text": "x"}, "annotations": [{"result": [{"value": {"start": %s, "end": 2}}]}]}]'

BOMBS = {
    "docx of 262,000 paragraphs": ("a.docx", lambda: docx(paragraph("") * 262_000)),
    "docx of tables in tables": ("a.docx", lambda: docx(table(5_000))),
    "docx that laughs": ("a.docx", lambda: docx(paragraph(run("&e9;")), prolog=LAUGHS)),
    "docx that asks for a file": ("a.docx", lambda: docx(paragraph(run("&x;")), prolog=XXE % "x")),
    "docx whose notes ask for a file": ("a.docx", lambda: docx(SAID, footnotes=XXE % "x" + "<x>&x;</x>")),
    "docx of spaces": ("a.docx", lambda: docx(paragraph(run(" " * 60_000_000)))),
    "docx of endless attributes": ("a.docx", lambda: docx(f'<w:p w:rsidR="{"9" * 60_000_000}"/>')),
    "docx of elements": ("a.docx", lambda: docx(paragraph("<w:r/>" * 2_000_000))),
    "docx of six thousand parts": ("a.docx", lambda: docx(SAID, **{f"p{n}": "<x/>" for n in range(6_000)})),
    "odt that laughs": ("a.odt", lambda: odt("<text:p>&e9;</text:p>", prolog=LAUGHS)),
    "odt that asks for a file": ("a.odt", lambda: odt("<text:p>&x;</text:p>", prolog=XXE % "x")),
    "odt of 262,000 paragraphs": ("a.odt", lambda: odt("<text:p/>" * 262_000)),
    "odt of sections in sections": (
        "a.odt",
        lambda: odt("<text:section>" * DEEP + "<text:p>x</text:p>" + "</text:section>" * DEEP),
    ),
    "pdf of pages in a loop": ("a.pdf", looping_pages),
    "pdf of an object stream in itself": ("a.pdf", object_stream_in_itself),
    "pdf of 300 MB of zeros": ("a.pdf", lambda: page_of(flate(b"0" * 300_000_000))),
    "pdf packed twice": ("a.pdf", lambda: page_of(flate(b"0" * 300_000_000, 2))),
    "pdf of forms in forms": ("a.pdf", forms_within_forms),
    "pdf of a form in itself": ("a.pdf", looping_forms),
    "pdf of arrays in arrays": ("a.pdf", lambda: page_of(stream("[" * 500_000 + "]" * 500_000))),
    "rtf of groups in groups": ("a.rtf", lambda: r"{\rtf1 " + "{" * 1_000_000),
    "rtf of bytes that never come": ("a.rtf", lambda: r"{\rtf1 \bin2000000000 x}"),
    "xmi that laughs": (
        "a.zip",
        lambda: packed({"a.xmi": LAUGHS + "<x>&e9;</x>", "TypeSystem.xml": "<typeSystemDescription/>"}),
    ),
    "type system that asks for a file": (
        "a.zip",
        lambda: packed({"a.xmi": "<x/>", "TypeSystem.xml": XXE % "x" + "<x>&x;</x>"}),
    ),
    "dna of endless documents": ("a.dna", lambda: dna(f"CREATE VIEW DOCUMENTS AS {ENDLESS}")),
    "dna without tables": ("a.dna", lambda: dna("CREATE TABLE x (y)")),
    "label studio that is deep": ("a.json", lambda: STUDIO % ("[" * DEEP + "]" * DEEP)),
    "label studio with an endless number": ("a.json", lambda: STUDIO % ("9" * 1_000_000)),
    "label studio with infinity": ("a.json", lambda: STUDIO % "1e999999"),
    "doccano that is deep": ("a.jsonl", lambda: '{"text": "x", "label": ' + "[" * DEEP + "]" * DEEP + "}\n"),
    "doccano with an endless number": ("a.jsonl", lambda: '{"text": "x", "label": [[0, %s, "A"]]}\n' % ("9" * 10**6)),
    "web annotations about nothing": ("a.jsonld", lambda: json.dumps(MANY)),
    "web annotations that are deep": ("a.jsonld", lambda: '{"target":' * DEEP + "1" + "}" * DEEP),
    "html of 100,000 elements in each other": ("a.html", lambda: "<html><body>" + "<div>" * 100_000 + "<p>Port</p>"),
    "pdf of one long line": ("a.pdf", lambda: paged([shown(50, 700, "port " * 50_000)])),
}
# Read, because a person may well have such a file; no more comes of it than an article.
HARMLESS = {
    "odt of spaces": ("a.odt", lambda: odt('<text:p>Port<text:s text:c="1000000000"/>closed</text:p>')),
    "odt of repeated columns": (
        "a.odt",
        lambda: odt(f"<table:table>{CELL}</table:table>" % 'table:number-columns-repeated="1000000000"'),
    ),
}
SAMPLE = (
    "docx of 262,000 paragraphs", "docx that laughs", "docx that asks for a file", "odt that asks for a file",
    "pdf of pages in a loop", "rtf of groups in groups", "type system that asks for a file",
    "label studio that is deep", "doccano with an endless number",
)  # fmt: skip
LONGEST = 2_000  # characters that come of a harmless one


@pytest.mark.parametrize(
    ("name", "make"),
    [pytest.param(*one, id=id, marks=() if id in SAMPLE else pytest.mark.soak) for id, one in BOMBS.items()],
)
def test_a_bomb_in_a_document_is_refused_with_a_sentence(name, make):
    assert all(one.endswith((".", "?")) for one in refusals(name, make()))
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < MEMORY


@pytest.mark.parametrize(("name", "make"), HARMLESS.values(), ids=HARMLESS)
def test_a_number_that_would_grow_without_end_is_not_believed(name, make):
    begun = time.monotonic()
    [found] = read(name, make())
    assert "Port" in found.draft.text
    assert len(found.draft.text) < LONGEST
    assert time.monotonic() - begun < SECONDS
