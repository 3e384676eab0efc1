"""What a live export costs those who save meanwhile, and what it costs to ask only for what changed.

    python bench/bench_beside.py      ARTICLES=20000 (default), SPANS=5 each; BENCH_HOME keeps them for the next time

Sixteen editors save one span every two seconds, alone and then while exports of the whole project are downloaded,
one after the other; the 95th percentiles are compared. Then one reading is written, and a client asks for what changed
since its last export: against that export, and against the SQL that finds the articles, run by itself.
"""

import json
import os
import random
import statistics
import sys
import threading
import time
import urllib.request
from base64 import urlsafe_b64decode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.bench_save import CLIENTS, Save, newsroom, through_http
from bench.scratch import scratch
from bench.serving import serving

ARTICLES = int(os.environ.get("ARTICLES", "20000"))
SPANS = int(os.environ.get("SPANS", "5"))
EACH, EVERY = 10, 2.0  # saves an editor, seconds between them
LIMIT = 3


def main() -> None:
    with scratch():
        room, slug = newsroom(f"newsroom-{os.getpid()}"), f"large-{ARTICLES}"
        _fill(slug)
        with serving() as (address, _web):
            url, token = f"http://{address}/api/v1/projects/{slug}/export/?as=jsonl&trailer=1", _reading(slug)
            seconds, cursor = _exported(url, token)
            save = through_http(address, room)
            for n in range(CLIENTS):
                save(n)
            idle = _p95(save)
            exports, busy = _beside(url, token, save)
            load = f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
            print(f"{CLIENTS} editors saving: 95th percentile {idle * 1e3:.0f} ms; {load}")
            print(f"  during {exports} exports {busy * 1e3:.0f} ms: {busy / idle:.1f} times (at most {LIMIT})")
            _changes(slug, url, token, seconds, cursor)


def _fill(slug: str) -> None:
    from articles.models import Article
    from bench.corpus import fill, project

    into = project(slug)
    if not Article.objects.filter(project=into).exists():
        fill(into, articles=ARTICLES, spans=SPANS)


def _reading(slug: str) -> str:
    from articles.access import Scope
    from articles.actions import create_token
    from bench.corpus import project

    one = project(slug)
    return create_token(user=one.created_by, project=one, scope=Scope.READ, by=one.created_by)[1]


def _exported(url: str, token: str) -> tuple[float, str]:
    """Seconds, and where it stood."""
    begun, last = time.perf_counter(), b""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        for line in answer:
            last = line
    return time.perf_counter() - begun, str(json.loads(last)["cursor"])


def _beside(url: str, token: str, save: Save) -> tuple[int, float]:
    """How many exports came to their end, and the percentile while they ran."""
    over, count = threading.Event(), 0

    def export() -> None:
        nonlocal count
        while not over.is_set():
            _exported(url, token)
            count += 1

    exporting = threading.Thread(target=export)
    exporting.start()
    try:
        slow = _p95(save)
    finally:
        over.set()
        exporting.join()
    return count, slow


def _p95(save: Save) -> float:
    times: list[float] = []

    def editor(n: int) -> None:
        time.sleep(random.Random(n).random() * EVERY)
        for _ in range(EACH):
            begun = time.perf_counter()
            save(n)
            times.append(time.perf_counter() - begun)
            time.sleep(max(0.0, begun + EVERY - time.perf_counter()))

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(editor, range(CLIENTS)))
    return statistics.quantiles(times, n=20)[18]


def _changes(slug: str, url: str, token: str, whole: float, cursor: str) -> None:
    from django.db import connection

    from annotator.release.changed import statements
    from annotator.work.models import AnnotationSet
    from bench.corpus import project

    one = project(slug)
    AnnotationSet.objects.filter(project=one).order_by("pk").first().save()  # type: ignore[union-attr]
    since = int(urlsafe_b64decode(cursor).decode().split(":")[2])
    touched = statements.touched(project=one.pk, by=one.created_by_id, since=since, seen="true", known="true")
    with connection.cursor() as rows:
        begun = time.perf_counter()
        rows.execute(touched)
        found, alone = len(rows.fetchall()), time.perf_counter() - begun
    asked = min(_exported(f"{url}&changed_since={cursor}", token)[0] for _ in range(3))
    print(f"{ARTICLES:,} articles, all of them {whole:.1f} s; what changed {asked:.2f} s, {asked / whole:.2f} of that")
    print(f"  the SQL that finds the {found} changed: {alone * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
