"""`/healthz` says which part is not well, quickly, and to anybody."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from annotator.runtime import health
from annotator.runtime.connect import own_connection
from annotator.runtime.presence import KEY

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> Iterator[None]:
    """Holds the lock that a worker holds while it consumes."""
    with own_connection("ascribe worker") as session:
        session.execute("SELECT pg_advisory_lock_shared(%s)", (KEY,))
        yield


def test_all_is_well(client: Client, worker: None):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_without_a_worker_it_says_so(client: Client):
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unwell", "database": "ok", "migrations": "ok", "worker": "none is running"}


def test_a_migration_that_was_not_applied_is_counted(client: Client, worker: None, monkeypatch):
    monkeypatch.setattr(health, "pending", lambda database: ["articles.0099_future"])
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "1 not applied; run manage.py migrate"


def test_without_a_database_it_answers_all_the_same(client: Client, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nonexistent")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "does not answer"
    assert "nonexistent" not in answer.content.decode()


def test_it_changes_nothing_and_takes_no_other_method(client: Client):
    assert client.post("/healthz").status_code == 405
