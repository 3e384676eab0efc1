"""What every route of the API keeps to."""

import json
from typing import Any

import pytest
from django.test import Client, override_settings

from articles.access import Scope
from articles.conventions import rates
from articles.conventions.actions import add_hits, begin_answer
from articles.models import Article, Event, Hits, KeptAnswer
from tests.callers import Caller, said_no, signed_in
from tests.factories import make_article, make_member, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Caller:
    project = make_project()
    caller = Caller(project.created_by, project)
    caller.project = project  # type: ignore[attr-defined]
    return caller


def ask(caller: Caller, method: str, path: str = "", body: Any = None, **headers: str) -> Any:
    address = path if path.startswith("/") else caller.root + path
    return caller.client.generic(
        method, address, json.dumps(body), "application/json", headers={**caller.headers, **headers}
    )


class TestVersions:
    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_what_has_not_changed_is_not_sent_again(self, manager: Caller, method: str):
        first = ask(manager, "GET")
        assert first["ETag"].startswith('"')
        again = ask(manager, method, **{"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        ask(manager, "PATCH", body={"name": "Another"})
        assert ask(manager, method, **{"If-None-Match": first["ETag"]}).status_code == 200

    def test_a_version_is_that_of_what_is_seen_and_not_of_the_token(self, manager: Caller):
        project = manager.project  # type: ignore[attr-defined]
        other = Caller(project.created_by, project, Scope.READ)
        assert manager.get("articles/")["ETag"] == other.get("articles/")["ETag"]
        editor = Caller(make_member(project), project)
        assert manager.get()["ETag"] != editor.get()["ETag"]  # they have another role in it

    def test_a_page_has_one_version_also_when_another_follows(self, manager: Caller):
        project = manager.project  # type: ignore[attr-defined]
        for number in range(3):
            make_article(project, f"Text {number}.")
        first = manager.get("articles/?limit=1")
        assert first["Link"] == f'<{first.json()["next"]}>; rel="next"'
        assert first["ETag"] == manager.get("articles/?limit=1")["ETag"]

    def test_of_two_who_have_read_the_same_only_one_may_change_it(self, manager: Caller):
        seen = manager.get()["ETag"]
        assert ask(manager, "PATCH", body={"name": "Mine"}, **{"If-Match": seen}).status_code == 200
        lost = ask(manager, "PATCH", body={"name": "Theirs"}, **{"If-Match": seen})
        said_no(lost, 412, "changed_meanwhile")
        assert lost["ETag"] == lost.json()["etag"] == manager.get()["ETag"]
        assert manager.get().json()["name"] == "Mine"
        assert ask(manager, "PATCH", body={"name": "Theirs"}, **{"If-Match": lost["ETag"]}).status_code == 200

    def test_whoever_sends_no_condition_changes_it_as_before(self, manager: Caller):
        assert ask(manager, "PATCH", body={"name": "Plain"}).status_code == 200

    def test_a_condition_tells_strangers_nothing(self, manager: Caller):
        project = make_project()
        stranger = ask(manager, "PATCH", f"/api/v1/projects/{project.slug}/", {"name": "x"}, **{"If-Match": '"x"'})
        said_no(stranger, 404, "not_found")

    def test_a_condition_is_judged_after_the_right_to_change_anything(self, manager: Caller):
        project = manager.project  # type: ignore[attr-defined]
        editor = Caller(make_member(project), project)
        said_no(ask(editor, "PATCH", body={"name": "x"}, **{"If-Match": '"x"'}), 403, "forbidden")
        said_no(ask(editor, "PATCH", body={"name": "x"}, **{"If-Match": editor.get()["ETag"]}), 403, "forbidden")
        noted = Event.objects.count()
        name = manager.get().json()["name"]
        said_no(ask(manager, "PATCH", body={"name": "x"}, **{"If-Match": '"x"'}), 412, "changed_meanwhile")
        assert (manager.get().json()["name"], Event.objects.count()) == (name, noted)


class TestRepeats:
    KEY = {"Idempotency-Key": "one"}
    TEXT = {"text": "Officials denied it."}

    def test_a_key_that_no_database_holds_is_a_bad_one(self, manager: Caller):
        said_no(ask(manager, "POST", "articles/", self.TEXT, **{"Idempotency-Key": "a\0b"}), 400, "bad_key")

    def test_who_comes_when_the_first_has_just_given_up_is_the_first(self, manager: Caller, monkeypatch: Any):
        asked = {"by": manager.project.created_by, "caller": "1", "route": "/", "key": "one"}  # type: ignore[attr-defined]
        begin_answer(**asked, digest="first")
        create = KeptAnswer.objects.bulk_create

        def given_up(*rows: Any, **how: Any) -> Any:
            created = create(*rows, **how)
            monkeypatch.undo()
            KeptAnswer.objects.filter(digest="first").delete()
            return created

        monkeypatch.setattr(KeptAnswer.objects, "bulk_create", given_up)
        row, is_new = begin_answer(**asked, digest="second")
        assert (row.digest, is_new) == ("second", True)

    def test_a_request_sent_again_is_done_once_and_answered_the_same(self, manager: Caller):
        first = ask(manager, "POST", "articles/", self.TEXT, **self.KEY)
        again = ask(manager, "POST", "articles/", self.TEXT, **self.KEY)
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.content == again.content
        assert again["Idempotency-Replayed"] == "true"
        assert Article.objects.count() == 1

    def test_another_content_under_the_same_key_is_refused(self, manager: Caller):
        ask(manager, "POST", "articles/", self.TEXT, **self.KEY)
        said_no(ask(manager, "POST", "articles/", {"text": "Other."}, **self.KEY), 422, "key_reused")
        assert Article.objects.count() == 1

    def test_a_key_is_one_persons_and_one_routes(self, manager: Caller):
        project = manager.project  # type: ignore[attr-defined]
        ask(manager, "POST", "articles/", self.TEXT, **self.KEY)
        editor = Caller(make_member(project), project)
        assert ask(editor, "POST", "articles/", {"text": "Other."}, **self.KEY).status_code == 201
        assert ask(manager, "POST", "topics/", {"name": "They met"}, **self.KEY).status_code == 201

    def test_while_the_first_is_being_done_the_second_waits(self, manager: Caller):
        ask(manager, "POST", "articles/", self.TEXT, **self.KEY)
        KeptAnswer.objects.update(status=None)
        said_no(ask(manager, "POST", "articles/", self.TEXT, **self.KEY), 409, "in_progress")

    def test_what_a_right_decided_is_decided_anew(self, manager: Caller):
        project = manager.project  # type: ignore[attr-defined]
        reading = Caller(project.created_by, project, Scope.READ)
        said_no(ask(reading, "POST", "articles/", self.TEXT, **self.KEY), 403, "read_only_token")
        assert not KeptAnswer.objects.exists()

    def test_a_file_sent_again_is_received_once(self, manager: Caller):
        from django.core.files.uploadedfile import SimpleUploadedFile

        def send(words: bytes) -> Any:
            file = SimpleUploadedFile("a.txt", words)
            headers = {**manager.headers, **self.KEY}
            return manager.client.post(f"{manager.root}uploads/", {"file": file}, headers=headers)

        assert send(b"Officials denied it.").json()["id"] == send(b"Officials denied it.").json()["id"]
        said_no(send(b"Officials confirmed it."), 422, "key_reused")

    def test_only_one_of_two_at_once_begins(self):
        user = make_user()
        mine: dict[str, Any] = {"by": user, "caller": "1", "route": "/", "key": "k", "digest": "d"}
        assert [begin_answer(**mine)[1] for _ in range(3)] == [True, False, False]


class TestRates:
    def test_every_answer_says_what_is_left(self, manager: Caller):
        manager.get()
        one, two = manager.get(), manager.get()
        assert one["RateLimit-Policy"].startswith('"api";q=')
        left = [int(answer["RateLimit"].split(";r=")[1].split(";")[0]) for answer in (one, two)]
        assert left[0] - left[1] == 1

    def test_too_much_is_refused_with_the_time_to_wait_and_a_304_is_free(self, manager: Caller):
        tag = manager.get()["ETag"]
        with override_settings(RATES={"api": 3, "files": 10, "anonymous": 100}):
            assert manager.get().status_code == 200
            for _ in range(4):
                assert ask(manager, "GET", **{"If-None-Match": tag}).status_code == 304
            assert manager.get().status_code == 200
            no = manager.get()
            said_no(no, 429, "too_many_requests")
            assert 0 < int(no["Retry-After"]) <= rates.WINDOW
            assert ";r=0;" in no["RateLimit"]

    def test_made_up_tokens_share_what_their_address_has(self):
        with override_settings(RATES={"api": 100, "files": 10, "anonymous": 3}):
            asked = [
                Client(REMOTE_ADDR="203.0.113.9").get("/api/v1/projects/", headers={"Authorization": f"Bearer {n}"})
                for n in range(5)
            ]
        assert [answer.status_code for answer in asked] == [401, 401, 401, 429, 429]

    def test_whoever_has_a_network_of_ipv6_has_one_allowance(self):
        with override_settings(RATES={"api": 100, "files": 10, "anonymous": 2}):
            near = [f"2001:db8:7:1::{number}" for number in range(3)]
            said = [
                Client(REMOTE_ADDR=address).get("/api/v1/projects/").status_code
                for address in (*near, "2001:db8:7:2::1", "::ffff:198.51.100.7", "198.51.100.7", "198.51.100.7")
            ]
        assert said == [401, 401, 429, 401, 401, 401, 429]

    def test_links_to_files_have_a_bucket_of_their_own(self):
        stranger = Client(REMOTE_ADDR="203.0.113.77")
        with override_settings(RATES={"api": 100, "files": 10, "links": 2, "anonymous": 1}):
            said = [stranger.get("/d/1:made-up/1/data.csv").status_code for _ in range(3)]
            assert said == [404, 404, 429]
            assert stranger.get("/api/v1/projects/").status_code == 401
            assert stranger.get("/accounts/login/").status_code == 200

    def test_what_one_process_counted_is_there_for_the_others(self, manager: Caller, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(rates, "SETTLED_EVERY", 0.0)
        monkeypatch.setattr(rates, "_counts", {})
        for _ in range(3):
            manager.get()
        assert Hits.objects.get(who__startswith="api ").hits >= 2

    def test_processes_add_up_what_they_counted(self):
        assert [add_hits("api token 1", 5, 3), add_hits("api token 1", 5, 4), add_hits("api token 1", 6, 1)] == [
            3,
            7,
            1,
        ]
        assert Hits.objects.count() == 2


class TestProblems:
    def test_every_no_has_an_address_that_explains_it_and_an_id_to_report(self, manager: Caller):
        no = manager.get("articles/?colour=red")
        told = no.json()
        assert told["instance"] == f"{manager.root}articles/"
        assert told["request_id"] == no["X-Request-ID"]
        page = Client().get(told["type"].removeprefix("http://testserver"))
        assert page.status_code == 200
        assert "There is no “…” here" in page.content.decode()

    @pytest.mark.parametrize(
        ("method", "path", "status", "code"),
        [
            ("GET", "/api/v1/nothing/", 404, "not_found"),
            ("GET", "/api/v1/articles/x/", 404, "not_found"),
            ("PUT", "/api/v1/projects/", 405, "method_not_allowed"),
            ("POST", "/api/v1/", 405, "method_not_allowed"),
            ("DELETE", "/api/v1/errors/", 405, "method_not_allowed"),
        ],
    )
    def test_also_the_framework_says_no_in_this_shape(self, method: str, path: str, status: int, code: str):
        client = signed_in(make_user())
        said_no(client.generic(method, path), status, code)

    def test_another_kind_of_body_is_refused_in_this_shape(self, manager: Caller):
        sent = manager.client.post(f"{manager.root}topics/", "name=x", "text/plain", headers=manager.headers)
        said_no(sent, 415, "unsupported_media_type")

    def test_a_code_nobody_uses_has_no_page(self):
        assert Client().get("/api/v1/errors/made-up/").status_code == 404


def test_what_was_made_says_where_it_is_from_now_on(manager: Caller):
    for path, body in (
        ("articles/", {"text": "Officials denied it."}),
        ("actors/", {"name": "Ada Brok", "kind": "person"}),
        ("topics/", {"name": "The port"}),
    ):
        made = ask(manager, "POST", path, body)
        assert made.status_code == 201, made.content
        there = manager.get(made["Location"])
        assert (there.status_code, there.json()["id"]) == (200, made.json()["id"])
