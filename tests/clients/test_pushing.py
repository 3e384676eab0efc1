"""What the client sends arrives once: also when an answer is lost, and when two work on one reading."""

import json
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from annotator.intake import tasks  # noqa: F401  what a worker imports
from annotator.work.models import AnnotationSet, Span
from articles.models import Article
from ascribe import Conflict, Failed, Refused
from tests.clients.conftest import Client, work_off_later
from tests.clients.cutting import cutting
from tests.factories import TEXT, make_article, make_project, make_set

pytestmark = pytest.mark.django_db(transaction=True)


def cue(quote: str = "denied", text: str = TEXT, id: str = "") -> dict[str, Any]:
    start = text.index(quote)
    place = {"kind": "cue", "fragments": [[start, start + len(quote)]], "quote": [quote], "actor": None, "topic": None}
    return {"put": "span", "id": id or str(uuid.uuid4()), **place, "values": {}, "from": None}


def test_an_article_is_added_with_what_is_known_of_it(client: Client) -> None:
    project = make_project()
    published = datetime(2024, 5, 1, 6, tzinfo=UTC)
    added = client(project).add_article(title="Port", text=TEXT, outlet="Ledger", published_at=published)
    article = Article.objects.get(pk=added["id"])
    assert (article.text, article.outlet, article.published_at) == (TEXT, "Ledger", published)
    assert client(project).article(added["id"])["text"] == TEXT


def test_an_article_is_added_once_though_the_answer_was_lost(client: Client, live_server: Any) -> None:
    project = make_project()
    with cutting(live_server.url) as proxy:
        proxy.cuts = [30, 200]  # the status line has arrived, then half of the headers
        client(project, url=proxy.url).add_article(title="Port", text=TEXT)
        assert proxy.connections == 3
    assert project.articles.count() == 1


def test_a_batch_is_stored_once_though_the_answer_was_lost(client: Client, live_server: Any) -> None:
    project = make_project()
    reading = make_set(make_article(project))
    with cutting(live_server.url) as proxy:
        asked = client(project, url=proxy.url)
        proxy.cuts = [None, 30]  # the state is read, the answer to the batch is lost
        saved = asked.annotate(reading.pk, [cue()])
    assert (saved["revision"], saved["missed"]) == (1, [])
    assert Span.objects.filter(set=reading).count() == 1


def test_a_conflict_brings_what_was_missed(client: Client) -> None:
    asked = client(project := make_project())
    reading = make_set(make_article(project))
    span = cue()
    asked.annotate(reading.pk, [span])
    seen = asked.read_set(reading.pk)["revision"]
    asked.annotate(reading.pk, [cue("said", id=span["id"])])
    with pytest.raises(Conflict) as no:
        asked.annotate(reading.pk, [cue("agreed", id=span["id"])], revision=seen)
    assert (no.value.status, no.value.code) == (409, "conflict")
    assert [batch["operations"][0]["quote"] for batch in no.value.missed] == [["said"]]


def test_a_reading_is_opened_tagged_and_submitted(client: Client) -> None:
    asked = client(project := make_project())
    opened = asked.open_set(make_article(project).pk)
    assert asked.open_set(opened["article"])["id"] == opened["id"]
    with pytest.raises(Refused) as no:
        asked.annotate(opened["id"], [cue() | {"quote": ["approved"]}])
    assert no.value.problem["operation"] == 0
    asked.annotate(opened["id"], [cue()])
    assert asked.submit(opened["id"], confirm=True)["status"] == "submitted"
    assert AnnotationSet.objects.get(pk=opened["id"]).submitted_at


def test_a_file_is_sent_and_waited_for(client: Client, tmp_path: Path) -> None:
    asked = client(project := make_project())
    file = tmp_path / "two.jsonl"
    lines = [{"text": f"{number} {TEXT}", "title": f"Port {number}"} for number in range(2)] + [{"title": "no text"}]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    work_off_later(asked)
    upload = asked.upload(file)
    assert (upload.state, project.articles.count()) == ("done", 2)
    assert [item["state"] for item in upload.items()].count("added") == 2


def test_a_file_that_cannot_be_read_is_an_error_with_its_reason(client: Client, tmp_path: Path) -> None:
    asked = client(make_project())
    file = tmp_path / "broken.docx"
    file.write_bytes(b"PK\x03\x04 is not a Word document")
    work_off_later(asked)
    with pytest.raises(Failed, match=r"broken\.docx") as error:
        asked.upload(file)
    assert error.value.state["code"] != "parked"


def test_what_is_still_being_done_is_asked_for_again(client: Client) -> None:
    session = client(make_project())._session
    answers = [httpx.Response(409, json={"code": "in_progress"}), httpx.Response(201, json={"id": 1})]
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["Idempotency-Key"])
        return answers.pop(0)

    session._client = httpx.Client(transport=httpx.MockTransport(answer))
    assert session.send("POST", "projects/", json={}, headers={"Idempotency-Key": "k"}).json() == {"id": 1}
    assert seen == ["k", "k"]
