"""Links to the files of a release, for programs that cannot send a token."""

from typing import Self

from django.core import signing
from django.db import models
from django.utils import timezone

from annotator.release.models import Release
from articles.models import Project, User

_signer = signing.Signer(sep=".", salt="files of a release")


class FileLinkQuerySet(models.QuerySet["FileLink"]):
    def visible_to(self, user: User) -> Self:
        """One's own links, to releases of projects one is still a member of."""
        return self.filter(user=user, release__project__in=Project.objects.visible_to(user))

    def working(self) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def signed(self, signature: str) -> "FileLink | None":
        """The link of an address, whether it still works or not; None where we did not sign it."""
        try:
            key = int(_signer.unsign(signature))
        except (signing.BadSignature, ValueError):
            return None
        return self.select_related("user", "release__project").filter(pk=key).first()


class FileLink(models.Model):
    """An address without a token: the files of one release, as one person may have them, for a while.

    The address is signed, not stored; this row is what ends it.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="links")
    user = models.ForeignKey(User, models.PROTECT, related_name="file_links")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = FileLinkQuerySet.as_manager()

    @property
    def works(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def address(self) -> str:
        """The path in front of a file's name."""
        return f"/d/{_signer.sign(str(self.pk))}/{self.release.number}/"
