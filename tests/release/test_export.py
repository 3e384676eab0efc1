"""What the live export gives: whole lines, in order, exactly what was tagged, only what the caller may read."""

import csv
import hashlib
import io
import json
from base64 import b64encode
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.work.models import AnnotationSet
from articles.access import Role
from articles.models import Article, Event, Project, User
from tests.factories import (
    make_actor,
    make_article,
    make_attribution,
    make_member,
    make_project,
    make_set,
    make_span,
    make_token,
    make_topic,
    make_user,
)

# The export reads on a connection of its own, so what it should see must be committed.
pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "👋 Officials denied it.\nAda Brok said that Ivo Daran had told her that “the port is closed”, on Monday."
LINE = [
    *("id", "external_id", "project", "title", "outlet", "byline", "url", "language", "published_at", "metadata"),
    *("text_sha256", "text", "sets", "actors", "topics"),
]
SET = ["id", "kind", "annotator", "scheme", "revision", "submitted_at", "spans", "attributions"]
SPAN = ["id", "kind", "fragments", "quote", "text", "actor", "topic", "values"]
ATTRIBUTION = [
    *("id", "parent", "source", "cue", "content", "addressee", "supplement", "implicit_source", "values"),
]


def answer(project: Project, by: User, **query: Any) -> Any:
    client = Client()
    client.force_login(by)
    return client.get(f"/api/v1/projects/{project.slug}/export/", query)


def export(project: Project, by: User | None = None, **query: Any) -> list[Any]:
    response = answer(project, by or project.created_by, **query)
    body = b"".join(response) if response.streaming else response.content
    assert response.status_code == 200, body
    return [json.loads(line) for line in body.splitlines()]


def rows(project: Project, **query: Any) -> list[dict[str, str]]:
    body = b"".join(answer(project, project.created_by, **{"as": "csv"}, **query)).decode()
    return list(csv.DictReader(io.StringIO(body, newline="")))


def nested_reading(project: Project | None = None, **fields: Any) -> AnnotationSet:
    """Ada Brok said that [Ivo Daran had told her that [the port is closed]], with a claim inside."""
    project = project or make_project()
    reading = make_set(make_article(project, TEXT, title="Port"), submitted=True, **fields)
    ada, ivo = make_actor(project, "Ada Brok"), make_actor(project, "Ivo Daran")
    outer = "Ivo Daran had told her that “the port is closed”"
    make_attribution(
        reading,
        source=[make_span(reading, "Ada Brok", actor=ada)],
        cue=[make_span(reading, "said", "cue")],
        content=[make_span(reading, outer, "content")],
    )
    make_attribution(
        reading,
        source=[make_span(reading, "Ivo Daran", actor=ivo)],
        cue=[make_span(reading, "had told her", "cue")],
        content=[make_span(reading, "“the port is closed”", "content")],
        supplement=[make_span(reading, "on Monday", "supplement")],
    )
    make_span(reading, "the port is closed", "claim", topic=make_topic(project), values={"stance": "supports"})
    return reading


def test_a_line_has_its_keys_in_the_canonical_order():
    reading = nested_reading()
    (line,) = export(reading.project)
    (one,) = line["sets"]
    assert list(line) == LINE
    assert list(one) == SET
    assert {tuple(span) for span in one["spans"]} == {tuple(SPAN)}
    assert {tuple(attribution) for attribution in one["attributions"]} == {tuple(ATTRIBUTION)}
    assert (line["project"], line["title"], line["text"]) == (reading.project.slug, "Port", TEXT)
    assert (one["id"], one["kind"], one["annotator"], one["scheme"]) == (reading.pk, "human", "A01", 1)


def test_every_quote_is_the_text_at_its_fragments_after_an_emoji():
    reading = nested_reading()
    make_span(reading, ["Officials", "denied"], "content")
    (line,) = export(reading.project)
    for span in line["sets"][0]["spans"]:
        assert span["quote"] == [line["text"][start:end] for start, end in span["fragments"]]
        assert span["text"] == " … ".join(span["quote"])


def test_spans_and_attributions_stand_by_position():
    (line,) = export(nested_reading().project)
    spans = line["sets"][0]["spans"]
    assert [span["fragments"] for span in spans] == sorted(span["fragments"] for span in spans)
    texts = {span["id"]: span["text"] for span in spans}
    assert [texts[one["source"][0]] for one in line["sets"][0]["attributions"]] == ["Ada Brok", "Ivo Daran"]


def test_what_somebody_is_said_to_have_said_has_a_parent():
    (line,) = export(nested_reading().project)
    outer, inner = line["sets"][0]["attributions"]
    assert (outer["parent"], inner["parent"]) == (None, outer["id"])
    assert len(inner["supplement"]) == 1


def test_a_merged_actor_and_topic_are_given_as_what_they_were_merged_into():
    reading = nested_reading()
    now = make_actor(reading.project, "Ada Brok-Lund", wikidata_qid="Q1")
    reading.project.actors.filter(name="Ada Brok").update(merged_into=now)
    (line,) = export(reading.project)
    ada = next(span for span in line["sets"][0]["spans"] if span["text"] == "Ada Brok")
    assert ada["actor"] == str(now.uuid)
    assert line["actors"][str(now.uuid)] == {"name": "Ada Brok-Lund", "kind": "person", "wikidata": "Q1"}
    assert sorted(actor["name"] for actor in line["actors"].values()) == ["Ada Brok-Lund", "Ivo Daran"]
    assert [topic["name"] for topic in line["topics"].values()] == ["They met"]


def test_twice_is_the_same_byte_for_byte():
    reading = nested_reading()
    make_set(make_article(reading.project), submitted=True)
    first, second = (b"".join(answer(reading.project, reading.project.created_by)) for _ in range(2))
    assert first == second
    assert first.count(b"\n") == 2


def test_the_trailer_counts_the_articles_and_proves_the_bytes_before_it():
    reading = nested_reading()
    body = b"".join(answer(reading.project, reading.project.created_by, trailer=1))
    lines, _, trailer = body.rstrip(b"\n").rpartition(b"\n")
    told = json.loads(trailer)
    assert list(told) == ["end", "articles", "deleted", "cursor", "sha256"]
    assert (told["end"], told["articles"], told["deleted"]) == (True, 1, 0)
    assert told["sha256"] == hashlib.sha256(lines + b"\n").hexdigest()


def test_an_empty_project_gives_an_empty_body():
    project = make_project()
    assert b"".join(answer(project, project.created_by)) == b""
    (trailer,) = export(project, trailer=1)
    assert (trailer["articles"], trailer["sha256"]) == (0, hashlib.sha256(b"").hexdigest())


def test_only_finished_readings_of_people_and_gold_are_given_unless_asked():
    project = make_project()
    article = make_article(project)
    make_set(article, make_member(project))
    submitted = make_set(article, submitted=True)
    machine = make_set(article, kind="suggested", system="rules", submitted=True)
    assert [one["id"] for one in export(project)[0]["sets"]] == [submitted.pk]
    assert [one["id"] for one in export(project, set_kind="suggested")[0]["sets"]] == [machine.pk]
    assert len(export(project, status=["assigned", "submitted"])[0]["sets"]) == 2


def test_articles_without_a_reading_are_left_out_unless_asked_and_withdrawn_ones_always():
    project = make_project()
    bare, gone = make_article(project, "Nothing yet."), make_article(project, "Gone.")
    type(gone).objects.filter(pk=gone.pk).update(withdrawn_at=gone.created_at)
    make_set(gone, submitted=True)
    assert export(project) == []
    (line,) = export(project, empty=1)
    assert (line["id"], line["sets"], line["actors"], line["topics"]) == (bare.pk, [], {}, {})


def test_filters_choose_readings_by_their_article_and_annotator():
    project = make_project()
    ana = make_member(project)
    early = make_article(project, "One.", outlet="Ledger", published_at="2024-01-01T00:00Z")
    late = make_article(project, "Two.", outlet="Kurier", published_at="2024-02-01T00:00Z")
    make_set(early, submitted=True), make_set(late, ana, submitted=True)
    assert [line["id"] for line in export(project, outlet="Ledger")] == [early.pk]
    assert [line["id"] for line in export(project, published_after="2024-02-01")] == [late.pk]
    assert [line["id"] for line in export(project, published_before="2024-02-01")] == [early.pk]
    assert [line["id"] for line in export(project, annotator="A02")] == [late.pk]


def test_filters_of_spans_leave_only_those_spans_and_the_attributions_they_stand_in():
    reading = nested_reading()
    make_set(make_article(reading.project, "Other."), submitted=True)
    ivo = reading.project.actors.get(name="Ivo Daran")
    (line,) = export(reading.project, actor=str(ivo.uuid))
    assert [span["text"] for span in line["sets"][0]["spans"]] == ["Ivo Daran"]
    assert [len(one["cue"]) for one in line["sets"][0]["attributions"]] == [1]
    assert [actor["name"] for actor in line["actors"].values()] == ["Ivo Daran"]
    (line,) = export(reading.project, kind=["claim", "cue"])
    assert {span["kind"] for span in line["sets"][0]["spans"]} == {"claim", "cue"}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"colour": "red"}, "unknown_parameter"),
        ({"kind": "verb"}, "malformed"),
        ({"status": "done"}, "malformed"),
        ({"as": "xml"}, "malformed"),
        ({"empty": "perhaps"}, "malformed"),
        ({"published_after": "yesterday"}, "malformed"),
        ({"actor": "0199aaaa-0000-7000-8000-000000000000"}, "unknown_actor"),
        ({"topic": "not-a-uuid"}, "malformed"),
        ({"annotator": "A99"}, "unknown_annotator"),
        ({"as": "csv", "trailer": "1"}, "no_trailer"),
    ],
    ids=lambda value: str(value),
)
def test_what_is_not_understood_is_refused(query: dict[str, str], code: str):
    project = make_project()
    response = answer(project, project.created_by, **query)
    assert (response.status_code, response.json()["code"]) == (400, code)
    assert response["Content-Type"] == "application/problem+json"


def test_an_editor_of_a_blind_project_exports_their_own_work_only():
    project = make_project()
    ana = make_member(project)
    article = make_article(project)
    make_set(article, submitted=True)
    mine = make_set(article, ana, submitted=True)
    assert [one["id"] for one in export(project, ana)[0]["sets"]] == [mine.pk]
    assert len(export(project, make_member(project, Role.RESEARCHER))[0]["sets"]) == 2


def test_a_stranger_is_told_nothing_and_nobody_needs_a_token():
    project = make_project()
    assert answer(project, make_user()).status_code == 404
    assert Client().get(f"/api/v1/projects/{project.slug}/export/").status_code == 401


def test_a_token_opens_its_own_project_as_bearer_or_as_a_password():
    mine, other = make_project(), make_project()
    secret = make_token(mine.created_by, mine)
    address = "/api/v1/projects/{}/export/".format
    basic = b64encode(f"anything:{secret}".encode()).decode()
    for header in (f"Bearer {secret}", f"Basic {basic}"):
        client = Client(headers={"Authorization": header})
        assert b"".join(client.get(address(mine.slug))) == b""
        assert client.get(address(other.slug)).status_code == 404


@pytest.mark.parametrize(
    ("rights", "has_text", "has_quotes"), [("full", True, True), ("quotes", False, True), ("standoff", False, False)]
)
def test_text_goes_out_only_as_far_as_the_project_has_the_right(rights: str, has_text: bool, has_quotes: bool):
    reading = nested_reading(make_project(text_rights=rights))
    Article.objects.update(metadata={"body": TEXT})
    (line,) = export(reading.project)
    assert line["metadata"] == ({"body": TEXT} if has_text else {})
    span = line["sets"][0]["spans"][0]
    assert ("text" in line) == has_text
    assert ("quote" in span, "text" in span) == (has_quotes, has_quotes)
    assert bool(rows(reading.project)[0]["text"]) == has_quotes


def test_csv_has_one_span_a_row_and_says_what_it_plays_in():
    reading = nested_reading()
    make_span(reading, ["Officials", "denied"], "content", values={})
    found = rows(reading.project)
    assert [row["start"] for row in found] == [str(json.loads(row["fragments"])[0][0]) for row in found]
    ada = next(row for row in found if row["text"] == "Ada Brok")
    assert (ada["roles"], ada["actor_name"], ada["set_kind"]) == ("source", "Ada Brok", "human")
    assert ada["attribution_ids"] == str(reading.attributions.order_by("pk")[0].uuid)
    split = next(row for row in found if row["text"] == "Officials … denied")
    assert (split["start"], split["end"]) == ("2", "18")
    assert [int(row["start"]) for row in found] == sorted(int(row["start"]) for row in found)


def test_csv_of_nothing_is_its_header():
    project = make_project()
    assert b"".join(answer(project, project.created_by, **{"as": "csv"})).startswith(b"article_id,external_id,")


def test_a_head_is_answered_like_the_get_and_reads_and_writes_nothing():
    project = make_project()
    make_set(make_article(project, "Officials denied it."), submitted=True)
    client = Client()
    client.force_login(project.created_by)
    url = f"/api/v1/projects/{project.slug}/export/"
    for form in ("jsonl", "csv", "brat"):
        with CaptureQueriesContext(connection) as queries:
            head = client.head(url, {"as": form})
        assert (head.status_code, b"".join(head)) == (200, b"")
        assert not [one for one in queries if not one["sql"].startswith("SELECT")]
        get = client.get(url, {"as": form})
        assert b"".join(get)
        kept = ("Content-Type", "Content-Disposition", "Cache-Control")
        assert {name: head[name] for name in kept} == {name: get[name] for name in kept}
        assert "Content-Length" not in head
    assert Event.objects.filter(verb="export").count() == 3
    asked = [({"as": "nonsense"}, 400), ({"changed_since": "x"}, 400), ({"actor": "x"}, 400)]
    for query, status in asked:
        assert client.head(url, query).status_code == client.get(url, query).status_code == status
    assert Client().head(url).status_code == 401
    stranger = Client()
    stranger.force_login(make_user())
    assert stranger.head(url).status_code == 404
    assert client.post(url)["Allow"] == "GET, HEAD"


def test_who_took_what_out_is_written_down():
    project = make_project()
    export(project, kind="claim")
    event = Event.objects.filter(project=project, verb="export").get()
    assert (event.by, event.subject, event.detail) == (project.created_by, "jsonl", {"filters": {"kind": ["claim"]}})
