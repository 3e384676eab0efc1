"""Where a researcher lands: projects with what can be taken, and nothing they may not do."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from annotator.release.models import Release
from articles.access import Role
from tests.factories import make_member, make_project
from tests.release.test_release_rows import DIGEST, make_release

pytestmark = pytest.mark.django_db


def landing(user: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.get("/")


def test_a_project_shows_its_newest_release_and_its_licence():
    project = make_project(licence="CC BY 4.0")
    for number, built in ((1, True), (2, True), (3, False)):
        made = make_release(project, number, built=False)
        of = Release.objects.filter(pk=made.pk)
        of.update(counts={"articles": 1200 + number, "attributions": 7})
        if built:
            of.update(built_at=timezone.now(), sha256=DIGEST)
    page = landing(make_member(project, Role.RESEARCHER)).content.decode()
    assert f"/projects/{project.slug}/releases/2/" in page
    assert f"/projects/{project.slug}/releases/1/" not in page
    assert f"/projects/{project.slug}/releases/3/" not in page
    assert ("1,202 articles" in page, "CC BY 4.0" in page) == (True, True)


def test_many_projects_cost_no_more_queries_than_one(django_assert_max_num_queries: Any):
    user = make_project().created_by
    client = Client()
    client.force_login(user)
    client.get("/")
    for _one in range(9):
        make_release(make_project(manager=user))
    with django_assert_max_num_queries(7):
        client.get("/")


def test_a_researcher_is_led_to_data_and_finds_no_editors_tools():
    project = make_project()
    client = Client()
    client.force_login(make_member(project, Role.RESEARCHER))
    assert f'<a href="/projects/{project.slug}/data/">' in client.get("/").content.decode()
    rail = re.search(
        r'<nav class="rail".*?</nav>', client.get(f"/projects/{project.slug}/data/").content.decode(), re.S
    )
    assert rail
    found = [one.rsplit("/", 2)[1] for one in re.findall(r'<a href="([^"]+)"', rail.group())]
    assert found == [project.slug, "data", "releases", "articles", "scheme", "actors", "topics", "tokens"]


def test_pages_tell_the_line_that_asks_the_api_the_same_or_none():
    project = make_project()
    client = Client()
    client.force_login(make_member(project, Role.RESEARCHER))
    root = f"/projects/{project.slug}/"
    for room in ("articles", "actors", "topics", "releases"):
        assert f"/api/v1/projects/{project.slug}/{room}/&#x27;" in client.get(f"{root}{room}/").content.decode()
    assert "articles/?q=port+strike" in client.get(f"{root}articles/?q=port+strike&cursor=").content.decode()
    assert "YOUR_TOKEN" not in client.get(f"{root}articles/?published_before=2024-05-01").content.decode()
