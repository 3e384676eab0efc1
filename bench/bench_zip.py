"""What a ZIP of plain texts costs: from its upload to the last article, with two workers.

    python bench/bench_zip.py      TEXTS=1000 (the stated number is 10000), 500 words each

Two workers run as long as there are jobs; a file is one job, so the second does not help the first.
"""

import io
import os
import random
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.corpus import WORDS
from bench.scratch import REPOSITORY, scratch

TEXTS = int(os.environ.get("TEXTS", "1000"))
WORKERS = 2
WORK = """
import django; django.setup()
from annotator.intake import tasks
from articles import jobs
from articles.models import Job
while number := Job.objects.filter(state="queued").order_by("pk").values_list("pk", flat=True).first():
    jobs.run(number)
"""
MEGABYTE = 2**20


def main() -> None:
    with scratch():
        from django.core.files.base import ContentFile

        from annotator.intake.receiving.actions import receive_upload
        from articles import jobs
        from articles.models import Article
        from bench.corpus import project

        jobs.ring = lambda job_id: None
        one = project("zip")
        file = ContentFile(zipped(TEXTS), "made.zip")
        begun = time.perf_counter()
        upload = receive_upload(project=one, file=file, filename="made.zip", by=one.created_by)
        workers = [subprocess.Popen([sys.executable, "-c", WORK], cwd=REPOSITORY) for _ in range(WORKERS)]
        assert [worker.wait() for worker in workers] == [0] * WORKERS
        seconds = time.perf_counter() - begun
        upload.refresh_from_db()
        assert Article.objects.filter(project=one).count() == TEXTS, upload.report
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(
        f"{TEXTS:,} texts in a ZIP: {seconds:.1f} s with {WORKERS} workers (10,000 under 180); "
        f"largest process {memory / MEGABYTE:.0f} MB (under 300)"
    )


def zipped(texts: int) -> bytes:
    """So many texts of 500 words in paragraphs of fifty, each another."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(texts):
            words = random.Random(number).choices(WORDS, k=500)
            paragraphs = [" ".join(words[at : at + 50]).capitalize() + "." for at in range(0, 500, 50)]
            archive.writestr(f"texts/{number:05}.txt", f"Made {number}\n\n" + "\n\n".join(paragraphs))
    return out.getvalue()


if __name__ == "__main__":
    main()
