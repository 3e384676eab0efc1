"""The pages of uploads: what one sees, ticks and gets, and who does."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.access import Role
from articles.models import Article, Job, Upload
from tests.callers import signed_in
from tests.factories import make_article, make_member, make_project
from tests.intake.conftest import lines, work_on
from tests.intake.packed import zipped

pytestmark = pytest.mark.django_db
ROOT = "/projects/bridge/uploads/"
PAGE = "World\nMinister denies it\n“No,” she said.\nREAD ALSO: more\nComments\n"
XSS = "<script>alert(1)</script>"


@pytest.fixture
def client(project):
    return signed_in(project.created_by)


def at(upload, rest=""):
    return f"{ROOT}{upload.pk}/{rest}"


def item_at(item, rest=""):
    return at(item.upload, f"items/{item.pk}/{rest}")


def send(client, *, files=(), text="", language="en", trusted="", **headers):
    given = [SimpleUploadedFile(name, content) for name, content in files]
    sent = {"file": given, "text": text, "language": language, "trusted": trusted}
    return client.post(ROOT + "new/", sent, headers=headers)


def page(response, status=200):
    assert response.status_code == status, response.content.decode()[:2000]
    assert "script-src 'self'" in response["Content-Security-Policy"]
    return response.content.decode()


def test_a_paste_is_received_shown_and_added(project, client):
    response = send(client, text=PAGE.replace("\n", "\r\n"))
    upload = Upload.objects.get()
    assert response["Location"] == at(upload)
    assert (upload.preview, upload.filename, upload.encoding) == (True, "Pasted text.txt", "utf-8")
    assert "Waiting for a free worker" in page(client.get(at(upload)))
    work_on(upload)
    shown = page(client.get(at(upload)))
    for words in ("Minister denies it", "Name of a section", "Points to another story", "Heading of the comments"):
        assert words in shown
    assert shown.count(" checked") == 2
    item = upload.items.get()
    response = client.post(item_at(item), {"keep": ["1", "2"], "title": "Minister denies it", "language": "en"})
    article = Article.objects.get()
    assert response["Location"] == f"/projects/bridge/articles/{article.pk}/"
    assert article.text == "Minister denies it\n“No,” she said."
    assert "3 paragraphs left out" in page(client.get(at(upload)))
    assert client.get(item_at(item))["Location"] == at(upload)


def test_what_is_trusted_is_stored_as_sent_without_being_shown(client):
    send(client, files=[("a.txt", b"READ ALSO: more\nOne.")], trusted="on")
    upload = Upload.objects.get()
    work_on(upload)
    assert (upload.preview, Article.objects.get().text) == (False, "READ ALSO: more\nOne.")
    assert "What became of everything" in page(client.get(at(upload)))


def test_several_files_come_in_at_once_and_are_looked_at_one_after_the_other(client):
    response = send(client, files=[("a.txt", b"One.\nText."), ("b.txt", b"Two.\nText.")], text="Three.\nText.")
    assert response["Location"] == ROOT
    uploads = list(Upload.objects.order_by("pk"))
    assert [upload.filename for upload in uploads] == ["a.txt", "b.txt", "Pasted text.txt"]
    for upload in uploads:
        work_on(upload)
    assert "3 of your files wait" in page(client.get(ROOT))
    response = client.post(item_at(uploads[0].items.get()), {"keep": ["0"], "language": "en"})
    assert response["Location"] == at(uploads[1])
    client.post(ROOT + "addition/")
    assert Article.objects.count() == 3


@pytest.mark.parametrize(
    ("files", "text", "words"),
    [
        ((), "  ", "Paste a text or choose a file first."),
        ([("a.txt", b"One."), ("b.exe", b"MZ")], "", "is of a kind that is not read here"),
        ([("a.txt", b"%PDF-1.7")], "", "This file is not text."),
        ([("a.txt", b"")], "", "is empty"),
        ((), "x" * 2_000_001, "at most 2000000 characters"),
    ],
    ids=["nothing", "one of two", "pdf", "empty", "long"],
)
def test_what_cannot_be_received_is_said_in_the_form_and_nothing_is_kept(client, files, text, words):
    assert words in page(send(client, files=files, text=text), 422)
    assert not Upload.objects.exists()


def test_a_script_is_answered_in_json(client):
    response = send(client, files=[("a.txt", b"One.")], accept="application/json")
    assert (response.status_code, response.json()) == (201, {"url": at(Upload.objects.get())})
    response = send(client, accept="application/json")
    assert (response.status_code, response.json()) == (422, {"errors": ["Paste a text or choose a file first."]})


def test_an_enormous_request_is_refused_before_it_is_read(client, settings):
    settings.MAX_UPLOAD_BYTES = 1000
    assert "cut the file into several" in page(send(client, files=[("a.txt", b"x" * 200_000)]), 413)


def test_a_form_needs_its_token(project):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(project.created_by)
    assert send(strict, text="x").status_code == 403
    assert not Upload.objects.exists()


def test_the_same_text_is_pointed_out(project, client, read):
    old = make_article(project, "Here.\nAgain.", title="Old one")
    upload = read("Here.\nAgain.", preview=True)
    shown = page(client.get(at(upload)))
    assert "The same text is here already" in shown
    assert f"/articles/{old.pk}/" in shown
    again = read("Here.\nAgain.", preview=True)
    assert "The same file came in" in page(client.get(at(again)))
    many = read(lines({"text": "Twice."}, {"text": "Twice."}), "a.jsonl", preview=True)
    assert "same text twice" in page(client.get(at(many)))
    assert "The same text comes earlier in this file" in page(client.get(item_at(many.items.get(ordinal=2))))


def test_fields_are_checked_and_ticks_survive_a_mistake(client, read):
    item = read(PAGE, preview=True).items.get()
    form = {
        "keep": ["0", "1"],
        "title": "New title",
        "language": "en",
        "url": "javascript:alert(1)",
        "published_at": "soon",
    }
    shown = page(client.post(item_at(item), form), 422)
    assert "must be a web address" in shown
    assert "must be a date" in shown
    assert "New title" in shown
    assert shown.count(" checked") == 2
    form |= {"url": "https://example.org/a", "published_at": "2024-12-02T09:30+02:00", "external_id": "7"}
    client.post(item_at(item), form)
    article = Article.objects.get()
    assert (article.title, article.url, article.external_id) == ("New title", "https://example.org/a", "7")
    assert article.published_at.isoformat() == "2024-12-02T07:30:00+00:00"


def test_an_id_that_is_taken_is_said_in_the_form(project, client, read):
    make_article(project, "Other.", external_id="7")
    item = read(PAGE, preview=True).items.get()
    shown = page(client.post(item_at(item), {"keep": ["1"], "language": "en", "external_id": "7"}), 422)
    assert "already the id of an article with another text" in shown


def test_many_entries_are_shown_in_pages_by_state(client, read, django_assert_max_num_queries):
    upload = read(lines(*({"text": f"Text {n}.\nMore."} for n in range(60)), {}), "a.jsonl", preview=True)
    with django_assert_max_num_queries(14):
        shown = page(client.get(at(upload)))
    assert "Text 49." in shown
    assert "Text 50." not in shown
    assert "Next page" in shown
    refused = page(client.get(at(upload, "?state=refused")))
    assert "There is no “text”" in refused
    assert "Text 1." not in refused
    assert client.get(at(upload, "?state=lost")).status_code in (200, 400)
    client.post(at(upload, "addition/"))
    assert Article.objects.count() == 60
    assert "What became of everything in this file" in page(client.get(at(upload)))


def test_an_entry_or_all_of_them_can_be_left_out(client, read):
    upload = read(lines({"text": "One."}, {"text": "Two."}, {"text": "Three."}), "a.jsonl", preview=True)
    first, second, _ = upload.items.order_by("ordinal")
    response = client.post(item_at(first, "omission/"))
    assert response["Location"] == item_at(second)
    client.post(at(upload, "addition/"), {"leave_out": ""})
    assert "left out" in page(client.get(at(upload)))
    assert not Article.objects.exists()


def test_an_encoding_can_be_put_right(client, read):
    upload = read("João disse: não.".encode("cp1252"), preview=True)
    assert "please check" in page(client.get(at(upload)))
    client.post(at(upload, "reading/"), {"encoding": "cp1250", "language": "pt"})
    work_on(upload)
    assert "Joăo" in page(client.get(at(upload)))
    assert "Select a valid choice" in page(client.post(at(upload, "reading/"), {"encoding": "rot13"}, follow=True))


def test_a_file_that_cannot_be_read_says_why(client, read):
    upload = read('[{"text": "a"}, {', "a.json", preview=True)
    shown = page(client.get(at(upload)))
    assert "This file was not read" in shown
    assert "This is not valid JSON" in shown
    assert "Not read" in page(client.get(ROOT))


def test_a_file_being_read_shows_how_far(client, received):
    upload = received("x" * 1000)
    Job.objects.update(state="running", progress=250, total=1000, entries=1204)
    shown = page(client.get(at(upload)))
    assert 'value="25"' in shown
    assert "entries read: 1,204" in shown
    assert f"/api/v1/uploads/{upload.pk}/" in shown


def test_a_text_of_very_many_lines_does_not_make_a_page_of_them_all(client, read):
    upload = read("\n".join(f"Line {n}." for n in range(5000)), preview=True)
    shown = page(client.get(at(upload)))
    assert "4,500 more paragraphs" in shown
    client.post(item_at(upload.items.get()), {"keep": ["0"], "language": "en"})
    text = Article.objects.get().text
    assert text.startswith("Line 0.\nLine 500.\n")
    assert text.endswith("Line 4999.")


def test_markup_in_names_titles_and_texts_is_text(client, read):
    record = {"text": XSS, "title": XSS, "outlet": XSS, "metadata": {XSS: XSS, "items": "x"}, "id": XSS}
    uploads = [read(lines(record), f"{XSS}.jsonl", preview=True), read(lines(record, record), "b.jsonl", preview=True)]
    for path in (ROOT, *(at(upload) for upload in uploads), item_at(uploads[1].items.get(ordinal=1))):
        shown = page(client.get(path))
        assert XSS not in shown
        assert "&lt;script&gt;" in shown


def test_the_original_is_saved_never_shown(client, read):
    upload = read(b"<h1>text</h1>", "<b>.txt")
    answer = client.get(at(upload, "original/"))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == b"<h1>text</h1>"
    upload.original.storage.delete(upload.original.name)
    assert client.get(at(upload, "original/")).status_code == 404


def test_only_who_may_upload_sees_the_pages(project, read):
    upload = read(PAGE, preview=True)
    item = upload.items.get()
    others = [(make_member(project, Role.RESEARCHER), 403), (make_project().created_by, 404)]
    for user, status in others:
        browser = signed_in(user)
        for path in (ROOT, ROOT + "new/", at(upload), at(upload, "original/"), item_at(item)):
            assert browser.get(path).status_code == status, path
        for path in (ROOT + "new/", ROOT + "addition/", at(upload, "addition/"), at(upload, "reading/"), item_at(item),
                     item_at(item, "omission/")):  # fmt: skip
            assert browser.post(path, {"text": "x", "language": "en"}).status_code == status, path
    assert (Upload.objects.count(), Article.objects.count()) == (1, 0)
    other = make_project(slug="other", manager=project.created_by)
    assert signed_in(project.created_by).get(f"/projects/{other.slug}/uploads/{upload.pk}/").status_code == 404


def story(seed, but=""):
    words = [f"word{(seed * 7919 + n * n) % 4001}" for n in range(300)]
    return " ".join([*words[:20], but, *words[20:]])


def test_almost_the_same_text_is_pointed_out_and_added_all_the_same(
    project, client, read, django_assert_max_num_queries
):
    make_article(project, story(1), title="Port deal", published_at="2024-03-14T00:00Z")
    one = read(story(1, "changed"), preview=True)
    shown = page(client.get(at(one)))
    assert "Almost the same text as" in shown
    assert all(words in shown for words in ("<cite>Port deal</cite>", "2024-03-14", " %)."))
    many = [{"text": story(1, "wire")}, {"text": story(1)}, *({"text": story(n)} for n in range(2, 40))]
    upload = read(lines(*many), "a.jsonl", preview=True)
    with django_assert_max_num_queries(14):
        shown = page(client.get(at(upload)))
    assert shown.count("Almost the same text as") == 1  # not of the one that repeats it exactly
    client.post(at(upload, "addition/"))
    assert dict(upload.items.order_by("ordinal").values_list("ordinal", "state")[:2]) == {1: "added", 2: "left_out"}


def test_what_a_file_brought_is_one_click_away_until_it_is_undone(client, read):
    read("Another one.")
    upload = read(lines({"text": "One.", "title": "First"}, {"text": "Two."}, {}), "a.jsonl", preview=True)
    there = f"/projects/bridge/articles/?upload={upload.pk}"
    shown = page(client.get(at(upload)))
    assert there not in shown
    assert "Undo this import" not in shown  # nothing came out of it yet
    assert "Refused 1" in shown
    client.post(at(upload, "addition/"))
    assert there.replace("&", "&amp;") in page(client.get(at(upload)))
    assert {article.text for article in client.get(there).context["articles"]} == {"First\nOne.", "Two."}
    client.post(at(upload, "undoing/"))
    assert there not in page(client.get(at(upload)))


def test_the_list_of_uploads_names_the_format_and_the_title_of_a_file_with_one_article(client, read):
    read(lines({"text": "One.", "title": "First"}, {"text": "Two."}), "many.jsonl", preview=True)
    read(lines({"text": "One.", "title": "Only one"}), "one.jsonl", preview=True)
    shown = page(client.get(ROOT))
    assert "First" not in shown
    assert "Only one" in shown
    assert shown.count("JSON lines") == 2


def test_old_files_in_an_archive_say_that_their_encoding_is_a_guess_and_can_be_put_right(client, read):
    old, new = "Zażółć gęślą jaźń\nMinister powiedział, że nie wie.", "Łódź czeka\nNikt nie wie dlaczego."
    packed = zipped({"old.txt": old.encode("cp1250"), "new.txt": new.encode()})
    upload = read(packed, "a.zip", preview=True)
    assert "which is a guess: check the letters" in page(client.get(at(upload)))
    assert [bool(item.notes) for item in upload.items.order_by("ordinal")] == [True, False]
    client.post(at(upload, "reading/"), {"encoding": "cp1250", "language": "en"})
    work_on(upload)
    shown = page(client.get(at(upload)))
    assert "Zażółć gęślą jaźń" in shown
    assert "Łódź czeka" in shown
    assert "which is a guess" not in shown


def test_an_earlier_page_of_entries_is_a_link_away_and_shows_the_same_rows(client, read, monkeypatch):
    monkeypatch.setattr("annotator.intake.views.ROWS", 2)
    upload = read(lines(*({"text": f"Text {n}.\nMore."} for n in range(5))), "a.jsonl", preview=True)
    seen, address = [], at(upload)
    while address:
        context = client.get(address).context
        seen.append([item.ordinal for item, *_rest in context["items"]])
        address = context["next"]
    assert seen == [[1, 2], [3, 4], [5]]
    back = []
    while address := context["previous"]:
        context = client.get(address).context
        back.append([item.ordinal for item, *_rest in context["items"]])
    assert back == [[3, 4], [1, 2]]


def test_the_date_a_file_claims_is_proposed_in_the_field_of_the_browser(client, read):
    item = read(lines({"text": "One.", "date": "2024-12-02T09:30+02:00"}), "a.jsonl", preview=True).items.get()
    shown = page(client.get(item_at(item)))
    assert '<input type="datetime-local" name="published_at" value="2024-12-02T07:30"' in shown
    assert 'id="id_published_at_helptext">In UTC.' in shown
