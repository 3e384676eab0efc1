"""An export of Factiva as HTML: every article with its fields, its text in order and nothing of the codes."""

from datetime import UTC, datetime

from tests.intake.formats.reading import everything, found


def table(**rows):
    cells = "".join(
        f"<tr><td class='index'><b>{code}</b>&nbsp;</td><td>{said}</td></tr>" for code, said in rows.items()
    )
    return f'<div class="article enArticle"><p><table>{cells}</table></p></div>'


ONE = table(
    SE="Business",
    HD="<span class='enHeadline'>Harbour deal is off</span>",
    BY="By Ada Made-Up",
    WC="12 words",
    PD="14 March 2024",
    ET="09:30",
    SN="The Daily Test",
    SC="DTST",
    LA="English",
    CY="(c) 2024 The Daily Test",
    LP='<p class="articleParagraph">The minister said <b>no</b>.</p>',
    TD="<p>“We &amp; they will pay,” she said.</p><p class='articleParagraph'>HD TV was there.</p>",
    NS="Harbours | Politics",
    AN="Document DTST000020240314ek3e00001",
)
TWO = table(HD="Zölle steigen", PD="15. März 2024", SN="Der Test", LA="German", TD="<p>Nein.</p>", AN="Document X2")
EXPORT = f"<!DOCTYPE html><html><head><title>Factiva</title></head><body>{ONE}{TWO}</body></html>"


def test_every_article_of_an_export_has_its_fields_and_its_text():
    one, two = (article.draft for article in found(EXPORT, "Factiva.html"))
    assert one.text == (
        "Harbour deal is off\n\nThe minister said no.\n\n“We & they will pay,” she said.\n\nHD TV was there."
    )
    assert (one.title, one.byline, one.outlet) == ("Harbour deal is off", "By Ada Made-Up", "The Daily Test")
    assert (one.section, one.language, one.external_id) == ("Business", "en", "DTST000020240314ek3e00001")
    assert one.published_at == datetime(2024, 3, 14, 9, 30, tzinfo=UTC)
    assert one.metadata["subjects"] == "Harbours | Politics"
    assert (two.text, two.language, two.external_id) == ("Zölle steigen\n\nNein.", "de", "X2")
    assert two.published_at == datetime(2024, 3, 15, tzinfo=UTC)


def test_an_article_without_text_is_refused_alone_and_one_without_number_ends_where_the_next_begins():
    bare = table(HD="Only a headline", SN="The Daily Test", PD="1 May 2024", WC="0 words")
    read = everything(EXPORT.replace(TWO, bare + TWO), "Factiva.html")
    assert [getattr(one, "code", "") for one in read] == ["", "no_text", ""]


def test_a_page_with_a_table_of_codes_is_still_a_page():
    page = (
        f"<html><body><article><p>{'The minister said no. ' * 20}</p></article>{table(HD='TV', PD='x')}</body></html>"
    )
    (one,) = found(page, "a.html")
    assert one.draft.text.startswith("The minister said no.")
