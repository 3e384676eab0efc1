"""Lists in pages: nothing twice, nothing missed, nothing ignored."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from articles.access import Refusal
from articles.models import Event, Project, User
from articles.paging import PageAsked, asked, listed, next_address, read_page, refuse_unknown

DAY = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def events(db):
    by = User.objects.create(username="ana")
    project = Project.objects.create(slug="p", name="P", created_by=by)
    for number, verb in enumerate(["b", "a", "b", "a", "c"]):
        Event.objects.create(project=project, by=by, verb=verb, at=DAY + timedelta(days=number // 2))
    return Event.objects.all()


def walk(rows, order, limit=2):
    cursor, seen = "", []
    while True:
        page = read_page(rows, order=order, wanted={"limit": limit, "cursor": cursor})
        seen += page.rows
        if not (cursor := page.next):
            return seen


@pytest.mark.parametrize("order", [("pk",), ("-pk",), ("verb", "pk"), ("-at", "verb", "-pk"), ("verb", "-at", "pk")])
@pytest.mark.parametrize("limit", [1, 2, 5, 6])
def test_pages_hold_every_row_once_and_in_order(events, order, limit):
    assert walk(events, order, limit) == list(events.order_by(*order))


def test_a_row_that_comes_behind_the_cursor_shifts_nothing(events):
    first = read_page(events, order=("-pk",), wanted={"limit": 2})
    Event.objects.create(project=Project.objects.get(), verb="new")
    second = read_page(events, order=("-pk",), wanted={"limit": 2, "cursor": first.next})
    assert first.rows + second.rows == list(Event.objects.exclude(verb="new").order_by("-pk")[:4])


def test_rows_may_be_dicts(events):
    assert len(walk(events.values("verb", "pk"), ("verb", "pk"))) == 5


def test_the_next_address_keeps_the_filters(events):
    request = RequestFactory().get("/list/", {"q": "é&", "cursor": "old"})
    page = read_page(events, order=("pk",), wanted={"limit": 2})
    assert next_address(request, page).startswith("/list/?q=%C3%A9%26&cursor=")
    assert listed(request, page, [])["next"].startswith("http://testserver/list/?")
    assert listed(request, read_page(events, order=("pk",), wanted={}), [])["next"] is None


@pytest.mark.parametrize("cursor", ["x", "a:b:c", "é", "WzFd:1:1"])
def test_a_made_up_cursor_is_refused(events, cursor):
    with pytest.raises(Refusal) as refused:
        read_page(events, order=("pk",), wanted={"cursor": cursor})
    assert (refused.value.code, refused.value.status) == ("bad_cursor", 400)


def test_a_cursor_of_another_order_is_refused(events):
    cursor = read_page(events, order=("pk",), wanted={"limit": 1}).next
    with pytest.raises(Refusal, match="not a cursor"):
        read_page(events, order=("-pk",), wanted={"cursor": cursor})


def test_an_unknown_parameter_is_refused_by_name():
    with pytest.raises(Refusal, match="“limits”") as refused:
        asked(PageAsked, {"limits": "1"})
    assert (refused.value.code, refused.value.status) == ("unknown_parameter", 400)
    refuse_unknown({"as": "csv"}, {"as", "trailer"})
