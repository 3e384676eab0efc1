"""What those who work notice of files made to exhaust whoever opens them, while a worker reads these.

    python bench/bench_bombs.py      ROUNDS=6, ARTICLES=2000, EVERY=1 (2: every other bomb)

Somebody looks at pages of a project without a pause worth the name; in turn nothing is read and a share of the bombs of
the tests is, for as long each. The 95th percentiles of the same pages in the same run are compared. A file that merely
keeps a worker as busy is measured in the same way, to tell what is the bombs' from what any import costs.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.asking import Asking
from bench.scratch import REPOSITORY, scratch
from bench.serving import serving

ROUNDS = int(os.environ.get("ROUNDS", "6"))
ARTICLES = int(os.environ.get("ARTICLES", "2000"))
EVERY = int(os.environ.get("EVERY", "1"))
LEAST = 8.0  # seconds of a round: the 95th percentile of a few dozen pages says nothing
LIMIT = 3
WORK = """
import django; django.setup()
import sys
from annotator.intake import tasks
from articles import jobs
from articles.models import Job
for _asked in sys.stdin:
    while number := Job.objects.filter(state="queued").order_by("pk").values_list("pk", flat=True).first():
        jobs.run(number)
    print("done", flush=True)
"""
Files = list[tuple[str, bytes]]


def main() -> None:
    with scratch():
        from articles import jobs
        from bench.corpus import fill, project

        jobs.ring = lambda job_id: None
        seen, into = project("seen"), project("read")
        fill(seen, articles=ARTICLES)
        bombs, plain = _bombs(), _plain()
        times: dict[str, list[float]] = {"nothing": [], "bombs": [], "plain": []}
        with serving() as (address, _web), _worker() as worker:
            asking = _asking(address, seen)
            for number in range(ROUNDS):
                seconds = _during(asking, times["bombs"], partial(_read, into, bombs[number::ROUNDS], worker))
                _during(asking, times["nothing"], partial(time.sleep, seconds))
                _during(asking, times["plain"], partial(_read, into, plain, worker))
    quiet, busy, usual = (statistics.quantiles(times[name], n=20)[-1] for name in ("nothing", "bombs", "plain"))
    load = f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
    print(f"{len(bombs)} bombs read by a worker, {len(times['bombs'])} pages meanwhile; {load}")
    print(f"  95th percentile of a page {busy * 1e3:.0f} ms, {busy / quiet:.1f} times (at most {LIMIT}) the", end=" ")
    print(f"{quiet * 1e3:.0f} ms while nothing is read; while plain text is read {usual / quiet:.1f} times")


def _bombs() -> Files:
    from tests.intake import test_bombs, test_bombs_in_documents

    named = [*test_bombs.BOMBS.values(), *test_bombs_in_documents.BOMBS.values()][::EVERY]
    made = [(name, make()) for name, make in named]
    return [(name, content.encode() if isinstance(content, str) else content) for name, content in made]


def _plain() -> Files:
    from bench.bench_zip import zipped

    return [("plain.zip", zipped(500))]


def _asking(address: str, one: Any) -> Callable[[], Asking]:
    from django.test import Client

    client = Client()
    client.force_login(one.created_by)
    session = f"sessionid={client.cookies['sessionid'].value}"
    reading = one.sets.order_by("pk").values_list("pk", "article_id").first()
    paths = [f"/projects/seen/{page}" for page in ("articles/", f"articles/{reading[1]}/", f"sets/{reading[0]}/")]
    return lambda: Asking(address, session, paths)


def _during(asking: Callable[[], Asking], times: list[float], happens: Callable[[], object]) -> float:
    """Ask for pages while something happens, again and again until the round is long enough; seconds it took."""
    begun = time.monotonic()
    with asking() as asked:
        happens()
        while time.monotonic() - begun < LEAST:
            happens()
    times += asked.times
    return time.monotonic() - begun


def _read(one: Any, files: Files, worker: "subprocess.Popen[str]") -> None:
    """Upload files and wait until the worker has done with them; what is refused at once is."""
    from django.core.files.base import ContentFile

    from annotator.intake.receiving.actions import receive_upload
    from articles.access import Refusal

    for name, content in files:
        try:
            receive_upload(project=one, file=ContentFile(content, name), filename=name, by=one.created_by)
        except Refusal:
            continue
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write("read\n")
    worker.stdin.flush()
    assert worker.stdout.readline() == "done\n"


@contextmanager
def _worker() -> Iterator["subprocess.Popen[str]"]:
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, "-c", WORK], cwd=REPOSITORY, text=True, **pipes) as worker:
        yield worker
        assert worker.stdin is not None
        worker.stdin.close()


if __name__ == "__main__":
    main()
