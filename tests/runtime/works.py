"""Jobs that only exist in tests: a good one, one that takes long the first time, and one that kills its worker."""

import os
import signal
import time
from datetime import timedelta

from annotator.runtime import kombu_postgres
from articles import jobs
from articles.models import Job

kombu_postgres.LEASE = 1.0
jobs.LEASE = timedelta(seconds=1)


@jobs.runs("test_quick")
def quick(job: Job) -> None:
    jobs.advance(job, 1)


@jobs.runs("test_slow_at_first")
def slow_at_first(job: Job) -> None:
    if job.attempts == 1:
        time.sleep(60)


@jobs.runs("test_deadly")
def deadly(job: Job) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
