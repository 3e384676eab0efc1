"""What the live export costs: against the bare COPY by psql, to the first byte, and in memory.

    python bench/bench_export.py      SPANS=1000000,100000 (default), at 50 spans an article; ROUNDS=3

The very same SQL is copied by psql to /dev/null and streamed by the product's web server to a client that throws it
away, in turns; the ratio is of their medians. The peak is the largest resident size of any web process so far, so
the smaller size goes first.
"""

import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scratch import scratch
from bench.serving import peak_memory, serving

if TYPE_CHECKING:
    from annotator.runtime.postgres import EmbeddedPostgres

SIZES = sorted(int(size) for size in os.environ.get("SPANS", "100000,1000000").split(","))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SPANS_AN_ARTICLE = 50
MEGABYTE = 2**20
CHUNK = 2**18


def main() -> None:
    with scratch() as server:
        for size in SIZES:
            _fill(size)
        with serving() as (address, pid):
            for size in SIZES:
                _measure(server, address, pid, size)


def _fill(size: int) -> None:
    from articles.models import Article
    from bench.corpus import fill, project

    into = project(f"spans-{size}")
    if not Article.objects.filter(project=into).exists():
        fill(into, articles=size // SPANS_AN_ARTICLE, spans=SPANS_AN_ARTICLE)


def _measure(server: "EmbeddedPostgres", address: str, pid: int, size: int) -> None:
    from annotator.release.filters import Selection
    from annotator.release.lines import jsonl
    from annotator.release.stream import RAW_JSON
    from articles.access import Scope
    from articles.actions import create_token
    from bench.corpus import project

    one = project(f"spans-{size}")
    by = one.created_by
    _, token = create_token(user=by, project=one, scope=Scope.READ, by=by)
    statement = f"COPY ({jsonl(Selection.of(one, by, {}))}) TO STDOUT {RAW_JSON}"
    url = f"http://{address}/api/v1/projects/{one.slug}/export/?as=jsonl&trailer=1"
    bare, streamed, first, received = [], [], [], 0
    for _ in range(ROUNDS):
        bare.append(_timed(lambda: _psql(server, statement)))
        begun = time.perf_counter()
        first_byte, received = _download(url, token)
        streamed.append(time.perf_counter() - begun)
        first.append(first_byte)
    ratio = statistics.median(bare) / statistics.median(streamed)
    print(
        f"{size:>9,} spans, {received / MEGABYTE:.0f} MB: psql {statistics.median(bare):.1f} s, "
        f"live export {statistics.median(streamed):.1f} s: {ratio:.2f} of psql's speed (at least 0.5); "
        f"first byte {max(first):.2f} s (under 1); "
        f"peak of a web process {peak_memory(pid) / MEGABYTE:.0f} MB (under 200)",
        flush=True,
    )


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _psql(server: "EmbeddedPostgres", statement: str) -> None:
    command = server.identity.command("psql", "--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", "-d", server.url())
    settings = "SET TIME ZONE 'UTC'; SET jit = off;"
    with open(os.devnull, "wb") as nowhere:
        subprocess.run(command, input=f"{settings}\n{statement};\n".encode(), stdout=nowhere, check=True, cwd="/")


def _download(url: str, token: str) -> tuple[float, int]:
    """Seconds to the first byte, and bytes in all."""
    begun, received = time.perf_counter(), 0
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        answer.read(1)
        first = time.perf_counter() - begun
        while chunk := answer.read(CHUNK):
            received += len(chunk)
    return first, received + 1


if __name__ == "__main__":
    main()
