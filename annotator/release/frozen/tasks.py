"""What a worker does for releases: it builds them."""

import time

from annotator.release.frozen import extra
from annotator.release.frozen.actions import BUILD, HELP, call_for_help, finish_release, note_failure
from annotator.release.frozen.building import build
from annotator.release.frozen.storing import workshop, workshops
from annotator.release.models import Release
from articles.access import Can, Refusal, require
from articles.jobs import Heart, Spoiled, runs
from articles.models import Job

LOOKS_EVERY = 1.0  # seconds: how soon a cancelled build stops


@runs(BUILD)
def build_release(job: Job) -> None:
    """Build one release. A built one is left alone; what was refused is not tried again."""
    release = Release.objects.select_related("project", "scheme", "by").get(pk=job.subject)
    if release.built_at:
        return
    try:
        require(release.by, Can.RELEASE, release.project)
        with Heart(job) as heart, workshop(release) as folder:
            facts = build(
                release,
                folder / "release",
                folder,
                _Watch(release, heart),
                call_for_help=lambda: call_for_help(release),
            )
            finish_release(release, by=release.by, folder=folder / "release", facts=facts)
    except Refusal as no:
        note_failure(release, by=None, reason=no.message)
        raise Spoiled(no.message) from no


@runs(HELP)
def help_build_release(job: Job) -> None:
    """Make files of a release that another worker builds. When that one is done, or was stopped, there are none."""
    with Heart(job):
        for folder in workshops(job.subject):
            extra.lend_a_hand(folder)


class _Watch:
    """Tells how far a build is, and ends it when it was cancelled."""

    def __init__(self, release: Release, heart: Heart) -> None:
        self._release, self._heart, self._looked = release, heart, 0.0

    def __call__(self, done: int, total: int) -> None:
        self._heart.tell(done, total)
        if time.monotonic() - self._looked < LOOKS_EVERY:
            return
        self._looked = time.monotonic()
        if why := Release.objects.values_list("failure", flat=True).get(pk=self._release.pk):
            raise Spoiled(why)
