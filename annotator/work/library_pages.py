"""The library and the pages of its articles."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.work import actions, library
from annotator.work.forms import ORDER_NAMES, BulkForm, LibraryForm
from annotator.work.models import SavedFilter
from annotator.work.seats import article_here, holds, seat, taggers, team
from articles.access import Can, Refusal, not_found
from articles.authentication import SignedInHttpRequest
from articles.library.actions import (
    restore_article,
    restore_articles,
    tag_articles,
    withdraw_article,
    withdraw_articles,
)
from articles.models import Article, ArticleQuerySet, Membership, Project
from articles.pages import told_on_the_next_page
from articles.paging import next_address, previous_address, read_page, refuse_unknown

ROWS = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def articles(request: SignedInHttpRequest, slug: str) -> HttpResponse:
    """The articles of a project, filtered; whoever assigns ticks some of them and hands them out."""
    mine, members = team(request, slug, Can.ASSIGN if request.method == "POST" else Can.READ)
    choices = library.choices(mine.project)
    form = LibraryForm(
        request.GET,
        choices=choices,
        members=members,
        sees_all=holds(mine, Can.SEE_EVERY_SET),
    )
    refuse_unknown(request.GET, (*form.fields, "cursor"))
    if not form.is_valid():
        context = {"project": mine.project, "form": form, "narrowing": True}
        return render(request, "work/articles.html", context, status=400)
    found = library.matching(mine.project, form.cleaned_data, by=request.user, languages=choices["language"])
    if request.method == "POST":
        return _in_bulk(request, mine.project, taggers(members), found)
    return render(request, "work/articles.html", _shelf(request, mine, members, form, found))


@login_required
@require_safe
def original(request: SignedInHttpRequest, slug: str, article_id: int) -> HttpResponseBase:
    """The file an article came in, byte by byte: always saved, never shown, whatever it says it is."""
    mine = seat(request, slug)
    upload = article_here(request, mine.project, article_id).upload
    if upload is None:
        raise not_found(gettext_noop("file"))
    try:
        content = upload.original.open("rb")
    except FileNotFoundError:
        raise not_found(gettext_noop("file")) from None
    response = FileResponse(content, as_attachment=True, filename=upload.filename, content_type="text/plain")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_POST
def open_article(request: SignedInHttpRequest, slug: str, article_id: int) -> HttpResponse:
    """Open the caller's own reading of an article."""
    mine = seat(request, slug, Can.ANNOTATE)
    found = article_here(request, mine.project, article_id)
    with told_on_the_next_page(request):
        opened, _ = actions.open_set(found, by=request.user)
        return redirect("set", slug, opened.pk)
    return redirect("article", slug, article_id)


@login_required
@require_POST
def change_article(request: SignedInHttpRequest, slug: str, article_id: int) -> HttpResponse:
    """Assign one article to further editors, withdraw it or bring it back."""
    mine, members = team(request, slug, Can.ASSIGN)
    found = article_here(request, mine.project, article_id)
    form = BulkForm(request.POST, members=taggers(members))
    if not form.is_valid():
        raise _malformed()
    if form.cleaned_data["action"] == "withdraw":
        withdraw_article(found, by=request.user)
        messages.success(request, _("The article is withdrawn. What was tagged stays."))
    elif form.cleaned_data["action"] == "restore":
        restore_article(found, by=request.user)
        messages.success(request, _("The article is back."))
    else:
        _assign(request, mine.project, taggers(members), [found], form.cleaned_data)
    return redirect("article", slug, article_id)


def _shelf(
    request: SignedInHttpRequest,
    mine: Membership,
    members: list[Membership],
    form: LibraryForm,
    found: ArticleQuerySet,
) -> dict[str, Any]:
    wanted = {"limit": ROWS, "cursor": request.GET.get("cursor")}
    order = library.ORDERS[form.cleaned_data["sort"] or "added"]
    page = read_page(library.in_lists(library.in_order(found), by=request.user), order=order, wanted=wanted)
    counted, more = library.count(page.rows)
    if words := form.cleaned_data["q"]:
        library.show_passages(page.rows, words)
    return {
        "project": mine.project,
        "form": form,
        "narrowing": form.narrowing(),
        "searched": form.narrowing() or form.cleaned_data["q"],
        "articles": page.rows,
        "counted": counted,
        "more": more,
        "order": ORDER_NAMES[form.cleaned_data["sort"]],
        "next": next_address(request, page),
        "previous": previous_address(request, page),
        "first": _without_cursor(request),
        "here": request.get_full_path(),
        "query": _query(request),
        "saved": SavedFilter.objects.visible_to(request.user).filter(project=mine.project).order_by("name", "pk"),
        "may_share": holds(mine, Can.MANAGE),
        "may_assign": holds(mine, Can.ASSIGN),
        "may_upload": holds(mine, Can.UPLOAD),
        "names_shown": holds(mine, Can.SEE_MEMBERS),
        "assignable": taggers(members),
    }


def _in_bulk(
    request: SignedInHttpRequest, project: Project, taggers: list[Membership], found: ArticleQuerySet
) -> HttpResponse:
    form = BulkForm(request.POST, members=taggers)
    if not form.is_valid():
        raise _malformed()
    wanted = form.cleaned_data
    chosen = found if wanted["everything"] else Article.objects.filter(project=project, pk__in=wanted["article"])
    if wanted["action"] == "withdraw":
        done = withdraw_articles(chosen, project=project, by=request.user)
        messages.success(
            request, _("%(done)s articles withdrawn. What was tagged in them stays.") % {"done": f"{done:,}"}
        )
    elif wanted["action"] == "restore":
        done = restore_articles(chosen, project=project, by=request.user)
        messages.success(request, _("%(done)s articles are back.") % {"done": f"{done:,}"})
    elif wanted["action"] in ("tag", "untag"):
        with told_on_the_next_page(request):
            tags = {"add" if wanted["action"] == "tag" else "remove": wanted["tags"].split(",")}
            done = tag_articles(chosen, project=project, by=request.user, **tags)
            messages.success(request, _("%(done)s articles have changed their tags.") % {"done": f"{done:,}"})
    else:
        light = chosen.order_by("pk").only("pk", "project_id", "withdrawn_at")
        _assign(request, project, taggers, list(light), wanted)
    return redirect(request.get_full_path())


def _assign(
    request: SignedInHttpRequest,
    project: Project,
    members: list[Membership],
    chosen: list[Article],
    wanted: dict[str, Any],
) -> None:
    """Give every article to everybody named, or deal them out one after the other."""
    people = [one.user for one in members if one.code in wanted["assignee"]]
    if not chosen or not people:
        messages.warning(request, _("Nothing was assigned: choose at least one article and one editor."))
        return
    dealt = [chosen[n :: len(people)] if wanted["how"] == "share" else chosen for n in range(len(people))]
    with told_on_the_next_page(request), transaction.atomic():
        made = [
            actions.assign(project, articles=hand, assignee=person, by=request.user)
            for person, hand in zip(people, dealt, strict=True)
        ]
        told = ", ".join(
            _("%(number)s to %(name)s") % {"number": f"{count:,}", "name": person.username}
            for person, count in zip(people, made, strict=True)
        )
        kept = " " + _("What they had already stays with them.") if sum(made) < sum(map(len, dealt)) else ""
        messages.success(request, _("Newly assigned: %(told)s.") % {"told": told} + kept)


def _query(request: SignedInHttpRequest) -> str:
    """What the library shows, without where in it: as a saved filter keeps it."""
    return urlencode([(name, value) for name, value in request.GET.items() if value and name != "cursor"])


def _without_cursor(request: SignedInHttpRequest) -> str:
    return f"{request.path}?{_query(request)}" if "cursor" in request.GET else ""


def _malformed() -> Refusal:
    return Refusal("malformed", _("Choose what shall happen: assign, tag, withdraw or restore."), 400)
