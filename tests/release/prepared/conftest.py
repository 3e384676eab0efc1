"""A project with seven articles in four shards, somebody who asks for exports of it, and a worker."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client

from annotator.release.prepared import actions, shards, tasks
from articles import jobs
from articles.models import Job, Project, User
from tests.factories import make_article, make_project, make_set, make_span

ARTICLES = 7


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any, monkeypatch: Any) -> Iterator[None]:
    options = {"location": tmp_path / "prepared", "base_url": None}
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"prepared": backend}
    monkeypatch.setattr(shards, "ARTICLES", 2)  # so seven articles are four shards
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)
    yield
    storages._storages.clear()  # type: ignore[attr-defined]


@pytest.fixture
def project() -> Project:
    made = make_project()
    for number in range(ARTICLES):
        reading = make_set(
            make_article(made, f"{number} 👋 Ivo Daran, “again”.", outlet="AB"[number % 2]), submitted=True
        )
        make_span(reading, "Ivo Daran")
    return made


class Person:
    """Somebody with a session, at the exports of a project."""

    def __init__(self, project: Project, user: User | None = None) -> None:
        self.root = f"/api/v1/projects/{project.slug}/"
        self.client = Client()
        self.client.force_login(user or project.created_by)

    def order(self, **wanted: Any) -> Any:
        return self.client.post(f"{self.root}exports/", json.dumps(wanted), "application/json")

    def get(self, url: str, **headers: str) -> Any:
        return self.client.get(url, headers=headers)

    def built(self, **wanted: Any) -> dict[str, Any]:
        url = self.order(**wanted)["Location"]
        work()
        found: dict[str, Any] = self.get(url).json()
        return found

    def bytes_of(self, url: str, **query: Any) -> bytes:
        answer = self.client.get(url, query)
        assert answer.status_code == 200, answer.content
        return b"".join(answer)


def work() -> None:
    """What a worker does when the doorbell rings."""
    assert tasks.prepare_export.__name__  # importing it says who does these jobs
    for job_id in Job.objects.filter(kind=actions.KIND, state=Job.State.QUEUED).values_list("pk", flat=True):
        jobs.run(job_id)
