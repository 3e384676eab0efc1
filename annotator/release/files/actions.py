"""Links are made and ended, and it is written down who took which file."""

import zlib
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from annotator.release.files.models import FileLink
from annotator.release.models import Release
from articles.access import Can, Refusal, require, require_scope
from articles.actions import USE_IS_NOTED_EVERY, record
from articles.models import Event, Project, User
from articles.words import _

LINK_LASTS = timedelta(days=7)
NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_link(release: Release, *, by: User) -> tuple[FileLink, bool]:
    """A link of one's own to the files of a release; one with most of its time left is given again.

    Answers whether it is new. A link that a token makes never outlives it.
    """
    require(by, Can.EXPORT, release.project)
    if not Release.objects.offered().filter(pk=release.pk).exists():
        raise Refusal("no_files", _("This release has no files to give, so there is nothing to link to."))
    now = timezone.now()
    ends = min(now + LINK_LASTS, by.token.expires_at) if by.token else now + LINK_LASTS
    own = FileLink.objects.filter(user=by, release=release, token=by.token).working()
    known = own.filter(expires_at__gt=now + (ends - now) / 2).order_by("pk").last()
    if known is not None:
        return known, False
    link = FileLink.objects.create(release=release, user=by, token=by.token, created_at=now, expires_at=ends)
    record(release.project, by, "make_link", str(release.number))
    return link, True


@transaction.atomic
def revoke_link(link: FileLink, *, by: User) -> None:
    """End a link at once. Its owner may, and so may a manager; a token that only reads may end what it made."""
    if by.pk != link.user_id:
        require(by, Can.MANAGE, link.release.project)
    elif by.token is None or by.token.pk != link.token_id:
        require_scope(by, Can.ANNOTATE)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        record(link.release.project, by, "revoke_link", str(link.release.number))


def note_used(link: FileLink) -> None:
    """Write down that a link was used just now, to the minute."""
    now = timezone.now()
    if link.last_used_at is None or link.last_used_at < now - USE_IS_NOTED_EVERY:
        FileLink.objects.filter(pk=link.pk).update(last_used_at=now)


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
