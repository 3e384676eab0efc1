"""A worker that is killed while it writes a large export leaves nothing that is served, and soon nothing at all."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from annotator.release.prepared import actions, tasks
from articles import jobs
from articles.models import Job, Project
from tests.release.prepared.conftest import Person, work
from tests.runtime.conftest import database_url

pytestmark = pytest.mark.django_db(transaction=True)
ENDED = datetime(2000, 1, 1, tzinfo=UTC)
WORKER = """
import sys, time, django; django.setup()
from annotator.release.prepared import shards, tasks
from articles import jobs
shards.ARTICLES = 2
def tell(heart, done, of):
    print(done, flush=True)
    time.sleep(60 if done == 2 else 0)
jobs.Heart.tell = tell
jobs.run(int(sys.argv[1]))
"""


def killed_while_writing(home: Path) -> None:
    """A process of its own does the job, and is killed once two of four shards are in the file."""
    job = Job.objects.get(kind=actions.KIND)
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "annotator.settings",
        "DATABASE_URL": database_url(),
        "ASCRIBE_HOME": str(home),
    }
    with subprocess.Popen([sys.executable, "-c", WORKER, str(job.pk)], env=env, stdout=subprocess.PIPE) as worker:
        assert worker.stdout
        while worker.stdout.readline() != b"2\n":
            assert worker.poll() is None
        worker.kill()
    Job.objects.update(lease_until=ENDED)


def left(home: Path) -> list[str]:
    return [path.name for path in (home / "prepared").rglob("*") if path.is_file()]


def test_the_next_worker_writes_the_whole_and_the_sweep_leaves_it_alone(project: Project, tmp_path: Path) -> None:
    someone = Person(project)
    url = someone.order(**{"as": "jsonl"})["Location"]
    killed_while_writing(tmp_path)
    assert left(tmp_path) == [".partial"]
    assert (someone.get(url).json()["state"], someone.get(url).json()["file"]) == ("running", None)
    tasks.sweep_prepared_exports()
    assert left(tmp_path) == [".partial"]  # somebody may be about to go on
    for job_id in jobs.waiting():
        jobs.run(job_id)
    file = someone.get(url).json()["file"]
    tasks.sweep_prepared_exports()
    assert left(tmp_path) == [file["name"]]
    assert someone.bytes_of(file["url"]) == someone.bytes_of(f"{someone.root}export/", **{"as": "jsonl"})


def test_what_a_job_left_that_is_given_up_or_cancelled_is_swept_away(project: Project, tmp_path: Path) -> None:
    someone = Person(project)
    url = someone.order(**{"as": "jsonl"})["Location"]
    killed_while_writing(tmp_path)
    Job.objects.update(attempts=jobs.MAX_ATTEMPTS)
    for job_id in jobs.waiting():
        jobs.run(job_id)
    assert someone.get(url).json()["state"] == "failed"
    tasks.sweep_prepared_exports()
    assert list((tmp_path / "prepared").iterdir()) == []
    assert someone.order(**{"as": "jsonl"}).status_code == 202
    work()
    assert len(left(tmp_path)) == 1
