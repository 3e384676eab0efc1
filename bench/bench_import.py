"""What an import costs: our own JSON lines against a bare COPY of the same rows and the building of their indexes.

    python bench/bench_import.py      ARTICLES=1000 (the stated number is 10000), 500 words and 40 spans each

The file is sent as a program sends it and read by a process of its own, as a worker does it: parsed, verified,
segmented, stored, logged. Then exactly the rows that are there now are copied into tables without keys, on which the
same indexes are built afterwards. The ratios are of the two times, and of the CPU of all processes, the database's
included, which says more on a machine that does other things too; the memory is that of the worker's largest process.
Then the file is imported once more, at most 2,000 articles of it, while somebody looks at pages without a pause worth
the name: the 95th percentile of their times is told against the one before.
"""

import io
import os
import resource
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import orjson

from articles.texts import sha256_of
from bench.asking import Asking
from bench.marked import marked
from bench.scratch import REPOSITORY, scratch
from bench.serving import cpu_seconds, serving

if TYPE_CHECKING:
    from psycopg import Connection, Cursor

ARTICLES = int(os.environ.get("ARTICLES", "1000"))
WORDS, SPANS = 500, 40
VARIANTS = 20
IDLE = 20  # seconds
TABLES = (
    *("articles_article", "annotator_annotationset", "annotator_span", "annotator_attribution", "annotator_part"),
    "annotator_change",
)
WORK = "import django; django.setup(); import sys; from annotator.intake import tasks; from articles import jobs"
MEGABYTE = 2**20


def main() -> None:
    with scratch() as server:
        assert server.process is not None
        database = partial(cpu_seconds, server.process.pid)
        before = database() + _children()
        seconds, memory = _import()
        after = database() + _children()
        bare = _bare()
        work, least = after - before, database() + _children() - after
        print(
            f"{ARTICLES:,} articles, {ARTICLES * SPANS:,} spans: imported in {seconds:.1f} s, "
            f"bare COPY and index build {bare:.1f} s: {bare / seconds:.2f} of their speed (at least 0.33); "
            f"CPU {work:.1f} s against {least:.1f} s: {least / work:.2f}; "
            f"largest process of the worker {memory / MEGABYTE:.0f} MB (under 300)",
            flush=True,
        )
        idle, busy = _looked_at()
    print(
        f"pages meanwhile: 95th percentile {busy * 1000:.0f} ms, {busy / idle:.1f} times the idle {idle * 1000:.0f} ms "
        "(at most 3)"
    )


def _children() -> float:
    """CPU of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _import(slug: str = "import", articles: int = ARTICLES) -> tuple[float, int]:
    """Seconds until everything is visible, and bytes of the largest process that worked on it."""
    from django.core.files.base import ContentFile

    from annotator.intake.receiving.actions import receive_upload
    from annotator.work.models import Span
    from articles import jobs
    from articles.models import Job
    from bench.corpus import project

    jobs.ring = lambda job_id: None
    one = project(slug)
    file = ContentFile(_lines(articles), "made.jsonl")
    begun = time.perf_counter()
    upload = receive_upload(project=one, file=file, filename="made.jsonl", by=one.created_by)
    while job := Job.objects.filter(state=Job.State.QUEUED).order_by("pk").first():
        subprocess.run([sys.executable, "-c", f"{WORK}; jobs.run({job.pk})"], check=True, cwd=REPOSITORY)
    seconds = time.perf_counter() - begun
    upload.refresh_from_db()
    found = Span.objects.filter(project=one).count()
    assert found == articles * SPANS, (found, upload.report)
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def _lines(articles: int) -> bytes:
    """The file: a few made articles over and over, each with a last line of its own."""
    made = [marked(WORDS - number, SPANS) for number in range(VARIANTS)]
    out = io.BytesIO()
    for number in range(articles):
        one = made[number % VARIANTS]
        spans = [{name: value for name, value in span.items() if name != "put"} for span in one.spans]
        attributions = [{name: value for name, value in put.items() if name != "put"} for put in one.attributions]
        reading = {"kind": "human", "annotator": "A01", "spans": spans, "attributions": attributions}
        text = f"{one.text}\nThe end, {number}."
        known = {"id": number, "external_id": f"made-{number}", "project": "made", "title": f"Made {number}"}
        known |= {"text_sha256": sha256_of(text), "text": text, "sets": [reading], "actors": {}, "topics": {}}
        out.write(orjson.dumps(known) + b"\n")
    return out.getvalue()


def _looked_at() -> tuple[float, float]:
    """The 95th percentile of pages, in seconds: while nothing else happens, and during an import."""
    from django.test import Client

    from annotator.work.models import AnnotationSet
    from bench.corpus import project

    one = project("import")
    client = Client()
    client.force_login(one.created_by)
    session = f"sessionid={client.cookies['sessionid'].value}"
    reading = AnnotationSet.objects.filter(project=one).order_by("pk")[0]
    lists = ("articles/", "queue/", "uploads/", f"articles/{reading.article_id}/", f"sets/{reading.pk}/")
    paths = [f"/projects/import/{name}" for name in lists]
    with serving() as (address, _):
        with Asking(address, session, paths) as idle:
            time.sleep(IDLE)
        with Asking(address, session, paths) as busy:
            _import("again", min(ARTICLES, 2000))
    return idle.p95, busy.p95


def _bare() -> float:
    """Seconds to copy the same rows and build the same indexes, without keys, log or judgement."""
    from django.db import connection

    spent = 0.0
    with connection.cursor() as cursor:
        raw: Cursor[Any] = cursor.cursor
        for table in TABLES:
            spent += _copied(raw.connection, table)
    return spent


def _copied(server: "Connection[Any]", table: str) -> float:
    columns = ", ".join(f'"{name}"' for (name,) in server.execute(_COLUMNS, [table]))
    with server.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) TO STDOUT") as copy:
        rows = b"".join(bytes(block) for block in copy)
    server.execute(f"CREATE TABLE bare (LIKE {table} INCLUDING DEFAULTS INCLUDING GENERATED)")
    indexes = [definition for (definition,) in server.execute(_INDEXES, [table])]
    begun = time.perf_counter()
    with server.cursor() as cursor, cursor.copy(f"COPY bare ({columns}) FROM STDIN") as copy:
        copy.write(rows)
    for number, definition in enumerate(indexes):
        server.execute(_on_bare(definition, table, number))
    spent = time.perf_counter() - begun
    server.execute("DROP TABLE bare")
    return spent


def _on_bare(definition: str, table: str, number: int) -> str:
    before, _, after = definition.partition(f" ON public.{table} ")
    return f"{before.rpartition(' ')[0]} bare_{number} ON bare {after}"


_COLUMNS = """
SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
ORDER BY attnum"""
_INDEXES = "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %s::regclass ORDER BY indexrelid"


if __name__ == "__main__":
    main()
