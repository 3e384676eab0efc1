"""Where the files of a release are fetched: for members with their session or token, and for programs of a reader."""

from django.urls import reverse

from annotator.release.models import Release
from articles.models import User


def files_of(release: Release) -> str:
    """The path that a file's name is put behind. It wants a session, or a token in a header."""
    return f"{reverse('api-release', args=[release.project.slug, release.number])}files/"


def link_for(release: Release, user: User) -> str:
    """The path that a file's name is put behind in lines which `user` copies into programs."""
    return files_of(release)
