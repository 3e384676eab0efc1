"""Pages of schemes, and the start of a project, which comes with a first one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from annotator.scheme import actions
from articles.access import Refusal
from articles.actions import WHO_MAY_CREATE, may_create_projects
from articles.authentication import SignedInHttpRequest
from articles.forms import NewProjectForm
from articles.pages import form_page, sent, status_of, told_in


@form_page
@login_required
def new_project(request: SignedInHttpRequest) -> HttpResponse:
    """Start a project."""
    if not may_create_projects(request.user):
        raise Refusal("forbidden", WHO_MAY_CREATE, 403)
    form = NewProjectForm(sent(request))
    if form.is_valid():
        with told_in(form):
            project = actions.start_project(by=request.user, **form.cleaned_data)
            messages.success(request, f"“{project.name}” is ready. Invite your colleagues, or add articles first.")
            return redirect("members", project.slug)
    return render(request, "articles/new_project.html", {"form": form}, status=status_of(form))
