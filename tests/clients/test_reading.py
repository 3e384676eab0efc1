"""The client reads lists and live exports whole, or says that it did not."""

import random
from typing import Any

import httpx
import pytest

from articles.library.actions import describe_article, withdraw_article
from articles.models import Project
from ascribe import Ascribe, AscribeError, Refused, Torn, Unreachable
from tests.clients.conftest import Client
from tests.clients.cutting import cutting
from tests.factories import (
    TEXT,
    make_actor,
    make_article,
    make_attribution,
    make_project,
    make_set,
    make_span,
    make_token,
)
from tests.release.changed.test_changed import wait_for_all_that_has_begun

pytestmark = pytest.mark.django_db(transaction=True)


def make_corpus(articles: int = 3) -> Project:
    project = make_project()
    ada = make_actor(project)
    for number in range(articles):
        reading = make_set(make_article(project, f"{number} {TEXT}", outlet="Daily, “Planet”"), submitted=True)
        said = make_span(reading, "“We never met,”", "content")
        make_attribution(reading, source=[make_span(reading, "Ada Brok", actor=ada)], content=[said])
        make_span(reading, "We never met", "claim")
    return project


def test_every_list_is_followed_to_its_end(client: Client) -> None:
    asked = client(make_corpus(7))
    assert len({row["id"] for row in asked.articles(limit=2)}) == 7
    assert len(list(asked.spans(limit=3, kind=["actor", "claim"]))) == 14
    assert len(list(asked.attributions(limit=3))) == 7
    assert len(list(asked.claims(limit=3))) == 7
    assert [row["name"] for row in asked.actors()] == ["Ada Brok"]
    assert list(asked.topics()) == []


def test_the_projects_of_a_token_are_listed(client: Client, live_server: Any) -> None:
    project = make_corpus(1)
    with Ascribe(f"{live_server.url}/api/v1/", make_token(project.created_by, project)) as server:
        assert [one.slug for one in server.projects()] == [project.slug]
        assert server.project(project.slug).info["role"] == "manager"
    with pytest.raises(Refused) as no:
        client(make_corpus(1)).article(project.articles.get().pk)
    assert (no.value.status, no.value.code) == (404, "not_found")


def test_an_export_is_read_line_by_line_and_proven_by_its_trailer(client: Client) -> None:
    asked = client(make_corpus(3)).export(outlet="Daily, “Planet”", set_kind=["human", "gold"])
    lines = list(asked)
    assert [line["text"] for line in lines] == [f"{number} {TEXT}" for number in range(3)]
    assert asked.trailer["articles"] == 3


def test_what_changed_since_an_export_is_told_with_what_is_gone(client: Client) -> None:
    project = make_corpus(4)
    asked = client(project)
    wait_for_all_that_has_begun()
    first = asked.export()
    with pytest.raises(AscribeError, match="read to its end"):
        _ = first.cursor
    have = {line["id"]: line for line in first}
    nothing = asked.changes(first.cursor)
    assert list(nothing) == []
    gone, renamed, *_rest = project.articles.order_by("pk")
    withdraw_article(gone, by=project.created_by)
    describe_article(renamed, by=project.created_by, title="Another title")
    make_set(make_article(project, f"new {TEXT}"), submitted=True)
    changed = asked.changes(nothing.cursor)
    for line in changed:
        if line.get("deleted"):
            del have[line["id"]]
        else:
            have[line["id"]] = line
    assert (changed.trailer["deleted"], len(have)) == (1, 4)
    assert have == {line["id"]: line for line in asked.export()}


def test_an_export_of_nothing_is_whole_too(client: Client) -> None:
    assert list(client(make_corpus(1)).export(outlet="nobody")) == []


def test_a_saved_export_has_the_bytes_of_the_server_and_no_trailer(client: Client, tmp_path: Any) -> None:
    project = make_corpus(3)
    asked = client(project)
    saved = asked.export().save(tmp_path / "all.jsonl")
    bare = asked._session.send("GET", f"projects/{project.slug}/export/").content
    assert saved.read_bytes() == bare


@pytest.mark.parametrize("cuts", [pytest.param(12), pytest.param(100, marks=pytest.mark.soak)])
def test_every_export_that_is_cut_off_is_noticed(client: Client, live_server: Any, tmp_path: Any, cuts: int) -> None:
    project = make_corpus(20)
    size = len(client(project).export().save(tmp_path / "whole").read_bytes())
    chance = random.Random(5)
    with cutting(live_server.url) as proxy:
        asked = client(project, url=proxy.url, retries=0)
        for _ in range(cuts):
            proxy.cuts = [chance.randrange(1, size)]
            with pytest.raises((Torn, Unreachable)):
                asked.export().save(tmp_path / "cut")
            assert [path.name for path in tmp_path.iterdir() if "cut" in path.name] == []


def test_an_export_that_somebody_altered_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = client(make_corpus(3)).export()
    whole = asked._chunks
    monkeypatch.setattr(asked, "_chunks", lambda: (chunk.replace(b"Brok", b"Krob") for chunk in whole()))
    with pytest.raises(Torn, match="damaged"):
        list(asked)


def test_a_no_has_the_words_of_the_server(client: Client) -> None:
    with pytest.raises(Refused) as no:
        list(client(make_corpus(1)).articles(outlett="Planet"))
    assert (no.value.status, no.value.code) == (400, "unknown_parameter")
    assert "outlett" in no.value.detail


def test_a_token_goes_to_no_other_host(client: Client) -> None:
    session = client(make_corpus(1))._session
    assert session.address("https://elsewhere.example/api/v1/projects/?limit=2") == (
        session.address("projects/") + "?limit=2"
    )


def test_without_an_address_or_a_token_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASCRIBE_TOKEN", raising=False)
    with pytest.raises(AscribeError, match="ASCRIBE_TOKEN"):
        Ascribe("https://ascribe.example.org")
    with pytest.raises(AscribeError, match="not the address"):
        Ascribe("ascribe.example.org", "secret")


def test_who_is_told_to_wait_waits_as_long_as_the_server_says() -> None:
    answers = [httpx.Response(429, headers={"Retry-After": "7"}), httpx.Response(503), httpx.Response(200, json={})]
    waited: list[float] = []
    server = Ascribe("http://server.test", "secret")._session
    server._client = httpx.Client(transport=httpx.MockTransport(lambda request: answers.pop(0)))
    server._sleep = waited.append
    assert server.get("projects/") == {}
    assert waited[0] >= 7 > waited[1]


def test_what_may_not_be_done_twice_is_not_sent_twice() -> None:
    sent: list[httpx.Request] = []

    def broken(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        raise httpx.ReadError("gone")

    server = Ascribe("http://server.test", "secret")._session
    server._client, server._sleep = httpx.Client(transport=httpx.MockTransport(broken)), lambda seconds: None
    with pytest.raises(Unreachable):
        server.send("POST", "projects/", json={})
    assert len(sent) == 1


def test_a_sign_in_page_of_a_network_is_not_taken_for_an_answer() -> None:
    server = Ascribe("http://server.test", "secret", retries=0)
    portal = httpx.MockTransport(lambda request: httpx.Response(200, text="<html>Welcome to our hotel"))
    server._session._client = httpx.Client(transport=portal)
    with pytest.raises(Unreachable, match="not as Ascribe does"):
        list(server.projects())
    with pytest.raises(Torn, match="Welcome"):
        list(server.project("port").export())
