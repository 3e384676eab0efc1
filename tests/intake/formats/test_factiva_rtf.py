"""An export of Factiva as RTF: the same fields as in HTML, the text in paragraphs, and no other table taken for one."""

from datetime import UTC, datetime

from tests.intake.formats.reading import everything, found

CELLS = r"\trowd\trgaph108\cellx900\cellx9000\pard\intbl "


def row(code: str, said: str) -> str:
    return rf"{CELLS}{{\b {code}}}\cell {said}\cell\row" + "\n"


def export(*articles: str) -> str:
    head = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}}{\header Factiva}" + "\n"
    return head + r"\pard\par ".join(articles) + "}"


ONE = (
    row("SE", "Business")
    + row("HD", r"{\b\fs28 Harbour deal is off}")
    + row("BY", "By Ada Made-Up")
    + row("WC", "12 words")
    + row("PD", "14 March 2024")
    + row("ET", "09:30")
    + row("SN", "The Daily Test")
    + row("SC", "DTST")
    + row("LA", "English")
    + row("CY", r"\'a9 2024 The Daily Test")
    + row("LP", r"The minister said {\b no}.")
    + row("TD", r"\'93We & they will pay,\'94 she said.\par\par HD TV was there.")
    + row("NS", "Harbours | Politics")
    + row("AN", "Document DTST000020240314ek3e00001")
)
TWO = (
    row("HD", r"Z\'f6lle steigen")
    + row("PD", r"15. M\'e4rz 2024")
    + row("SN", "Der Test")
    + row("LA", "German")
    + row("TD", "Nein.")
    + row("AN", "Document X2")
)


def test_every_article_of_an_export_has_its_fields_and_its_text():
    one, two = (article.draft for article in found(export(ONE, TWO), "Factiva.rtf"))
    assert one.text == (
        "Harbour deal is off\n\nThe minister said no.\n\n“We & they will pay,” she said.\n\nHD TV was there."
    )
    assert (one.title, one.byline, one.outlet) == ("Harbour deal is off", "By Ada Made-Up", "The Daily Test")
    assert (one.section, one.language, one.external_id) == ("Business", "en", "DTST000020240314ek3e00001")
    assert one.published_at == datetime(2024, 3, 14, 9, 30, tzinfo=UTC)
    assert (one.metadata["subjects"], one.metadata["words"]) == (*("Harbours | Politics", "12 words"),)
    assert (two.text, two.language, two.external_id) == ("Zölle steigen\n\nNein.", "de", "X2")
    assert two.published_at == datetime(2024, 3, 15, tzinfo=UTC)


def test_an_article_without_text_is_refused_alone():
    bare = (
        row("HD", "Only a headline") + row("SN", "The Daily Test") + row("PD", "1 May 2024") + row("AN", "Document X3")
    )
    read = everything(export(ONE, bare, TWO), "Factiva.rtf")
    assert [getattr(one, "code", "") for one in read] == ["", "no_text", ""]


def test_a_document_with_a_table_of_channels_is_one_article():
    [one] = found(export(r"The minister said no.\par " + row("HD", "Channel 1") + row("TV", "Channel 2")), "a.rtf")
    assert one.draft.text.startswith("The minister said no.")
    assert "Channel 1" in one.draft.text
