"""The data page: what the filters leave, counted, shown, and taken away with the same filters."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from annotator.release.commands import commands
from annotator.release.formats.choosing import CHOICES
from annotator.release.formats.registry import NAMES
from annotator.work.models import AnnotationSet
from articles.access import Role, Scope
from articles.models import User
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


def reading(**fields: Any) -> AnnotationSet:
    article = make_article(make_project(), "Ada Brok spoke. The port is closed.", outlet="Ledger")
    one = make_set(article, submitted=True, **fields)
    make_span(one, "Ada Brok", actor=make_actor(one.project, "Ada Brok"))
    make_span(one, "The port is closed", "claim", topic=make_topic(one.project, "The port"))
    return one


def page(one: AnnotationSet, user: User | None = None, **query: Any) -> Any:
    client = Client()
    client.force_login(user or one.project.created_by)
    return client.get(reverse("data", args=[one.project.slug]), query)


def counts(answer: Any) -> dict[str, int]:
    return {name: number for name, number, _ in answer.context["counts"]}


def test_what_there_is_is_counted_and_shown():
    answer = page(reading())
    assert counts(answer) == {"articles": 1, "readings": 1, "spans": 2, "attributions": 0}
    assert [row["text"] for row in answer.context["preview"]] == ["Ada Brok", "The port is closed"]


def test_filters_narrow_the_page_the_downloads_and_the_commands():
    answer = page(reading(), kind="claim", outlet="Ledger")
    assert counts(answer)["spans"] == 1
    assert answer.context["downloads"][1][2].endswith("?as=csv&kind=claim&outlet=Ledger")
    assert all("kind=claim&outlet=Ledger" in command.lines for command in answer.context["commands"][:-1])
    assert "kind=claim&outlet=Ledger" in answer.context["changes"].lines


def test_what_holds_anyway_is_ticked_and_not_repeated_in_addresses():
    answer = page(reading())
    assert set(answer.context["form"]["set_kind"].value()) == {"human", "gold"}
    assert answer.context["downloads"][0][2].endswith("?as=jsonl")


@pytest.mark.parametrize("name", ["ada brok", "uuid"])
def test_an_actor_is_named_or_given_by_id(name: str):
    one = reading()
    wanted = str(one.project.actors.get().uuid) if name == "uuid" else name
    assert counts(page(one, actor=wanted))["spans"] == 1


@pytest.mark.parametrize("query", [{"actor": "Nobody"}, {"kind": "verb"}, {"published_after": "soon"}], ids=str)
def test_a_filter_that_means_nothing_is_shown_and_nothing_is_offered(query: dict[str, str]):
    answer = page(reading(), **query)  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert "could not be understood" in answer.content.decode()
    assert "by-program" not in answer.content.decode()


def test_everybody_finds_what_they_may_see():
    one = reading()
    assert counts(page(one, make_member(one.project, Role.RESEARCHER)))["spans"] == 2
    assert counts(page(one, make_member(one.project, Role.EDITOR)))["spans"] == 0


def test_hostile_words_stay_words():
    one = reading()
    make_topic(one.project, "<img src=x onerror=alert(1)>")
    assert "<img src=x" not in page(one).content.decode()


def test_commands_name_the_address_with_its_filters_and_no_secret():
    found = commands("https://news.example/api/v1/projects/port/export/", "port", "kind=claim")
    assert [command.key for command in found] == ["pandas", "polars", "duckdb", "r", "curl", "client"]
    assert all("YOUR_TOKEN" in command.lines for command in found)
    assert all("kind=claim" in command.lines for command in found[:-1])
    assert """export("csv", kind='claim')""" in found[-1].lines
    assert 'Ascribe("https://news.example", "YOUR_TOKEN").project("port")' in found[-1].lines


def test_a_large_export_is_asked_for_with_the_same_filters(client: Client):
    one = reading()
    client.force_login(one.project.created_by)
    lines = page(one, kind="claim", actor="Ada Brok").context["preparing"].lines
    wish = lines.split("-d '")[1].split("' '")[0]
    asked = client.post(reverse("api-prepared-exports", args=[one.project.slug]), wish, content_type="application/json")
    assert (asked.status_code, asked.json()["filters"]["kind"]) == (202, ["claim"])
    assert lines.endswith(f"/api/v1/projects/{one.project.slug}/exports/'")


def test_attributions_and_claims_can_be_looked_at_with_who_says_them():
    one = reading()
    make_attribution(
        one,
        source=one.spans.filter(kind="actor"),
        cue=[make_span(one, "spoke", "cue")],
        content=one.spans.filter(kind="claim"),
    )
    said = {rows: page(one, rows=rows).context["preview"] for rows in ("attributions", "claims")}
    for rows in said.values():
        assert [(row["speakers"], row["words"]) for row in rows] == [(["Ada Brok"], "The port is closed")]
    assert page(one, rows="cues").status_code == 400


def test_one_click_fills_in_a_token_that_reads_this_project_for_a_while():
    one = reading()
    client, researcher = Client(), make_member(one.project, Role.RESEARCHER)
    client.force_login(researcher)
    answer = client.post(reverse("data", args=[one.project.slug]) + "?kind=claim")
    token = researcher.tokens.get(project=one.project)
    assert (token.scope, token.expires_at > token.created_at) == (Scope.READ, True)
    secret = answer.context["secret"]
    assert all(secret in command.lines for command in answer.context["commands"])
    assert "no-store" in answer["Cache-Control"]
    got = Client().get(reverse("api-spans", args=[one.project.slug]), headers={"Authorization": f"Bearer {secret}"})
    assert len(got.json()["results"]) == 2
    assert secret not in page(one, researcher).content.decode()


def test_every_format_says_for_whom_it_is():
    assert set(CHOICES) == set(NAMES)


@pytest.mark.django_db(transaction=True)
def test_a_researcher_chooses_and_downloads_in_a_browser(window: Any):
    one = reading()
    shown = window(make_member(one.project, Role.RESEARCHER))
    shown.goto(reverse("data", args=[one.project.slug]))
    shown.get_by_role("button", name="Fill in a token").click()
    secret = shown.locator("[data-secret]").get_attribute("data-secret")
    shown.evaluate("window.still = true")
    shown.get_by_label("claim").check()
    expect(shown.get_by_role("cell", name="The port is closed")).to_be_visible()
    expect(shown.get_by_role("cell", name="Ada Brok")).to_have_count(0)
    expect(shown.locator("#curl")).to_contain_text("kind=claim")
    expect(shown.locator("#curl")).to_contain_text(secret)
    shown.get_by_role("navigation", name="Preview").get_by_role("link", name="claims").click()
    expect(shown.get_by_role("columnheader", name="Topic")).to_be_visible()
    assert shown.evaluate("window.still"), "the page was loaded again"
    assert "kind=claim" in shown.url
    with shown.expect_download() as started:
        shown.locator("#downloads").get_by_role("link", name="JSON lines").click()
    (line,) = started.value.path().read_text().splitlines()
    assert [span["kind"] for span in json.loads(line)["sets"][0]["spans"]] == ["claim"]
