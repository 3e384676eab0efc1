"""What a release costs: against the bare COPY of its rows, in memory, and with two workers.

    python bench/bench_release.py      SPANS=20000 (default), at 50 spans an article; ROUNDS=1

The bare COPY is psql copying the nested lines and the rows of spans to /dev/null, one after the other. A build runs
in a process of its own, as in a worker: first alone, then with a second one that helps, as when two workers are idle,
then two builds at once, against one after the other. Tables and nested lines are what is there when help is called
for; the memory is the peak of a process by the operating system's account.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scratch import scratch
from bench.serving import cpu_seconds

if TYPE_CHECKING:
    from annotator.release.models import Release
    from annotator.runtime.postgres import EmbeddedPostgres

SPANS = int(os.environ.get("SPANS", "20000"))
ROUNDS = int(os.environ.get("ROUNDS", "1"))
SPANS_AN_ARTICLE = 50
KILOBYTES_A_MEGABYTE = 1024


Told = tuple[float, float, float, float]
"""Seconds until the tables were there, and until all was; megabytes and CPU seconds of the process that had most."""


def main() -> None:
    if len(sys.argv) > 1:
        WORK[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3]))
        return
    with scratch() as server:
        release = _asked(server)
        assert server.process is not None
        database = partial(cpu_seconds, server.process.pid)
        bare, alone, helped, both, cpu = [], [], [], [], []
        for _ in range(ROUNDS):
            before = database() + _children()
            bare.append(sum(_copied(server, statement) for statement in _statements(release)))
            copying, before = database() + _children() - before, database()
            alone.append(_built(release))
            cpu.append((alone[-1][3] + database() - before) / copying)
            helped.append(_built(release, helpers=1))
            with ThreadPoolExecutor(2) as pool:
                both.append(max(one[1] for one in pool.map(_built, (release, release))))
        copy, whole = statistics.median(bare), statistics.median(one[1] for one in alone)
        rows, shared = statistics.median(one[0] for one in alone), statistics.median(one[1] for one in helped)
        peak = max(one[2] for one in (*alone, *helped))
        load = os.getloadavg()[0]
        print(f"{SPANS:>9,} spans, bare COPY {copy:.1f} s; load {load:.0f} on {os.cpu_count()} cores")
        print(f"  JSONL and tables (Parquet, CSV, JSONL) {rows:.1f} s: {rows / copy:.1f} times (at most 4)")
        print(f"  with all formats {whole:.1f} s: {whole / copy:.1f} times")
        print(f"  CPU of worker and database against CPU of psql and database: {statistics.median(cpu):.1f} times")
        print(f"  with a second worker helping {shared:.1f} s: {whole / shared:.2f} times as fast (at least 1.4)")
        divided = statistics.median(one[3] for one in alone) / statistics.median(one[3] for one in helped)
        print(f"  CPU of the busier one of two {divided:.2f} times less than alone: as fast on two free cores")
        print(f"  two releases by two workers: {2 * whole / statistics.median(both):.2f} times one after the other")
        print(f"  peak of a worker {peak:.0f} MB (at most 400)")


def build(key: int, folder: Path) -> None:
    """Build a release, and print the seconds until the tables were there, until all was, and megabytes."""
    _set_up()
    from annotator.release.frozen import building, extra
    from annotator.release.models import Release

    release = Release.objects.select_related("project", "scheme", "by").get(pk=key)
    further: list[float] = []
    done = extra.Work.done

    def timed(work: extra.Work, tell: extra.Tell) -> dict[str, tuple[str, int | None]]:
        further.append(time.perf_counter() - began)
        return done(work, tell)

    began, used = time.perf_counter(), time.process_time()
    with patch.object(extra.Work, "done", timed):
        building.build(release, folder / "release", folder, lambda done, total: None)
    print(further[0], time.perf_counter() - began, _megabytes(), time.process_time() - used)


def lend_a_hand(_key: int, folder: Path) -> None:
    """Help with the release that is built in a folder, once it can be."""
    _set_up()
    from annotator.release.frozen import extra

    while not (folder / extra.PLAN).exists():
        time.sleep(0.02)
    used = time.process_time()
    extra.lend_a_hand(folder)
    print(0, 0, _megabytes(), time.process_time() - used)


WORK = {"build": build, "help": lend_a_hand}


def _set_up() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    django.setup()


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_A_MEGABYTE


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _built(release: "Release", *, helpers: int = 0) -> Told:
    with tempfile.TemporaryDirectory() as folder:
        work = [_started("build", release, folder), *(_started("help", release, folder) for _ in range(helpers))]
        told = [_finished(running) for running in work]
    return told[0][0], told[0][1], max(one[2] for one in told), max(one[3] for one in told)


def _asked(server: "EmbeddedPostgres") -> "Release":
    from annotator.release.frozen.actions import make_release
    from annotator.release.frozen.asking import Wish
    from articles.models import Article
    from bench.corpus import project
    from bench.multiplying import fill_fast

    into = project(f"spans-{SPANS}")
    if not Article.objects.filter(project=into).exists():
        fill_fast(server, into, articles=SPANS // SPANS_AN_ARTICLE, spans=SPANS_AN_ARTICLE)
    return make_release(into, Wish(title="Bench", rights="full"), by=into.created_by)


def _statements(release: "Release") -> list[str]:
    from annotator.release.frozen.asking import selection_of
    from annotator.release.lines import csv, jsonl
    from annotator.release.stream import RAW_JSON, WITH_HEADER

    selection = selection_of(release)
    return [
        f"COPY ({jsonl(selection)}) TO STDOUT {RAW_JSON}",
        f"COPY ({csv(selection)}) TO STDOUT {WITH_HEADER}",
    ]


def _copied(server: "EmbeddedPostgres", statement: str) -> float:
    from bench.bench_export import _psql

    began = time.perf_counter()
    _psql(server, statement)
    return time.perf_counter() - began


def _started(what: str, release: "Release", folder: str) -> "subprocess.Popen[str]":
    command = [sys.executable, __file__, what, str(release.pk), folder]
    # in a session of its own, because Linux divides a busy machine among sessions, not among processes
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)


def _finished(running: "subprocess.Popen[str]") -> Told:
    told, _ = running.communicate()
    if running.returncode:
        raise SystemExit("a build failed")
    tables, seconds, megabytes, cpu = map(float, told.split())
    return tables, seconds, megabytes, cpu


if __name__ == "__main__":
    main()
