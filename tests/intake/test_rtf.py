"""Rich Text Format: letters of every code page, pairs of surrogates, nothing deleted or hidden."""

import io
import time

import pytest

from annotator.intake.formats import looks
from annotator.intake.formats.rtf import read
from annotator.intake.formats.source import Asked, Source
from articles.drafts import Fault


def found_in(raw, **asked):
    body = raw if isinstance(raw, bytes) else raw.encode("ascii")
    [found] = read(Source("a.rtf", io.BytesIO(body), len(body)), Asked(**asked))
    return found


def text_in(raw, **asked):
    return found_in(raw, **asked).draft.text


def escaped(text, encoding):
    return "".join(one if one.isascii() else "".join(f"\\'{byte:02x}" for byte in one.encode(encoding)) for one in text)


POLISH, RUSSIAN = "Zażółć gęślą jaźń, powiedział minister.", "Министр отрицает обвинения."


@pytest.mark.parametrize(
    ("text", "encoding", "charset"),
    [
        (POLISH, "cp1250", 238),
        (POLISH, "cp1250", 0),
        (RUSSIAN, "cp1251", 204),
        (RUSSIAN, "cp1251", 0),
        ("João Assunção disse “não”.", "cp1252", 0),
        ("大臣は否定した。", "cp932", 128),
    ],
)
def test_text_is_read_in_the_code_page_of_its_font_or_of_the_file(text, encoding, charset):
    head = rf"{{\rtf1\ansi\ansicpg{encoding[2:]}\deff0{{\fonttbl{{\f0\fnil\fcharset{charset} Times New Roman;}}}}\f0 "
    assert text_in(head + escaped(text, encoding) + r"\par}") == text
    if encoding != "cp932":  # where half a character may be a backslash
        assert text_in(head.encode() + text.encode(encoding) + rb"\par}") == text


def test_a_file_that_names_no_code_page_is_in_the_old_one_of_its_language():
    assert text_in(r"{\rtf1 " + escaped(POLISH, "cp1250") + "}", language="pl") == POLISH


def test_a_pair_of_surrogates_is_one_character():
    assert (
        text_in(r"{\rtf1\ansi\uc1 He said \u-10179?\u-8704? and left, na\u239\'efve.}") == "He said 😀 and left, naïve."
    )


def test_half_a_pair_does_no_harm():
    assert text_in(r"{\rtf1\ansi\uc0 Half \u55357 a face.}") == "Half �a face."


def test_deleted_and_hidden_words_instructions_headers_and_pictures_stay_out():
    raw = r"""{\rtf1\ansi{\info{\title T}}{\header HEAD}{\footer FOOT}
The \deleted DEL \deleted0 port {\deleted GONE }is
 {\revised now }closed{\v HIDDEN}.\par See
 {\field{\*\fldinst HYPERLINK "https://x.example/y"}{\fldrslt the plan}} of it.
{\*\annotation NOTE}{\pict\wmetafile8 0102}\par{\pict\bin5 }{{}}}\par}"""
    assert text_in(raw) == "The port is now closed.\n\nSee the plan of it."


def test_rows_lines_and_paragraphs_are_told_apart():
    raw = r"{\rtf1 One.\line Two.\par\trowd A\cell B\cell\row\trowd 1\cell 2\cell\row\pard Three.\par}"
    assert text_in(raw) == "One.\nTwo.\n\nA\tB\n1\t2\n\nThree."


def test_furniture_is_unticked():
    blocks = found_in(r"{\rtf1 The port is closed.\par Read also: the storm\par}").blocks
    assert [(block["keep"], block["why"]) for block in blocks] == [(True, ""), (False, "promo")]


HOSTILE = {
    "deep": ("{\\rtf1" + "{" * 100_000, "too_deep"),
    "empty": (r"{\rtf1\ansi}", "no_text"),
    "code page": (r"{\rtf1\ansicpg99999 \u99999999 a}", "damaged"),
    "long": (r"{\rtf1 " + "a b " * 1_000_000 + "}", "too_long"),
    "fields": ("{\\rtf1" + r"{\field{\*\fldinst{" * 5_000 + "HYPERLINK", "too_deep"),
    "lines": (r"{\rtf1 " + r"a\par " * 60_000 + "}", "too_many_paragraphs"),
}


@pytest.mark.parametrize(("raw", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_in_seconds(raw, code):
    began = time.process_time()
    with pytest.raises(Fault) as refused:
        found_in(raw)
    assert refused.value.code == code
    assert time.process_time() - began < 8


def test_many_pictures_and_fields_take_no_time():
    raw = "{\\rtf1" + r'{\field{\*\fldinst HYPERLINK "x"}{\fldrslt a}}{\pict\bin3 }}}}' * 20_000 + " end}"
    began = time.process_time()
    assert text_in(raw).endswith("end")
    assert time.process_time() - began < 5


def test_a_file_is_told_by_its_first_word():
    assert looks.rich(b"{\\rtf1")
    assert not looks.rich(b"{}")
