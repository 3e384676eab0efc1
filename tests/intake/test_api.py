"""Uploads by the API: answered at once, read by a worker, every item's fate told."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.access import Role, Scope
from articles.models import Article, Job, Upload
from tests.callers import said_no, signed_in
from tests.factories import make_article, make_member, make_project, make_token, make_user
from tests.intake.conftest import lines, work_on

pytestmark = pytest.mark.django_db
LIST = "/api/v1/projects/bridge/uploads/"


def bearer(user, project, scope=Scope.WRITE):
    return {"Authorization": f"Bearer {make_token(user, project, scope)}"}


@pytest.fixture
def headers(project):
    return bearer(make_member(project), project)


def post(headers, content, name="articles.jsonl", **fields):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    return Client().post(LIST, {"file": file, **fields}, headers=headers)


def get(headers, path):
    return Client().get(path, headers=headers).json()


def finished(headers, response):
    """The upload of this answer, after a worker has read it."""
    assert response.status_code == 202, response.content
    work_on(Upload.objects.get(pk=response.json()["id"]))
    return get(headers, response.json()["url"])


def test_an_upload_is_answered_at_once_and_read_later(project, headers, doorbells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = post(headers, lines({"text": "One."}))
    body = response.json()
    assert (response.status_code, body["state"], body["counts"]["added"]) == (202, "queued", 0)
    assert response["Location"] == body["url"]
    assert doorbells == [Job.objects.get().pk]
    assert not Article.objects.exists()
    told = finished(headers, response)
    assert (told["state"], told["counts"]["added"], told["encoding"]) == ("done", 1, "utf-8")


def test_a_text_is_stored_as_sent_with_its_metadata(project, headers):
    text = "World\nREAD ALSO: more\n\n  “Hé” 👋  \nComments\n"
    record = {
        "id": 7, "headline": "A title", "body": text, "source": "The Post", "author": ["Ana", "Ben"],
        "desk": {"a": [1]}, "date": "2024-12-02", "url": "https://example.org/a", "language": "fr",
        "metadata": {"page": 3},
    }  # fmt: skip
    finished(headers, post(headers, json.dumps(record), "one.json"))
    article = Article.objects.get()
    assert article.text == text
    assert (article.external_id, article.title, article.outlet, article.byline) == (
        "7",
        "A title",
        "The Post",
        "Ana, Ben",
    )
    assert (article.language, article.published_at.isoformat()) == ("fr", "2024-12-02T00:00:00+00:00")
    assert article.metadata == {"desk": {"a": [1]}, "page": 3}
    assert article.upload.original.read() == json.dumps(record).encode()


def test_bad_lines_are_named_and_the_good_ones_stored(project, headers):
    body = lines(
        {"text": "One."}, "", "{broken", {"title": "no text"}, {"text": "Two.", "id": "b"}, b"\xff".decode("latin-1")
    )
    told = finished(headers, post(headers, body))
    assert told["counts"] == {"proposed": 0, "added": 2, "refused": 3, "left_out": 0, "known": 0}
    fates = [(item["line"], item["state"], item["code"]) for item in told["items"]["results"]]
    assert fates == [
        (1, "added", ""), (3, "refused", "bad_json"), (4, "refused", "no_text"), (5, "added", ""),
        (6, "refused", "bad_json"),
    ]  # fmt: skip
    assert all(item["reason"] for item in told["items"]["results"] if item["state"] == "refused")
    assert sorted(Article.objects.values_list("text", flat=True)) == ["One.", "Two."]


def test_items_come_in_pages_and_by_state(project, headers):
    told = finished(headers, post(headers, lines(*({"text": f"{n}."} for n in range(5)), {})))
    first = get(headers, told["url"] + "?limit=4")["items"]
    second = get(headers, first["next"])["items"]
    assert [item["line"] for item in first["results"] + second["results"]] == [1, 2, 3, 4, 5, 6]
    assert second["next"] is None
    refused = get(headers, told["url"] + "?state=refused")["items"]["results"]
    assert [item["line"] for item in refused] == [6]


def test_the_same_external_id_is_stored_once_and_with_another_text_refused(project, headers):
    old = make_article(project, "Old.", external_id="a")
    body = lines(
        {"id": "a", "text": "Old."}, {"id": "a", "text": "New."}, {"id": "b", "text": "B."}, {"id": "b", "text": "B."},
        {"id": "b", "text": "C."},
    )  # fmt: skip
    told = finished(headers, post(headers, body))
    fates = [(item["state"], item["code"]) for item in told["items"]["results"]]
    assert fates == [
        ("added", "already_there"), ("refused", "external_id_taken"), ("added", ""), ("added", "already_there"),
        ("refused", "external_id_taken"),
    ]  # fmt: skip
    assert told["items"]["results"][0]["article"] == old.pk
    assert told["items"]["results"][2]["article"] == told["items"]["results"][3]["article"]
    assert (told["counts"]["known"], told["counts"]["added"], Article.objects.count()) == (2, 1, 2)


def test_the_same_text_is_stored_and_pointed_out(project, headers):
    old = make_article(project, "Same.")
    items = finished(headers, post(headers, lines({"text": "Same."}, {"text": "N."}, {"text": "N."})))["items"][
        "results"
    ]
    assert [item["same_text_as"] for item in items] == [old.pk, None, items[1]["article"]]
    assert Article.objects.count() == 4


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"", "a.txt", 422, "empty_file"),
        (b"PK\x03\x04 zip", "a.txt", 422, "not_text"),
        (bytes(range(256)) * 40, "a.txt", 422, "not_text"),
        (b"word", "a.doc", 422, "unsupported_file"),
        (b"x" * 9_000_000, "a.txt", 413, "file_too_large"),
    ],
    ids=["empty", "zip", "bytes", "word", "large"],
)
def test_what_is_no_article_is_refused_at_the_door(headers, content, name, status, code):
    said_no(post(headers, content, name), status, code)
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        ("[" * 100_000, "a.json", "too_deep"),
        ('{"a":' * 100_000, "a.json", "too_deep"),
        ('[{"text": "a"}, {"text"', "a.json", "bad_json"),
        ('[{"text": "a"},]', "a.json", "bad_json"),
        ('[{"text": "a"}] more', "a.json", "bad_json"),
        ("[]", "a.json", "no_articles"),
        ("\n\n", "a.jsonl", "no_articles"),
        ("{}\n" * 10_001, "a.jsonl", "too_many_refused"),
    ],
    ids=["lists", "objects", "cut", "comma", "rest", "nothing", "blank", "refuse"],
)
def test_a_file_that_is_no_good_as_a_whole_stores_nothing(headers, content, name, code):
    told = finished(headers, post(headers, content, name))
    assert (told["state"], told["code"]) == ("failed", code)
    assert told["reason"].endswith(".")
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"text": ""}, "empty_text"),
        ({"text": " \n\t"}, "empty_text"),
        ({"text": 7}, "bad_field"),
        ({"text": "x" * 2_000_001}, "text_too_long"),
        ({"text": "x", "date": "yesterday"}, "bad_field"),
        ({"text": "x", "url": "javascript:alert(1)"}, "bad_field"),
        ({"text": "x", "language": "not a language"}, "bad_field"),
        ({"text": "x", "id": "y" * 201}, "bad_field"),
        ({"text": "x", "metadata": []}, "bad_field"),
        ({"text": "x", "more": "y" * 100_001}, "metadata_too_large"),
        ([{"text": "x"}], "not_an_object"),
        ('{"text": "x", "deep": ' + "[" * 30 + "]" * 30 + "}", "too_deep"),
        ('{"text": "x", "deep": ' + "[" * 50_000, "too_deep"),
        ('{"text": "x", "n": NaN}', "bad_json"),
        ('{"text": "x", "n": 1e999}', "bad_field"),
        ('{"text": "x", "n": ' + "9" * 5000 + "}", "bad_json"),
    ],
)
def test_a_line_that_is_no_article_is_refused_by_its_number(headers, record, code):
    told = finished(headers, post(headers, lines({"text": "Good."}, record, {"text": "Good, too."})))
    assert told["items"]["results"][1]["code"] == code
    assert [item["state"] for item in told["items"]["results"]] == ["added", "refused", "added"]


def test_nul_and_lone_surrogates_are_repaired(headers):
    finished(
        headers, post(headers, rb'{"text": "a\u0000b\ud800c\ud83d\udc4b", "title": "\u0000t", "k\u0000": "\udfff"}')
    )
    article = Article.objects.get()
    assert (article.text, article.title, article.metadata) == ("ab\ufffdc👋", "t", {"k": "\ufffd"})


def test_a_wrong_encoding_is_the_fault_of_its_line_or_found_for_all(project, headers):
    good, bad = '{"text": "Grüße"}\n'.encode(), '{"text": "Grüße"}\n'.encode("cp1252")
    told = finished(headers, post(headers, good + bad))
    assert [(item["line"], item["code"]) for item in told["items"]["results"]] == [(1, ""), (2, "wrong_encoding")]
    told = finished(headers, post(headers, bad + bad, language="de"))
    assert (told["encoding"], told["counts"]["added"]) == ("cp1252", 2)
    told = finished(headers, post(headers, bad, encoding="cp1250"))
    assert told["encoding"] == "cp1250"
    told = finished(headers, post(headers, good.decode().encode("utf-16"), "wide.jsonl"))
    assert (told["encoding"], told["counts"]["added"]) == ("utf-16-le", 1)
    assert set(Article.objects.values_list("text", flat=True)) == {"Grüße"}


def test_script_in_names_stays_text(project, headers):
    told = finished(headers, post(headers, lines({"text": "x", "title": "<script>alert(1)</script>"}), "<b>.jsonl"))
    assert (told["filename"], told["items"]["results"][0]["title"]) == ("<b>.jsonl", "<script>alert(1)</script>")


def test_the_name_on_disk_is_never_the_senders(headers):
    post(headers, b"text", "../../etc/passwd.txt")
    upload = Upload.objects.get()
    assert upload.filename == "passwd.txt"
    assert "passwd" not in upload.original.name


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"encoding": "rot13"}, 400, "malformed"),
        ({"language": "<b>"}, 400, "malformed"),
        ({"surprise": "1"}, 400, "unknown_parameter"),
        ({"unit": "furlongs"}, 400, "malformed"),
        ({"columns": "[1]"}, 400, "malformed"),
        ({"columns": '{"A": "colour"}'}, 422, "unknown_field"),
        ({"mapping": '{"spans": {"A": "banana"}}'}, 422, "bad_mapping"),
    ],
)
def test_what_is_not_understood_is_refused(headers, fields, status, code):
    said_no(post(headers, b"text", "a.txt", **fields), status, code)


def test_a_request_without_a_file_or_with_odd_parameters_is_malformed(project, headers):
    said_no(Client().post(LIST, {}, headers=headers), 400, "malformed")
    said_no(Client().post(LIST, "{}", "application/json", headers=headers), 415, "unsupported_media_type")
    said_no(Client().get(LIST + "?stat=done", headers=headers), 400, "unknown_parameter")
    upload = post(headers, b"x", "a.txt").json()
    said_no(Client().get(upload["url"] + "?state=lost", headers=headers), 400, "malformed")


def test_more_fields_than_a_form_has_are_too_much(headers):
    said_no(post(headers, "x", **{f"field{n}": "x" for n in range(1001)}), 413, "too_large")


def test_only_who_may_upload_uploads_and_sees_uploads(project, headers):
    url = post(headers, b"x", "a.txt").json()["url"]
    researcher = bearer(make_member(project, Role.RESEARCHER), project)
    other = make_project(slug="elsewhere")
    stranger = bearer(other.created_by, other)
    reader = bearer(make_member(project), project, Scope.READ)
    for path in (LIST, url):
        assert Client().get(path).status_code == 401
        said_no(Client().get(path, headers=researcher), 403, "forbidden")
        said_no(Client().get(path, headers=stranger), 404, "not_found")
    for who, status, code in (
        (researcher, 403, "forbidden"),
        (stranger, 404, "not_found"),
        (reader, 403, "read_only_token"),
    ):
        said_no(post(who, b"x", "a.txt"), status, code)
    said_no(Client().get("/api/v1/uploads/999999/", headers=headers), 404, "not_found")
    assert Upload.objects.count() == 1


def test_a_session_needs_its_csrf_token(project):
    client = Client(enforce_csrf_checks=True)
    client.force_login(project.created_by)
    said_no(client.post(LIST, {"file": SimpleUploadedFile("a.txt", b"x")}), 403, "csrf")
    assert signed_in(project.created_by).post(LIST, {"file": SimpleUploadedFile("a.txt", b"x")}).status_code == 202


def test_uploads_are_listed_newest_first_in_few_queries(project, headers, django_assert_max_num_queries):
    for n in range(3):
        post(headers, f"text {n}", f"{n}.txt")
    with django_assert_max_num_queries(6):
        found = get(headers, LIST)
    assert [upload["filename"] for upload in found["results"]] == ["2.txt", "1.txt", "0.txt"]
    assert found["results"][0]["state"] == "queued"


def test_somebody_who_left_meanwhile_adds_nothing(project):
    leaver = make_user()
    headers = bearer(make_member(project, user=leaver), project)
    response = post(headers, lines({"text": "x"}))
    leaver.memberships.update(role=Role.RESEARCHER)
    work_on(Upload.objects.get())
    told = get(bearer(project.created_by, project), response.json()["url"])
    assert (told["state"], told["code"], Article.objects.count()) == ("failed", "forbidden", 0)
