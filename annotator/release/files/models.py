"""Links to the files of a release, for programs that cannot send a token."""

from datetime import datetime
from typing import Self

from django.core import signing
from django.db import models
from django.utils import timezone

from annotator.release.models import Release
from articles.access import Can, may
from articles.models import Membership, Project, Token, User

_signer = signing.Signer(sep=".", salt="files of a release")


class FileLinkQuerySet(models.QuerySet["FileLink"]):
    def visible_to(self, user: User) -> Self:
        """One's own links, to releases of projects one is still a member of."""
        return self.filter(user=user, release__project__in=Project.objects.visible_to(user))

    def of_release(self, release: Release) -> Self:
        """The links to one release, each with the pseudonym of its owner."""
        codes = Membership.objects.filter(project=release.project_id, user=models.OuterRef("user")).values("code")
        found = self.filter(release=release).select_related("user", "token", "release__project")
        return found.annotate(code=models.Subquery(codes[:1]))

    def seen_by(self, user: User, project: Project) -> Self:
        """One's own; for managers everybody's."""
        return self if may(user, Can.WATCH, project) else self.filter(user=user)

    def working(self) -> Self:
        alive = models.Q(token=None) | models.Q(token__revoked_at=None)
        return self.filter(alive, revoked_at=None, expires_at__gt=timezone.now())

    def signed(self, signature: str) -> "FileLink | None":
        """The link of an address, whether it still works or not; None where we did not sign it."""
        try:
            key = int(_signer.unsign(signature))
        except (signing.BadSignature, ValueError):
            return None
        return self.select_related("user", "token", "release__project").filter(pk=key).first()


class FileLink(models.Model):
    """An address without a token: the files of one release, as one person may have them, for a while.

    The address is signed, not stored; this row is what ends it. One that a script made ends with the script's token.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="links")
    user = models.ForeignKey(User, models.PROTECT, related_name="file_links")
    token = models.ForeignKey(Token, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = FileLinkQuerySet.as_manager()

    @property
    def works(self) -> bool:
        return self.ended_at is None and self.expires_at > timezone.now()

    @property
    def ended_at(self) -> datetime | None:
        """When somebody ended it, or the token it was made with; None for one that only expires."""
        return self.revoked_at or (self.token.revoked_at if self.token else None)

    @property
    def address(self) -> str:
        """The path in front of a file's name."""
        return f"/d/{_signer.sign(str(self.pk))}/{self.release.number}/"
