"""The door opened by the clock and by doorbells."""

import time

from celery import shared_task

from articles import jobs
from articles.conventions import actions, rates


@shared_task(name="articles.run_job")
def run_job(job_id: int) -> None:
    """Do one job. Ringing twice is harmless."""
    jobs.run(job_id)


@shared_task(name="articles.ring_lost_jobs")
def ring_lost_jobs() -> int:
    """Ring again for jobs whose doorbell was lost or whose worker died. Runs every minute."""
    lost = jobs.waiting()
    for job_id in lost:
        jobs.ring(job_id)
    return len(lost)


@shared_task(name="articles.sweep")
def sweep() -> None:
    """Drop what the API need not remember any more. Runs every hour."""
    actions.sweep(int(time.time()) // rates.WINDOW - 2)
