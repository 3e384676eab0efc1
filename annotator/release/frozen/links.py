"""Where the files of a release are fetched: for members with their session or token, and for programs of a reader."""

from django.http import HttpRequest
from django.urls import reverse
from rest_framework.request import Request

from annotator.release.files.models import FileLink
from annotator.release.models import Release
from articles.models import Project, User


def page_of(request: Request | HttpRequest, project: Project) -> str:
    """The whole address of a release's page, with {number} for its number."""
    address = reverse("release", args=[project.slug, 0]).removesuffix("0/")
    return f"{request.build_absolute_uri(address)}{{number}}/"


def files_of(release: Release) -> str:
    """The path that a file's name is put behind. It wants a session, or a token in a header."""
    return f"{reverse('api-release', args=[release.project.slug, release.number])}files/"


def link_for(release: Release, user: User) -> str:
    """The path that a file's name is put behind in lines `user` copies: their own link while they have one."""
    link = FileLink.objects.filter(release=release, user=user, token=None).working().order_by("pk").last()
    if link is None:
        return files_of(release)
    link.release = release
    return link.address
