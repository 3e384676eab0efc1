"""The pages of a working day: a project's overview, one's queue, and how far the work has come."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.work import actions, progress, queue
from annotator.work.forms import ReadingsForm
from annotator.work.models import AnnotationSet
from annotator.work.seats import holds, seat, team
from articles.access import Can, Refusal
from articles.authentication import SignedInHttpRequest
from articles.models import Article, Project
from articles.pages import told_on_the_next_page
from articles.paging import Page, next_address, previous_address, read_page, refuse_unknown

ROWS = 50
SHOWN_AHEAD = 6
SHELVES = ("to_do", "handed_in", "open")


@login_required
@require_safe
def overview(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """What to do next in this project, by what one's role lets one do."""
    mine, by = seat(request, slug), request.user
    context: dict[str, Any] = {"project": mine.project, "mine": mine}
    if holds(mine, Can.ANNOTATE):
        waiting = list(queue.to_do(mine.project, by=by).order_by(*queue.ORDER)[:SHOWN_AHEAD])
        own_first = bool(waiting) or not holds(mine, Can.ASSIGN)
        context |= {"counts": progress.own_counts(mine.project, by), "waiting": waiting, "own_first": own_first}
    else:
        context |= {"harvest": progress.harvest(mine.project, by=by)}
    if holds(mine, Can.SEE_EVERY_SET):
        desks = progress.desks(mine.project)
        sums = {"total": sum(desk.total for desk in desks), "done": sum(desk.done for desk in desks)}
        context |= {"desks": desks, "sums": sums, "may_assign": holds(mine, Can.ASSIGN), **_totals(mine.project)}
    if holds(mine, Can.SEE_MEMBERS):
        context["uploads"] = progress.latest_uploads(mine.project, by=by)
    return render(request, "work/overview.html", context)


@login_required
@require_safe
def my_queue(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """What is assigned to the caller, what they have handed in, and what anybody may take."""
    mine = seat(request, slug, Can.ANNOTATE)
    refuse_unknown(request.GET, ("show", "cursor"))
    shelf = request.GET.get("show", "to_do")
    if shelf not in SHELVES:
        raise Refusal("malformed", _("A queue shows one of %(known)s.") % {"known": ", ".join(SHELVES)}, 400)
    wanted = {"limit": ROWS, "cursor": request.GET.get("cursor")}
    context = {"project": mine.project, "shelf": shelf, "counts": progress.own_counts(mine.project, request.user)}
    free = queue.open_articles(mine.project, by=request.user)
    context["free"] = free.count()
    if shelf == "open":
        articles = read_page(free, order=("pk",), wanted=wanted)
        context |= {"articles": articles.rows, **_around(request, articles)}
    else:
        rows, order = (queue.to_do, queue.ORDER) if shelf == "to_do" else (queue.handed_in, ("-pk",))
        page = read_page(rows(mine.project, by=request.user), order=order, wanted=wanted)
        context |= {"readings": page.rows, **_around(request, page)}
    return render(request, "work/queue.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def next_article(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """To the next unfinished reading. A POST may also take an open article when there is none."""
    project = seat(request, slug, Can.ANNOTATE).project
    refuse_unknown(request.GET, ("after",))
    waiting = queue.next_set(project, by=request.user, leaving=_number(request.GET.get("after")))
    if waiting is None and request.method == "POST":
        article = queue.next_open(project, by=request.user)
        waiting = actions.open_set(article, by=request.user)[0] if article else None
    if waiting is None:
        messages.success(request, _("There is nothing more to do: you have read everything that is yours."))
        return redirect("queue", slug)
    return redirect("set", slug, waiting.pk)


@login_required
@require_safe
def how_far(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """Per editor and per reading: what is assigned, started, submitted and locked."""
    mine, members = team(request, slug, Can.SEE_EVERY_SET)
    form = ReadingsForm(request.GET, members=members)
    refuse_unknown(request.GET, (*form.fields, "cursor"))
    if not form.is_valid():
        raise Refusal("malformed", _("There is no such status."), 400)
    readings = progress.readings(mine.project, by=request.user, **form.cleaned_data)
    wanted = {"limit": ROWS, "cursor": request.GET.get("cursor")}
    page = read_page(readings, order=("-article_id", "pk"), wanted=wanted)
    context = {
        "project": mine.project,
        "desks": progress.desks(mine.project),
        "form": form,
        "readings": page.rows,
        "next": next_address(request, page),
        "previous": previous_address(request, page),
        "first": request.path if "cursor" in request.GET else "",
        "may_assign": holds(mine, Can.ASSIGN),
        "may_lock": holds(mine, Can.LOCK),
        **_totals(mine.project),
    }
    return render(request, "work/progress.html", context)


@login_required
@require_POST
def change_set(request: SignedInHttpRequest, slug: str, set_id: int, verb: str) -> HttpResponse:
    """Lock, unlock, reopen or take back a reading, and return to the page it was asked for on."""
    project = seat(request, slug).project
    found = get_object_or_404(AnnotationSet.objects.visible_to(request.user).filter(project=project), pk=set_id)
    act, done = {
        "lock": (actions.lock, _("The reading is locked now.")),
        "unlock": (actions.unlock, _("The reading is not locked any more.")),
        "reopen": (actions.reopen, _("The reading can be edited again.")),
        "unassign": (actions.unassign, _("The article has been taken back.")),
    }[verb]
    with told_on_the_next_page(request):
        act(found, by=request.user)
        messages.success(request, done)
    back = request.POST.get("back", "")
    here = back.startswith("/") and url_has_allowed_host_and_scheme(back, None)
    return redirect(back) if here else redirect("project", slug)


def _totals(project: Project) -> dict[str, int]:
    articles = Article.objects.current().filter(project=project)
    return {"articles": articles.count(), "unassigned": progress.unassigned(project).count()}


def _around(request: SignedInHttpRequest, page: Page[Any]) -> dict[str, str]:
    """The addresses of the pages around one of a shelf."""
    first = f"{request.path}?{urlencode({'show': request.GET.get('show', 'to_do')})}"
    return {
        "next": next_address(request, page),
        "previous": previous_address(request, page),
        "first": first if "cursor" in request.GET else "",
    }


def _number(given: str | None) -> int | None:
    if given is None:
        return None
    if not given.isascii() or not given.isdecimal() or len(given) > 18:
        raise Refusal("malformed", _("“after” is the number of a reading."), 400)
    return int(given)
