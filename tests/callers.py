"""Who calls the API in a test: a script with a token, or a browser that is signed in."""

import json
from typing import Any

from django.test import Client

from articles.access import Scope
from articles.models import Project, User
from tests.factories import make_token


class Caller:
    """A script that sends JSON with a token of one project. Paths are relative to the project's root."""

    def __init__(self, user: User, project: Project, scope: Scope = Scope.WRITE) -> None:
        self.client, self.root = Client(), f"/api/v1/projects/{project.slug}/"
        self.headers = {"Authorization": f"Bearer {make_token(user, project, scope)}"}

    def send(self, method: str, path: str = "", body: Any = None) -> Any:
        address = path if path.startswith(("/", "http")) else self.root + path
        text = body if isinstance(body, str) else json.dumps(body)
        return self.client.generic(method, address, text, "application/json", headers=self.headers)

    def get(self, path: str = "") -> Any:
        address = path if path.startswith(("/", "http")) else self.root + path
        return self.client.get(address, headers=self.headers)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said_no(response: Any, status: int, code: str) -> None:
    """The answer is a problem with this status and code."""
    assert (response.status_code, response.json()["code"]) == (status, code), response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
