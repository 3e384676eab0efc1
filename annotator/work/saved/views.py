"""Saving the filters one has set, and renaming or dropping what was saved."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.work.models import SavedFilter
from annotator.work.saved.actions import delete_filter, rename_filter, save_filter
from annotator.work.seats import seat
from articles.authentication import SignedInHttpRequest
from articles.pages import told_on_the_next_page


@login_required
@require_POST
def filters(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """Keep the filters the library shows."""
    mine = seat(request, slug)
    sent, query = request.POST, request.POST.get("query", "")
    with told_on_the_next_page(request):
        shared = "shared" in sent
        saved = save_filter(mine.project, name=sent.get("name", ""), query=query, by=request.user, shared=shared)
        query = saved.query
        messages.success(request, _("The filter is saved."))
    return redirect(f"{reverse('articles', args=[slug])}?{query}")


@login_required
@require_POST
def change_filter(request: SignedInHttpRequest, slug: str, filter_id: int) -> HttpResponse:
    """Rename a filter or drop it."""
    mine = seat(request, slug)
    saved = get_object_or_404(SavedFilter.objects.visible_to(request.user), project=mine.project, pk=filter_id)
    with told_on_the_next_page(request):
        if request.POST.get("action") == "delete":
            delete_filter(saved, by=request.user)
            messages.success(request, _("The filter is deleted."))
        else:
            rename_filter(saved, name=request.POST.get("name", ""), by=request.user)
            messages.success(request, _("The filter is renamed."))
    return redirect("articles", slug)
