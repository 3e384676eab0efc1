"""The pages about how a file is read: again in another way, what its labels become, and the report of all of it."""

import csv
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotator.intake.items import readings_of
from annotator.intake.receiving import actions
from annotator.intake.receiving.forms import MappingForm, ReadingForm
from annotator.intake.receiving.report import COLUMNS, rows
from annotator.scheme.models import Scheme
from articles.access import Can, Refusal
from articles.authentication import SignedInHttpRequest
from articles.models import Project, Upload, UploadItem
from articles.pages import form_page, project_for, sent, status_of, told_in, told_on_the_next_page

LOOKED_AT = 20  # entries from which examples are taken
MOST_EXAMPLES = 3
LONGEST_EXAMPLE = 80


@login_required
@require_POST
def read_again(request: SignedInHttpRequest, slug: str, upload_id: int) -> HttpResponse:
    """Read the same bytes in another way."""
    _project, found = upload_for(request, slug, upload_id)
    form = ReadingForm(request.POST, upload=found)
    with told_on_the_next_page(request):
        if not form.is_valid():
            raise Refusal("malformed", _said(form) or _("Choose from the lists."), 400)
        actions.read_again(found, by=request.user, **form.cleaned_data)
    return redirect("upload", slug, upload_id)


@login_required
@form_page
def mapping(request: SignedInHttpRequest, slug: str, upload_id: int) -> HttpResponse:
    """Say what each label of a file becomes."""
    project, found = upload_for(request, slug, upload_id)
    scheme = Scheme.objects.filter(project=project).published().prefetch_related("fields").first()
    form = MappingForm(sent(request), upload=found, scheme=scheme)
    if form.is_valid():
        with told_in(form):
            actions.change_mapping(found, mapping=form.mapping(), by=request.user)
            messages.success(request, _("What the labels become is noted."))
            return redirect("upload", slug, upload_id)
    quoted = examples(found)
    spans = [(field, count, quoted.get(str(field.label), [])) for field, count in form.spans()]
    context = {"project": project, "upload": found, "form": form, "spans": spans}
    return render(request, "intake/mapping.html", context, status=status_of(form))


@login_required
@require_safe
def report(request: SignedInHttpRequest, slug: str, upload_id: int) -> HttpResponseBase:
    """What became of every entry of a file, as CSV; `?state=refused` only those."""
    _project, found = upload_for(request, slug, upload_id)
    items = found.items.all()
    if state := request.GET.get("state", ""):
        if state not in UploadItem.State.values:
            raise Refusal("malformed", _("There is no state “%(state)s” of an entry.") % {"state": state}, 400)
        items = items.filter(state=state)
    answer = StreamingHttpResponse(
        _written(chain([list(COLUMNS)], rows(items))), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="upload-{found.pk}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def upload_for(request: SignedInHttpRequest, slug: str, upload_id: int) -> tuple[Project, Upload]:
    """The project and one of its uploads, for somebody who may add articles. Raises Refusal."""
    project = project_for(request, slug, Can.UPLOAD)
    return project, get_object_or_404(project.uploads.select_related("project", "by"), pk=upload_id)


def examples(upload: Upload) -> dict[str, list[str]]:
    """A few words that carry each label, from the first entries that are still proposed."""
    found: dict[str, list[str]] = {}
    waiting = upload.items.filter(state=UploadItem.State.PROPOSED).exclude(readings=[]).order_by("ordinal")
    for item in waiting[:LOOKED_AT]:
        text = item.blocks[0]["text"]
        for reading in readings_of(item):
            for mark in reading.marks:
                known = found.setdefault(mark.label, [])
                quote = Truncator(" … ".join(text[start:end] for start, end in mark.fragments)).chars(LONGEST_EXAMPLE)
                if len(known) < MOST_EXAMPLES and quote not in known:
                    known.append(quote)
    return found


def _said(form: ReadingForm) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


class _Line:
    """What csv writes to: it hands each line on."""

    def write(self, line: str) -> str:
        return line


def _written(lines: Iterator[list[Any]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    return (writer.writerow(line) for line in lines)
