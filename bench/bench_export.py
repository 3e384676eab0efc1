"""What the live export costs: against the bare COPY by psql, to the first byte, and in memory.

    python bench/bench_export.py      SPANS=1000000,100000 (default), at 50 spans an article; ROUNDS=3
    SIZE=10m python bench/bench_export.py      ten million spans, memory only

Bare is psql copying to /dev/null the SQL that builds the lines from rows; then what is rendered once a revision is
rendered, and the product's web server streams to a client that throws it away. Filtered exports and CSV are copied and
streamed in turns. Ratios are of medians. The peak is the largest resident size of any web process so far, so the
smaller size goes first.
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

MEMORY_ONLY = os.environ.get("SIZE") == "10m"
SIZES = sorted(int(n) for n in ("10000000" if MEMORY_ONLY else os.environ.get("SPANS", "100000,1000000")).split(","))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SPANS_AN_ARTICLE = 50
MEGABYTE = 2**20
CHUNK = 2**18


def main() -> None:
    with scratch() as server:
        for size in SIZES:
            _fill(server, size)
        with serving() as (address, pid):
            for size in SIZES:
                _measure(server, address, pid, size)


def _fill(server: "EmbeddedPostgres", size: int) -> None:
    from articles.models import Article
    from bench.corpus import project
    from bench.multiplying import fill_fast

    into = project(f"spans-{size}")
    if not Article.objects.filter(project=into).exists():
        took = _timed(lambda: fill_fast(server, into, articles=size // SPANS_AN_ARTICLE, spans=SPANS_AN_ARTICLE))
        print(f"{size:>9,} spans loaded in {took:.0f} s", flush=True)


def _measure(server: "EmbeddedPostgres", address: str, pid: int, size: int) -> None:
    from annotator.release import lines
    from annotator.release.filters import Selection
    from annotator.release.rendered.actions import render_missing
    from annotator.release.rendered.models import Rendered
    from annotator.release.stream import RAW_JSON, WITH_HEADER
    from articles.access import Scope
    from articles.actions import create_token
    from bench.corpus import project

    one = project(f"spans-{size}")
    by = one.created_by
    _, token = create_token(user=by, project=one, scope=Scope.READ, by=by)
    url = f"http://{address}/api/v1/projects/{one.slug}/export/?as="
    everything, narrow = Selection.of(one, by, {}), Selection.of(one, by, {"kind": {"claim"}})
    built = f"COPY ({lines.jsonl(everything)}) TO STDOUT {RAW_JSON}"
    Rendered.objects.all().delete()
    bare = [] if MEMORY_ONLY else [_timed(lambda: _psql(server, built)) for _ in range(ROUNDS)]
    rendering = _timed(lambda: render_missing(one))
    whole = [_download(f"{url}jsonl&trailer=1", token) for _ in range(1 if MEMORY_ONLY else ROUNDS)]
    _say(f"{size:>9,} spans, {whole[0][2] / MEGABYTE:.0f} MB, rendered once in {rendering:.1f} s", bare, whole, 1)
    if not MEMORY_ONLY:
        csv = f"COPY ({lines.csv(everything)}) TO STDOUT {WITH_HEADER}"
        claims = f"COPY ({lines.jsonl(narrow)}) TO STDOUT {RAW_JSON}"
        for name, statement, query in (("CSV", csv, "csv"), ("only claims", claims, "jsonl&kind=claim")):
            pairs = [
                (_timed(lambda made=statement: _psql(server, made)), _download(url + query, token))
                for _ in range(ROUNDS)
            ]
            _say(f"          {name}", [pair[0] for pair in pairs], [pair[1] for pair in pairs], 0.6)
    print(f"          peak of a web process {peak_memory(pid) / MEGABYTE:.0f} MB (at most 150)", flush=True)


def _say(what: str, bare: list[float], streamed: list[tuple[float, float, int]], limit: float) -> None:
    took, first = statistics.median(one[1] for one in streamed), max(one[0] for one in streamed)
    middle = statistics.median(bare or [0.0])
    ratio = f"psql {middle:.1f} s: {middle / took:.2f} of its speed (at least {limit})"
    print(f"{what}: {took:.1f} s; {ratio if bare else 'no ratio'}; first byte {first:.2f} s (at most 0.5)", flush=True)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _psql(server: "EmbeddedPostgres", statement: str) -> None:
    command = server.identity.command("psql", "--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", "-d", server.url())
    settings = "SET TIME ZONE 'UTC'; SET jit = off;"
    with open(os.devnull, "wb") as nowhere:
        subprocess.run(command, input=f"{settings}\n{statement};\n".encode(), stdout=nowhere, check=True, cwd="/")


def _download(url: str, token: str) -> tuple[float, float, int]:
    """Seconds to the first byte and to the last, and bytes in all."""
    begun, received = time.perf_counter(), 1
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        answer.read(1)
        first = time.perf_counter() - begun
        while chunk := answer.read(CHUNK):
            received += len(chunk)
    return first, time.perf_counter() - begun, received


if __name__ == "__main__":
    main()
