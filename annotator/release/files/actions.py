"""Links are made and ended, and it is written down who took which file."""

import zlib
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from annotator.release.files.models import FileLink
from annotator.release.models import Release
from articles.access import Can, Refusal, require
from articles.actions import record
from articles.models import Event, Project, User
from articles.words import _

LINK_LASTS = timedelta(days=7)
NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_link(release: Release, *, by: User) -> FileLink:
    """A link of one's own to the files of a release; one with most of its time left is given again."""
    require(by, Can.EXPORT, release.project)
    if by.token is not None:
        raise Refusal("forbidden", _("A link is made by a person, signed in with a password."), 403)
    if not Release.objects.offered().filter(pk=release.pk).exists():
        raise Refusal("no_files", _("This release has no files to give, so there is nothing to link to."))
    now = timezone.now()
    own = FileLink.objects.filter(user=by, release=release).working()
    known = own.filter(expires_at__gt=now + LINK_LASTS / 2).order_by("pk").last()
    if known is not None:
        return known
    link = FileLink.objects.create(release=release, user=by, created_at=now, expires_at=now + LINK_LASTS)
    record(release.project, by, "make_link", str(release.number))
    return link


@transaction.atomic
def revoke_link(link: FileLink, *, by: User) -> None:
    """End a link at once. Its owner may, and so may a manager of its project."""
    if by.pk != link.user_id:
        require(by, Can.MANAGE, link.release.project)
    elif by.token is not None:
        raise Refusal("forbidden", _("A link is revoked by a person, signed in with a password."), 403)
    link.revoked_at = link.revoked_at or timezone.now()
    link.save(update_fields=["revoked_at"])
    record(link.release.project, by, "revoke_link", str(link.release.number))


def note_taken(project: Project, *, by: User, file: str, form: str) -> None:
    """Leave a row that says who took which file: one a person and hour, however many ranges they ask for."""
    if _noted(project, by, file):
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", (by.pk, zlib.crc32(file.encode()) >> 1))
        if not _noted(project, by, file):
            record(project, by, "export", form, file=file)


def _noted(project: Project, by: User, file: str) -> bool:
    since = timezone.now() - NOTED_EVERY
    taken = Event.objects.filter(project=project, by=by, verb="export", at__gt=since)
    return taken.filter(detail__contains={"file": file}).exists()
