"""The buttons of large exports on the data page: prepare one, stop or remove one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from annotator.release.formats.registry import BY_NAME
from annotator.release.forms import DataForm
from annotator.release.prepared.actions import cancel, prepare
from annotator.release.prepared.asking import PreparedAsked, kept
from annotator.release.prepared.models import PreparedExport
from articles.access import Can, not_found
from articles.authentication import SignedInHttpRequest
from articles.pages import project_for, told_on_the_next_page
from articles.paging import asked


@login_required
@require_POST
def preparation(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """Ask for a large export with the filters of the page, which are in the address."""
    project = project_for(request, slug, Can.EXPORT)
    form = DataForm(request.GET, project=project)
    if form.is_valid():
        name = request.POST.get("as", "")
        if name not in BY_NAME:
            raise not_found(gettext_noop("format"))
        sent = QueryDict(form.query(), mutable=True)
        sent["as"] = name
        wanted = asked(PreparedAsked, sent)
        address = request.build_absolute_uri("/api/v1/")
        with told_on_the_next_page(request):
            prepare(project, by=request.user, form=name, filters=kept(wanted), wanted=wanted, address=address)
    return _back(request, slug)


@login_required
@require_POST
def removal(request: SignedInHttpRequest, slug: str, export_id: int) -> HttpResponse:
    """Stop one's own export, or remove its file."""
    project = project_for(request, slug, Can.EXPORT)
    mine = PreparedExport.objects.visible_to(request.user).filter(project=project).select_related("project")
    with told_on_the_next_page(request):
        cancel(get_object_or_404(mine, pk=export_id), by=request.user)
    return _back(request, slug)


def _back(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    query = request.GET.urlencode()
    return redirect(f"{reverse('data', args=[slug])}{'?' if query else ''}{query}#prepared")
