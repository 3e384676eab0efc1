"""brat folders: every mark, every relation, every annotator, or a sentence that says why not."""

import pytest

from annotator.intake.formats.brat import consumed, read_folder
from annotator.intake.formats.registry import format_of
from annotator.intake.formats.source import Asked
from annotator.intake.found import Bad, Found, Named
from articles.drafts import Fault
from articles.texts import canonical

TEXT = "👋 “We will,” Mrs. Olá said,\r\n“not pay”\r\nשלום אמר האיש.\r\n"
LF = TEXT.replace("\r\n", "\n")


def line(id, label, *quotes, text=LF):
    places = [(text.index(quote), text.index(quote) + len(quote)) for quote in quotes]
    return f"{id}\t{label} {';'.join(f'{a} {b}' for a, b in places)}\t{' '.join(quotes)}"


WHOLE = "\n".join(
    [
        "E2\tReport:T6 Whom:E1",
        "A1\tCertain T1",
        "A2\tTone E1 harsh",
        "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1",
        "R1\tSame Arg1:T1 Arg2:T5",
        "*\tEquiv T1 T5",
        "N1\tReference T1 Wikidata:Q42\tOlá",
        "#1\tAnnotatorNotes E1\tNot sure",
        line("T1", "Source", "Mrs. Olá"),
        line("T2", "Cue", "said"),
        line("T3", "Content", "“We will,”", "“not pay”"),
        line("T4", "Attribution", "said"),
        line("T5", "Source", "האיש"),
        line("T6", "Report", "אמר"),
        "",
    ]
)


def folder(**names):
    given = {name.replace("__", "."): value for name, value in names.items()}
    files = {name: (lambda value=value: value.encode()) for name, value in given.items()}
    return list(read_folder(files, Asked()))


def test_marks_events_relations_attributes_and_notes_are_read_in_any_order_and_past_carriage_returns():
    (found,) = folder(a__txt=TEXT, a__ann=WHOLE)
    assert isinstance(found, Found)
    (reading,) = found.readings
    kept = canonical(found.draft.text)
    marks = {mark.id: mark for mark in reading.marks}
    assert [kept[slice(*one)] for one in marks["T3"].fragments] == ["“We will,”", "“not pay”"]
    assert kept[slice(*marks["T5"].fragments[0])] == "האיש"
    assert marks["T1"].actor == Named("Olá", wikidata="Q42")
    assert marks["T1"].values == {"Certain": True}
    links = {link.id: link for link in reading.links}
    assert links["E1"].ends == (("Attribution", "T4"), ("Content", "T3"), ("Cue", "T2"), ("Source", "T1"))
    assert links["E1"].values == {"Tone": "harsh"}
    assert links["E1"].note == "Not sure"
    assert links["E2"].ends == (("Report", "T6"), ("Whom", "E1"))
    assert links["R1"].ends == (("Arg1", "T1"), ("Arg2", "T5"))
    assert {link.label for link in reading.links} == {"Attribution", "Report", "Same", "Equiv"}
    assert found.notes == ()


def test_a_text_that_several_people_annotated_is_one_article_with_a_reading_of_each():
    (found,) = folder(in_a_b__txt="She said so.", in_a_b_d473__ann="T1\tCue 4 8\tsaid\n", in_a_b_4b22__ann="")
    assert [(one.annotator, len(one.marks)) for one in found.readings] == [("4b22", 0), ("d473", 1)]


def test_texts_and_annotations_may_lie_in_different_folders():
    files = {"text/a.txt": lambda: b"She said so.", "ann/a_x.ann": lambda: b"T1\tCue 4 8\tsaid"}
    assert consumed([*files, "annotation.conf", "other.txt"]) == {*files, "annotation.conf"}
    (found,) = read_folder(files, Asked())
    assert found.readings[0].annotator == "x"


def test_a_quote_over_a_line_break_goes_on_in_the_next_line():
    (found,) = folder(a__txt="one\ntwo said", a__ann="T1\tContent 0 7\tone\ntwo\nT2\tCue 8 12\tsaid\n")
    assert [mark.fragments for mark in found.readings[0].marks] == [((0, 7),), ((8, 12),)]
    assert found.notes == ()


def test_the_table_beside_the_texts_describes_the_articles():
    table = (
        'filename\tpublisher\tpublication_date\tauthor\ttitle\tlevel\twire\na\tTimes\t2016-09-12\tNone\t"Say\t7\tNA\n'
    )
    (found,) = folder(a__txt="She said so.", a__ann="T1\tCue 4 8\tsaid", metadata__tsv=table)
    draft = found.draft
    assert (draft.external_id, draft.outlet, draft.byline, draft.title) == ("a", "Times", "", '"Say')
    assert draft.published_at.isoformat() == "2016-09-12T00:00:00+00:00"
    assert draft.metadata == {"level": "7"}


def test_annotations_of_another_text_are_refused_with_the_failures():
    bad, found = folder(a__txt="She said so.", a_x__ann="T1\tCue 5 9\tsaid", a_y__ann="T1\tCue 4 8\tsaid")
    assert isinstance(bad, Bad)
    assert (bad.code, bad.place) == ("offsets_do_not_fit", "a_x.ann")
    assert "T1 should read “said”, but the text there is “aid ”." in bad.reason
    assert [one.annotator for one in found.readings] == ["y"]


@pytest.mark.parametrize(
    "broken",
    [
        "T2\tCue x 8\tsaid",
        "E1\tSay:T1 Who:T9",
        "Q1\twhat",
        "R1\tSame Arg1:T1",
        "T1\tCue 4 8\tsaid",
        "E1\tS:T1 W:E2\nE2\tS:T9",
    ],
)
def test_lines_that_say_nothing_refuse_a_small_file(broken):
    (bad,) = folder(a__txt="She said so.", a__ann=f"T1\tCue 4 8\tsaid\n{broken}\n")
    assert bad.code == "bad_lines"


def test_one_bad_line_in_a_hundred_is_noted():
    lines = "\n".join(f"T{n}\tCue 4 8\tsaid" for n in range(1, 100))
    (found,) = folder(a__txt="She said so.", a__ann=f"{lines}\nE1\tSay\n")
    assert len(found.readings[0].marks) == 99
    assert found.notes == ("a.ann: Line 100 is not understood.",)


def test_annotations_without_a_text_are_refused_with_advice():
    (bad,) = folder(a__ann="T1\tCue 4 8\tsaid")
    assert (bad.code, bad.place) == ("no_text", "a.ann")
    with pytest.raises(Fault, match="ZIP"):
        format_of("a.ann", b"T1\tCue 4 8\tsaid", 15, largest=100)


def test_who_our_own_export_names_is_who_comes_back():
    known = "0f5a3a86-8d3e-4f5e-9d39-0e7c0a2c6c11"
    given = f"{line('T1', 'Source', 'Mrs. Olá')}\nN1\tReference T1 Ascribe:{known}\tMaria Olá\n"
    (found,) = folder(a__txt=TEXT, a__ann=given)
    (mark,) = found.readings[0].marks
    assert mark.actor == Named("Maria Olá", id=known)
