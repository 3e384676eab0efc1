"""Lists of spans, attributions and claims: pages by key, the same filters, and what is derived on the way."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from annotator.work.models import AnnotationSet, Attribution
from articles.models import Project, User
from tests.factories import (
    make_actor,
    make_article,
    make_attribution,
    make_member,
    make_project,
    make_set,
    make_span,
    make_topic,
)

pytestmark = pytest.mark.django_db

TEXT = "👋 Ada Brok said that Ivo Daran had told her that “the port is closed”. The town is poor."


def rows(project: Project, what: str, by: User | None = None, **query: Any) -> list[dict[str, Any]]:
    return page(project, what, by, **query)["results"]  # type: ignore[no-any-return]


def page(project: Project, what: str, by: User | None = None, **query: Any) -> dict[str, Any]:
    client = Client()
    client.force_login(by or project.created_by)
    response = client.get(f"/api/v1/projects/{project.slug}/{what}/", query)
    assert response.status_code == 200, response.content
    return response.json()  # type: ignore[no-any-return]


def query_of(address: str) -> dict[str, Any]:
    return QueryDict(address.partition("?")[2]).dict()


def reading(project: Project | None = None) -> AnnotationSet:
    return make_set(make_article(project or make_project(), TEXT), submitted=True)


def said(reading: AnnotationSet, source: str | None, content: str, **fields: Any) -> Attribution:
    spans = [make_span(reading, source, actor=make_actor(reading.project, source))] if source else []
    return make_attribution(reading, source=spans, content=[make_span(reading, content, "content")], **fields)


OUTER = "Ivo Daran had told her that “the port is closed”"
INNER = "“the port is closed”"


def test_spans_come_with_their_words_their_article_and_the_actor_of_today():
    one = reading()
    actor = make_actor(one.project, "Brok", merged_into=make_actor(one.project, "Ada Brok"))
    span = make_span(one, ["Ada", "said"], actor=actor)
    (row,) = rows(one.project, "spans")
    assert row["id"] == str(span.uuid)
    assert (row["article"], row["set"], row["annotator"], row["revision"]) == (one.article_id, one.pk, "A01", 0)
    assert row["quote"] == [TEXT[start:end] for start, end in row["fragments"]] == ["Ada", "said"]
    assert (row["text"], row["actor_name"]) == ("Ada … said", "Ada Brok")


def test_pages_follow_each_other_without_a_gap_or_a_repetition():
    one = reading()
    other = reading(one.project)
    made = [str(make_span(where, "port").uuid) for where in (one, other, one, other, one)]
    answer = page(one.project, "spans", limit=2)
    seen = [row["id"] for row in answer["results"]]
    while answer["next"]:
        answer = page(one.project, "spans", **query_of(answer["next"]))
        seen += [row["id"] for row in answer["results"]]
    assert sorted(seen) == sorted(made)


def test_an_attribution_has_a_parent_its_sources_and_a_form_read_off_the_quotation_marks():
    one = reading()
    outer, inner = said(one, "Ada Brok", OUTER), said(one, "Ivo Daran", INNER)
    first, second = rows(one.project, "attributions")
    assert (first["parent"], second["parent"]) == (None, str(outer.uuid))
    assert (first["form"], second["form"]) == ("mixed", "direct")
    assert [source["name"] for source in second["sources"]] == ["Ivo Daran"]
    assert second["content_text"] == INNER
    assert second["id"] == str(inner.uuid)


def test_an_editor_may_overrule_the_form():
    one = reading()
    said(one, "Ivo Daran", INNER, values={"form": "indirect"})
    assert [row["form"] for row in rows(one.project, "attributions")] == ["indirect"]


def test_a_claim_belongs_to_the_innermost_attribution_around_it_also_when_it_is_all_of_the_content():
    one = reading()
    said(one, "Ada Brok", OUTER)
    inner = said(one, "Ivo Daran", INNER)
    make_span(one, INNER, "claim", topic=make_topic(one.project))
    (row,) = rows(one.project, "claims")
    assert (row["attribution"], row["form"], row["topic_name"]) == (str(inner.uuid), "direct", "They met")
    assert [claimant["name"] for claimant in row["claimants"]] == ["Ivo Daran"]


def test_what_nobody_is_said_to_have_said_is_claimed_by_the_outlet():
    one = reading()
    said(one, "Ada Brok", OUTER)
    make_span(one, "The town is poor", "claim")
    (row,) = rows(one.project, "claims")
    assert (row["attribution"], row["claimants"], row["form"]) == (None, None, None)


def test_an_implicit_source_makes_the_claimant_unknown():
    one = reading()
    unnamed = said(one, None, OUTER, implicit_source=True)
    make_span(one, "the port is closed", "claim")
    (row,) = rows(one.project, "claims")
    assert (row["attribution"], row["claimants"]) == (str(unnamed.uuid), None)


def test_filters_mean_the_same_on_every_list():
    one = reading()
    said(one, "Ada Brok", OUTER), said(one, "Ivo Daran", INNER)
    ivo = one.project.actors.get(name="Ivo Daran")
    topic = make_topic(one.project)
    make_span(one, "port is closed", "claim", topic=topic)
    make_span(one, "The town is poor", "claim")
    by_ivo: dict[str, Any] = {"actor": str(ivo.uuid)}
    about: dict[str, Any] = {"topic": str(topic.uuid)}
    assert [row["text"] for row in rows(one.project, "spans", **by_ivo)] == ["Ivo Daran"]
    assert [row["content_text"] for row in rows(one.project, "attributions", **by_ivo)] == [INNER]
    assert [row["text"] for row in rows(one.project, "claims", **by_ivo)] == ["port is closed"]
    assert [row["text"] for row in rows(one.project, "spans", **about)] == ["port is closed"]
    assert len(rows(one.project, "attributions", **about)) == 2
    assert [row["text"] for row in rows(one.project, "claims", **about)] == ["port is closed"]
    assert len(rows(one.project, "attributions", kind="cue")) == 0
    assert len(rows(one.project, "spans", kind=["actor", "claim"])) == 4


@pytest.mark.parametrize("what", ["spans", "attributions", "claims"])
def test_a_list_refuses_what_it_does_not_know_and_shows_blind_editors_their_own(what: str):
    one = reading()
    said(one, "Ada Brok", OUTER)
    make_span(one, INNER, "claim")
    client = Client()
    client.force_login(one.project.created_by)
    assert client.get(f"/api/v1/projects/{one.project.slug}/{what}/", {"colour": "red"}).status_code == 400
    assert rows(one.project, what, make_member(one.project)) == []
    assert rows(one.project, what) != []


def test_a_standoff_project_lists_places_and_no_words():
    one = reading(make_project(text_rights="standoff"))
    said(one, "Ada Brok", OUTER)
    make_span(one, INNER, "claim")
    for what in ("spans", "attributions", "claims"):
        assert "port" not in str(rows(one.project, what))
