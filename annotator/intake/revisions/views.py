"""The pages of corrections: a corrected text and what it would do; and what is left to be placed, side by side."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotator.intake.revisions import actions
from annotator.intake.revisions.comparing import MOST_PIECES, pieces
from annotator.intake.revisions.forms import RevisionForm
from annotator.intake.revisions.reading import journeys, totals
from annotator.intake.revisions.sides import sides_of
from annotator.work.models import AnnotationSet, Doubt
from annotator.work.reading import may_write
from articles.access import Can, Refusal, may
from articles.authentication import SignedInHttpRequest
from articles.models import Article
from articles.pages import form_page, project_for, sent, status_of, told_in, told_on_the_next_page
from articles.paging import next_address, previous_address, read_page, refuse_unknown

ROWS = 20


@login_required
@form_page
def revision(request: SignedInHttpRequest, slug: str, article_id: int) -> HttpResponse:
    """Take a corrected text; show what it changes and what becomes of the readings; then do it."""
    project = project_for(request, slug, Can.ASSIGN)
    article = get_object_or_404(Article.objects.filter(project=project).select_related("project"), pk=article_id)
    form = RevisionForm(sent(request), request.FILES or None, language=article.language, initial={"text": article.text})
    context: dict[str, Any] = {"project": project, "article": article, "form": form}
    if form.is_valid() and "edit" not in request.POST:
        with told_in(form):
            if "confirm" in request.POST:
                return _revised(request, slug, article, form)
            context |= _preview(article, form)
    return render(request, "intake/revision.html", context, status=status_of(form))


@login_required
@require_safe
def doubts(request: SignedInHttpRequest, slug: str, set_id: int) -> HttpResponse:
    """What of a reading has still to be placed, with the old paragraph and the new one side by side."""
    found = _set(request, slug, set_id)
    refuse_unknown(request.GET, ("cursor", "doubt"))
    waiting = found.doubts.open()
    if "doubt" in request.GET:
        return _in_the_whole_text(request, found)
    page = read_page(waiting, order=("pk",), wanted={"cursor": request.GET.get("cursor"), "limit": ROWS})
    context = {
        "project": found.project,
        "set": found,
        "article": found.article,
        "sides": sides_of(page.rows, found.article),
        "waiting": waiting.count(),
        "settled": found.doubts.exclude(settled_at=None).count(),
        "may_settle": _may_settle(found, request),
        "next": next_address(request, page),
        "previous": previous_address(request, page),
        "first": request.path if "cursor" in request.GET else "",
    }
    return render(request, "intake/doubts.html", context)


@login_required
@require_POST
def settle(request: SignedInHttpRequest, slug: str, set_id: int, doubt_id: int) -> HttpResponse:
    """Place a doubtful span where it was proposed or chosen, or drop it."""
    found = _set(request, slug, set_id)
    doubt = get_object_or_404(Doubt.objects.filter(set=found).select_related("set__project"), pk=doubt_id)
    with told_on_the_next_page(request):
        if "drop" in request.POST:
            actions.drop(doubt, by=request.user)
            messages.success(request, _("The span was dropped."))
        else:
            actions.place(doubt, fragments=_chosen(request.POST.get("place", "")), by=request.user)
            messages.success(request, _("The span has its place in the corrected text."))
    return redirect(_following(found, doubt))


def _in_the_whole_text(request: SignedInHttpRequest, found: AnnotationSet) -> HttpResponse:
    """One doubt with all of the corrected text: what is not where it was expected may be anywhere."""
    asked = request.GET["doubt"]
    doubt = found.doubts.open().filter(pk=int(asked) if asked.isdecimal() and len(asked) < 19 else 0).first()
    if doubt is None:
        return redirect("doubts", found.project.slug, found.pk)
    context = {
        "project": found.project,
        "set": found,
        "article": found.article,
        "sides": sides_of([doubt], found.article, whole=True),
        "whole": True,
        "may_settle": _may_settle(found, request),
    }
    return render(request, "intake/doubts.html", context)


def _following(found: AnnotationSet, settled: Doubt) -> str:
    """The page with the doubt after the one that was settled, scrolled to it."""
    address = reverse("doubts", args=[found.project.slug, found.pk])
    waiting = found.doubts.open().order_by("pk")
    after = waiting.filter(pk__gt=settled.pk).first()
    if after is None or waiting.filter(pk__lt=after.pk).count() < ROWS:
        return f"{address}#doubt-{after.pk}" if after else address
    return f"{address}?doubt={after.pk}"


def _preview(article: Article, form: RevisionForm) -> dict[str, Any]:
    text = actions.refuse_unfit(article, form.cleaned_data["text"])
    found = journeys(article, text, AnnotationSet.objects.all())
    changes = pieces(article.text, text)
    return {
        "text": text,
        "pieces": changes,
        "cut_short": len(changes) == MOST_PIECES,
        "figures": totals(found),
        "readings": len(found),
    }


def _revised(request: SignedInHttpRequest, slug: str, article: Article, form: RevisionForm) -> HttpResponse:
    given = form.cleaned_data
    new, figures = actions.revise(article, text=given["text"], reopen=given["reopen"], by=request.user)
    open_ones = figures["doubtful"] + figures["lost"]
    messages.success(
        request,
        _("The corrected text is in its place. %(exact)s spans went along; %(open)s have to be placed or dropped.")
        % {"exact": figures["exact"], "open": open_ones},
    )
    return redirect("article", slug, new.pk)


def _set(request: SignedInHttpRequest, slug: str, set_id: int) -> AnnotationSet:
    sets = AnnotationSet.objects.visible_to(request.user).select_related("project", "article", "owner")
    return get_object_or_404(sets, pk=set_id, project__slug=slug)


def _may_settle(found: AnnotationSet, request: SignedInHttpRequest) -> bool:
    if found.kind == AnnotationSet.Kind.IMPORTED:
        return may(request.user, Can.REOPEN, found.project)
    return may_write(found, request.user) and found.submitted_at is None and found.locked_at is None


def _chosen(given: str) -> list[tuple[int, int]]:
    """Fragments as the form sends them: "12-20,25-30"."""
    try:
        pairs = [part.split("-") for part in given.split(",")]
        return [(int(start), int(end)) for start, end in pairs]
    except ValueError:
        raise Refusal("malformed", _("Choose a place in the corrected text first."), 400) from None
