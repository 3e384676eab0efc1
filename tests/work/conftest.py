"""One project with everybody in it, for the tests of pages and API."""

import pytest

from tests.factories import make_article, make_member, make_project, make_user

ROLES = ("manager", "adjudicator", "editor", "researcher")


@pytest.fixture
def project(db):
    return make_project(slug="desk")


@pytest.fixture
def article(project):
    return make_article(project, title="Officials denied it", outlet="The Herald", language="en")


@pytest.fixture
def people(project):
    """Somebody in every role, a second editor, and somebody who is in no project."""
    roles = {role: make_member(project, role, make_user(f"the-{role}")) for role in ROLES[1:]}
    other = make_member(project, "editor", make_user("colleague"))
    return {"manager": project.created_by, **roles, "colleague": other, "stranger": make_user("stranger")}


@pytest.fixture
def signed_in(client, people):
    """`signed_in("editor")` is a browser of that person."""

    def browser(role):
        client.force_login(people[role])
        return client

    return browser
