"""What it costs to serve a large file of a release: throughput, CPU, and the memory of the web processes.

    python bench/bench_files.py      MEGABYTES=1024 (default); AT_ONCE=4 clients beside each other

One client takes the whole file, then several at once do; all throw it away. The peak is the largest resident size of
any web process, against what it was before the first download.
"""

import hashlib
import os
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scratch import scratch
from bench.serving import cpu_seconds, peak_memory, serving

MEGABYTE = 2**20
SIZE = int(os.environ.get("MEGABYTES", "1024")) * MEGABYTE
AT_ONCE = int(os.environ.get("AT_ONCE", "4"))
NAME = "data/spans.parquet"


def main() -> None:
    with scratch():
        path = _stored()
        with serving() as (address, pid):
            _take(f"http://{address}{path}MANIFEST.sha256")
            before = peak_memory(pid)
            for clients in (1, AT_ONCE):
                used, begun = cpu_seconds(pid), time.perf_counter()
                with ThreadPoolExecutor(clients) as pool:
                    taken = sum(pool.map(_take, [f"http://{address}{path}{NAME}"] * clients))
                seconds = time.perf_counter() - begun
                assert taken == clients * SIZE, taken
                a_gigabyte = (cpu_seconds(pid) - used) / (taken / 2**30)
                print(
                    f"{clients} at once: {taken / MEGABYTE / seconds:.0f} MB/s, {a_gigabyte:.2f} s CPU a GB, "
                    f"peak {peak_memory(pid) / MEGABYTE:.0f} MB (before {before / MEGABYTE:.0f})"
                )


def _stored() -> str:
    """A release with one large file; the path of its link, to which a file's name is added."""
    from django.utils import timezone

    from annotator.release.files.actions import make_link
    from annotator.release.models import Release, ReleaseFile, release_storage
    from annotator.scheme.models import Scheme
    from bench.corpus import project

    owner = project("files")
    scheme = Scheme.objects.filter(project=owner).first() or Scheme.objects.create(project=owner, version=1)
    release = Release.objects.create(
        project=owner, number=1, title="Large", by=owner.created_by, scheme=scheme, rights="full"
    )
    block = os.urandom(MEGABYTE)
    for name, size in ((NAME, SIZE), ("MANIFEST.sha256", MEGABYTE)):
        place = Path(release_storage().path(f"{release.folder}/{name}"))
        place.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with place.open("wb") as file:
            for _ in range(size // MEGABYTE):
                file.write(block)
                digest.update(block)
        ReleaseFile.objects.create(
            release=release, name=name, media_type="application/octet-stream", bytes=size, sha256=digest.hexdigest()
        )
    Release.objects.filter(pk=release.pk).update(built_at=timezone.now(), sha256="0" * 64)
    release.refresh_from_db()
    return make_link(release, by=owner.created_by)[0].address


def _take(url: str) -> int:
    taken, room = 0, memoryview(bytearray(MEGABYTE))
    with urllib.request.urlopen(url, timeout=120) as answer:
        while read := answer.readinto(room):
            taken += read
    return taken


if __name__ == "__main__":
    main()
