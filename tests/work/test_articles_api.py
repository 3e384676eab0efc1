"""The API of articles and readings: what goes in comes out, and what may not is refused by name."""

import hashlib
from itertools import islice

import pytest
from django.test import Client

from annotator.work.models import AnnotationSet
from articles.access import Scope
from articles.models import Article
from tests.factories import make_actor, make_article, make_project, make_set, make_span, make_token
from tests.work.conftest import ROLES

ARTICLES = "/api/v1/projects/desk/articles/"
FIELDS = [
    *("id", "external_id", "project", "title", "outlet", "byline", "section", "url", "language", "published_at"),
    *("licence", "metadata", "tags", "text_sha256", "supersedes", "created_at", "updated_at", "withdrawn_at"),
]


def post(browser, body, address=ARTICLES, **headers):
    return browser.post(address, body, content_type="application/json", headers=headers)


def titles(answer):
    assert answer.status_code == 200, answer.content
    return [row["title"] for row in answer.json()["results"]]


class TestAdding:
    def test_the_text_is_kept_as_sent(self, signed_in):
        text = "  Hé 👋\n\n“Quote,” she said.  \n"
        sent = {"text": text, "title": "A title", "published_at": "2026-11-03T09:12:00Z", "metadata": {"page": 3}}
        answer = post(signed_in("editor"), sent)
        assert answer.status_code == 201
        body = answer.json()
        assert list(body) == FIELDS
        assert body["text_sha256"] == hashlib.sha256(text.encode()).hexdigest()
        assert (body["project"], body["language"], body["metadata"]) == ("desk", "en", {"page": 3})
        assert Article.objects.get(pk=body["id"]).text == text

    def test_the_same_text_under_the_same_id_is_the_same_article(self, signed_in):
        browser, sent = signed_in("editor"), {"text": "One text.", "external_id": "wire/7"}
        first, again = post(browser, sent), post(browser, sent)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["id"] == again.json()["id"]
        other = post(browser, {**sent, "text": "Another."})
        assert (other.status_code, other.json()["code"]) == (422, "external_id_taken")

    @pytest.mark.parametrize(
        "body",
        [
            '{"text": "x", "ttitle": "typing error"}',
            '{"title": "no text"}',
            '{"text": 7}',
            '{"text": null}',
            '{"text": "x", "published_at": "yesterday"}',
            '{"text": "x", "url": "javascript:alert(1)"}',
            '{"text": "x", "language": "not a language"}',
            '{"text": "x", "outlet": "NUL \\u0000"}',
            '{"text": "x", "outlet": "\\ud800"}',
            '{"text": "x", "metadata": []}',
            '{"text": "x", "metadata": {"a": "\\u0000"}}',
            '{"text": "x", "metadata": {"a": ["\\ud800"]}}',
            '{"text": "x", "metadata": {"a": NaN}}',
            '{"text": "x", "metadata": {"a": [1, -1e400]}}',
            '{"text": "x", "\\ud800": 1}',
            '{"text": "x", "title": "' + "y" * 2001 + '"}',
            '{"text": "x", "metadata": {"a": ' + "[" * 300 + "]" * 300 + "}}",
            '{"text": "x", "metadata": {"a": "' + "y" * 100_001 + '"}}',
            '{"text": "x"',
            "[]",
            "7",
            "null",
            "",
            "[" * 100_000,
        ],
    )
    def test_what_is_malformed_is_refused_and_nothing_is_stored(self, signed_in, body):
        answer = post(signed_in("editor"), body)
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] in ("malformed", "unknown_parameter")
        assert not Article.objects.exists()

    @pytest.mark.parametrize(
        ("text", "code"), [("", "empty_text"), (" \n\u0000 ", "empty_text"), ("x\n" * 50_001, "too_many_lines")]
    )
    def test_a_text_with_nothing_or_too_much_in_it_is_refused(self, signed_in, text, code):
        answer = post(signed_in("editor"), {"text": text})
        assert (answer.status_code, answer.json()["code"]) == (422, code)

    def test_words_that_count_twice_do_not_fill_the_search_index(self, signed_in):
        letters = (chr(0x20000 + n) for n in range(42_000))
        words = ("".join(islice(letters, 4)) + "-" + "".join(islice(letters, 4)) for _ in range(5_200))
        assert post(signed_in("editor"), {"text": " ".join(words) * 4}).status_code == 201

    def test_what_no_text_can_carry_is_repaired(self, signed_in):
        answer = post(signed_in("editor"), '{"text": "a\\u0000b \\ud83d\\udc4b \\ud800\\r\\nc", "title": "t\\u0000"}')
        article = Article.objects.get(pk=answer.json()["id"])
        assert (article.text, article.title) == ("ab 👋 �\nc", "t")

    def test_metadata_may_spell_a_nul_with_a_backslash(self, signed_in):
        answer = post(signed_in("editor"), {"text": "x", "metadata": {"regex": "\\u0000"}})
        assert answer.json()["metadata"] == {"regex": "\\u0000"}

    def test_too_much_at_once_is_refused(self, signed_in, settings, people, project):
        script = Client(headers={"Authorization": f"Bearer {make_token(people['editor'], project, 'write')}"})
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
        for caller in (signed_in("editor"), script):
            answer = post(caller, {"text": "x" * 2**20})
            assert (answer.status_code, answer.json()["code"]) == (413, "too_large")

    @pytest.mark.parametrize("role", [*ROLES, "stranger"])
    def test_who_may(self, signed_in, role):
        expected = {"researcher": 403, "stranger": 404}.get(role, 201)
        assert post(signed_in(role), {"text": "x"}).status_code == expected

    def test_a_token_may_when_it_is_for_writing_here(self, client, project, people):
        writing, reading = (make_token(people["editor"], project, scope) for scope in (Scope.WRITE, Scope.READ))
        elsewhere = make_project(manager=people["manager"])
        foreign = make_token(people["manager"], elsewhere, Scope.WRITE)
        answers = [
            post(client, {"text": "x"}, Authorization=f"Bearer {token}").status_code
            for token in (writing, reading, foreign, "asc_made-up")
        ]
        assert answers == [201, 403, 404, 401]


class TestListing:
    def test_newest_first_and_page_by_page(self, signed_in, project):
        for number in range(5):
            make_article(project, text=f"Text {number}.", title=str(number))
        browser = signed_in("researcher")
        first = browser.get(ARTICLES, {"limit": 2})
        second = browser.get(first.json()["next"])
        third = browser.get(second.json()["next"])
        assert [titles(page) for page in (first, second, third)] == [["4", "3"], ["2", "1"], ["0"]]
        assert third.json()["next"] is None
        assert list(first.json()["results"][0]) == FIELDS

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({}, ["c", "b", "a"]),
            ({"outlet": "The Tide"}, ["c", "b"]),
            ({"language": "de"}, ["b"]),
            ({"section": "Politik"}, ["b"]),
            ({"published_after": "2026-05-01"}, ["c", "b"]),
            ({"published_before": "2026-05-01T00:00:00Z"}, ["a"]),
            ({"published_after": "2026-05-01", "published_before": "2026-06-01"}, ["b"]),
            ({"q": "harbour"}, ["c", "a"]),
            ({"q": '"new harbour"'}, ["a"]),
            ({"q": "harbour -new"}, ["c"]),
            ({"q": "!!! ( & | :*"}, []),
            ({"actor": "brok"}, ["a"]),
            ({"status": "submitted"}, ["a"]),
            ({"status": "assigned"}, ["b"]),
            ({"annotator": "A03"}, ["b", "a"]),
            ({"annotator": "A03", "status": "assigned"}, ["b"]),
            ({"unassigned": "true"}, ["c"]),
            ({"withdrawn": "true"}, ["w"]),
        ],
    )
    def test_filters(self, signed_in, project, people, asked, found):
        a = make_article(project, "A new harbour. Ada Brok spoke.", title="a", published_at="2026-04-01T00:00:00Z")
        later = {"outlet": "The Tide", "published_at": "2026-05-01T00:00:00Z"}
        b = make_article(project, "Der Hafen.", title="b", language="de", section="Politik", **later)
        make_article(project, "The old harbour.", title="c", **later | {"published_at": "2026-06-01T00:00:00Z"})
        gone = make_article(project, "Withdrawn harbour.", title="w")
        Article.objects.filter(pk=gone.pk).update(withdrawn_at="2026-06-01T00:00:00Z")
        read = make_set(a, people["editor"], submitted=True)
        make_span(read, "Ada Brok", actor=make_actor(project, "Ada Brok"))
        make_set(b, people["editor"])
        assert people["editor"].memberships.get().code == "A03"
        assert titles(signed_in("manager").get(ARTICLES, asked)) == found

    def test_an_actor_is_found_by_uuid_and_by_what_was_merged_into_it(self, signed_in, project):
        article = make_article(project)
        kept = make_actor(project, "A. Brok")
        merged = make_actor(project, "Ada Brok", merged_into=kept)
        make_span(make_set(article), "Ada Brok", actor=merged)
        browser = signed_in("manager")
        for asked in (kept.uuid, merged.uuid, "A. Brok"):
            assert len(titles(browser.get(ARTICLES, {"actor": asked}))) == 1
        assert titles(browser.get(ARTICLES, {"actor": "00000000-0000-0000-0000-000000000000"})) == []

    @pytest.mark.parametrize(
        "asked",
        [
            *({"outlets": "x"}, {"limit": "0"}, {"limit": "1001"}, {"cursor": "x"}, {"status": "x"}, {"q": "\0"}),
            *({"published_after": "soon"}, {"unassigned": "perhaps"}),
        ],
    )
    def test_what_is_not_understood_is_refused(self, signed_in, project, asked):
        assert signed_in("manager").get(ARTICLES, asked).status_code == 400

    def test_strangers_and_the_unknown(self, signed_in, client, project):
        assert client.get(ARTICLES).status_code == 401
        assert signed_in("stranger").get(ARTICLES).status_code == 404


class TestReading:
    def test_an_article_comes_with_its_text_and_bounds_in_code_points(self, signed_in, project):
        article = make_article(project, text="👋 One. Two.\n\nThree.")
        body = signed_in("researcher").get(f"/api/v1/articles/{article.pk}/").json()
        assert list(body) == [*FIELDS, "text", "paragraphs", "sentences"]
        assert [body["text"][slice(*pair)] for pair in body["paragraphs"]] == ["👋 One. Two.", "Three."]
        assert all(len(pair) == 2 for pair in body["sentences"])

    def test_the_state_of_a_reading(self, signed_in, people, article):
        reading = make_set(article, people["editor"])
        make_span(reading, "Ada Brok")
        body = signed_in("editor").get(f"/api/v1/sets/{reading.pk}/").json()
        assert (body["id"], body["kind"], body["status"]) == (reading.pk, "human", "assigned")
        assert [span["quote"] for span in body["spans"]] == [["Ada Brok"]]

    @pytest.mark.parametrize("path", ["articles/{}/", "articles/{}/sets/", "sets/{}/"])
    def test_what_is_missing_foreign_or_huge_is_not_found(self, signed_in, path, people, article):
        foreign = make_set(make_article(make_project()))
        key = foreign.pk if path.startswith("sets") else foreign.article_id
        for number in (key, 10**9, 10**30):
            answer = signed_in("manager").get("/api/v1/" + path.format(number))
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")

    @pytest.mark.parametrize("path", ["articles/{article}/", "articles/{article}/sets/", "sets/{set}/"])
    def test_an_unknown_parameter_is_refused(self, signed_in, article, path):
        numbers = {"article": article.pk, "set": make_set(article).pk}
        answer = signed_in("manager").get("/api/v1/" + path.format(**numbers), {"x": 1})
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")


class TestOpening:
    def test_ones_own_reading_is_made_once(self, signed_in, people, article):
        browser, address = signed_in("editor"), f"/api/v1/articles/{article.pk}/sets/"
        first, again = post(browser, "", address), post(browser, {}, address)
        assert (first.status_code, again.status_code) == (201, 200)
        reading = AnnotationSet.objects.get()
        assert first.json() == again.json() == browser.get(address).json()["results"][0]
        assert first.json()["id"] == reading.pk
        assert first.json()["annotator"] == people["editor"].memberships.get().code
        assert (first.json()["status"], first.json()["scheme"], first.json()["revision"]) == ("assigned", 1, 0)

    def test_where_articles_are_assigned_an_editor_waits(self, signed_in, project, article):
        project.assigned_only = True
        project.save()
        answer = post(signed_in("editor"), {}, f"/api/v1/articles/{article.pk}/sets/")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_assigned")

    @pytest.mark.parametrize("role", ["researcher", "stranger"])
    def test_others_may_not(self, signed_in, article, role):
        answer = post(signed_in(role), {}, f"/api/v1/articles/{article.pk}/sets/")
        assert answer.status_code == {"researcher": 403, "stranger": 404}[role]

    @pytest.mark.parametrize("body", ['{"owner": 1}', "[1]", "{"])
    def test_a_body_says_nothing(self, signed_in, article, body):
        assert post(signed_in("editor"), body, f"/api/v1/articles/{article.pk}/sets/").status_code == 400

    def test_a_withdrawn_article_is_not_opened(self, signed_in, article):
        Article.objects.filter(pk=article.pk).update(withdrawn_at="2026-06-01T00:00:00Z")
        answer = post(signed_in("editor"), {}, f"/api/v1/articles/{article.pk}/sets/")
        assert (answer.status_code, answer.json()["code"]) == (422, "withdrawn")
