"""A corrected text takes an article's place: what is sure goes along, what is not waits for a person."""

import uuid
from typing import Any

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from annotator.intake.revisions import actions
from annotator.registry.models import Actor
from annotator.work import queue
from annotator.work.actions import open_set, reopen, save, submit, unlock
from annotator.work.models import AnnotationSet, Change, Doubt
from annotator.work.operations import made, replay
from annotator.work.reading import records
from articles.access import Refusal, Role
from articles.actions import add_article
from articles.library.actions import restore_article
from articles.models import Article, Project, User
from tests.callers import signed_in
from tests.factories import (
    make_actor,
    make_article,
    make_attribution,
    make_member,
    make_project,
    make_set,
    make_span,
    make_token,
)
from tests.intake.packed import docx

OLD = (
    "Officials denied it\n"
    "The talks between the two governments ended without any result late on Sunday.\n"
    "“We never met,” minister Ada Brok said on Monday in front of the old parliament building.\n"
    "Her spokesman Ivo Daran added that the harbour would stay closed until the end of the strike.\n"
)
NEW = OLD.replace("Ivo Daran added", "Ivan Daran explained").replace("late on Sunday", "early on Sunday")
pytestmark = pytest.mark.django_db


class Desk:
    """An article with one reading of one editor, in which two attributions are tagged."""

    def __init__(self, *, submitted: bool = False) -> None:
        self.project: Project = make_project()
        self.manager: User = self.project.created_by
        self.editor = make_member(self.project)
        self.article = make_article(self.project, OLD, title="Officials denied it", external_id="a-1", outlet="Post")
        self.reading = make_set(self.article, self.editor, submitted=submitted)
        actor = make_actor(self.project)
        self.brok = make_span(self.reading, "Ada Brok", actor=actor)
        self.said = make_span(self.reading, "said", "cue")
        self.met = make_span(self.reading, "We never met", "content")
        self.sure = make_attribution(self.reading, source=[self.brok], cue=[self.said], content=[self.met], note="!")
        self.daran = make_span(self.reading, "Ivo Daran")
        self.harbour = make_span(self.reading, "the harbour would stay closed", "content")
        self.half = make_attribution(self.reading, source=[self.daran], content=[self.harbour])

    def revise(self, text: str = NEW, **settings: Any) -> tuple[Article, AnnotationSet]:
        new, _figures = actions.revise(self.article, text=text, by=self.manager, **settings)
        return new, new.sets.get(owner=self.editor)


def test_what_is_sure_goes_along_and_the_rest_waits() -> None:
    desk = Desk()
    new, reading = desk.revise()
    spans, attributions = records(reading.pk)
    assert set(spans) == {str(one.uuid) for one in (desk.brok, desk.said, desk.met, desk.harbour)}
    for span in spans.values():
        assert span["quote"] == [new.text[start:end] for start, end in span["fragments"]]
        assert span["from"] == {"set": desk.reading.pk, "id": span["id"]}
    sure, half = attributions[str(desk.sure.uuid)], attributions[str(desk.half.uuid)]
    assert (sure["source"], sure["cue"], sure["note"]) == ([str(desk.brok.uuid)], [str(desk.said.uuid)], "!")
    assert (half["source"], half["content"]) == ([], [str(desk.harbour.uuid)])
    doubt = reading.doubts.get()
    assert (doubt.uuid, doubt.from_set_id) == (desk.daran.uuid, desk.reading.pk)
    assert doubt.proposals[0]["quote"] == ["Ivan Daran"]


def test_the_new_reading_can_be_rebuilt_from_its_log() -> None:
    desk = Desk()
    _new, reading = desk.revise()
    actions.place(reading.doubts.get(), fragments=proposed(reading), by=desk.editor)
    log = Change.objects.filter(set=reading).order_by("revision").values_list("operations", flat=True)
    assert replay(log) == records(reading.pk)


def test_the_old_text_and_its_readings_stay_as_they_are_and_nobody_works_on_them() -> None:
    desk = Desk()
    before = records(desk.reading.pk)
    new, reading = desk.revise()
    assert (new.supersedes, new.external_id, new.outlet) == (desk.article, "a-1", "Post")
    assert records(desk.reading.pk) == before
    assert [one.pk for one in queue.to_do(desk.project, by=desk.editor)] == [reading.pk]
    assert list(queue.open_articles(desk.project, by=desk.manager)) == [new]
    article = Article.objects.get(pk=desk.article.pk)
    old = AnnotationSet.objects.get(pk=desk.reading.pk)
    batch = made(
        uuid.uuid4(),
        revision=0,
        text_sha256=article.text_sha256,
        operations=[{"delete": "span", "id": str(desk.brok.uuid)}],
    )
    for refused in (
        lambda: save(old.pk, command=batch, by=desk.editor),
        lambda: submit(old, by=desk.editor),
        lambda: reopen(old, by=desk.manager),
        lambda: unlock(old, by=desk.manager),
        lambda: open_set(article, by=desk.manager),
        lambda: restore_article(article, by=desk.manager),
    ):
        with pytest.raises(Refusal) as no:
            refused()
        address = reverse("article", args=[desk.project.slug, new.pk])
        assert (no.value.code, no.value.extra) == ("superseded", {"article": new.pk, "url": address})


def test_a_reading_that_goes_along_whole_stays_submitted_unless_it_shall_be_read_again() -> None:
    added = OLD + "The strike had begun on the first day of the month.\n"
    _new, whole = Desk(submitted=True).revise(added)
    assert whole.status == "submitted"
    _new, again = Desk(submitted=True).revise(added, reopen=True)
    assert again.status == "started"
    _new, doubtful = Desk(submitted=True).revise()
    assert doubtful.status == "started"


def test_a_reading_with_spans_to_be_placed_cannot_be_submitted() -> None:
    desk = Desk()
    _new, reading = desk.revise()
    with pytest.raises(Refusal, match="placed or dropped") as no:
        submit(reading, by=desk.editor, confirm=True)
    assert no.value.code == "doubts"


def test_a_placed_span_takes_its_part_again() -> None:
    desk = Desk()
    _new, reading = desk.revise()
    actions.place(reading.doubts.get(), fragments=proposed(reading), by=desk.editor)
    spans, attributions = records(reading.pk)
    assert spans[str(desk.daran.uuid)]["quote"] == ["Ivan Daran"]
    assert attributions[str(desk.half.uuid)]["source"] == [str(desk.daran.uuid)]
    settled = reading.doubts.get()
    assert (settled.placed, settled.settled_by) == (True, desk.editor)
    with pytest.raises(Refusal) as no:
        actions.drop(settled, by=desk.editor)
    assert (no.value.code, no.value.status) == ("settled", 409)


def test_a_dropped_span_leaves_no_empty_attribution_behind() -> None:
    desk = Desk()
    text = OLD.replace(
        "Her spokesman Ivo Daran added that the harbour would stay closed until the end of the strike.", ""
    )
    _new, reading = desk.revise(text)
    first, second = reading.doubts.open()
    actions.drop(first, by=desk.editor)
    assert str(desk.half.uuid) in records(reading.pk)[1]
    actions.drop(second, by=desk.editor)
    assert str(desk.half.uuid) not in records(reading.pk)[1]
    assert reading.dismissals.count() == 2


def test_a_place_outside_the_text_or_somebody_elses_reading_is_refused_whole() -> None:
    desk = Desk()
    new, reading = desk.revise()
    doubt = reading.doubts.get()
    with pytest.raises(Refusal) as no:
        actions.place(doubt, fragments=[(0, len(new.text) + 1)], by=desk.editor)
    assert no.value.code == "outside_text"
    with pytest.raises(Refusal) as no:
        actions.place(doubt, fragments=proposed(reading), by=desk.manager)
    assert no.value.status == 403
    assert reading.doubts.open().count() == 1


def test_an_imported_reading_is_mended_by_a_senior() -> None:
    desk = Desk()
    imported = make_set(desk.article, kind="imported", label="old tool")
    make_span(imported, "Ivo Daran")
    new, _reading = desk.revise()
    carried = new.sets.get(kind="imported")
    assert (carried.label, carried.derived_from) == ("old tool", imported)
    with pytest.raises(Refusal):
        actions.drop(carried.doubts.get(), by=desk.editor)
    actions.place(carried.doubts.get(), fragments=proposed(carried), by=make_member(desk.project, Role.ADJUDICATOR))
    assert carried.spans.get().quote == ["Ivan Daran"]


def test_an_unnamed_source_gets_its_like_in_the_new_article() -> None:
    desk = Desk()
    unnamed = make_actor(desk.project, "an official", Actor.Kind.ANONYMOUS, article=desk.article)
    for span in (desk.brok, desk.daran):
        span.actor = unnamed
        span.save()
    new, reading = desk.revise()
    actions.place(reading.doubts.get(), fragments=proposed(reading), by=desk.editor)
    actors = {span.actor for span in reading.spans.filter(actor__isnull=False)}
    assert [(one.name, one.article) for one in actors] == [("an official", new)]
    assert unnamed not in actors


def test_what_still_waits_waits_in_the_next_revision_too() -> None:
    desk = Desk()
    new, _reading = desk.revise()
    newer, _ = actions.revise(new, text=NEW + "And so it ended.\n", by=desk.manager)
    reading = newer.sets.get(owner=desk.editor)
    doubt = reading.doubts.get()
    assert doubt.from_set == desk.reading
    actions.place(doubt, fragments=proposed(reading), by=desk.editor)
    assert records(reading.pk)[1][str(desk.half.uuid)]["source"] == [str(desk.daran.uuid)]


def test_an_edit_of_what_went_along_keeps_where_it_came_from() -> None:
    desk = Desk()
    new, reading = desk.revise()
    span = records(reading.pk)[0][str(desk.brok.uuid)]
    batch = made(uuid.uuid4(), revision=1, text_sha256=new.text_sha256, operations=[span])
    assert save(reading.pk, command=batch, by=desk.editor).revision == 2


def test_what_cannot_take_the_place_is_refused() -> None:
    desk = Desk()
    with pytest.raises(Refusal) as no:
        desk.revise(OLD.replace("\n", "\r\n"))
    assert no.value.code == "same_text"
    new, _reading = desk.revise()
    with pytest.raises(Refusal) as no:
        desk.revise("Something else.")
    assert (no.value.code, no.value.status, no.value.extra["article"]) == ("superseded", 409, new.pk)
    assert add_article(project=desk.project, text=OLD, by=desk.manager, external_id="a-1")[0] == desk.article


def test_the_api_revises_and_settles() -> None:
    desk = Desk()
    manager = headers(desk.manager, desk.project)
    answer = post(reverse("api-revisions", args=[desk.article.pk]), {"text": NEW}, manager)
    assert answer.status_code == 201
    assert answer.json()["carried"] == {"exact": 4, "doubtful": 1, "lost": 0}
    new = Article.objects.get(pk=answer.json()["article"]["id"])
    again = post(reverse("api-revisions", args=[desk.article.pk]), {"text": "x"}, manager)
    assert (again.status_code, again.json()["code"], again.json()["article"]) == (409, "superseded", new.pk)
    reading = new.sets.get(owner=desk.editor)
    editor = headers(desk.editor, desk.project)
    listed = Client().get(reverse("api-doubts", args=[reading.pk]), headers=editor).json()["results"]
    assert [(one["kind"], one["quote"]) for one in listed] == [("actor", ["Ivo Daran"])]
    door = reverse("api-doubt", args=[listed[0]["id"]])
    assert post(door, {}, editor).status_code == 400
    assert post(door, {"fragments": [[5, 2]]}, editor).json()["code"] == "fragments"
    settled = post(door, {"fragments": listed[0]["proposals"][0]["fragments"]}, editor)
    assert (settled.status_code, settled.json()["placed"]) == (200, True)
    assert Client().get(reverse("api-doubts", args=[reading.pk]), headers=editor).json()["results"] == []


def test_the_pages_show_the_changes_before_anything_is_stored_and_both_texts_after() -> None:
    desk = Desk()
    manager = signed_in(desk.manager)
    page = reverse("article-revision", args=[desk.project.slug, desk.article.pk])
    shown = manager.post(page, {"text": NEW}).content.decode()
    assert "<del>Ivo</del><ins>Ivan</ins>" in shown
    assert Article.objects.count() == 1
    told = manager.post(page, {"text": NEW, "confirm": "1"}, follow=True).content.decode()
    assert "4 spans went along; 1 have to be placed" in told
    new = Article.objects.get(supersedes=desk.article)
    there = reverse("article", args=[desk.project.slug, new.pk])
    assert there in manager.get(reverse("set", args=[desk.project.slug, desk.reading.pk])).content.decode()
    old_page = manager.get(reverse("article", args=[desk.project.slug, desk.article.pk])).content.decode()
    assert there in old_page
    editor = signed_in(desk.editor)
    reading = new.sets.get(owner=desk.editor)
    address = reverse("doubts", args=[desk.project.slug, reading.pk])
    assert address in editor.get(reverse("queue", args=[desk.project.slug])).content.decode()
    assert address in editor.get(reverse("set", args=[desk.project.slug, reading.pk])).content.decode()
    both = editor.get(address).content.decode()
    assert "<mark>Ivo Daran</mark>" in both
    assert "<mark>Ivan Daran</mark>" in both
    fragments = proposed(reading)
    door = reverse("doubt", args=[desk.project.slug, reading.pk, reading.doubts.get().pk])
    editor.post(door, {"place": f"{fragments[0][0]}-{fragments[0][1]}"})
    assert not Doubt.objects.open().exists()


def proposed(reading: AnnotationSet) -> list[tuple[int, int]]:
    return [(start, end) for start, end in reading.doubts.get().proposals[0]["fragments"]]


def headers(user: User, project: Project) -> dict[str, str]:
    return {"Authorization": f"Bearer {make_token(user, project, 'write')}"}


def post(path: str, body: Any, sender: dict[str, str]) -> Any:
    return Client().post(path, orjson.dumps(body), "application/json", headers=sender)


def as_word(text: str) -> bytes:
    return docx("".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines()))


def as_page(text: str) -> bytes:
    title, *lines = text.splitlines()
    words = "".join(f"<p>{line}</p>" for line in lines)
    head = f"<html lang=en><head><title>{title}</title></head><body><nav><a href=/>Front page</a></nav>"
    return f"{head}<article><h1>{title}</h1>{words}</article><footer>© The Post</footer></body></html>".encode()


@pytest.mark.parametrize(("name", "make"), [("right.docx", as_word), ("right.html", as_page)])
def test_a_document_that_corrects_goes_through_the_same_preview(name: str, make: Any) -> None:
    desk = Desk()
    page = reverse("article-revision", args=[desk.project.slug, desk.article.pk])
    manager = signed_in(desk.manager)
    answer = manager.post(page, {"file": SimpleUploadedFile(name, make(NEW))})
    shown = answer.content.decode()
    assert "<del>Ivo</del><ins>Ivan</ins>" in shown
    assert answer.context["text"].replace("\n\n", "\n") == NEW.rstrip("\n")
    edited = manager.post(page, {"text": answer.context["text"], "edit": "1"}).content.decode()
    assert "Ivan Daran explained" in edited
    assert "What is changed" not in edited
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("two.jsonl", b'{"text": "A."}\n{"text": "B."}\n', "A correction is one text"),
        ("old.doc", b"\xd0\xcf\x11\xe0", "save it as .docx"),
        ("damaged.docx", b"PK\x03\x04 nothing", "Word"),
        ("no.pdf", b"Plain words", "does not fit its name"),
    ],
)
def test_what_is_no_single_text_corrects_nothing(name: str, content: bytes, reason: str) -> None:
    desk = Desk()
    page = reverse("article-revision", args=[desk.project.slug, desk.article.pk])
    answer = signed_in(desk.manager).post(page, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert reason in answer.content.decode()
