"""The pages of uploads: what came in, something new, how far it is, what becomes of it."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from annotator.intake import actions
from annotator.intake.blocks import ticked
from annotator.intake.forms import ItemForm, NewUploadForm
from annotator.intake.preview import SHOWN, how_read, kind_of, near_on, preview_of, twins_on
from annotator.intake.receiving import actions as receiving
from annotator.intake.receiving.forms import ReadingForm
from annotator.intake.receiving.views import upload_for
from annotator.intake.remarks import own_of, shared_in
from annotator.intake.states import Progress, State, counts_of, progress_of, progress_of_all
from annotator.intake.undoing.reading import may_undo, undone
from articles.access import Can, Refusal, not_found
from articles.authentication import SignedInHttpRequest
from articles.models import Article, Project, Upload, UploadItem, User
from articles.pages import form_page, project_for, sent, status_of, told_in, told_on_the_next_page
from articles.paging import next_address, previous_address, read_page, refuse_unknown

ROWS = 50
TABS = {
    UploadItem.State.PROPOSED: gettext_lazy("To be looked at"),
    UploadItem.State.ADDED: gettext_lazy("Added"),
    UploadItem.State.REFUSED: gettext_lazy("Refused"),
    UploadItem.State.LEFT_OUT: gettext_lazy("Left out"),
}
AROUND_A_FILE = 100_000  # bytes of a form that are not the file


@login_required
@require_safe
def uploads(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """The files a project received, newest first."""
    project = project_for(request, slug, Can.UPLOAD)
    refuse_unknown(request.GET, ("cursor",))
    others = UploadItem.objects.filter(upload=OuterRef("upload"), ordinal__gt=1)
    only = UploadItem.objects.filter(~Exists(others), upload=OuterRef("pk")).values("title")[:1]
    received = project.uploads.select_related("by").annotate(only_title=Subquery(only))
    page = read_page(received, order=("-pk",), wanted={**request.GET.dict(), "limit": ROWS})
    progress = progress_of_all(page.rows)
    context = {
        "project": project,
        "rows": [(upload, progress[upload.pk], kind_of(upload)) for upload in page.rows],
        "ready": project.uploads.filter(by=request.user).to_be_looked_at().count(),
        "moving": any(one.moves for one in progress.values()),
        "next": next_address(request, page),
        "previous": previous_address(request, page),
        "first": request.path if request.GET.get("cursor") else "",
    }
    return render(request, "intake/uploads.html", context)


@csrf_exempt  # the token is checked inside, once we know that the body is not too large to look for it
def new_upload(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Receive files or a paste."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.MAX_UPLOAD_BYTES + AROUND_A_FILE:
        limit = settings.MAX_UPLOAD_BYTES // 10**6
        raise Refusal(
            "file_too_large",
            _("At most %(limit)s MB can be sent at once; cut the file into several.") % {"limit": f"{limit:,}"},
            413,
        )
    return _new_upload(cast(SignedInHttpRequest, request), slug)


@csrf_protect
@login_required
@form_page
def _new_upload(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Can.UPLOAD)
    form = NewUploadForm(sent(request), request.FILES or None, language=project.language)
    if form.is_valid():
        with told_in(form):
            return _went_to(request, _receive(request, project, form))
    if request.accepts("text/html"):
        return render(request, "intake/new.html", {"project": project, "form": form}, status=status_of(form))
    return JsonResponse({"errors": [str(error) for errors in form.errors.values() for error in errors]}, status=422)


@transaction.atomic
def _receive(request: SignedInHttpRequest, project: Project, form: NewUploadForm) -> str:
    """The address of the page to look at next."""
    language = form.cleaned_data["language"]
    received = [
        receiving.receive_upload(
            project=project,
            file=file,
            filename=name,
            by=request.user,
            language=language,
            encoding=encoding,
            preview=not form.cleaned_data["trusted"],
        )
        for file, name, encoding in form.received()
    ]
    if len(received) == 1:
        return reverse("upload", args=[project.slug, received[0].pk])
    messages.success(request, _("%(number)s files were received.") % {"number": len(received)})
    return reverse("uploads", args=[project.slug])


def _went_to(request: HttpRequest, address: str) -> HttpResponse:
    """A script that sends files wants to know where to go; a form is sent there."""
    return redirect(address) if request.accepts("text/html") else JsonResponse({"url": address}, status=201)


@login_required
@require_safe
def upload(request: SignedInHttpRequest, slug: str, upload_id: int) -> HttpResponse:
    """One file: how far it is; then its only article to look at, or the list of them; then what became of each."""
    project, found = upload_for(request, slug, upload_id)
    refuse_unknown(request.GET, ("cursor", "state"))
    progress = progress_of(found)
    if progress.moves or progress.state is State.FAILED:
        return render(request, "intake/waiting.html", _about(project, found, progress, request.user))
    if progress.state is State.READY and sum(counts_of(found).values()) == 1:
        return _item_page(request, project, found.items.get(), progress)
    return _items_page(request, project, found, progress)


def _items_page(request: SignedInHttpRequest, project: Project, found: Upload, progress: Progress) -> HttpResponse:
    state = request.GET.get("state", "")
    items = found.items.select_related("duplicate_of", "article")
    if state:
        items = items.filter(state=state)
    light = items.defer("article__text", "article__search", "duplicate_of__text", "duplicate_of__search")
    page = read_page(light, order=("ordinal",), wanted={"cursor": request.GET.get("cursor"), "limit": ROWS})
    counts = counts_of(found)
    twins, near, shared = twins_on(page.rows), near_on(page.rows, project), shared_in(found)
    context = {
        **_about(project, found, progress, request.user),
        "items": [(item, item.pk in twins, near.get(item.pk), own_of(item.notes, shared)) for item in page.rows],
        "shared": shared,
        "state": state,
        "tabs": [(kind.value, TABS[kind], counts.get(kind.value, 0)) for kind in UploadItem.State],
        "counts": counts,
        "all": sum(counts.values()),
        "next": next_address(request, page),
        "previous": previous_address(request, page),
        "first": f"{request.path}?state={state}" if request.GET.get("cursor") else "",
    }
    return render(request, "intake/items.html", context)


@login_required
@form_page
def item(request: SignedInHttpRequest, slug: str, upload_id: int, item_id: int) -> HttpResponse:
    """One proposed article: look at it, add it."""
    project, found = upload_for(request, slug, upload_id)
    wanted = get_object_or_404(found.items.select_related("upload__project"), pk=item_id)
    if wanted.state != UploadItem.State.PROPOSED:
        return redirect("upload", slug, upload_id)
    return _item_page(request, project, wanted, progress_of(found))


def _item_page(request: SignedInHttpRequest, project: Project, wanted: UploadItem, progress: Progress) -> HttpResponse:
    form = ItemForm(sent(request), item=wanted)
    if request.method == "POST":
        kept = {int(number) for number in request.POST.getlist("keep") if number.isdecimal()}
        title = request.POST.get("title", "").strip()
        wanted.blocks = ticked(wanted.blocks, kept, SHOWN, title)
    if form.is_valid():
        with told_in(form):
            article = actions.add_item(wanted, blocks=wanted.blocks, fields=form.cleaned_data, by=request.user)
            messages.success(request, _added(project, article))
            return redirect(_after(request, wanted) or article_address(project, article.pk))
    counts = counts_of(wanted.upload)
    context = {
        **_about(project, wanted.upload, progress, request.user),
        "form": form,
        "preview": preview_of(wanted),
        "item": wanted,
        "left": counts.get(UploadItem.State.PROPOSED, 0),
        "all": sum(counts.values()),
    }
    return render(request, "intake/item.html", context, status=status_of(form))


@login_required
@require_POST
def leave_out(request: SignedInHttpRequest, slug: str, upload_id: int, item_id: int) -> HttpResponse:
    """Make no article of one item."""
    _project, found = upload_for(request, slug, upload_id)
    wanted = get_object_or_404(found.items.select_related("upload__project"), pk=item_id)
    with told_on_the_next_page(request):
        actions.leave_out(wanted, by=request.user)
        messages.success(request, _("“%(what)s” was left out.") % {"what": wanted.title or found.filename})
    return redirect(_after(request, wanted) or reverse("upload", args=[slug, upload_id]))


@login_required
@require_POST
def add_all(request: SignedInHttpRequest, slug: str, upload_id: int) -> HttpResponse:
    """Add everything that is proposed, or leave everything out."""
    _project, found = upload_for(request, slug, upload_id)
    with told_on_the_next_page(request):
        if "leave_out" in request.POST:
            actions.leave_out_all(found, by=request.user)
        else:
            actions.add_all(found, by=request.user, same_again="same_again" in request.POST)
    return redirect("upload", slug, upload_id)


@login_required
@require_POST
def add_all_ready(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """Add what all of one's files propose."""
    project = project_for(request, slug, Can.UPLOAD)
    with told_on_the_next_page(request):
        count = actions.add_all_ready(project, by=request.user)
        messages.success(
            request, _("The articles of %(count)s files were added as proposed.") % {"count": f"{count:,}"}
        )
    return redirect("uploads", slug)


@login_required
@require_safe
def original(request: SignedInHttpRequest, slug: str, upload_id: int) -> HttpResponseBase:
    """The bytes as received: always saved, never shown, whatever they say they are."""
    _project, found = upload_for(request, slug, upload_id)
    try:
        content = found.original.open("rb")
    except FileNotFoundError:
        raise not_found(gettext_noop("file")) from None
    answer = FileResponse(content, as_attachment=True, filename=found.filename, content_type="application/octet-stream")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def article_address(project: Project, article_id: int) -> str:
    return reverse("article", args=[project.slug, article_id])


def _added(project: Project, article: Article) -> SafeString:
    """What is said of a new article: that it is there, and the way to it, for another one may be shown next."""
    said = _("“%(article)s” was added.") % {"article": article}
    return format_html('{} <a href="{}">{}</a>', said, article_address(project, article.pk), _("To the article"))


def _after(request: SignedInHttpRequest, done: UploadItem) -> str:
    """Where to look next: the next article of this file, then the next file of this person; empty when none waits."""
    slug = done.upload.project.slug
    waiting = done.upload.items.filter(state=UploadItem.State.PROPOSED)
    following = waiting.filter(ordinal__gt=done.ordinal).order_by("ordinal").first() or waiting.first()
    if following:
        return reverse("upload_item", args=[slug, done.upload_id, following.pk])
    files = Upload.objects.filter(project=done.upload.project_id, by=request.user).to_be_looked_at()
    return reverse("upload", args=[slug, files[0].pk]) if files else ""


def _about(project: Project, found: Upload, progress: Progress, by: User) -> dict[str, Any]:
    earlier = project.uploads.filter(sha256=found.sha256, pk__lt=found.pk).order_by("pk").first()
    return {
        "project": project,
        "upload": found,
        "progress": progress,
        "how": how_read(found, progress.code),
        "again": ReadingForm(upload=found),
        "earlier": earlier,
        "undone": undone(found),
        "came_out": bool(counts_of(found).get(UploadItem.State.ADDED) or found.report.get("sets")),
        "may_undo": may_undo(found, by, progress),
    }
