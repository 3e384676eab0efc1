"""The inbox: what was said to me, in every project."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotator.work.comments import actions
from annotator.work.comments.reading import sees_names
from annotator.work.models import Notice
from articles.access import Refusal
from articles.authentication import SignedInHttpRequest
from articles.models import Membership, User
from articles.paging import next_address, previous_address, read_page, refuse_unknown

ROWS = 30
COUNTED_UP_TO = 99


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: SignedInHttpRequest) -> HttpResponse:
    """Mentions of me, answers to me and remarks on my readings: unread first. POST calls everything shown read."""
    if request.method == "POST":
        actions.see_everything(by=request.user, until=_number(request.POST.get("until", "")))
        messages.success(request, _("Everything is marked as read."))
        return redirect("inbox")
    refuse_unknown(request.GET, ("cursor",))
    of_author = Membership.objects.filter(project=OuterRef("comment__set__project"), user=OuterRef("comment__by"))
    mine = Membership.objects.filter(project=OuterRef("comment__set__project"), user=request.user.pk)
    rows = Notice.objects.told_to(request.user).select_related(
        "comment__by", "comment__answers_to", "comment__set__article", "comment__set__project"
    )
    rows = rows.defer("comment__set__article__text", "comment__set__article__search").annotate(
        seen=ExpressionWrapper(Q(seen_at__isnull=False), output_field=BooleanField()),
        code=Subquery(of_author.values("code")[:1]),
        my_role=Subquery(mine.values("role")[:1]),
    )
    page = read_page(rows, order=("seen", "-pk"), wanted={"limit": ROWS, "cursor": request.GET.get("cursor")})
    return render(
        request,
        "work/inbox.html",
        {
            "told": [(notice, _author(notice)) for notice in page.rows],
            "until": max((notice.pk for notice in page.rows), default=0),
            "next": next_address(request, page),
            "previous": previous_address(request, page),
            "first": request.path if "cursor" in request.GET else "",
        },
    )


def unread(request: HttpRequest) -> dict[str, object]:
    """For the masthead of every page: how many notices wait. Asked only where it is shown, and counted to 99."""

    def count() -> int:
        user = getattr(request, "user", None)
        if not isinstance(user, User):
            return 0
        return Notice.objects.told_to(user).unseen()[: COUNTED_UP_TO + 1].count()

    return {"unread": SimpleLazyObject(count)}


def _author(notice: Any) -> str:
    """Who wrote it: by name where the reader may know it, else by code."""
    named = sees_names(notice.comment.set.project, notice.my_role)
    return str(notice.comment.by.username if named else notice.code)


def _number(given: str) -> int:
    if not given.isascii() or not given.isdecimal() or len(given) > 18:
        raise Refusal("malformed", _("“until” is the number of a notice."), 400)
    return int(given)
