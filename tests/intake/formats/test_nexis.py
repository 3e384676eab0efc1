"""Exports of LexisNexis hold many articles in one file; each is found with what stands above and below it."""

from datetime import UTC, datetime

import docx
import pytest

from annotator.intake.found import Bad
from tests.intake.formats.reading import everything, found

NBSP = "\u00a0"
COVER = ["Date and Time:\u00a0Monday, November 2, 2026", "Documents (2)", "1. Harbour deal is off", "2. A second story"]


def article(
    title="Harbour deal is off", body=("The minister said no.", "“Never,” she said. Body language?"), length=9, **more
):
    """The lines of one article as Nexis Uni writes them."""
    return [
        title,
        more.get("outlet", "The Daily Test"),
        more.get("date", "March 14, 2024 Thursday"),
        "Final Edition",
        "Copyright 2024 The Daily Test All Rights Reserved",
        f"Section:{NBSP}NEWS; Pg. 4",
        f"Length:{NBSP}{length} words",
        f"Byline:{NBSP}Ada Made-Up",
        "Body",
        *body,
        "Classification",
        f"Language:{NBSP}ENGLISH",
        f"Subject:{NBSP}HARBOURS (90%)",
        f"Load-Date:{NBSP}March 15, 2024",
        "End of Document",
    ]


def text_of(*articles, gap="\n\n"):
    return gap.join([*COVER, *(line for one in articles for line in one)])


@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_each_article_of_an_export_is_found_with_its_head_and_foot(gap):
    first, second = found(text_of(article(), article("A second story", ["It went on."], 3), gap=gap), "export.txt")
    draft = first.draft
    assert (draft.title, draft.outlet, draft.byline) == ("Harbour deal is off", "The Daily Test", "Ada Made-Up")
    assert draft.published_at == datetime(2024, 3, 14, tzinfo=UTC)
    assert (draft.section, draft.language) == ("NEWS; Pg. 4", "en")
    assert draft.metadata["edition"] == "Final Edition"
    assert draft.metadata["subject"] == "HARBOURS (90%)"
    assert draft.text == "Harbour deal is off\n\nThe minister said no.\n\n“Never,” she said. Body language?"
    assert second.draft.title == "A second story"
    assert second.draft.text.endswith("It went on.")
    assert "Copyright" not in second.draft.text


def test_the_same_export_as_a_word_file_gives_the_same_articles(tmp_path):
    document = docx.Document()
    for line in text_of(article(), article("A second story"), gap="\n").split("\n"):
        document.add_paragraph(line)
    document.save(tmp_path / "export.docx")
    by_word = found((tmp_path / "export.docx").read_bytes(), "export.docx")
    by_text = found(text_of(article(), article("A second story"), gap="\n"), "export.txt")
    assert [one.draft for one in by_word] == [one.draft for one in by_text]


def test_the_same_export_as_rich_text_gives_the_same_articles():
    lines = text_of(article(), article("A second story"), gap="\n").split("\n")
    escaped = ("".join(one if one.isascii() else f"\\u{ord(one)}?" for one in line) for line in lines)
    by_rtf = found("{\\rtf1\\ansi " + "\\par ".join(escaped) + "}", "export.rtf")
    assert [one.draft for one in by_rtf] == [one.draft for one in found("\n".join(lines), "export.txt")]


def test_an_ordinary_text_and_word_file_are_one_article(tmp_path):
    prose = "Body\nThe end of document reform.\nLength: 300 m of pipe.\nEnd of documents."
    assert len(found(prose, "a.txt")) == 1
    document = docx.Document()
    document.add_paragraph(prose)
    document.save(tmp_path / "a.docx")
    assert len(found((tmp_path / "a.docx").read_bytes(), "a.docx")) == 1


@pytest.mark.parametrize(
    ("language", "date", "length", "byline", "body", "foot", "end"),
    [
        ("de", "14. März 2024 Donnerstag", "Länge", "Autor", "Body", "Ladedatum", "End of Document"),
        ("fr", "14 mars 2024 jeudi", "Longueur", "Auteur", "Corps", "Date de chargement", "Fin du document"),
        ("es", "14 de marzo de 2024 jueves", "Longitud", "Autor", "Cuerpo", "Fecha de carga", "Fin del documento"),
        ("pt", "14 de março de 2024 quinta-feira", "Extensão", "Autoria", "Corpo", "Data de carga", "Fim do documento"),
    ],
)
def test_keys_may_be_in_the_language_of_the_interface(language, date, length, byline, body, foot, end):
    lines = ["Título", "El Diario", date, "Copyright 2024 X", f"{length}:{NBSP}3 w", f"{byline}:{NBSP}Ana"]
    (one,) = found("\n".join([*lines, body, "Uno dos tres.", f"{foot}:{NBSP}{date}", end]), "a.txt", language=language)
    assert (one.draft.title, one.draft.outlet, one.draft.byline) == ("Título", "El Diario", "Ana")
    assert one.draft.published_at == datetime(2024, 3, 14, tzinfo=UTC)
    assert one.draft.text.endswith("\n\nUno dos tres.")


def test_a_paragraph_that_begins_like_a_key_stays_in_the_text():
    body = ["Update: the minister resigned.", "Section: what is that?", "Copyright law is old."]
    (one,) = found(text_of(article(body=body)), "a.txt")
    assert one.draft.text.split("\n\n")[1:] == body


def test_a_text_much_shorter_than_the_export_says_is_told():
    (one,) = found(text_of(article(length=400)), "a.txt")
    assert "400 words" in " ".join(one.notes)
    (same,) = found(text_of(article(body=["word " * 330], length=400)), "a.txt")
    assert not same.notes


def test_an_article_without_a_body_is_refused_and_the_rest_goes_on():
    without = [line for line in article() if line not in ("Body",)]
    read = everything(text_of(without, article("A second story")), "a.txt")
    assert [getattr(one, "code", "") for one in read] == ["no_text", ""]
    assert isinstance(read[0], Bad)


OLD = """
                               1 of 2 DOCUMENTS

                               The Daily Test

                               March 14, 2024 Thursday

HEADLINE: Harbour deal is off

BYLINE: Ada Made-Up
SECTION: NEWS; Pg. 4

LENGTH: 9 words

DATELINE: LISBON

The minister said
no.

“Never,” she said.

LOAD-DATE: March 15, 2024

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper

Copyright 2024 The Daily Test

                               2 of 2 DOCUMENTS

The Daily Test

March 15, 2024 Friday

A second story

SECTION: NEWS

LENGTH: 3 words

It went on.
"""


def test_the_older_exports_are_read_as_well():
    first, second = found(OLD, "old.TXT")
    assert first.draft.text == "Harbour deal is off\n\nThe minister said no.\n\n“Never,” she said."
    assert (first.draft.byline, first.draft.section, first.draft.outlet) == (
        "Ada Made-Up",
        "NEWS; Pg. 4",
        "The Daily Test",
    )
    assert first.draft.metadata["dateline"] == "LISBON"
    assert first.draft.published_at == datetime(2024, 3, 14, tzinfo=UTC)
    assert second.draft.text == "A second story\n\nIt went on."
    assert (first.line, second.line) == (2, OLD[: OLD.index("2 of 2")].count("\n") + 1)
