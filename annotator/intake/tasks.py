"""What a worker does for the intake: it reads files, and adds what was proposed when there is much of it."""

from annotator.intake import actions
from annotator.intake.collecting import collecting_rarely
from annotator.intake.receiving import actions as receiving
from annotator.intake.sandbox import Told
from annotator.intake.states import ADD, READ
from articles.access import Refusal
from articles.drafts import Fault
from articles.jobs import Heart, Spoiled, runs
from articles.models import Job, Upload


@runs(READ)
def read_upload(job: Job) -> None:
    """Read one upload. A file that cannot be read is not tried again."""
    upload, told = Upload.objects.get(pk=job.subject), Told()
    with Heart(job) as heart, collecting_rarely():
        try:
            receiving.read_upload(upload, tell=lambda done, total: heart.tell(done, total, told.entries), told=told)
        except (Fault, Refusal) as no:
            receiving.note_unreadable(upload, code=no.code, reason=no.message, told=told)
            raise Spoiled(no.message) from no


@runs(ADD)
def add_upload(job: Job) -> None:
    """Add everything an upload proposes."""
    with Heart(job) as heart, collecting_rarely():
        try:
            actions.add_proposed(Upload.objects.get(pk=job.subject), tell=heart.tell)
        except Refusal as no:
            raise Spoiled(no.message) from no
