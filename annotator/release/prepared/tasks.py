"""What a worker does for large exports, at a doorbell and by the clock."""

from celery import shared_task

from annotator.release.prepared import actions
from annotator.release.prepared.building import build
from articles.jobs import runs
from articles.models import Job


@runs(actions.KIND)
def prepare_export(job: Job) -> None:
    build(job)


@shared_task(name="release.sweep_prepared_exports")
def sweep_prepared_exports() -> int:
    """Remove what has expired. Runs every hour."""
    return actions.sweep()
