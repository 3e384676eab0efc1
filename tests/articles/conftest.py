from collections.abc import Callable

import pytest
from django.test import Client

from articles.access import Role
from articles.models import Project, User
from tests.factories import make_member, make_project, make_user

Opening = Callable[[str | User], Client]


@pytest.fixture
def project(db: None) -> Project:
    return make_project(slug="bridge", manager=make_user("mara"))


@pytest.fixture
def people(project: Project) -> dict[str, User]:
    """One person a role, and a stranger who manages another project."""
    found = {role.value: make_member(project, role) for role in Role if role != Role.MANAGER}
    stranger = make_project(slug="elsewhere", manager=make_user("stranger")).created_by
    return {**found, "manager": project.created_by, "stranger": stranger}


@pytest.fixture
def as_(people: dict[str, User]) -> Opening:
    """A browser in which that person, or the person with that role, is signed in. “nobody” is not."""

    def browser(who: str | User) -> Client:
        client = Client()
        if who != "nobody":
            client.force_login(who if isinstance(who, User) else people[who])
        return client

    return browser
