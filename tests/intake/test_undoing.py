"""Undoing an import: what nobody else has touched goes, the rest is withdrawn or locked, all else stays."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotator.intake.revisions.actions import drop, revise
from annotator.intake.undoing.actions import undo_import
from annotator.registry.models import Actor
from annotator.work.imported.actions import add_imported
from annotator.work.imported.shapes import Imported
from annotator.work.models import AnnotationSet, Attribution, Change, Comment, Doubt, Span
from articles.access import Refusal
from articles.models import Article, Event, Project, Upload
from tests.factories import make_actor, make_article, make_member, make_project, make_set, make_span
from tests.intake.conftest import Reading

pytestmark = pytest.mark.django_db
TEXTS = ["Officials denied it.", "Ada Brok said no.", "Nobody came."]


@pytest.fixture
def upload(read: Reading) -> Upload:
    body = "\n".join(json.dumps({"text": text, "external_id": f"x{n}"}) for n, text in enumerate(TEXTS))
    return read(body, "articles.jsonl")


def articles_of(upload: Upload) -> list[Article]:
    return list(Article.objects.filter(upload=upload).order_by("pk"))


def imported(upload: Upload, article: Article, by: Any = None) -> AnnotationSet:
    """A reading of the file, with an unnamed source of its own."""
    words = article.text.split()[0]
    source, cue = str(uuid.uuid4()), str(uuid.uuid4())
    who = {"put": "actor", "id": source, "name": "somebody", "kind": "anonymous"}
    span = {"put": "span", "id": cue, "kind": "actor", "fragments": [[0, len(words)]], "quote": [words]}
    says = {"put": "attribution", "id": str(uuid.uuid4()), "source": [cue]}
    reading = Imported(article.pk, "A", "brat", [who, {**span, "actor": source}, says])
    (stored,) = add_imported(article.project, upload=upload, by=by or upload.by, readings=[reading])
    return AnnotationSet.objects.get(pk=stored.set_id)


def test_what_nobody_has_touched_goes_with_all_that_hangs_on_it(upload: Upload):
    imported(upload, articles_of(upload)[0])

    done = undo_import(upload, by=upload.by)

    assert (done.deleted, done.withdrawn, done.kept, done.sets, done.locked) == (3, 0, 0, 1, 0)
    for model in (Article, AnnotationSet, Span, Attribution, Change, Actor):
        assert not model.objects.exists()
    upload.refresh_from_db()
    assert {(item.state, item.code, item.article) for item in upload.items.all()} == {("left_out", "undone", None)}
    assert upload.report["counts"] == {"left_out": 3}
    assert Event.objects.filter(verb="undo_import").count() == 1


def test_what_somebody_has_worked_on_is_withdrawn_and_never_deleted(upload: Upload):
    assigned, tagged, free = articles_of(upload)
    make_set(assigned)
    reading = make_set(tagged)
    make_span(reading, "Ada Brok")

    done = undo_import(upload, by=upload.by)

    assert (done.deleted, done.withdrawn) == (1, 2)
    assert set(Article.objects.filter(withdrawn_at__isnull=False)) == {assigned, tagged}
    assert not Article.objects.filter(pk=free.pk).exists()
    assert reading.spans.count() == 1
    assert set(upload.items.values_list("state", "code")) == {("added", "withdrawn"), ("left_out", "undone")}


def test_an_article_commented_on_is_withdrawn_and_its_reading_locked(upload: Upload):
    article = articles_of(upload)[0]
    reading = imported(upload, article)
    Comment.objects.create(set=reading, by=upload.by, uuid=uuid.uuid4(), text="Who says so?")

    done = undo_import(upload, by=upload.by)

    reading.refresh_from_db()
    assert (done.withdrawn, done.sets, done.locked) == (1, 0, 1)
    assert reading.status == "locked"


@pytest.mark.parametrize("how", ["taken", "derived", "nothing"])
def test_a_reading_of_another_files_article_goes_unless_something_was_taken_from_it(upload: Upload, how: str):
    other = make_article(upload.project)
    reading = imported(upload, other)
    own = make_set(other, derived_from=reading if how == "derived" else None)
    if how == "taken":
        make_span(own, "Officials", taken_from={"set": reading.pk, "id": str(uuid.uuid4())})

    done = undo_import(upload, by=upload.by)

    assert (done.sets, done.locked) == ((1, 0) if how == "nothing" else (0, 1))
    assert AnnotationSet.objects.filter(pk=reading.pk).exists() == (how != "nothing")
    assert Article.objects.get(pk=other.pk).withdrawn_at is None


def test_an_unnamed_source_that_was_merged_is_work_and_keeps_its_article(upload: Upload):
    article = articles_of(upload)[0]
    imported(upload, article)
    Actor.objects.filter(article=article).update(merged_into=make_actor(upload.project))

    done = undo_import(upload, by=upload.by)

    assert (done.deleted, done.withdrawn) == (2, 1)


def test_an_article_that_a_second_file_brought_too_stays_as_it_is(upload: Upload, read: Reading):
    again = read(json.dumps({"text": TEXTS[0], "external_id": "x0"}), "again.jsonl", by=make_member(upload.project))
    assert again.items.get().article == articles_of(upload)[0]

    done = undo_import(upload, by=upload.by)

    assert (done.deleted, done.kept) == (2, 1)
    assert again.items.get().article.withdrawn_at is None


@pytest.mark.parametrize("what", ["sure", "doubtful", "settled"])
def test_a_reading_that_went_along_to_a_corrected_text_goes_unless_a_doubt_of_it_was_settled(upload: Upload, what: str):
    old = articles_of(upload)[0]
    imported(upload, old)
    text = f"{'Some people' if what != 'sure' else 'Officials'} denied it. And again."
    new, _figures = revise(old, text=text, by=upload.by)
    carried = new.sets.get(kind="imported")
    if what == "settled":
        drop(carried.doubts.get(), by=upload.by)

    done = undo_import(upload, by=upload.by)

    assert AnnotationSet.objects.filter(pk=carried.pk).exists() == (what == "settled")
    assert Doubt.objects.exists() == (what == "settled")
    assert (done.sets, done.locked) == ((0, 2) if what == "settled" else (1, 1))
    assert Article.objects.get(pk=new.pk).withdrawn_at is None
    old.refresh_from_db()
    assert old.withdrawn_at is not None


def test_undoing_twice_answers_the_same_and_does_nothing(upload: Upload):
    first = undo_import(upload, by=upload.by)
    later = make_article(upload.project, upload=upload)

    assert undo_import(upload, by=upload.by) == first
    assert Article.objects.filter(pk=later.pk).exists()
    assert Event.objects.filter(verb="undo_import").count() == 1


def test_the_same_file_can_come_in_again(upload: Upload, read: Reading):
    undo_import(upload, by=upload.by)
    body = "\n".join(json.dumps({"text": text, "external_id": f"x{n}"}) for n, text in enumerate(TEXTS))

    assert len(articles_of(read(body, "articles.jsonl"))) == 3


def test_after_thirty_days_it_is_too_late(upload: Upload):
    Upload.objects.update(accepted_at=timezone.now() - timedelta(days=31))

    with pytest.raises(Refusal, match="30 days") as refused:
        undo_import(upload, by=upload.by)

    assert refused.value.status == 409
    assert len(articles_of(upload)) == 3


def test_a_file_that_is_being_read_cannot_be_undone(received: Reading):
    upload = received("Officials denied it.")

    with pytest.raises(Refusal) as refused:
        undo_import(upload, by=upload.by)

    assert (refused.value.code, refused.value.status) == ("busy", 409)


ROLES = {"sender": 200, "manager": 200, "adjudicator": 403, "editor": 403, "researcher": 403, "stranger": 404}


@pytest.mark.parametrize(("role", "status"), ROLES.items())
def test_who_may_undo(project: Project, read: Reading, role: str, status: int):
    sender = make_member(project)
    upload = read("Officials denied it.", by=sender)
    people = {"sender": sender, "manager": project.created_by}
    client = Client()
    if role == "stranger":
        client.force_login(make_member(make_project()))
    else:
        client.force_login(people.get(role) or make_member(project, role))

    answer = client.delete(f"/api/v1/uploads/{upload.pk}/")

    assert answer.status_code == status
    assert Article.objects.filter(upload=upload).exists() == (status != 200)
    if status == 200:
        assert answer.json() == {"deleted": 1, "withdrawn": 0, "kept": 0, "sets": 0, "locked": 0}


def test_the_page_offers_it_and_then_says_what_was_done(upload: Upload):
    client = Client()
    client.force_login(upload.by)
    page = reverse("upload", args=[upload.project.slug, upload.pk])
    address = reverse("upload_undoing", args=[upload.project.slug, upload.pk])
    assert address in client.get(page).content.decode()

    answer = client.post(address, follow=True)

    shown = answer.content.decode()
    assert address not in shown
    assert "This import was undone" in shown
    assert not articles_of(upload)


def test_who_may_not_undo_is_not_offered_it(upload: Upload):
    client = Client()
    client.force_login(make_member(upload.project))

    page = client.get(reverse("upload", args=[upload.project.slug, upload.pk])).content.decode()

    assert reverse("upload_undoing", args=[upload.project.slug, upload.pk]) not in page
