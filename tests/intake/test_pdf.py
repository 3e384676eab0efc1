"""PDF: in reading order, with whole words and paragraphs, and what repeats on the pages unticked."""

import io
import time
import zlib

import pytest

from annotator.intake.formats.pdf import read
from annotator.intake.formats.source import Asked, Source
from articles.drafts import Fault
from articles.words import _
from tests.intake.portable import FONT, paged, pdf, shown, stream

LEFT = (
    "The harbour council met on Mon-", "day to speak about the tender that", "had failed in spring, and about the",
    "money that was lost with it.",
)  # fmt: skip
SECOND = (
    "Nobody from the ministry came to",
    "the meeting, which lasted until",
    "midnight and ended in a quarrel",
    "between",
)
RIGHT = ("the mayor and her deputy over", "the minutes of the last one.")
THIRD = ("“We will not sign this,” said the", "deputy, Jan Ruud. Others agreed.")


def column(x, y, lines):
    return "".join(shown(x, y - 12 * at, line) for at, line in enumerate(lines))


def head(page):
    return shown(50, 810, f"The Harbour Post - page {page}") + shown(290, 20, str(page))


def found_in(raw):
    [found] = read(Source("a.pdf", io.BytesIO(raw), len(raw)), Asked())
    return found


def ticked(found):
    return [block["text"] for block in found.blocks if block["keep"]]


def test_two_columns_are_read_one_after_the_other_and_torn_words_and_paragraphs_are_whole():
    page = column(50, 760, LEFT) + column(50, 690, SECOND) + column(310, 760, RIGHT) + column(310, 710, THIRD)
    assert ticked(found_in(paged([page]))) == [
        "The harbour council met on Monday to speak about the tender that had failed in spring, and about the money"
        " that was lost with it.",
        "Nobody from the ministry came to the meeting, which lasted until midnight and ended in a quarrel between the"
        " mayor and her deputy over the minutes of the last one.",
        "“We will not sign this,” said the deputy, Jan Ruud. Others agreed.",
    ]


def test_heads_and_feet_that_repeat_are_unticked_and_a_paragraph_goes_on_behind_them():
    pages = [
        head(1) + column(50, 700, ("It was the longest meeting that", "anybody could remember, because the")),
        head(2) + column(50, 700, ("council had never before been asked", "to vote by name.")),
        head(3) + column(50, 700, ("The vote was postponed.",)),
    ]
    found = found_in(paged(pages))
    assert ticked(found) == [
        "It was the longest meeting that anybody could remember, because the council had never before been asked to"
        " vote by name.",
        "The vote was postponed.",
    ]
    running = [block["text"] for block in found.blocks if block["why"] == "running"]
    assert sorted(running) == ["1", "2", "3", *(f"The Harbour Post - page {page}" for page in (1, 2, 3))]


def test_a_line_on_one_page_only_is_no_running_head():
    found = found_in(paged([shown(50, 810, "Harbour lost") + column(50, 700, LEFT), column(50, 700, THIRD)]))
    assert ticked(found)[0] == "Harbour lost"


@pytest.mark.parametrize(
    "line",
    [
        *("1", "12", "- 3 -", "1/1", "Page 2 of 14", "Seite 2 von 14", "p. 7"),
        *("https://post.example/harbour?id=7", "https://post.example/harbour 1/1", "file:///C:/harbour.html 2/3"),
        *("11/23/2026, 5:21 PM", "23.11.2026, 17:21", "2026-11-23 17:21:09"),
    ],
)
def test_what_a_printer_adds_is_unticked_on_a_single_page_too(line):
    found = found_in(paged([shown(50, 810, line) + shown(50, 500, "The port is closed.") + shown(300, 20, line)]))
    assert ticked(found) == ["The port is closed."]
    assert [(block["text"], block["why"]) for block in found.blocks if not block["keep"]] == [(line, "printed")] * 2


@pytest.mark.parametrize("line", ["1984", "12 people died", "See https://post.example for more", "11/23/2026", "Page"])
def test_what_may_be_text_stays_at_the_edge_of_a_single_page(line):
    found = found_in(paged([shown(50, 810, line) + shown(50, 500, "The port is closed.")]))
    assert line in ticked(found)


def test_the_same_words_inside_a_page_are_text():
    found = found_in(paged([shown(50, 500, "12") + shown(50, 400, "The port is closed.")]))
    assert "12" in ticked(found)


def test_ligatures_become_letters_and_many_spaces_one():
    names = "/Differences [65 /fi /fl /ff /ffi]"
    font = FONT.replace("/WinAnsiEncoding", f"<< /BaseEncoding /WinAnsiEncoding {names} >>")
    raw = paged([shown(50, 700, "The oDce Ander  took   the Bag and a new oCer.")], font)
    assert ticked(found_in(raw)) == ["The office finder took the flag and a new offer."]


def test_an_indented_line_begins_a_paragraph():
    lines = [(50, "The vote was held at nine and it took"), (50, "four minutes."),
             (62, "Nobody spoke. The lights went out"), (50, "and everybody went home.")]  # fmt: skip
    page = "".join(shown(x, 700 - 12 * at, text) for at, (x, text) in enumerate(lines))
    assert len(ticked(found_in(paged([page])))) == 2


def test_a_compound_keeps_its_hyphen_inside_a_line():
    assert ticked(found_in(paged([shown(50, 700, "A well-known face - nothing more.")]))) == [
        "A well-known face - nothing more."
    ]


def test_text_in_a_drawing_is_text_of_the_page():
    form = stream(shown(50, 700, "Inside a drawing."), "/Type /XObject /Subtype /Form /BBox [0 0 595 842]")
    assert ticked(found_in(paged(["/X Do"], FONT, "", form))) == ["Inside a drawing."]


def test_whoever_imports_a_pdf_is_told_to_proofread():
    assert found_in(paged([shown(50, 700, "Nothing.")])).notes == (_("From a PDF: proofread before tagging."),)


def form(inside):
    return stream(inside, "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>")


def forms(levels):
    """Each drawing draws the next one ten times."""
    return [
        stream(
            "/X Do " * 10, f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {at} 0 R >> >>"
        )
        for at in range(7, 7 + levels)
    ]


CYCLE = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Pages /Kids [2 0 R] /Count 1 >>",
]
LOCKED = "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{0}> /U <{0}> >> /ID [<00> <00>]".format("ab" * 32)
PACKED = [
    CYCLE[0],
    CYCLE[1],
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << >> >>",
    stream(zlib.compress(bytes(50_000_000)), "/Filter /FlateDecode"),
]
CIRCLE = b"%PDF-1.7\nxref\n0 0\ntrailer\n<< /Prev 9 /Root 1 0 R >>\nstartxref\n9\n%%EOF"
HOSTILE = {
    "scan": (lambda: paged(["q 100 0 0 100 0 0 cm Q"]), "scan"),
    "password": (lambda: paged([shown(50, 700, "Nothing.")], FONT, LOCKED), "encrypted"),
    "unknown filter": (lambda: paged([""], FONT, "/Encrypt << /Filter /Other /V 9 >> /ID [<00> <00>]"), "encrypted"),
    "cycle of pages": (lambda: pdf(CYCLE), "damaged"),
    "drawing in itself": (lambda: paged(["/X Do"], FONT, "", form("/X Do")), "scan"),
    "drawings by the million": (lambda: paged(["/X Do"], FONT, "", *forms(9)), "bomb"),
    "unpacking": (lambda: pdf(PACKED), "bomb"),
    "letters by the million": (lambda: paged([shown(50, 700, "a" * 200_000)]), "bomb"),
    "boxes": (lambda: paged(["".join(shown(x * 99, y * 99, "ab") for x in range(60) for y in range(60))]), "bomb"),
    "pages": (lambda: paged([shown(50, 700, "A page.")] * 450), "too_many_pages"),
    "nested arrays": (lambda: pdf(["[" * 50_000 + "]" * 50_000]), "damaged"),
    "no objects": (lambda: b"%PDF-1.7\n%%EOF", "damaged"),
    "cut off": (lambda: paged([shown(50, 700, "Nothing.")])[:300], "damaged"),
    "xref in a circle": (lambda: CIRCLE, "too_deep"),
    "unnamed letters": (lambda: paged([shown(50, 700, "abc")], "<< /Type /Font /Subtype /Type0 /BaseFont /X "
                        "/Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X "
                        "/CIDSystemInfo << /Registry (A) /Ordering (B) /Supplement 0 >> >>] >>"), "no_letters"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_in_seconds_and_in_a_sentence(make, code):
    raw = make()
    began = time.process_time()
    with pytest.raises(Fault) as refused:
        found_in(raw)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert time.process_time() - began < 8
