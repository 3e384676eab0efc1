"""What a worker does for exports, at a doorbell and by the clock."""

from celery import shared_task

from annotator.release.rendered import actions as rendered
from articles.jobs import advance, runs
from articles.models import Job, Project


@runs(rendered.RENDER)
def render_sets(job: Job) -> None:
    """Render what is missing in one project."""
    rendered.render_missing(Project.objects.get(pk=job.subject), tell=lambda done: advance(job, done))


@shared_task(name="release.ask_for_rendering")
def ask_for_rendering() -> int:
    """Ring for every project in which finished readings are not rendered. Runs every few minutes."""
    return rendered.ask_for_rendering()
