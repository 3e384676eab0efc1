"""What the page views of every room share: who is asking, about which project, and how a "no" is shown."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from articles.access import Can, Refusal, require
from articles.authentication import SignedInHttpRequest
from articles.models import Project

form_page = require_http_methods(["GET", "HEAD", "POST"])
A_PAGE_OF_ITS_OWN = (403, 404)


def project_for(request: SignedInHttpRequest, slug: str, can: Can) -> Project:
    """The project a page is about: 404 for a stranger, 403 for a member without the right."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    require(request.user, can, project)
    return project


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was filled in with, or None when it is only shown. `request.POST or None` misses an empty form."""
    return request.POST if request.method == "POST" else None


@contextmanager
def told_in(form: BaseForm) -> Iterator[None]:
    """Show a refusal in the form it answers. What is about rights stays a page of its own."""
    try:
        yield
    except Refusal as refusal:
        if refusal.status in A_PAGE_OF_ITS_OWN:
            raise
        form.add_error(None, refusal.message)


@contextmanager
def told_on_the_next_page(request: HttpRequest) -> Iterator[None]:
    """Show a refusal of a button as a message on the page one comes back to."""
    try:
        yield
    except Refusal as refusal:
        if refusal.status in A_PAGE_OF_ITS_OWN:
            raise
        messages.error(request, refusal.message)


def status_of(form: BaseForm) -> int:
    """422 for a form that comes back with errors, 200 otherwise."""
    return 422 if form.is_bound and form.errors else 200
