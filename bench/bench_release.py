"""What a release costs: against the bare COPY of its rows, in memory, and with two workers.

    python bench/bench_release.py      SPANS=1000000 (default), at 50 spans an article

The bare COPY is psql copying the nested lines and the rows of spans to /dev/null, one after the other. A build runs
in a process of its own, as in a worker, and is timed from its first query to its last file; the memory is the peak
of that process by the operating system's account. Two builds at once are compared with one after the other.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scratch import scratch

if TYPE_CHECKING:
    from annotator.release.models import Release
    from annotator.runtime.postgres import EmbeddedPostgres

SPANS = int(os.environ.get("SPANS", "1000000"))
SPANS_AN_ARTICLE = 50
KILOBYTES_A_MEGABYTE = 1024


def main() -> None:
    if len(sys.argv) > 1:
        build(int(sys.argv[1]))
        return
    with scratch() as server:
        release = _asked()
        bare = sum(_copied(server, statement) for statement in _statements(release))
        seconds, megabytes = _finished(_started(release))
        began = time.perf_counter()
        for running in (_started(release), _started(release)):
            _finished(running)
        both = time.perf_counter() - began
        print(
            f"{SPANS:>9,} spans: bare COPY {bare:.1f} s, release with all formats {seconds:.1f} s: "
            f"{seconds / bare:.1f} times (at most 4); peak {megabytes:.0f} MB (under 400); "
            f"two workers {2 * seconds / both:.2f} times one (at least 1.4)"
        )


def build(key: int) -> None:
    """Build a release into a folder that is thrown away, and print seconds and megabytes."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    django.setup()
    from annotator.release.frozen import building
    from annotator.release.models import Release

    release = Release.objects.select_related("project", "scheme", "by").get(pk=key)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        building.build(release, Path(folder) / "release", Path(folder), lambda done, total: None)
        seconds = time.perf_counter() - began
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_A_MEGABYTE)


def _asked() -> "Release":
    from annotator.release.frozen.actions import make_release
    from annotator.release.frozen.asking import Wish
    from articles.models import Article
    from bench.corpus import fill, project

    into = project(f"spans-{SPANS}")
    if not Article.objects.filter(project=into).exists():
        fill(into, articles=SPANS // SPANS_AN_ARTICLE, spans=SPANS_AN_ARTICLE)
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


def _started(release: "Release") -> "subprocess.Popen[str]":
    command = [sys.executable, __file__, str(release.pk)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _finished(running: "subprocess.Popen[str]") -> tuple[float, float]:
    told, _ = running.communicate()
    if running.returncode:
        raise SystemExit("a build failed")
    seconds, megabytes = map(float, told.split())
    return seconds, megabytes


if __name__ == "__main__":
    main()
