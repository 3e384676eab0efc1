"""A worker is killed at any moment of an import; the next one makes of the file exactly what nobody's death would have.

Workers are processes of their own, which run the job of an upload against the test's database and are killed with
SIGKILL: while they read, while they store, or during the commit. Their lease is ended as time would end it.
"""

import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import QuerySet

from annotator.intake.actions import add_all
from annotator.intake.receiving.actions import receive_upload
from annotator.work.models import AnnotationSet, Attribution, Change, Part, Span
from articles import jobs
from articles.models import Article, Event, Job, Project, Upload, UploadItem
from tests.browser.sizes import SEED, sample_and_soak
from tests.factories import make_project
from tests.intake.packed import zipped
from tests.intake.test_deadly_entries import alive, waited
from tests.runtime.conftest import database_url

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc"),
]

WORK = "import django; django.setup(); import sys; from annotator.intake import tasks; from articles import jobs\n"
READY = "import annotator.intake.receiving.actions; print('ready', flush=True); sys.stdin.readline()\n"
OTHERS = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"""
ENDED = datetime(2000, 1, 1, tzinfo=UTC)
ARTICLES = 40
WORDS = "The minister said on day {n} that the bridge number {n} stays closed. " * 20
QUOTES = ((0, 12, "Actor", "The minister"), (13, 17, "Cue", "said"))


def brat_zip() -> bytes:
    """Texts with the annotations of two people, plain texts, and lines with a bad one among them."""
    files: dict[str, str | bytes] = {}
    for number in range(ARTICLES):
        files[f"{number}.txt"] = WORDS.format(n=number)
        for who in ("anna", "ben"):
            marks = [f"T{n}\t{label} {at} {end}\t{quote}\n" for n, (at, end, label, quote) in enumerate(QUOTES, 1)]
            files[f"{number}_{who}.ann"] = "".join(marks)
        files[f"plain/{number}.txt"] = f"Plain {number}. " + WORDS.format(n=number)
    files["more.jsonl"] = "".join(f'{{"text": "Line {n}.", "id": "line-{n}"}}\n' for n in range(ARTICLES)) + "{bad\n"
    return zipped(files)


def lines() -> bytes:
    many = 5 * ARTICLES
    return "".join(f'{{"text": "Line {n}. {WORDS.format(n=n).strip()}", "id": "{n}"}}\n' for n in range(many)).encode()


SENT = (("marked.zip", brat_zip), ("lines.jsonl", lines))
KINDS = ("stored as sent", "proposed", "lines", "added")


def to_do(kind: str) -> tuple[Upload, Job]:
    """A file in a project of its own, and the job that waits for a worker: reading it, or adding what it proposes."""
    name, make = SENT[kind == "lines"]
    project = make_project()
    upload = receive_upload(
        project=project,
        file=ContentFile(make()),
        filename=name,
        by=project.created_by,
        preview=kind in ("proposed", "added"),
    )
    if kind == "added":
        jobs.run(open_job(upload).pk)
        add_all(upload, by=project.created_by)
    return upload, open_job(upload)


def open_job(upload: Upload) -> Job:
    return Job.objects.get(subject=upload.pk, state=Job.State.QUEUED)


def state_of(upload):
    """Everything an import makes, without the ids and times that differ between any two."""
    upload.refresh_from_db()
    items = UploadItem.objects.filter(upload=upload).order_by("ordinal")
    articles = Article.objects.filter(project=upload.project)
    sets = AnnotationSet.objects.filter(project=upload.project).values_list("article__text_sha256", "label", "kind")
    spans = Span.objects.filter(project=upload.project).values_list("set__article__text_sha256", "kind", "fragments")
    return {
        "items": list(items.values_list("ordinal", "place", "line", "state", "code", "title", "text_sha256")),
        "articles": sorted(articles.values_list("text_sha256", "external_id", "title", "language")),
        "sets": sorted(sets),
        "spans": sorted(map(repr, spans)),
        "rows": [rows.count() for rows in rows_of(upload.project)],
        "counts": upload.report.get("counts"),
        "end": (bool(upload.read_at), bool(upload.accepted_at), upload.format, upload.encoding),
        "jobs": sorted(Job.objects.filter(subject=upload.pk).values_list("kind", "state")),
    }


def rows_of(project: Project) -> list[QuerySet[Any]]:
    """What belongs to spans and sets, and what was noted."""
    return [
        Attribution.objects.filter(set__project=project),
        Part.objects.filter(attribution__set__project=project),
        Change.objects.filter(set__project=project),
        Event.objects.filter(project=project),
    ]


class Worker:
    """A process that has loaded everything, and does a job when it is told to."""

    def __init__(self, job: Job, folder: Path) -> None:
        environment = {**os.environ, "DATABASE_URL": database_url(), "TMPDIR": str(folder)}
        command = [sys.executable, "-c", f"{WORK}{READY}jobs.run({job.pk})"]
        self.process: Any = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdout.readline() == b"ready\n"

    def begin(self) -> float:
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()
        return time.perf_counter()

    def end(self) -> int:
        code: int = self.process.wait(120)
        self.process.stdin.close()
        self.process.stdout.close()
        return code

    def children(self) -> list[int]:
        """The processes that read for it."""
        listed = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        try:
            return [int(pid) for one in listed for pid in one.read_text().split()]
        except OSError:
            return []


def undisturbed(job):
    """Do the job as a worker does; how many seconds it took."""
    begun = time.perf_counter()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")
    return time.perf_counter() - begun


def killed(job, folder, after):
    """Let a worker begin the job and kill it so many seconds later; True when it was still at work."""
    worker = Worker(job, folder)
    worker.begin()
    time.sleep(after)
    children = worker.children()
    worker.process.kill()
    code = worker.end()
    assert waited(lambda: not any(map(alive, children))), "a reading process outlived its worker"
    return code != 0


def others():
    """How many others are doing something in the database; the server may still commit for a worker that was killed."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        return cursor.fetchone()[0]


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "temporary"
    made.mkdir()
    return made


@sample_and_soak("workers killed")
def test_a_killed_worker_leaves_nothing_half_done_and_the_next_one_nothing_twice(folder, proof, size):
    source = random.Random(SEED)
    expected, seconds = {}, {}
    for kind in KINDS:
        upload, job = to_do(kind)
        seconds[kind] = undisturbed(job)
        expected[kind] = state_of(upload)
    struck = partial = 0
    different = []
    for number in range(size):
        kind = KINDS[number % len(KINDS)]
        upload, job = to_do(kind)
        before = state_of(upload)
        # Every third death falls where everything is written and committed.
        share = source.uniform(0.75, 1.02) if number % 3 == 2 else source.uniform(0, 0.95)
        if killed(job, folder, share * seconds[kind]):
            struck += 1
            assert waited(lambda: others() == 0)
            left = state_of(upload)
            partial += all(without_jobs(left) != without_jobs(one) for one in (before, expected[kind]))
            Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(lease_until=ENDED)
            undisturbed(job)
        after = state_of(upload)
        different += [(kind, share, name) for name in after if after[name] != expected[kind][name]]
    assert list(folder.iterdir()) == [], "temporary files were left behind"
    proof(
        f"{size} workers killed at random (seed {SEED}), {struck} of them at work: "
        f"{partial} imports left half done, {len(different)} different from an undisturbed one"
    )
    assert (partial, different) == (0, [])
    assert struck > size // 2


def without_jobs(state):
    return {name: value for name, value in state.items() if name != "jobs"}
