"""Where one lands: the projects one is a member of, each with what can be taken from it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.release.models import Release
from articles import actions
from articles.access import Role
from articles.authentication import SignedInHttpRequest


@require_safe
@login_required
def projects(request: SignedInHttpRequest) -> HttpResponse:
    """The projects one is a member of, with the newest release of each: three queries, however many there are."""
    user = request.user
    memberships = user.memberships.filter(left_at=None).select_related("project").order_by("project__name")
    offered = Release.objects.visible_to(user).offered().order_by("project", "-number").distinct("project")
    newest = {release.project_id: release for release in offered}
    context = {
        "memberships": [(one, newest.get(one.project_id), one.role == Role.RESEARCHER) for one in memberships],
        "may_create": actions.may_create_projects(user),
    }
    return render(request, "release/projects.html", context)
