"""Word files: every piece a writer wrote is there, in order; what was deleted or said about it is not."""

import io
import time

import pytest

from annotator.intake.formats.docx import read
from annotator.intake.formats.source import Asked, Source
from articles.drafts import Fault
from tests.intake.packed import core, docx, note, paragraph, run, zipped

BOX = "<w:txbxContent>{}</w:txbxContent>"
LISTED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


def cell(text):
    return f"<w:tc>{paragraph(run(text))}</w:tc>"


BODY = "".join(
    [
        paragraph(run("K01 heading"), '<w:pStyle w:val="Heading1"/>'),
        paragraph(run("K02 bold ").replace("<w:t", "<w:rPr><w:b/></w:rPr><w:t") + run("and plain")),
        paragraph(run("K03 tab") + "<w:r><w:tab/></w:r>" + run("after")),
        paragraph(run("K04 soft") + "<w:r><w:br/></w:r>" + run("K05 break")),
        paragraph('<w:ins w:id="1" w:author="a">' + run("K06 inserted") + "</w:ins>" + run(" words")),
        paragraph(run("kept") + '<w:del w:id="2" w:author="a"><w:r><w:delText>DELETED</w:delText></w:r></w:del>'),
        "<w:tbl><w:tr>" + cell("K07 cell") + cell("K08 cell") + "</w:tr><w:tr>" + cell("2") + cell("3")
        + "</w:tr></w:tbl>",
        "<w:sdt><w:sdtContent>" + paragraph(run("K09 control")) + "</w:sdtContent></w:sdt>",
        paragraph("<w:r><w:pict><v:shape><v:textbox>" + BOX.format(paragraph(run("K10 box")))
                  + "</v:textbox></v:shape></w:pict></w:r>"),
        paragraph(run("K11 first"), LISTED),
        paragraph(run("second"), LISTED),
        paragraph('<w:hyperlink r:id="rId6">' + run("K12 link") + "</w:hyperlink>" + run(" in text")),
        paragraph('<w:commentRangeStart w:id="2"/>' + run("K13 noted") + '<w:commentRangeEnd w:id="2"/><w:r>'
                  '<w:commentReference w:id="2"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r>' + run(" here")),
        '<w:sectPr><w:headerReference w:type="default" r:id="rId5"/></w:sectPr>',
    ]
)  # fmt: skip
PARTS = {
    "footnotes": note("footnote", paragraph(run("K14 footnote"))),
    "comments": note("comment", paragraph(run("COMMENT"))),
    "header1": f'<w:hdr xmlns:w="x">{run("HEADER")}</w:hdr>',
}


def found_in(raw, **asked):
    [found] = read(Source("a.docx", io.BytesIO(raw), len(raw)), Asked(**asked))
    return found


def test_fourteen_of_fourteen_pieces_are_there_and_in_order():
    text = found_in(docx(BODY, **PARTS)).draft.text
    places = [text.find(f"K{number:02}") for number in range(1, 15)]
    assert -1 not in places
    assert places == sorted(places)


def test_deletions_comments_and_headers_stay_out():
    text = found_in(docx(BODY, **PARTS)).draft.text
    assert "DELETED" not in text
    assert "COMMENT" not in text
    assert "HEADER" not in text


def test_words_are_neither_glued_nor_torn():
    text = found_in(docx(BODY, **PARTS)).draft.text
    assert text.split("\n\n") == [
        "K01 heading", "K02 bold and plain", "K03 tab\tafter", "K04 soft\nK05 break", "K06 inserted words", "kept",
        "K07 cell\tK08 cell\n2\t3", "K09 control", "K10 box", "K11 first\nsecond", "K12 link in text",
        "K13 noted here", "K14 footnote",
    ]  # fmt: skip


def test_the_files_own_title_and_author_count_only_where_the_text_has_them_too():
    body = paragraph(run("Port closed")) + paragraph(run("By Ana Lopes")) + paragraph(run("The port is closed."))
    draft = found_in(docx(body, core=core("Port closed", "Ana Lopes"))).draft
    assert (draft.title, draft.byline) == ("Port closed", "Ana Lopes")
    draft = found_in(docx(body, core=core("Template 7", "Desk"))).draft
    assert (draft.title, draft.byline) == ("", "")


def test_furniture_in_a_word_file_is_unticked():
    blocks = found_in(docx(paragraph(run("The port is closed.")) + paragraph(run("Read also: the storm")))).blocks
    assert [(block["keep"], block["why"]) for block in blocks] == [(True, ""), (False, "promo")]


def piece(*inside):
    return "<w:r>" + "".join(inside) + "</w:r>"


def test_tracked_changes_are_read_as_if_all_were_accepted():
    gone = '<w:del w:id="4" w:author="a"><w:r><w:delText>GONE</w:delText></w:r></w:del>'
    mark = '<w:rPr><w:{} w:id="9" w:author="a"/></w:rPr>'
    body = [
        paragraph('<w:moveFrom w:id="5" w:author="a">' + run("GONE") + "</w:moveFrom>" + run("The port")),
        paragraph('<w:moveTo w:id="6" w:author="a">' + run("was moved here") + "</w:moveTo>"),
        paragraph(run("One paragraph "), mark.format("del")) + paragraph(run("that were two")),
        paragraph(run("A new one"), mark.format("ins")),
        paragraph('<w:ins w:id="7" w:author="a">' + gone + run("Nobody") + "</w:ins>" + run(" knows")),
        '<w:tbl><w:tr><w:trPr><w:del w:id="8" w:author="a"/></w:trPr><w:tc>' + paragraph(run("GONE")) + "</w:tc></w:tr>"
        "<w:tr>" + cell("left") + cell("right") + "</w:tr></w:tbl>",
    ]
    assert found_in(docx("".join(body))).draft.text.split("\n\n") == [
        "The port", "was moved here", "One paragraph that were two", "A new one", "Nobody knows", "left\tright",
    ]  # fmt: skip


def test_fields_are_their_results_and_hidden_words_stay_hidden():
    field = '<w:fldChar w:fldCharType="{}"/>'.format
    hidden = "<w:rPr><w:vanish/></w:rPr><w:t>SECRET</w:t>"
    body = [
        paragraph('<w:fldSimple w:instr=" DATE ">' + run("Monday") + "</w:fldSimple>" + run(" at noon")),
        paragraph(piece(field("begin")) + piece("<w:instrText> PAGE </w:instrText>") + piece(field("separate"))
                  + run("Tuesday") + piece(field("end")) + run(" at one")),
        paragraph(piece(hidden) + run("Nobody knows")),
        paragraph(piece('<w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Everybody</w:t>') + run(" sees")),
        paragraph(piece('<w:footnoteReference w:id="2"/>') + run("It ends")),
    ]  # fmt: skip
    notes = note("footnote", paragraph(piece(hidden) + run("said on page 3")))
    assert found_in(docx("".join(body), footnotes=notes)).draft.text.split("\n\n") == [
        "Monday at noon", "Tuesday at one", "Nobody knows", "Everybody sees", "It ends", "said on page 3",
    ]  # fmt: skip


def test_a_text_box_of_todays_word_is_read_once_though_the_file_has_it_twice():
    box = BOX.format(paragraph(run("In the box")))
    modern = f"<w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp>"
    modern += "</a:graphicData></a:graphic></wp:anchor></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    both = f'<mc:AlternateContent><mc:Choice Requires="wps">{modern}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    body = paragraph(piece(both + "</mc:AlternateContent>") + run("Beside it"))
    assert found_in(docx(body)).draft.text == "Beside it\n\nIn the box"


def test_hints_where_a_word_may_be_parted_go_and_spaces_and_hyphens_that_hold_stay():
    said = (
        run("Sil")
        + piece("<w:softHyphen/>")
        + run("ben\u00adtrennung, 10\u00a0000\u202f%, 7")
        + piece("<w:noBreakHyphen/>")
    )
    assert found_in(docx(paragraph(said + run("mal")))).draft.text == "Silbentrennung, 10\u00a0000\u202f%, 7\u2011mal"


EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "{}">]>'
DEEP = "<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"
TABLES = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
HOSTILE = {
    "262,000 paragraphs": (lambda: docx("<w:p/>" * 262_000), "bomb"),
    "paragraphs": (lambda: docx("".join(paragraph(run(f"{n * n}")) for n in range(60_000))), "too_many_paragraphs"),
    "text": (lambda: docx(paragraph(run("lol " * 1_000_000))), "bomb"),
    "entities": (lambda: docx(paragraph(run("&a;")), DOCTYPE.format("ha" * 99)), "entities"),
    "external": (lambda: docx(paragraph(run("&a;")), EXTERNAL), "entities"),
    "deep": (lambda: docx(DEEP[0] * 5_000 + DEEP[1] * 5_000), "too_deep"),
    "tables": (lambda: docx(TABLES[0] * 60 + paragraph(run("in")) + TABLES[1] * 60), "too_deep"),
    "members": (lambda: zipped({f"word/{number}.xml": "<a/>" for number in range(6_000)}), "bomb"),
    "password": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "encrypted"),
    "another archive": (lambda: zipped({"a.txt": "a"}), "damaged"),
    "no document": (lambda: zipped({"[Content_Types].xml": "<a/>"}), "damaged"),
    "bad XML": (lambda: docx("<w:p>"), "damaged"),
    "truncated": (lambda: docx(BODY)[:-40], "damaged"),
    "empty": (lambda: docx(""), "no_text"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_quickly_and_in_a_sentence(make, code):
    raw = make()
    began = time.process_time()
    with pytest.raises(Fault) as refused:
        found_in(raw)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert time.process_time() - began < 3
