"""The Python client against the real server, by way of real sockets."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from articles import jobs
from articles.access import Scope
from articles.models import Job, Project, User
from ascribe import Ascribe
from ascribe import Project as Asked
from tests.factories import make_token

Client = Callable[..., Asked]


@pytest.fixture
def client(live_server: Any, tmp_path: Path) -> Client:
    """Makes a client of one project, for its manager unless another person is given."""

    def made(project: Project, user: User | None = None, *, url: str = "", retries: int = 2) -> Asked:
        token = make_token(user or project.created_by, project, Scope.WRITE)
        server = Ascribe(url or live_server.url, token, cache=tmp_path / "cache", retries=retries)
        server._session._sleep = lambda seconds: None
        server._session._client.headers["Connection"] = "close"  # so that a cut hits the next request
        return server.project(project.slug)

    return made


def work_off_later(asked: Asked) -> None:
    """The client's first nap is when a worker does all there is to do."""

    def nap(seconds: float) -> None:
        worker = threading.Thread(target=work)
        worker.start()
        worker.join()

    def work() -> None:
        for job in Job.objects.filter(state=Job.State.QUEUED).order_by("pk"):
            jobs.run(job.pk)
        connection.close()

    asked._session._sleep = nap
