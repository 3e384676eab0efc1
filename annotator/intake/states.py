"""How far an upload is: derived from its timestamps and its newest job, never stored. It only reads."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Job, Upload

READ = "read_upload"
ADD = "add_upload"


class State(TextChoices):
    """What an upload is waiting for."""

    QUEUED = "queued", gettext_lazy("Waiting")
    READING = "reading", gettext_lazy("Being read")
    READY = "ready", gettext_lazy("To be looked at")
    ADDING = "adding", gettext_lazy("Being added")
    DONE = "done", gettext_lazy("Done")
    FAILED = "failed", gettext_lazy("Not read")


@dataclass(frozen=True)
class Progress:
    """The state of one upload, how far its job is in bytes or articles, and why it failed.

    `entries` is what was found in the file so far: files of an archive, articles of a list.
    """

    state: State
    done: int = 0
    total: int = 0
    code: str = ""
    reason: str = ""
    entries: int = 0

    @property
    def moves(self) -> bool:
        """Whether a worker is about to change it."""
        return self.state in (State.QUEUED, State.READING, State.ADDING)

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0


def counts_of(upload: Upload) -> dict[str, int]:
    """How many items there are in each state; `known` counts those that were articles before."""
    found: dict[str, int] = upload.report.get("counts", {})
    return found


def progress_of(upload: Upload) -> Progress:
    return progress_of_all([upload])[upload.pk]


def progress_of_all(uploads: Iterable[Upload]) -> dict[int, Progress]:
    """The state of each upload by its key, in one query."""
    found = list(uploads)
    jobs = Job.objects.filter(subject__in=[upload.pk for upload in found], kind__in=[READ, ADD])
    newest = {job.subject: job for job in jobs.order_by("subject", "pk")}
    return {upload.pk: _progress(upload, newest.get(upload.pk)) for upload in found}


def _progress(upload: Upload, job: Job | None) -> Progress:
    entries = _entries(upload, job)
    if upload.accepted_at:
        return Progress(State.DONE, upload.bytes, upload.bytes, entries=entries)
    if job is None:
        return Progress(State.READY if upload.read_at else State.QUEUED, entries=entries)
    if job.state == Job.State.PARKED:
        state = State.READY if job.kind == ADD else State.FAILED
        code, reason = upload.report.get("code") or "parked", upload.report.get("reason") or _parked(job)
        return Progress(state, job.progress, job.total, code, reason, entries)
    if job.state == Job.State.DONE:
        return Progress(State.READY, entries=entries)
    running = State.ADDING if job.kind == ADD else State.READING
    state = State.QUEUED if job.state == Job.State.QUEUED else running
    return Progress(state, job.progress, job.total, entries=entries)


def _entries(upload: Upload, job: Job | None) -> int:
    """While a file is read the worker tells it; afterwards what is stored is counted."""
    if job and job.kind == READ and job.state != Job.State.DONE:
        return job.entries
    return sum(counts_of(upload).values())


def _parked(job: Job) -> str:
    """A person cannot act on the name of an exception, but whoever they ask can."""
    return _("It was tried %(times)s times and failed. Try again, or show this to whoever runs Ascribe: %(error)s") % {
        "times": job.attempts,
        "error": job.error,
    }
