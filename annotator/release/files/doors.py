"""The doors to files that lie ready: by who one is, or by a signed link. Programs of all kinds knock here."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt

from annotator.release.files.actions import note_taken, note_used
from annotator.release.files.models import FileLink
from annotator.release.files.ranges import Stored
from annotator.release.files.serving import METHODS, File, judged, served
from annotator.release.models import NAME, Release, ReleaseFile, release_storage
from articles.access import Can, Refusal, not_found, require
from articles.authentication import caller
from articles.conventions.rates import counts_as
from articles.models import Project, User
from articles.problems import problem

NAME_OF_A_FILE = re.compile(NAME)
CHALLENGES = 'Bearer realm="Ascribe", Basic realm="Ascribe", charset="UTF-8"'
"""wget and some libraries only send a password when they are asked for one."""


@counts_as("files")
@csrf_exempt  # nothing is changed here, and another method is answered 405
def release_file(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponseBase:
    """A file of a release, for a token, a password that is one, or whoever is signed in."""
    return answered(request, lambda: _of_release(request, slug, number, name))


@counts_as("links")
@csrf_exempt
def linked_file(request: HttpRequest, signature: str, number: int, name: str) -> HttpResponseBase:
    """A file of a release, for whoever has the link."""
    return answered(request, lambda: _of_link(request, signature, number, name))


def answered(request: HttpRequest, give: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What `give` gives, or its refusal in the shape of the API. Refusals are never kept by a browser."""
    try:
        if request.method not in METHODS:
            raise Refusal("method_not_allowed", _("Only GET and HEAD are understood here."), 405)
        return give()
    except Refusal as refusal:
        return _refused(refusal)


def give(
    request: HttpRequest, project: Project, by: User, file: File, form: str, *, link: FileLink | None = None
) -> HttpResponseBase:
    """The file, noted once somebody really takes bytes of it. A HEAD writes nothing."""
    told = judged(request, file)
    if request.method == "GET" and told.status in (200, 206):
        note_taken(project, by=by, file=file.stored_as, form=form)
        if link is not None:
            note_used(link)
    return served(request, file, told)


def _of_release(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponseBase:
    by = caller(request, basic=True)
    found = Release.objects.visible_to(by).filter(project__slug=slug, number=number)
    return _given(request, found.select_related("project").first(), name, by)


def _of_link(request: HttpRequest, signature: str, number: int, name: str) -> HttpResponseBase:
    link = FileLink.objects.signed(signature)
    if link is None or link.release.number != number or not link.user.is_active:
        raise not_found(gettext_noop("link"))
    if not link.works:
        raise Refusal("link_ended", _("This link has expired or was revoked. Copy a new one from the release."), 410)
    release = Release.objects.visible_to(link.user).select_related("project").filter(pk=link.release_id).first()
    return _given(request, release, name, link.user, link)


def _given(
    request: HttpRequest, release: Release | None, name: str, by: User, link: FileLink | None = None
) -> HttpResponseBase:
    if release is None:
        raise not_found(gettext_noop("release"))
    require(by, Can.EXPORT, release.project)
    possible = NAME_OF_A_FILE.fullmatch(name)
    row = ReleaseFile.objects.filter(release=release, name=name).first() if possible else None
    if row is None or release.built_at is None:
        raise not_found(gettext_noop("file"))
    if release.withdrawn_at is not None:
        raise Refusal(
            "withdrawn", _("This release was withdrawn: %(reason)s") % {"reason": release.withdrawn_reason}, 410
        )
    row.release = release
    known = Stored(row.bytes, row.sha256, release.built_at)
    file = File(release_storage(), row.stored_as, row.name, row.media_type, known)
    return give(request, release.project, by, file, f"release {release.number}: {row.name}", link=link)


def _refused(refusal: Refusal) -> HttpResponse:
    answer = problem(refusal)
    answer["Cache-Control"] = "no-store"
    if refusal.status == 401:
        answer["WWW-Authenticate"] = CHALLENGES
    if refusal.status == 405:
        answer["Allow"] = ", ".join(METHODS)
    return answer
