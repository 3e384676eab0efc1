"""The page of one article: its text, its readings, its history, and what is known about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotator.work.forms import DescriptionForm
from annotator.work.history import history
from annotator.work.models import AnnotationSet
from annotator.work.seats import article_here, holds, taggers, team
from articles.access import Can, forbidden
from articles.authentication import SignedInHttpRequest
from articles.corrections import newest
from articles.library.actions import describe_article, may_describe
from articles.library.alike import similar_articles
from articles.models import Article, Membership
from articles.pages import told_in


@login_required
@require_safe
def article(request: SignedInHttpRequest, slug: str, article_id: int) -> HttpResponse:
    """One article to read, with the readings the caller may see."""
    mine, members = team(request, slug)
    found = article_here(request, mine.project, article_id)
    form = DescriptionForm(None, article=found)
    return render(request, "work/article.html", _desk(request, mine, members, found, form))


@login_required
@require_POST
def describe(request: SignedInHttpRequest, slug: str, article_id: int) -> HttpResponse:
    """Correct what is known about an article."""
    mine, members = team(request, slug)
    found = article_here(request, mine.project, article_id)
    if not may_describe(found, by=request.user, role=mine.role):
        raise forbidden(Can.MANAGE)
    form = DescriptionForm(request.POST, article=found)
    if form.is_valid():
        with told_in(form):
            sent = {name: value for name, value in form.cleaned_data.items() if name in form.data}
            describe_article(found, by=request.user, **sent)
            messages.success(request, _("What is known about the article is corrected."))
            return redirect("article", slug, article_id)
    return render(request, "work/article.html", _desk(request, mine, members, found, form), status=422)


def _desk(
    request: SignedInHttpRequest, mine: Membership, members: list[Membership], found: Article, form: DescriptionForm
) -> dict[str, Any]:
    sets = AnnotationSet.objects.visible_to(request.user).filter(article=found)
    readings = list(sets.with_code().with_doubts().select_related("owner", "scheme", "upload").order_by("pk"))
    human = [reading for reading in readings if reading.kind == AnnotationSet.Kind.HUMAN]
    own = next((reading for reading in human if reading.owner_id == request.user.pk), None)
    owners = {reading.owner_id for reading in human}
    revisions = list(Article.objects.visible_to(request.user).filter(supersedes=found).only("pk", "created_at"))
    now = newest(found.pk) if found.withdrawn_at else found.pk
    names_shown = holds(mine, Can.SEE_MEMBERS)
    names = {one.user_id: one.user.username if names_shown else one.code for one in members}
    found.project, replaced = mine.project, now != found.pk
    return {
        "project": mine.project,
        "mine": mine,
        "article": found,
        "newest": now if replaced else None,
        "replaced": replaced,
        "paragraphs": _below_headline(found),
        "readings": readings,
        "own": own,
        "may_open": own or (now == found.pk and holds(mine, Can.ANNOTATE) and _may_take(mine, found)),
        "may_assign": holds(mine, Can.ASSIGN),
        "may_lock": holds(mine, Can.LOCK),
        "may_describe": may_describe(found, by=request.user, role=mine.role),
        "names_shown": names_shown,
        "assignable": [one for one in taggers(members) if one.user_id not in owners],
        "revisions": revisions,
        "alike": similar_articles(found),
        "history": history(found, readings, revisions, names),
        "form": form,
    }


def _may_take(mine: Membership, found: Article) -> bool:
    return found.withdrawn_at is None and (holds(mine, Can.ASSIGN) or not mine.project.assigned_only)


def _below_headline(found: Article) -> list[dict[str, Any]]:
    """The paragraphs, without the headline that stands above them as a heading already."""
    rows = found.paragraph_rows()
    return rows[1:] if found.title and rows and rows[0]["text"].strip() == found.title.strip() else rows
