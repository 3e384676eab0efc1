"""The page of the links to a release's files: which there are, when they were used, and ending them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotator.release.files.actions import revoke_link
from annotator.release.files.models import FileLink
from annotator.release.models import Release
from articles.access import Can, may
from articles.authentication import SignedInHttpRequest
from articles.pages import project_for
from articles.paging import refuse_unknown

MOST = 200


@login_required
@require_safe
def links(request: SignedInHttpRequest, slug: str, number: int) -> HttpResponse:
    """One's own links to a release, and for a manager everybody's: those that work, newest first."""
    refuse_unknown(request.GET, ())
    release = _release(request, slug, number)
    found = FileLink.objects.of_release(release).working().order_by("-pk")
    manages = may(request.user, Can.MANAGE, release.project)
    context = {
        "project": release.project,
        "release": release,
        "own": found.filter(user=request.user)[:MOST],
        "others": found.exclude(user=request.user)[:MOST] if manages else [],
    }
    return render(request, "release/links.html", context)


@login_required
@require_POST
def revocation(request: SignedInHttpRequest, slug: str, number: int, link_id: int) -> HttpResponse:
    """End one of one's own links; a manager ends anybody's."""
    release = _release(request, slug, number)
    seen = FileLink.objects.of_release(release).seen_by(request.user, release.project)
    revoke_link(get_object_or_404(seen, pk=link_id), by=request.user)
    messages.success(request, _("The link is revoked. Whoever has it gets no file any more."))
    return redirect("release_links", slug, number)


def _release(request: SignedInHttpRequest, slug: str, number: int) -> Release:
    project = project_for(request, slug, Can.EXPORT)
    found = Release.objects.visible_to(request.user).filter(project=project).select_related("project")
    return get_object_or_404(found, number=number)
