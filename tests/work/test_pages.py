"""The pages of a working day: who may open them, what they show, and what a button does."""

import pytest
from django.urls import reverse

from tests.factories import make_article, make_member, make_project, make_user

pytestmark = pytest.mark.django_db
ROLES = ["manager", "adjudicator", "editor", "researcher"]
PAGES = {
    "project": ROLES,
    "queue": ["manager", "adjudicator", "editor"],
    "articles": ROLES,
    "article": ROLES,
    "progress": ["manager", "adjudicator"],
}


@pytest.fixture
def project(db):
    return make_project(slug="desk")


@pytest.fixture
def article(project):
    return make_article(project, title="Officials denied it")


@pytest.fixture
def people(project):
    others = {role: make_member(project, role) for role in ROLES[1:]}
    return {"manager": project.created_by, **others, "stranger": make_user("stranger")}


def address(name, project, article):
    return reverse(name, args=[project.slug, article.pk] if name == "article" else [project.slug])


@pytest.mark.parametrize("role", [*ROLES, "stranger"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_those_whose_role_opens_it(client, project, article, people, name, role):
    client.force_login(people[role])
    expected = 404 if role == "stranger" else 200 if role in PAGES[name] else 403
    assert client.get(address(name, project, article)).status_code == expected


@pytest.mark.parametrize("name", PAGES)
def test_who_is_not_signed_in_is_sent_to_do_so(client, project, article, name):
    assert client.get(address(name, project, article)).url.startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["queue", "articles", "progress"])
def test_a_parameter_nobody_listens_to_is_refused(client, project, people, name):
    client.force_login(people["manager"])
    assert client.get(reverse(name, args=["desk"]), {"outlets": "x"}).status_code == 400
    assert client.get(reverse(name, args=["desk"]), {"cursor": "made up"}).status_code == 400
