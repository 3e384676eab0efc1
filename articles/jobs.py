"""Work in the background: the row is the job, the message only a doorbell.

A room registers what a kind of job does with `@runs("kind")`; an action calls `enqueue` inside its
transaction, and the doorbell rings when it commits. `run` takes the job under a lease. A worker that dies
leaves a lease that ends; a sweep then rings again. After three tries a job is parked with its error.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Self, TypeVar

from celery import current_app
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from articles.models import Job

LEASE = timedelta(minutes=1)  # longer work keeps a `Heart`
BEAT = timedelta(seconds=1)
RING_AGAIN_AFTER = timedelta(seconds=30)
MAX_ATTEMPTS = 3
log = logging.getLogger(__name__)

Work = Callable[[Job], None]
F_ = TypeVar("F_", bound=Work)
_works: dict[str, Work] = {}


class Spoiled(Exception):
    """Raised by work that can never succeed; the message is shown to people and the job is parked at once."""


def runs(kind: str) -> Callable[[F_], F_]:
    """Register the function that does jobs of `kind`. It must be idempotent and may call `advance`."""

    def register(work: F_) -> F_:
        _works[kind] = work
        return work

    return register


def enqueue(kind: str, subject: int, *, total: int = 0) -> Job:
    """Make sure an open job of this kind and subject exists, and ring for it on commit."""
    open_states = [Job.State.QUEUED, Job.State.RUNNING]
    job, _ = Job.objects.get_or_create(kind=kind, subject=subject, state__in=open_states, defaults={"total": total})
    transaction.on_commit(lambda: ring(job.pk), robust=True)
    return job


def ring(job_id: int) -> None:
    """Send the doorbell. A broker that is down is no error: the sweep rings later."""
    current_app.send_task("articles.run_job", [job_id])


def run(job_id: int) -> None:
    """Do the job, if nobody else has it. Called by the Celery task."""
    job = _take(job_id)
    if job is None:
        return
    try:
        _works[job.kind](job)
    except Spoiled as reason:
        _finish(job, Job.State.PARKED, str(reason))
    except Exception as error:  # whatever a job raises, its row must say so
        log.exception("Job %s (%s %s) failed", job.pk, job.kind, job.subject)
        _fail(job, f"{type(error).__name__}: {error}")
    else:
        _finish(job, Job.State.DONE)


def advance(job: Job, progress: int, total: int | None = None, entries: int | None = None) -> None:
    """Tell how far the job is and renew its lease. Not part of the work's own transaction when called outside it."""
    changes: dict[str, object] = {"progress": progress, "lease_until": timezone.now() + LEASE}
    if total is not None:
        changes["total"] = total
    if entries is not None:
        changes["entries"] = entries
    Job.objects.filter(pk=job.pk).update(**changes)


class Heart:
    """Beats while work is inside one long transaction: tells progress and renews the lease on its own connection.

    Inside the `with`, call `tell`; a worker that is killed stops beating, and its lease ends.
    """

    def __init__(self, job: Job) -> None:
        self.progress, self.total, self.entries = job.progress, job.total, 0
        self._job = job
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heart of job {job.pk}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._stopped.set()
        self._thread.join()

    def tell(self, progress: int, total: int, entries: int = 0) -> None:
        """Say how far the work is, and how many entries were met on the way; the next beat passes it on."""
        self.progress, self.total, self.entries = progress, total, entries

    def _beat(self) -> None:
        try:
            while not self._stopped.wait(BEAT.total_seconds()):
                advance(self._job, self.progress, self.total, self.entries)
        finally:
            connection.close()


def waiting() -> list[int]:
    """Jobs whose doorbell was lost or whose worker died: what the sweep rings again."""
    now = timezone.now()
    lost = Q(state=Job.State.QUEUED, created_at__lt=now - RING_AGAIN_AFTER) & (
        Q(lease_until=None) | Q(lease_until__lt=now)
    )
    dead = Q(state=Job.State.RUNNING, lease_until__lt=now)
    return list(Job.objects.filter(lost | dead).order_by("pk").values_list("pk", flat=True)[:500])


def _take(job_id: int) -> Job | None:
    now = timezone.now()
    free = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    exhausted = Job.objects.filter(free, pk=job_id, attempts__gte=MAX_ATTEMPTS)
    exhausted.update(state=Job.State.PARKED, finished_at=now, error="The worker died three times over this job.")
    taken = Job.objects.filter(free, pk=job_id).update(
        state=Job.State.RUNNING, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    return Job.objects.get(pk=job_id) if taken else None


def _fail(job: Job, error: str) -> None:
    if job.attempts >= MAX_ATTEMPTS:
        _finish(job, Job.State.PARKED, error)
        return
    wait = timezone.now() + timedelta(seconds=10 * 3**job.attempts)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, lease_until=wait, error=error)


def _finish(job: Job, state: Job.State, error: str = "") -> None:
    Job.objects.filter(pk=job.pk).update(state=state, finished_at=timezone.now(), error=error, lease_until=None)
