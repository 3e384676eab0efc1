"""Articles that come in with annotations: they become sets nobody edits, on the articles they are about."""

import csv
import io
import json
import zipfile
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotator.intake import actions
from annotator.intake.receiving import actions as receiving
from annotator.work.models import AnnotationSet, Attribution, Span
from articles.access import Refusal
from articles.models import Article, Upload
from articles.texts import sha256_of
from tests.callers import signed_in
from tests.intake.conftest import work_on

TEXT = "🚧 The harbour is shut.\nOfficials said it would open on Monday.\n"
MARKS = (
    "T1\tSource 24 33\tOfficials\nT2\tCue 34 38\tsaid\nT3\tContent 39 62\tit would open on Monday\n"
    "T4\tAttribution 34 38\tsaid\nE1\tAttribution:T4 Source:T1 Cue:T2 Content:T3\n"
)


def zipped(files: dict[str, str]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return kept.getvalue()


@pytest.fixture
def corpus():
    return zipped({"harbour.txt": TEXT, "harbour_a1.ann": MARKS, "harbour_b2.ann": MARKS.split("T4")[0]})


def test_a_corpus_sent_by_a_program_is_stored_with_its_readings(read, corpus):
    upload = read(corpus, filename="corpus.zip")
    [article] = Article.objects.all()
    assert (article.text, upload.format, upload.accepted_at is not None) == (TEXT, "zip", True)
    one, two = AnnotationSet.objects.order_by("label")
    assert [(made.kind, made.label, made.system, made.upload_id) for made in (one, two)] == [
        ("imported", "a1", "brat", upload.pk),
        ("imported", "b2", "brat", upload.pk),
    ]
    assert (Span.objects.filter(set=one).count(), Attribution.objects.filter(set=one).count()) == (3, 1)
    assert upload.report["sets"] == {"sets": 2, "spans": 6, "attributions": 1, "refused": 0}


def test_what_a_person_looks_at_first_is_stored_when_it_is_added_as_its_labels_were_mapped(read, corpus, project):
    upload = read(corpus, filename="corpus.zip", preview=True)
    assert (Article.objects.count(), AnnotationSet.objects.count()) == (0, 0)
    mapping = upload.options["mapping"]
    assert mapping["spans"]["Source"] == "actor"
    mapping["spans"]["Cue"], mapping["links"]["Attribution"]["roles"]["Cue"] = "", ""
    receiving.change_mapping(upload, mapping=mapping, by=project.created_by)
    actions.add_all(upload, by=project.created_by)
    assert sorted(Span.objects.values_list("kind", flat=True)) == ["actor", "actor", "content", "content"]
    [item] = upload.items.all()
    assert any("Cue" in note for note in item.notes)


def test_one_article_looked_at_by_itself_brings_its_readings(read, corpus, project):
    upload = read(corpus, filename="corpus.zip", preview=True)
    [item] = upload.items.all()
    article = actions.add_item(item, blocks=item.blocks, fields={"title": "Harbour"}, by=project.created_by)
    assert (article.text, article.sets.count()) == (TEXT, 2)


def test_the_same_corpus_again_stores_nothing_twice(read, corpus, project):
    read(corpus, filename="corpus.zip")
    again = read(corpus, filename="again.zip", preview=True)
    actions.add_all(again, by=project.created_by)
    assert (Article.objects.count(), AnnotationSet.objects.count()) == (1, 2)


def test_annotations_of_a_text_that_is_here_join_its_article(read, corpus, project):
    read(TEXT)
    [article] = Article.objects.all()
    upload = read(corpus, filename="corpus.zip", preview=True)
    actions.add_all(upload, by=project.created_by)
    assert (list(Article.objects.all()), article.sets.count()) == ([article], 2)
    [item] = upload.items.all()
    assert (item.state, item.code) == ("left_out", "joined")


def test_a_mapping_that_says_nothing_is_refused_and_the_old_one_stays(read, corpus, project):
    upload = read(corpus, filename="corpus.zip", preview=True)
    with pytest.raises(Refusal, match="does not say what labels become") as no:
        receiving.change_mapping(upload, mapping={"spans": {"Source": "banana"}}, by=project.created_by)
    upload.refresh_from_db()
    assert (no.value.code, upload.options["mapping"]["spans"]["Source"]) == ("bad_mapping", "actor")


def test_offsets_that_fit_in_no_unit_refuse_the_article_with_the_failures(read):
    wrong = zipped({"a.txt": TEXT, "a.ann": "T1\tSource 2 9\tOfficials\nT2\tCue 5 9\tsaid\n"})
    upload = read(wrong, filename="wrong.zip", preview=True)
    [item] = upload.items.all()
    assert (item.state, item.code) == ("refused", "offsets_do_not_fit")
    assert "Officials" in item.reason


@pytest.mark.django_db(transaction=True)
def test_our_own_export_comes_back_as_it_went_out(read, corpus, client, project):
    read(corpus, filename="corpus.zip")
    client.force_login(project.created_by)
    out = b"".join(client.get(f"/api/v1/projects/{project.slug}/export/?as=jsonl&set_kind=imported"))
    [line] = map(json.loads, out.splitlines())
    other = {
        **line,
        "external_id": "elsewhere",
    }
    upload = read(json.dumps(other) + "\n", filename="ours.jsonl")
    assert upload.format == "ours"
    assert upload.report["sets"]["spans"] == 6


def ours(number: int, at: int) -> str:
    """A line of our export with one span that is said to read “Officials”."""
    span = {"id": str(UUID(int=number)), "kind": "actor", "fragments": [[at, at + 9]], "quote": ["Officials"]}
    article = {
        "id": number,
        "external_id": f"a{number}",
        "project": "made",
        "text": TEXT,
        "text_sha256": sha256_of(TEXT),
    }
    return json.dumps({**article, "sets": [{"kind": "human", "annotator": "A01", "spans": [span], "attributions": []}]})


@pytest.mark.parametrize(("wrong", "stored"), [(1, 60), (2, 0)])
def test_a_file_of_ours_whose_last_offsets_do_not_fit_leaves_nothing_behind(read, wrong, stored):
    """Of sixty marks one that is wrong is left out and named; two are too many, found when all others were stored."""
    lines = [ours(number, TEXT.index("Officials") + (number > 60 - wrong)) for number in range(1, 61)]
    upload = read("\n".join(lines) + "\n", filename="ours.jsonl")
    assert Article.objects.count() == stored
    assert Span.objects.count() == (stored and 60 - wrong)
    if stored:
        assert "Officials" in upload.items.get(line=60).notes[0]
    else:
        assert upload.report["code"] == "offsets_do_not_fit"


ONLY_ACTORS = {"spans": {"Source": "actor"}, "links": {}, "values": {}}


def test_a_program_says_what_labels_become(project, corpus, client):
    client.force_login(project.created_by)
    file = SimpleUploadedFile("corpus.zip", corpus)
    sent = client.post("/api/v1/projects/bridge/uploads/", {"file": file, "mapping": json.dumps(ONLY_ACTORS)})
    work_on(Upload.objects.get(pk=sent.json()["id"]))
    upload = client.get(f"/api/v1/uploads/{sent.json()['id']}/").json()
    assert set(Span.objects.values_list("kind", flat=True)) == {"actor"}
    assert upload["annotations"]["spans"] == 2
    assert upload["items"]["results"][0]["notes"]


def test_the_page_of_labels_shows_each_with_examples_and_notes_what_they_become(read, corpus, client, project):
    upload = read(corpus, filename="corpus.zip", preview=True)
    client.force_login(project.created_by)
    page = client.get(f"/projects/bridge/uploads/{upload.pk}/mapping/").content.decode()
    assert all(words in page for words in ("Content", "“it would open on Monday”", "Attribution"))
    names = list(upload.report["labels"]["spans"])
    said = {f"span-{number}": "claim" if name == "Content" else "" for number, name in enumerate(names)}
    answer = client.post(f"/projects/bridge/uploads/{upload.pk}/mapping/", said)
    assert answer.status_code == 302
    upload.refresh_from_db()
    assert upload.options["mapping"]["spans"] == {**dict.fromkeys(names, ""), "Content": "claim"}


def test_the_report_names_every_entry_and_why(read, client, project):
    files = {"good.txt": "One.", "=bad.doc": "x", "empty.txt": ""}
    upload = read(zipped(files), filename="all.zip")
    client.force_login(project.created_by)
    answer = client.get(f"/projects/bridge/uploads/{upload.pk}/report.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))
    assert [(row["place"], row["state"], row["code"]) for row in rows] == [
        ("good.txt", "added", ""),
        ("'=bad.doc", "refused", "unsupported_file"),
        ("empty.txt", "refused", "empty_file"),
    ]
    only = client.get(f"/projects/bridge/uploads/{upload.pk}/report.csv?state=refused")
    assert len(b"".join(only).splitlines()) == 3
    assert client.get(f"/projects/bridge/uploads/{upload.pk}/report.csv?state=lost").status_code == 400


def test_columns_that_were_guessed_wrong_are_put_right_and_the_table_is_read_again(read, client, project):
    table = "kopf,leib,rest\nA title,Officials said no to it.,x\nB title,They had said yes before.,y\n"
    upload = read(table, filename="table.csv", preview=True)
    client.force_login(project.created_by)
    said = {"language": "en", "column-0": "title", "column-1": "text", "column-2": ""}
    client.post(f"/projects/bridge/uploads/{upload.pk}/reading/", said)
    upload.refresh_from_db()
    work_on(upload)
    assert list(upload.items.order_by("ordinal").values_list("title", flat=True)) == ["A title", "B title"]
    assert upload.items.first().metadata["metadata"] == {"rest": "x"}


def test_a_file_with_more_labels_than_anybody_can_map_is_refused(read):
    lines = [{"text": "Officials said no.", "label": [[0, 9, f"L{n}-{m}"] for m in range(60)]} for n in range(10)]
    upload = read("\n".join(map(json.dumps, lines)), filename="all.jsonl", preview=True)
    assert (upload.report["code"], upload.items.count()) == ("too_many_labels", 0)


def test_an_undone_import_no_longer_counts_the_readings_it_deleted(read, corpus, project):
    upload, browser = read(corpus, filename="corpus.zip"), signed_in(project.created_by)
    address = f"/projects/{project.slug}/uploads/{upload.pk}/"
    assert "<dt>attributions</dt>" in browser.get(address).content.decode()
    browser.post(f"{address}undoing/")
    assert "<dt>attributions</dt>" not in browser.get(address).content.decode()
