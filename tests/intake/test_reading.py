"""A worker reads files: all or nothing, the same result however often, and sentences when it cannot be done."""

import pytest

from annotator.intake import actions
from annotator.intake.receiving import actions as receiving
from annotator.intake.states import ADD, READ, State, progress_of
from articles import jobs, storing
from articles.access import Refusal, Role
from articles.models import Article, Event, Job, Upload, UploadItem
from articles.storing import foresee
from tests.factories import make_article, make_member, make_project
from tests.intake.conftest import lines, work_on

pytestmark = pytest.mark.django_db
PAGE = "World\nMinister denies it\n“No,” she said.\nREAD ALSO: more\nComments\n"


def states(upload):
    return [item.state for item in upload.items.order_by("ordinal")]


def test_the_bytes_are_kept_with_their_digest_under_a_name_of_ours(received):
    upload = received(PAGE, "../x\x00\ny.txt")
    assert upload.original.open().read() == PAGE.encode()
    assert len(upload.sha256) == 64
    assert upload.filename == "xy.txt"
    assert "xy" not in upload.original.name
    assert Event.objects.filter(verb="receive_upload", subject="xy.txt").exists()


def test_what_is_refused_at_the_door_leaves_no_file(received, project, settings, tmp_path):
    disk = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": disk}
    researcher = make_member(project, Role.RESEARCHER)
    for content, by, code in (
        (b"", None, "empty_file"),
        (b"%PDF", None, "not_text"),
        (b"text", researcher, "forbidden"),
    ):
        with pytest.raises(Refusal) as no:
            received(content, by=by or project.created_by)
        assert no.value.code == code
    with pytest.raises(Refusal, match="encoding"):
        received(b"text", encoding="rot13")
    assert not Upload.objects.exists()
    assert not list(tmp_path.rglob("*.*"))


def test_a_text_is_proposed_without_its_furniture(read):
    upload = read(PAGE, preview=True)
    item = upload.items.get()
    assert (progress_of(upload).state, item.state, item.title) == (State.READY, "proposed", "Minister denies it")
    assert (item.metadata["section"], item.metadata["language"]) == ("World", "en")
    assert not Article.objects.exists()


def test_reading_twice_changes_nothing(read):
    for preview in (True, False):
        upload = read(lines({"text": "One."}, {"text": "Two."}, {}), "a.jsonl", preview=preview)
        before = list(upload.items.order_by("ordinal").values()), Article.objects.count()
        receiving.read_upload(upload, tell=lambda done, total: None)
        assert (list(upload.items.order_by("ordinal").values()), Article.objects.count()) == before


@pytest.mark.parametrize("preview", [True, False])
def test_a_worker_that_dies_half_way_leaves_nothing_and_the_next_one_the_same(received, monkeypatch, preview):
    monkeypatch.setattr(receiving, "BATCH", 2)
    upload = received(lines(*({"text": f"{n}.", "id": n} for n in range(5))), "a.jsonl", preview=preview)
    keep, seen = receiving._keep, []

    def die(*batch, **first):
        keep(*batch, **first)
        seen.append(UploadItem.objects.count())
        if seen[-1] == 4:
            raise SystemExit

    monkeypatch.setattr(receiving, "_keep", die)
    with pytest.raises(SystemExit):
        receiving.read_upload(upload, tell=lambda done, total: None)
    monkeypatch.setattr(receiving, "_keep", keep)
    assert (seen[-1], UploadItem.objects.count(), Article.objects.count()) == (4, 0, 0)
    assert work_on(upload).state == "done"
    assert len(states(upload)) == 5
    assert Article.objects.count() == (0 if preview else 5)


def test_a_file_that_breaks_the_worker_is_parked_after_three_tries_with_a_sentence(received, monkeypatch):
    def broken(*args):
        raise RuntimeError("disk on fire")

    upload = received(PAGE)
    monkeypatch.setattr("annotator.intake.sandbox.read", broken)
    for _ in range(3):
        Job.objects.update(lease_until=None)
        job = work_on(upload)
    told = progress_of(upload)
    assert (job.state, told.state, told.code) == ("parked", State.FAILED, "parked")
    assert "tried 3 times" in told.reason
    assert "disk on fire" in told.reason


def test_a_missing_original_is_no_crash(received):
    upload = received(PAGE)
    upload.original.storage.delete(upload.original.name)
    assert work_on(upload).state == "queued"


def test_the_same_bytes_are_read_again_in_another_encoding(read, project):
    upload = read("João disse: não.".encode("cp1252"), preview=True)
    assert upload.encoding == "cp1252"
    receiving.read_again(upload, by=project.created_by, encoding="cp1251")
    upload.refresh_from_db()
    assert (progress_of(upload).state, upload.items.count()) == (State.QUEUED, 0)
    with pytest.raises(Refusal, match="being read"):
        receiving.read_again(upload, by=project.created_by, encoding="cp1252")
    work_on(upload)
    assert upload.items.get().blocks[0]["text"] == "Joгo disse: nгo."
    receiving.read_again(upload, by=project.created_by, encoding="utf-8")
    assert work_on(upload).state == "parked"
    upload.refresh_from_db()
    told = progress_of(upload)
    assert (told.code, told.reason) == ("wrong_encoding", "This file is not UTF-8: byte 3 does not fit.")


def test_what_was_added_is_not_read_again(read, project):
    upload = read(lines({"text": "One."}, {"text": "Two."}), "a.jsonl", preview=True)
    first = upload.items.get(ordinal=1)
    actions.add_item(first, blocks=first.blocks, fields={}, by=project.created_by)
    with pytest.raises(Refusal, match="already"):
        receiving.read_again(upload, by=project.created_by)


def test_an_item_becomes_an_article_as_its_ticks_say(read, project):
    item = read(PAGE, preview=True, language="de").items.get()
    blocks = [{**block, "keep": block["why"] != "comments"} for block in item.blocks]
    article = actions.add_item(
        item, blocks=blocks, fields={"title": "T", "language": "", "outlet": "The Post"}, by=project.created_by
    )
    assert article.text == "World\nMinister denies it\n“No,” she said.\nREAD ALSO: more"
    assert (article.title, article.outlet, article.language, article.upload_id) == (
        "T",
        "The Post",
        "de",
        item.upload_id,
    )
    item.refresh_from_db()
    upload = item.upload
    assert (item.state, item.article, [block["text"] for block in item.blocks]) == ("added", article, ["Comments"])
    assert (progress_of(upload).state, upload.report["counts"]) == (State.DONE, {"proposed": 0, "added": 1})
    with pytest.raises(Refusal, match="already"):
        actions.add_item(item, blocks=blocks, fields={}, by=project.created_by)
    assert Article.objects.count() == 1


def test_an_item_without_a_tick_is_refused_and_stays(read, project):
    item = read(PAGE, preview=True).items.get()
    blocks = [{**block, "keep": False} for block in item.blocks]
    with pytest.raises(Refusal, match="no text"):
        actions.add_item(item, blocks=blocks, fields={}, by=project.created_by)
    item.refresh_from_db()
    assert item.state == "proposed"


def test_everything_is_added_but_what_is_here_already_or_comes_twice(read, project):
    old = make_article(project, "Here.")
    taken = make_article(project, "Taken.", external_id="t")
    records = [
        {"text": "New."},
        {"text": "Here."},
        {"text": "Twice."},
        {"text": "Twice."},
        {"text": "X.", "id": "t"},
        {},
    ]
    upload = read(lines(*records), "a.jsonl", preview=True)
    assert upload.items.get(ordinal=2).duplicate_of == old
    actions.add_all(upload, by=project.created_by)
    upload.refresh_from_db()
    assert states(upload) == ["added", "left_out", "added", "left_out", "refused", "refused"]
    assert upload.items.get(ordinal=5).code == "external_id_taken"
    assert upload.report["counts"] == {"proposed": 0, "added": 2, "left_out": 2, "refused": 2}
    assert progress_of(upload).state == State.DONE
    assert set(Article.objects.values_list("text", flat=True)) == {"Here.", "Taken.", "New.", "Twice."}
    assert taken.external_id == "t"


def test_the_same_text_is_added_again_when_asked(read, project):
    make_article(project, "Here.")
    upload = read(lines({"text": "Here."}, {"text": "Here."}), "a.jsonl", preview=True)
    actions.add_all(upload, by=project.created_by, same_again=True)
    assert states(upload) == ["added", "added"]


def test_much_is_added_by_a_worker_and_progress_is_told(read, project, monkeypatch):
    monkeypatch.setattr(actions, "ADDED_WHILE_WAITING", 2)
    upload = read(lines(*({"text": f"{n}."} for n in range(5))), "a.jsonl", preview=True)
    actions.add_all(upload, by=project.created_by)
    upload.refresh_from_db()
    assert (progress_of(upload).state, progress_of(upload).total) == (State.QUEUED, 5)
    with pytest.raises(Refusal):
        actions.add_all(upload, by=project.created_by)
    assert work_on(upload, ADD).state == "done"
    upload.refresh_from_db()
    assert (progress_of(upload).state, progress_of(upload).entries, Article.objects.count()) == (State.DONE, 5, 5)


def test_what_is_left_out_is_no_article_and_stays_on_the_page(read, project):
    upload = read(lines({"text": "One."}, {"text": "Two."}, {"text": "Three."}), "a.jsonl", preview=True)
    actions.leave_out(upload.items.get(ordinal=2), by=project.created_by)
    upload.refresh_from_db()
    assert progress_of(upload).state == State.READY
    actions.leave_out_all(upload, by=project.created_by)
    upload.refresh_from_db()
    assert (states(upload), progress_of(upload).state) == (["left_out"] * 3, State.DONE)
    assert upload.report["counts"]["left_out"] == 3
    assert not Article.objects.exists()


def test_all_files_of_a_person_are_added_at_once(read, project):
    other = make_member(project)
    mine = [read(f"Text {n}.", preview=True) for n in range(2)]
    theirs = read("Their text.", preview=True, by=other)
    assert actions.add_all_ready(project, by=project.created_by) == 2
    assert [states(upload) for upload in (*mine, theirs)] == [["added"], ["added"], ["proposed"]]


def test_nobody_adds_what_they_may_not(read, project):
    item = read(PAGE, preview=True).items.get()
    researcher, stranger = make_member(project, Role.RESEARCHER), make_project().created_by
    for by, status in ((researcher, 403), (stranger, 404)):
        for action in (
            lambda by=by: actions.add_item(item, blocks=item.blocks, fields={}, by=by),
            lambda by=by: actions.leave_out(item, by=by),
            lambda by=by: actions.add_all(item.upload, by=by),
            lambda by=by: actions.leave_out_all(item.upload, by=by),
            lambda by=by: receiving.read_again(item.upload, by=by),
            lambda by=by: actions.add_all_ready(project, by=by),
        ):
            with pytest.raises(Refusal) as no:
                action()
            assert no.value.status == status
    assert item.upload.items.get().state == "proposed"


def test_a_batch_costs_the_same_number_of_statements_however_many_articles(read, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        read(lines(*({"text": f"{n}.", "id": n} for n in range(receiving.BATCH))), "a.jsonl")


def test_the_job_of_an_upload_is_rung_for(received, django_capture_on_commit_callbacks, doorbells):
    with django_capture_on_commit_callbacks(execute=True):
        upload = received(PAGE)
    assert doorbells == [Job.objects.get(kind=READ, subject=upload.pk).pk]
    assert jobs.waiting() == []


@pytest.mark.django_db(transaction=True)
def test_two_uploads_that_race_for_an_id_give_one_article(received, project, monkeypatch):
    """The second finds the id taken while it writes: it looks again instead of failing."""
    upload = received(lines({"text": "Same.", "id": "a"}), "a.jsonl")
    raced = []

    def race(drafts, where):
        fates = foresee(drafts, where)
        if not raced:
            raced.append(make_article(project, "Same.", external_id="a"))
        return fates

    monkeypatch.setattr(storing, "foresee", race)
    work_on(upload)
    item = upload.items.get()
    assert (item.article, item.code, Article.objects.count()) == (raced[0], "already_there", 1)
