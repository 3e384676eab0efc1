"""What pages and the API tell of releases: how far they are, what they hold, how they are cited."""

from typing import Any

from django.db.models import QuerySet

from annotator.release.frozen import described
from annotator.release.frozen.comparing import Comparison, Side, compare
from annotator.release.frozen.facts import Built, Facts
from annotator.release.frozen.splitting import PARTS
from annotator.release.models import Release
from articles.access import Refusal, not_found
from articles.models import Project, User
from articles.words import _, gettext_noop

Json = dict[str, Any]
DATA = "data/"


def releases_of(project: Project, user: User) -> QuerySet[Release]:
    """The releases `user` may know of, with what a list shows of each."""
    return Release.objects.visible_to(user).filter(project=project).select_related("project", "scheme", "job", "by")


def one_of(project: Project, user: User, number: int) -> Release:
    """A release by its number. Raises Refusal 404."""
    found = releases_of(project, user).filter(number=number).first()
    if found is None:
        raise not_found(gettext_noop("release"))
    return found


def refuse_withdrawn(release: Release) -> None:
    """Raise Refusal 410 with what is still told of a withdrawn release."""
    if release.withdrawn_at:
        raise Refusal(
            "withdrawn",
            _("This release was withdrawn: %(reason)s") % {"reason": release.withdrawn_reason},
            410,
            number=release.number,
            withdrawn_title=release.title,
            withdrawn_at=release.withdrawn_at.isoformat(),
            reason=release.withdrawn_reason,
        )


def progress_of(release: Release) -> Json:
    """How far a build is: steps done, of how many."""
    job = release.job
    return {"done": job.progress if job else 0, "total": job.total if job else 0}


def failure_of(release: Release) -> str:
    """Why the last try came to nothing; empty when it did not."""
    if release.state != Release.State.FAILED:
        return ""
    return release.failure or _("The build broke off three times: %(error)s") % {
        "error": release.job and release.job.error
    }


def facts_of(release: Release) -> Facts:
    """The facts the cards were written from, for a complete release."""
    project = release.project
    told = release.counts.get("parts", {})
    files = [Built(one.name, one.media_type, one.bytes, one.sha256, one.rows) for one in release.files.all()]
    return Facts(
        slug=project.slug,
        project=project.name,
        about_project=project.description,
        language=project.language,
        licence=project.licence,
        number=release.number,
        title=release.title,
        description=release.description,
        words=release.words,
        sets=release.sets,
        split=release.split,
        seed=release.seed,
        shares=list(release.shares),
        rights=release.rights,
        day=release.created_at.date(),
        address=release.manifest.get("address", ""),
        scheme=release.scheme.version,
        guidelines="",
        questions=[],
        counts=release.counts,
        parts={part: told[part] for part in ("all", *PARTS) if part in told},
        files=files,
    )


def croissant_of(release: Release, files_at: str) -> Json:
    """Croissant with whole addresses, for search engines that read the page."""
    return described.croissant(facts_of(release), files_at=files_at)


def before(release: Release) -> Release | None:
    """The newest older release that is complete and not withdrawn."""
    older = Release.objects.filter(project=release.project_id, number__lt=release.number).offered()
    return older.select_related("scheme").order_by("-number").first()


def comparison(older: Release, newer: Release) -> Comparison:
    """What changed from one complete release to another."""
    return compare(_side(older), _side(newer))


def _side(release: Release) -> Side:
    data = release.files.filter(name__startswith=DATA).values_list("name", "sha256")
    asked = {"words": release.words, "rights": release.rights, "split": release.split}
    return Side(release.number, release.counts, release.scheme.version, asked, dict(data))
