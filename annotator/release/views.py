"""The data page: what the filters leave, a look at it, and how to take it away."""

from datetime import UTC, date, datetime, time
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotator.release.commands import TOKEN, changes, commands, prepared
from annotator.release.filters import Selection
from annotator.release.forms import DataForm
from annotator.release.prepared.reading import shelf
from annotator.release.showing import PREVIEWS, counts, offered, preview
from articles.access import Can, Refusal, Scope
from articles.actions import create_token
from articles.authentication import SignedInHttpRequest
from articles.models import Project
from articles.pages import project_for
from articles.paging import refuse_unknown

TOKEN_DAYS = 30


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """Choose what to take out, and take it. A POST fills a new token of one's own into the lines to copy."""
    project = project_for(request, slug, Can.EXPORT)
    form = DataForm(request.GET, project=project)
    refuse_unknown(request.GET, (*form.fields, "rows"))
    if not form.is_valid():
        return render(request, "release/data.html", {"project": project, "form": form}, status=422)
    return render(request, "release/data.html", _found(request, project, form) | _token(request, project, form))


def _found(request: SignedInHttpRequest, project: Project, form: DataForm) -> dict[str, Any]:
    wanted = {name: _midnight(value) for name, value in form.wanted().items()}
    selection = Selection.of(project, request.user, wanted)
    rows = request.GET.get("rows", "spans")
    if rows not in PREVIEWS:
        raise Refusal("malformed", _("There is no such list to look at."), 400)
    downloads = offered(project, wanted, reverse("api-export", args=[project.slug]), form.query())
    found = counts(selection)
    return {
        "project": project,
        "form": form,
        "filtered": bool(wanted),
        "counts": found,
        "rows": rows,
        "previews": list(PREVIEWS),
        "preview": preview(selection, rows),
        "downloads": downloads,
        "prepared": shelf(project, request.user, [one for one, *_rest in downloads], articles=found[0][1]),
        "query": form.query(),
    }


def _token(request: SignedInHttpRequest, project: Project, form: DataForm) -> dict[str, Any]:
    """The lines to copy, with a token that was just made for them or with the word that stands for one."""
    token, secret = None, TOKEN
    if request.method == "POST":
        token, secret = create_token(
            user=request.user,
            project=project,
            scope=Scope.READ,
            name=_("Made on the data page"),
            days=TOKEN_DAYS,
            by=request.user,
        )
    address = request.build_absolute_uri(reverse("api-export", args=[project.slug]))
    asked = (address, project.slug, form.query())
    return {
        "token": token,
        "secret": secret,
        "commands": commands(*asked, token=secret),
        "changes": changes(*asked, token=secret),
        "preparing": prepared(address, form.query(), token=secret),
    }


def _midnight(value: Any) -> Any:
    return datetime.combine(value, time(), UTC) if isinstance(value, date) else value
