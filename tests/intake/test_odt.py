"""OpenDocument texts: every piece in order, none glued to the next; what was deleted stays out."""

import io
import time
import zipfile

import pytest
from odfdo import Document, Header, Paragraph

from annotator.intake.formats.odt import read
from annotator.intake.formats.source import Asked, Source
from articles.drafts import Fault
from tests.intake.packed import odt, zipped

BODY = """
<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>DELETED</text:p></text:deletion>
</text:changed-region></text:tracked-changes>
<text:h text:outline-level="1">Port closed</text:h><text:p>By Ana<text:s text:c="2"/>Lopes</text:p>
<text:p>The port<text:change text:change-id="c1"/> is <text:span>closed</text:span>.<office:annotation>
<text:p>COMMENT</text:p></office:annotation><text:note
 text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>
<text:p>Since Monday.</text:p></text:note-body></text:note> Nobody<text:line-break/>knows<text:tab/>why.</text:p>
<text:p/><text:list><text:list-item><text:p>One ship</text:p></text:list-item><text:list-item><text:p>Two ships</text:p>
<text:list><text:list-item><text:p>and a boat</text:p></text:list-item></text:list></text:list-item></text:list>
<table:table><table:table-column/><table:table-row><table:table-cell><text:p>Bid</text:p></table:table-cell>
<table:table-cell><text:p>Price</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell>
<text:p>A</text:p></table:table-cell><table:table-cell><text:p>10</text:p></table:table-cell></table:table-row></table:table>
<text:p>A box<draw:frame><draw:text-box><text:p>floats</text:p></draw:text-box></draw:frame> here.</text:p>
<text:section><text:p>See <text:a xlink:href="https://x.example">the plan</text:a>.</text:p></text:section>"""


def found_in(raw):
    [found] = read(Source("a.odt", io.BytesIO(raw), len(raw)), Asked())
    return found


def test_a_file_as_office_programs_write_it_with_empty_parts_is_read():
    document = Document("text")
    document.body.clear()
    document.body.append(Header(1, "Port closed"))
    document.body.append(Paragraph("Officials said no."))
    raw = io.BytesIO()
    document.save(raw)
    assert any(one.filename.endswith(".xml") and not one.file_size for one in zipfile.ZipFile(raw).infolist())
    assert found_in(raw.getvalue()).draft.text == "Port closed\n\nOfficials said no."


def test_every_piece_is_there_in_order_and_none_is_glued_to_the_next():
    assert found_in(odt(BODY)).draft.text.split("\n\n") == [
        "Port closed", "By Ana  Lopes", "The port is closed. Nobody\nknows\twhy.", "One ship\nTwo ships\nand a boat",
        "Bid\tPrice\nA\t10", "A box here.", "floats", "See the plan.", "Since Monday.",
    ]  # fmt: skip


def test_the_files_own_title_counts_only_where_the_text_has_it_too():
    assert found_in(odt(BODY, title="Port closed")).draft.title == "Port closed"
    assert found_in(odt(BODY, title="Template")).draft.title == ""


def entity(value):
    return f"<!DOCTYPE x [<!ENTITY a {value}>]>"


HOSTILE = {
    "external": (lambda: odt("<text:p>&a;</text:p>", entity('SYSTEM "file:///etc/passwd"')), "entities"),
    "expansion": (lambda: odt("<text:p>&a;</text:p>", entity('"ha"')), "entities"),
    "paragraphs": (lambda: odt("".join(f"<text:p>{n * n}</text:p>" for n in range(60_000))), "too_many_paragraphs"),
    "bomb": (lambda: odt("<text:p/>" * 500_000), "bomb"),
    "deep": (lambda: odt("<text:section>" * 9_000 + "</text:section>" * 9_000), "too_deep"),
    "spaces": (lambda: odt('<text:p>a<text:s text:c="x"/></text:p>'), "damaged"),
    "no content": (lambda: zipped({"mimetype": "x"}), "damaged"),
    "no manifest": (lambda: zipped({"content.xml": "<a/>"}), "damaged"),
    "bad XML": (lambda: odt("<text:p>"), "damaged"),
    "empty": (lambda: odt(""), "no_text"),
}


@pytest.mark.parametrize(("make", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_quickly_and_in_a_sentence(make, code):
    raw = make()
    began = time.process_time()
    with pytest.raises(Fault) as refused:
        found_in(raw)
    assert refused.value.code == code
    assert time.process_time() - began < 3
