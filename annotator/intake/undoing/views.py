"""The button that takes an import back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.intake.undoing.actions import undo_import
from articles.access import Can
from articles.authentication import SignedInHttpRequest
from articles.pages import project_for, told_on_the_next_page


@login_required
@require_POST
def undo(request: SignedInHttpRequest, slug: str, upload_id: int) -> HttpResponse:
    """Undo an import and tell what became of it."""
    project = project_for(request, slug, Can.UPLOAD)
    upload = get_object_or_404(project.uploads.select_related("project"), pk=upload_id)
    with told_on_the_next_page(request):
        undo_import(upload, by=request.user)
        messages.success(request, _("The import was undone."))
    return redirect("upload", slug, upload_id)
