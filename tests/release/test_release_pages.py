"""The API and the pages of releases: asked for and followed, read, compared, withdrawn for good."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from annotator.release.frozen.actions import withdraw_release
from annotator.release.models import Release
from articles.models import Project, User
from tests.factories import make_member
from tests.release.test_frozen import built, make_corpus, run

pytestmark = pytest.mark.django_db(transaction=True)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def api(project: Project, rest: str = "") -> str:
    return f"/api/v1/projects/{project.slug}/releases/{rest}"


def post(client: Client, address: str, body: dict[str, Any], method: str = "post") -> Any:
    return getattr(client, method)(address, body, content_type="application/json")


def test_asking_answers_where_to_look_and_there_it_is_in_the_end() -> None:
    project = make_corpus()
    client = client_of(project.created_by)
    asked = post(
        client, api(project), {"title": "Port strike", "filters": {"outlet": "Daily, “Planet”"}, "split": "time"}
    )
    assert (asked.status_code, asked.json()["state"]) == (202, "building")
    assert asked.json()["filters"] == {"outlet": "Daily, “Planet”"}
    run(Release.objects.get())
    found = client.get(asked["Location"]).json()
    assert (found["state"], found["number"], found["shares"]) == ("built", 1, [80, 10, 10])
    assert "Daily, “Planet”" in found["words"]
    spans = next(file for file in found["files"] if file["name"] == "data/spans.parquet")
    assert spans["url"].endswith(f"{api(project)}1/files/data/spans.parquet")
    taken = client.get(spans["url"])
    assert len(b"".join(taken)) == spans["bytes"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"title": "x", "filters": {"outlt": "y"}}, 400, "unknown_parameter"),
        ({"title": "x", "colour": "red"}, 400, "unknown_parameter"),
        ({"title": "x", "split": "time", "shares": [50, 50, 50]}, 422, "bad_shares"),
        ({"title": "x", "filters": {"outlet": "nobody"}}, 422, "nothing_to_release"),
    ],
)
def test_what_cannot_be_released_is_refused_before_a_number_is_taken(body: Any, status: int, code: str) -> None:
    project = make_corpus()
    answer = post(client_of(project.created_by), api(project), body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Release.objects.exists()


def test_two_releases_are_compared_and_equal_ones_are_called_so() -> None:
    project = make_corpus()
    built(project)
    built(project)
    built(project, filters={"published_after": "2024-02-01T00:00:00Z"})
    client = client_of(make_member(project, "researcher"))
    assert client.get(api(project, "2/comparison/1/")).json()["equal"]
    changed = client.get(api(project, "3/comparison/1/")).json()
    assert {one["name"]: one["by"] for one in changed["differences"]}["attributions"] == -1
    assert not changed["equal"]
    page = client.get(f"/projects/{project.slug}/releases/3/?since=1").content.decode()
    assert "<strong>-1</strong> attributions" in page


def test_what_was_asked_for_is_compared_in_the_words_of_the_form() -> None:
    project = make_corpus()
    built(project, split="article")
    built(project, rights="standoff")
    page = client_of(make_member(project, "researcher")).get(f"/projects/{project.slug}/releases/2/").content.decode()
    assert "Full text may be passed on → Only offsets may be passed on" in page
    assert "By article, at random → No split" in page
    assert "The numbers are the same." in page
    assert "data files have other bytes" in page


def test_a_withdrawn_release_leaves_a_tombstone_and_gives_nothing() -> None:
    project = make_corpus()
    release = built(project)
    client = client_of(make_member(project, "researcher"))
    file = client.get(api(project, "1/")).json()["files"][0]["url"]
    withdraw_release(release, by=project.created_by, reason="A source asked us to.")
    gone = client.get(api(project, "1/"))
    assert (gone.status_code, gone.json()["code"], gone.json()["reason"]) == (410, "withdrawn", "A source asked us to.")
    assert client.get(file).status_code == 410
    page = client.get(f"/projects/{project.slug}/releases/1/")
    assert page.status_code == 410
    assert "A source asked us to." in page.content.decode()
    assert client.get(api(project)).json()["results"][0]["state"] == "withdrawn"
    again = post(client_of(project.created_by), api(project, "1/"), {"build_again": True}, "patch")
    assert (again.status_code, again.json()["code"]) == (409, "already_built")


def test_the_page_tells_search_engines_what_it_is_and_nothing_ends_the_script_early() -> None:
    project = make_corpus()
    release = built(project, title="</script><script>alert(1)</script>", description="<!-- & so on")
    page = client_of(make_member(project, "researcher")).get(f"/projects/{project.slug}/releases/1/").content.decode()
    told = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert told
    croissant = json.loads(told[1])
    assert croissant["description"].startswith("<!-- & so on")
    assert croissant["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    digests = {one["name"]: one["sha256"] for one in croissant["distribution"]}
    assert digests["data/spans.parquet"] == release.files.get(name="data/spans.parquet").sha256
    assert "<script>alert" not in page
