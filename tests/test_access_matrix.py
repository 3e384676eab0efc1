"""Every route, method, role and kind of id: nothing is seen or changed by somebody who may not.

A route without a row in `access_rows.py` fails.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.access import Role, Scope
from articles.actions import create_token
from articles.models import Membership, Token
from tests.access_rows import EVERYONE, OUTSIDE_PROJECTS, ROWS, Row
from tests.factories import make_project
from tests.worlds import ROUTES, World, address, make_world

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MISSING = 987_654_321
MISSING_UUID = "0199ffff-0000-7000-8000-00000000dead"


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, World]]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world("ours"), make_world("theirs")
        transaction.set_rollback(True)


PROBED = sorted(set(ROUTES) - set(OUTSIDE_PROJECTS))


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(PROBED) == set(ROWS), set(PROBED) ^ set(ROWS)


def ask(method: str, path: str, row: Row, client: Client | None = None, token: str = "") -> HttpResponse:
    """One request, undone afterwards."""
    client = client or Client(raise_request_exception=False)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with transaction.atomic():
        if row.file:
            answer = client.post(path, {"file": SimpleUploadedFile("a.txt", row.file)}, headers=headers)
        elif path.startswith("/api/"):
            answer = client.generic(method, path, json.dumps(row.body), "application/json", headers=headers)
        else:
            answer = client.generic(method, path, urlencode(row.body), "application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    if answer.streaming:
        b"".join(answer)  # an export holds a connection to its end
    return answer  # type: ignore[return-value]


def assert_safe(answer: HttpResponse) -> None:
    """The policy is enforced on every answer, and allows nothing inline."""
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "Content-Security-Policy-Report-Only" not in answer
    assert answer["X-Content-Type-Options"] == "nosniff"


def told(answer: HttpResponse) -> dict[str, Any]:
    """A problem, without what is the caller's own: the address they asked, and the id of their request."""
    return {name: value for name, value in json.loads(answer.content).items() if name not in ("instance", "request_id")}


def each(name: str) -> list[tuple[str, Row]]:
    return list(ROWS.get(name, {}).items())


@pytest.mark.django_db
@pytest.mark.parametrize("name", PROBED)
class TestRoute:
    def test_members_get_what_their_role_allows(self, name: str, worlds: tuple[World, World]) -> None:
        ours, _ = worlds
        for method, row in each(name):
            for caller in EVERYONE:
                answer = ask(method, address(name, ours), row, ours.client(caller))
                told = f"{method} {name} as {caller}: {answer.status_code} {getattr(answer, 'content', b'')[:200]!r}"
                assert_safe(answer)
                if caller in row.may:
                    assert answer.status_code not in (401, 403, 404, 405, 500), told
                    assert "/accounts/login" not in answer.get("Location", ""), told
                else:
                    assert answer.status_code == (404 if caller in row.hidden else 403), told

    def test_strangers_get_404_and_nobody_gets_in_unnamed(self, name: str, worlds: tuple[World, World]) -> None:
        ours, theirs = worlds
        for method, row in each(name):
            answer = ask(method, address(name, ours), row, theirs.client("manager"))
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
                    ask(method, address(name, ours, **{argument: value}), row, ours.client("manager"))
                    for value in (foreign, wrong)
                ]
                assert [answer.status_code for answer in answers] == [404, 404], f"{method} {name} {argument}"
                if name.startswith("api-"):
                    assert told(answers[0]) == told(answers[1])

    def test_other_methods_are_refused(self, name: str, worlds: tuple[World, World]) -> None:
        ours, _ = worlds
        for method in set(METHODS) - set(ROWS.get(name, {})):
            answer = ours.client("manager").generic(method, address(name, ours), "{}", "application/json")
            assert answer.status_code == 405, f"{method} {name}: {answer.status_code}"

    def test_options_tell_nothing(self, name: str, worlds: tuple[World, World]) -> None:
        ours, theirs = worlds
        answer = theirs.client("manager").options(address(name, ours))
        assert answer.status_code in (404, 405)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in PROBED if name.startswith("api-")])
def test_tokens_open_one_project_and_only_as_far_as_their_scope(name: str, worlds: tuple[World, World]) -> None:
    ours, theirs = worlds
    manager = ours.people["manager"]
    with transaction.atomic():
        Membership.objects.create(project=theirs.project, user=manager, role=Role.MANAGER, code="A99")
        reading = create_token(user=manager, project=ours.project, scope=Scope.READ, by=manager)[1]
        elsewhere = create_token(user=manager, project=theirs.project, scope=Scope.WRITE, by=manager)[1]
        for method, row in each(name):
            assert ask(method, address(name, ours), row, token=elsewhere).status_code == 404, f"{method} {name}"
            answer = ask(method, address(name, ours), row, token=reading)
            allowed = (method == "GET" or row.reading) and "manager" in row.may
            refused = 404 if "manager" in row.hidden and (method == "GET" or row.reading) else 403
            assert (answer.status_code == refused) != allowed, f"{method} {name}: {answer.status_code}"
        transaction.set_rollback(True)


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
                    ask(method, address(name, world), row, world.client("manager"))
    writes = re.compile(r"\s*(WITH .*)?(INSERT|UPDATE|DELETE)\b(?!.*django_session)", re.DOTALL)
    written = [query["sql"] for query in queries if writes.match(query["sql"])]
    own = ("last_login", "'export'", "articles_hits")  # the last counts requests
    assert [sql for sql in written if not any(words in sql for words in own)] == []
