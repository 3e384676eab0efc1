"""Every route, method, role and kind of id: nothing is seen or changed by somebody who may not.

A route without a row in `access_rows.py` fails.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles.access import Role, Scope
from articles.actions import create_token, invite
from articles.models import Membership, Project, Token, Upload, UploadItem, User
from tests.access_rows import EVERYONE, OUTSIDE_PROJECTS, ROWS, Row
from tests.factories import make_actor, make_article, make_member, make_project, make_set, make_topic

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MISSING = 987_654_321
MISSING_UUID = "0199ffff-0000-7000-8000-00000000dead"


@dataclass
class World:
    """One project with a person in every role and one of everything."""

    project: Project
    people: dict[str, User]
    ids: dict[str, Any] = field(default_factory=dict)


def make_world(name: str) -> World:
    project = make_project(slug=name)
    people = {"manager": project.created_by, "owner": make_member(project), "editor": make_member(project)}
    people |= {role: make_member(project, role) for role in ("adjudicator", "researcher")}
    owner, manager = people["owner"], people["manager"]
    upload = Upload.objects.create(
        project=project,
        by=owner,
        filename="a.txt",
        sha256="0" * 64,
        original=ContentFile(b"a", "a.txt"),
        bytes=1,
        preview=True,
    )
    item = UploadItem.objects.create(upload=upload, ordinal=1, state="proposed", title="A", blocks=[])
    article = make_article(project, upload=upload)
    reading = make_set(article, owner)
    token, _ = create_token(user=owner, project=project, scope=Scope.READ, by=owner)
    invitation, _ = invite(project, role=Role.EDITOR, by=manager)
    world = World(project, people)
    world.ids = {
        "slug": project.slug,
        "article_id": article.pk,
        "set_id": reading.pk,
        "upload_id": upload.pk,
        "item_id": item.pk,
        "membership_id": Membership.objects.get(project=project, user=people["editor"]).pk,
        "invitation_id": invitation.pk,
        "token_id": token.pk,
        "actor": make_actor(project).uuid,
        "topic": make_topic(project).uuid,
        "version": 1,
    }
    return world


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, World]]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world("ours"), make_world("theirs")
        transaction.set_rollback(True)


def routes() -> dict[str, list[str]]:
    """Names of all routes, with the names of their arguments."""

    def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, list[str]]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns)
            else:
                yield pattern.name or str(pattern.pattern), list(pattern.pattern.converters)

    return dict(walk(get_resolver().url_patterns))


ROUTES = routes()
PROBED = sorted(set(ROUTES) - set(OUTSIDE_PROJECTS))


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(PROBED) == set(ROWS), set(PROBED) ^ set(ROWS)


def address(name: str, world: World, **changes: Any) -> str:
    ids = world.ids | {"uuid": world.ids["topic" if "topic" in name else "actor"]} | changes
    return reverse(name, kwargs={argument: ids[argument] for argument in ROUTES[name]})


def ask(method: str, path: str, row: Row, user: User | None = None, token: str = "") -> HttpResponse:
    """One request, undone afterwards."""
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with transaction.atomic():
        if path.startswith("/api/") and "upload" not in path:
            body: Any = json.dumps(row.body)
            answer = client.generic(method, path + row.query, body, "application/json", headers=headers)
        elif method == "GET":
            answer = client.get(path + row.query, headers=headers)
        else:
            answer = client.post(path, row.body, headers=headers)
        transaction.set_rollback(True)
    return answer  # type: ignore[return-value]


def each(name: str) -> list[tuple[str, Row]]:
    return list(ROWS.get(name, {}).items())


@pytest.mark.django_db
@pytest.mark.parametrize("name", PROBED)
class TestRoute:
    def test_members_get_what_their_role_allows(self, name: str, worlds: tuple[World, World]) -> None:
        ours, _ = worlds
        for method, row in each(name):
            for caller in EVERYONE:
                answer = ask(method, address(name, ours), row, ours.people[caller])
                told = f"{method} {name} as {caller}: {answer.status_code} {getattr(answer, 'content', b'')[:200]!r}"
                if caller in row.may:
                    assert answer.status_code not in (401, 403, 404, 405, 500), told
                    assert "/accounts/login" not in answer.get("Location", ""), told
                else:
                    assert answer.status_code == (404 if caller in row.hidden else 403), told

    def test_strangers_get_404_and_nobody_gets_in_unnamed(self, name: str, worlds: tuple[World, World]) -> None:
        ours, theirs = worlds
        for method, row in each(name):
            answer = ask(method, address(name, ours), row, theirs.people["manager"])
            assert answer.status_code == 404, f"{method} {name}: {answer.status_code}"
            answer = ask(method, address(name, ours), row)
            if name.startswith("api-"):
                assert answer.status_code == 401, f"{method} {name}: {answer.status_code}"
            else:
                assert answer.status_code == 302, f"{method} {name}: {answer.status_code}"
                assert answer["Location"].startswith("/accounts/login/")

    def test_foreign_and_missing_things_look_the_same(self, name: str, worlds: tuple[World, World]) -> None:
        ours, theirs = worlds
        for argument in set(ROUTES[name]) - {"version"}:
            wrong = MISSING_UUID if argument == "uuid" else "no-such-project" if argument == "slug" else MISSING
            kind = "topic" if "topic" in name else "actor"
            foreign = theirs.ids[kind if argument == "uuid" else argument]
            for method, row in each(name):
                answers = [
                    ask(method, address(name, ours, **{argument: value}), row, ours.people["manager"])
                    for value in (foreign, wrong)
                ]
                assert [answer.status_code for answer in answers] == [404, 404], f"{method} {name} {argument}"
                if name.startswith("api-"):
                    assert answers[0].content == answers[1].content

    def test_other_methods_are_refused(self, name: str, worlds: tuple[World, World]) -> None:
        ours, _ = worlds
        for method in set(METHODS) - set(ROWS.get(name, {})):
            client = Client(raise_request_exception=False)
            client.force_login(ours.people["manager"])
            answer = client.generic(method, address(name, ours), "{}", "application/json")
            assert answer.status_code == 405, f"{method} {name}: {answer.status_code}"

    def test_tokens_open_one_project_and_only_as_far_as_their_scope(
        self, name: str, worlds: tuple[World, World]
    ) -> None:
        ours, theirs = worlds
        if not name.startswith("api-"):
            pytest.skip("pages take no tokens")
        manager = ours.people["manager"]
        with transaction.atomic():
            Membership.objects.create(project=theirs.project, user=manager, role=Role.MANAGER, code="A99")
            reading = create_token(user=manager, project=ours.project, scope=Scope.READ, by=manager)[1]
            elsewhere = create_token(user=manager, project=theirs.project, scope=Scope.WRITE, by=manager)[1]
            for method, row in each(name):
                assert ask(method, address(name, ours), row, token=elsewhere).status_code == 404, f"{method} {name}"
                answer = ask(method, address(name, ours), row, token=reading)
                allowed = method == "GET" and "manager" in row.may
                assert (answer.status_code == 403) != allowed, f"{method} {name}: {answer.status_code}"
            transaction.set_rollback(True)

    def test_options_tell_nothing(self, name: str, worlds: tuple[World, World]) -> None:
        ours, theirs = worlds
        client = Client()
        client.force_login(theirs.people["manager"])
        answer = client.options(address(name, ours))
        assert answer.status_code in (404, 405)


@pytest.mark.django_db
def test_an_expired_or_revoked_token_opens_nothing() -> None:
    project = make_project()
    token, secret = create_token(user=project.created_by, project=project, scope=Scope.READ, by=project.created_by)
    path = reverse("api-project", args=[project.slug])
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get(path, headers=headers).status_code == 200
    for change in ({"expires_at": token.created_at}, {"revoked_at": token.created_at}):
        with transaction.atomic():
            Token.objects.filter(pk=token.pk).update(**change)
            assert Client().get(path, headers=headers).status_code == 401
            transaction.set_rollback(True)


@pytest.mark.django_db
def test_looking_changes_nothing() -> None:
    world = make_world("looked-at")
    with CaptureQueriesContext(connection) as queries:
        for name in PROBED:
            for method, row in each(name):
                if method == "GET":
                    ask(method, address(name, world), row, world.people["manager"])
    writes = re.compile(r"\s*(WITH .*)?(INSERT|UPDATE|DELETE)\b(?!.*django_session)", re.DOTALL)
    assert [query["sql"] for query in queries if writes.match(query["sql"]) and "last_login" not in query["sql"]] == []
