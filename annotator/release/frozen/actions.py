"""Every write to releases: asking for one, finishing it, giving up on it, withdrawing it."""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from annotator.release.filters import Selection
from annotator.release.frozen.asking import Wish, canonical, in_words, wanted_of
from annotator.release.frozen.facts import Facts
from annotator.release.frozen.rights import strictest
from annotator.release.models import Release, ReleaseFile, release_storage
from annotator.scheme.models import Scheme
from articles.access import Can, Refusal, require
from articles.actions import record
from articles.jobs import enqueue
from articles.models import Project, User
from articles.words import _

BUILD = "build_release"
HELP = "help_build_release"
LONGEST_REASON = 2000


@transaction.atomic
def make_release(project: Project, wish: Wish, *, by: User, address: str = "") -> Release:
    """Ask for the next release; a worker builds it. `address` is its page, with {number} where the number goes."""
    require(by, Can.RELEASE, project)
    if not wish.title.strip():
        raise Refusal("no_title", _("A release needs a title."))
    filters = canonical(wish.filters)
    if not Selection.of(project, by, wanted_of(wish.sets, filters)).kept_sets().exists():
        raise Refusal("nothing_to_release", _("No reading is left to release; ask for more, or tag first."))
    Project.objects.select_for_update().get(pk=project.pk)  # two at once would take the same number
    number = (project.releases.aggregate(last=Max("number"))["last"] or 0) + 1
    release = Release.objects.create(
        project=project,
        number=number,
        title=wish.title.strip(),
        description=wish.description.strip(),
        by=by,
        scheme=_scheme(project),
        filters=filters,
        words=in_words(wish.sets, filters),
        sets=wish.sets,
        split=wish.split,
        seed=wish.seed,
        shares=[] if wish.split == Release.Split.NONE else _fair(wish.shares),
        rights=wish.rights,
        manifest={"address": address.replace("{number}", str(number))},
    )
    _start(release)
    record(project, by, "make_release", release.title, number=number)
    return release


@transaction.atomic
def build_again(release: Release, *, by: User) -> Release:
    """Try a release again that was not built. One that is being built goes on."""
    release = _locked(release, by)
    _refuse_built(release)
    release.failure = ""
    _start(release)
    record(release.project, by, "build_release_again", release.title, number=release.number)
    return release


@transaction.atomic
def cancel_build(release: Release, *, by: User) -> Release:
    """Stop building. The worker notices within seconds and leaves nothing behind."""
    release = _locked(release, by)
    _refuse_built(release)
    release.failure = _("It was cancelled.")
    release.save(update_fields=["failure"])
    record(release.project, by, "cancel_release", release.title, number=release.number)
    return release


@transaction.atomic
def note_failure(release: Release, *, by: User | None, reason: str) -> None:
    """Say why a build came to nothing."""
    Release.objects.filter(pk=release.pk, built_at=None).update(failure=reason)


@transaction.atomic
def finish_release(release: Release, *, by: User, folder: Path, facts: Facts) -> bool:
    """Put the files in their place and say that the release is complete; False when it was stopped meanwhile.

    `release` is as it was built, with its project: raises Refusal 409 where less may be passed on by now.
    """
    locked = Release.objects.select_for_update().get(pk=release.pk)
    if locked.built_at or locked.failure:
        return False
    allowed = Project.objects.select_for_update().get(pk=release.project_id).text_rights
    if strictest(allowed, release.project.text_rights) != release.project.text_rights:
        raise Refusal(
            "rights_changed",
            _("The project may pass on less than when this was begun. Build the release again."),
            409,
        )
    ReleaseFile.objects.filter(release=locked).delete()
    ReleaseFile.objects.bulk_create(
        ReleaseFile(
            release=locked, name=one.name, media_type=one.media_type, bytes=one.bytes, sha256=one.sha256, rows=one.rows
        )
        for one in facts.files
    )
    locked.counts = {**facts.counts, "parts": facts.parts}
    locked.sha256 = facts.files[-1].sha256
    locked.built_at = timezone.now()
    locked.save(update_fields=["counts", "sha256", "built_at"])
    record(locked.project, by, "release_built", locked.title, number=locked.number, sha256=locked.sha256)
    _publish(folder, locked)  # the last step: a worker that dies before the commit leaves files nobody is told of
    return True


def call_for_help(release: Release) -> None:
    """Let a worker that has nothing to do make some of the files of a release that is being built."""
    enqueue(HELP, release.pk)


@transaction.atomic
def withdraw_release(release: Release, *, by: User, reason: str) -> Release:
    """Take a release back for a reason everybody may read. Its files stay, and are given to nobody any more."""
    release = _locked(release, by)
    if not release.built_at:
        raise Refusal("not_built", _("This release was never built, so there is nothing to withdraw."))
    if not reason.strip():
        raise Refusal("no_reason", _("Say why: the reason is all that will be shown."))
    if release.withdrawn_at:
        return release
    release.withdrawn_at, release.withdrawn_by = timezone.now(), by
    release.withdrawn_reason = reason.strip()[:LONGEST_REASON]
    release.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record(release.project, by, "withdraw_release", release.title, number=release.number)
    return release


def _locked(release: Release, by: User) -> Release:
    require(by, Can.RELEASE, release.project)
    return Release.objects.select_for_update(of=("self",)).select_related("project").get(pk=release.pk)


def _refuse_built(release: Release) -> None:
    if release.built_at:
        raise Refusal("already_built", _("This release is complete, and a complete release never changes."), 409)


def _start(release: Release) -> None:
    release.job = enqueue(BUILD, release.pk)
    release.save(update_fields=["job", "failure"])


def _scheme(project: Project) -> Scheme:
    newest = Scheme.objects.filter(project=project).published().first()
    if newest is None:
        raise Refusal("no_scheme", _("This project has no published scheme."))
    return newest


def _fair(shares: Sequence[int]) -> list[int]:
    if len(shares) != 3 or sum(shares) != 100 or min(shares) < 0:
        raise Refusal("bad_shares", _("The parts for train, dev and test must be three numbers that make 100."))
    return list(shares)


def _publish(folder: Path, release: Release) -> None:
    """Put a finished folder where the release's files stay; what lies there belongs to a build that never ended."""
    storage = release_storage()
    if isinstance(storage, FileSystemStorage):
        place = Path(storage.path(release.folder))
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.rename(place)
        return
    _empty(storage, release.folder)
    try:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            with path.open("rb") as file:
                storage.save(f"{release.folder}/{path.relative_to(folder).as_posix()}", File(file))
    except BaseException:
        with suppress(Exception):  # what went wrong first is to be told; the next try removes what is left
            _empty(storage, release.folder)
        raise


def _empty(storage: Storage, folder: str) -> None:
    folders, files = storage.listdir(folder)
    for name in files:
        storage.delete(f"{folder}/{name}")
    for name in folders:
        _empty(storage, f"{folder}/{name}")
