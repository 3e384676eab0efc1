"""What readers remark: kept in English, told in the reader's language, and once for all entries that share it."""

import csv
import io

import pytest
from django.utils import translation

from annotator.intake.remarks import own_of, shared_in
from articles.models import Upload
from articles.retelling import retold
from tests.callers import signed_in
from tests.intake.conftest import lines

BAD_DATE = "The date “%s” was not understood."


@pytest.mark.parametrize(
    ("kept", "german"),
    [
        ("An article may have 5 lines; this one has 7.", "Ein Artikel darf 5 Zeilen haben; dieser hat 7."),
        ("The guideline has no place for “title” (1,204)", "Der Leitfaden hat keinen Platz für „title“ (1,204)"),
        (
            "The reading of Ana was refused: An article may have 5 lines; this one has 7.",
            "Die Lesart von Ana wurde abgelehnt: Ein Artikel darf 5 Zeilen haben; dieser hat 7.",
        ),
        ("The import was undone.", "Der Import wurde rückgängig gemacht."),
        ("Words of another program", "Words of another program"),
        ("The reading of %(who)s was refused: %s", None),
        ("", ""),
    ],
)
def test_a_sentence_kept_in_english_is_told_in_german_with_what_stood_in_it(kept, german):
    assert retold(kept) == kept
    with translation.override("de"):
        assert retold(kept) == (german if german is not None else "Die Lesart von %(who)s wurde abgelehnt: %s")


@pytest.mark.django_db
def test_a_remark_that_many_entries_share_is_told_once_with_their_number(project, read):
    dates = ["soonest", "soonest", "soonest", "much later", "2024-12-02"]
    rows = [f"The minister spoke on day {n},{date}" for n, date in enumerate(dates)]
    upload = read("\n".join(["text,date", *rows]).encode(), "a.csv", preview=True)
    remarks = [item.notes for item in upload.items.order_by("ordinal")]
    assert remarks[0] == [BAD_DATE % "soonest"]
    assert remarks[4] == []
    shared = shared_in(upload)
    assert [(one.note, one.entries) for one in shared] == [(BAD_DATE % "soonest", 3)]
    assert own_of(remarks[0], shared) == []
    assert own_of([*remarks[3], *remarks[3]], shared) == [BAD_DATE % "much later"]
    client = signed_in(project.created_by)
    client.cookies["django_language"] = "de"
    shown = client.get(f"/projects/bridge/uploads/{upload.pk}/").content.decode()
    assert shown.count("Das Datum „soonest“ wurde nicht verstanden.") == 1
    assert "3 Einträge" in shown
    assert shown.count("Das Datum „much later“ wurde nicht verstanden.") == 1


@pytest.mark.django_db
def test_reasons_are_german_on_the_page_and_english_in_the_report_and_in_the_database(project, read):
    upload = read(lines({"text": "One."}, {"text": 3}), "a.jsonl", preview=True)
    client = signed_in(project.created_by)
    client.cookies["django_language"] = "de"
    there = f"/projects/bridge/uploads/{upload.pk}/"
    assert "„text“ muss eine Zeichenkette sein." in client.get(there).content.decode()
    client.post(there + "addition/")
    told = client.get(there + "report.csv").getvalue().decode("utf-8-sig")
    rows = {row["entry"]: row for row in csv.DictReader(io.StringIO(told))}
    assert [(row["state"], row["code"], row["reason"]) for row in rows.values()] == [
        ("added", "", ""),
        ("refused", "bad_field", "“text” must be a string."),
    ]


@pytest.mark.django_db
def test_what_is_remarked_while_a_german_page_waits_is_kept_in_english(project, read):
    taken = {"text": "One.", "external_id": "7"}
    read(lines(taken), "a.jsonl")
    upload = read(lines({**taken, "text": "Another one."}), "b.jsonl", preview=True)
    client = signed_in(project.created_by)
    client.cookies["django_language"] = "de"
    client.post(f"/projects/bridge/uploads/{upload.pk}/addition/")
    [item] = Upload.objects.get(pk=upload.pk).items.all()
    assert (item.code, item.state) == ("external_id_taken", "refused")
    assert item.reason.startswith("“7” is already the id of an article")
