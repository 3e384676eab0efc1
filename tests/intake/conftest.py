"""What the intake's tests begin with: a project, and uploads that a worker has read."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.core.files.base import ContentFile

from annotator.intake import tasks  # noqa: F401  what a worker imports
from annotator.intake.receiving.actions import receive_upload
from annotator.intake.states import READ
from articles import jobs
from articles.models import Job, Project, Upload
from tests.factories import make_project

Reading = Callable[..., Upload]


@pytest.fixture(autouse=True)
def doorbells(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """No broker: the jobs that were rung for, in order."""
    rung: list[int] = []
    monkeypatch.setattr(jobs, "ring", rung.append)
    return rung


@pytest.fixture
def project(db: None) -> Project:
    return make_project(slug="bridge")


@pytest.fixture
def received(project: Project) -> Reading:
    """Receives a file that nobody has read yet."""

    def receive(content: Any, filename: str = "article.txt", **settings: Any) -> Upload:
        body = content if isinstance(content, bytes) else content.encode()
        by = settings.pop("by", project.created_by)
        return receive_upload(project=project, file=ContentFile(body), filename=filename, by=by, **settings)

    return receive


@pytest.fixture
def read(received: Reading) -> Reading:
    """Receives a file and lets a worker read it."""

    def receive_and_read(content: Any, filename: str = "article.txt", **settings: Any) -> Upload:
        upload = received(content, filename, **settings)
        work_on(upload)
        upload.refresh_from_db()
        return upload

    return receive_and_read


def work_on(upload: Upload, kind: str = READ) -> Job:
    """Do the newest job of an upload as a worker does."""
    job = Job.objects.filter(subject=upload.pk, kind=kind).latest("pk")
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def lines(*records: Any) -> bytes:
    """JSON lines; a string is a line as it is."""
    return b"".join((one.encode() if isinstance(one, str) else orjson.dumps(one)) + b"\n" for one in records)
