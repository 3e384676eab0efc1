"""The inbox: who is told what, what a page of it costs, and that it never shows what may not be read any more."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.work.comments.actions import edit_comment, resolve_comment, write_comment
from annotator.work.models import AnnotationSet, Notice
from articles.actions import remove_member
from articles.models import Membership
from tests.factories import make_article, make_set

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading(article, people):
    return make_set(article, people["editor"])


@pytest.fixture
def say(reading, people):
    def written(who, text, answers_to=None):
        answered = answers_to and answers_to.pk
        return write_comment(reading, by=people[who], uuid=uuid.uuid4(), text=text, answers_to=answered)[0]

    return written


def told(people):
    names = {user.pk: name for name, user in people.items()}
    return sorted((names[one.user_id], one.why) for one in Notice.objects.all())


def test_the_owner_of_a_reading_the_mentioned_and_the_answered_are_told_once_each(say, people):
    first = say("manager", "@the-editor and @the-adjudicator, look")
    assert told(people) == [("adjudicator", "mention"), ("editor", "mention")]
    Notice.objects.all().delete()
    say("editor", "I have", first)
    assert told(people) == [("manager", "answer")]
    Notice.objects.all().delete()
    say("adjudicator", "Me too", first)
    assert told(people) == [("editor", "answer"), ("manager", "answer")]
    Notice.objects.all().delete()
    again = say("manager", "By the way")
    assert told(people) == [("editor", "remark")]
    edit_comment(again, by=people["manager"], text="By the way, @the-adjudicator")
    assert told(people) == [("adjudicator", "mention"), ("editor", "remark")]
    resolve_comment(again, by=people["editor"], resolved=True)
    assert len(told(people)) == 2


def test_the_inbox_shows_unread_first_with_a_way_to_the_place_and_can_be_emptied(say, signed_in, people, reading):
    seen, new = say("manager", "The older one"), say("manager", "The newer one")
    Notice.objects.filter(comment=new).update(seen_at="2026-01-01T00:00Z")
    browser = signed_in("editor")
    page = browser.get("/inbox/")
    assert [notice.comment_id for notice, _ in page.context["told"]] == [seen.pk, new.pk]
    assert f'href="/projects/desk/sets/{reading.pk}/#comment-{seen.pk}"' in page.content.decode()
    assert "1 unread" in page.content.decode()
    assert people["manager"].username not in page.content.decode(), "the project is blind"
    assert browser.post("/inbox/", {"until": page.context["until"]}).status_code == 302
    assert not Notice.objects.unseen().exists()
    assert "unread" not in browser.get("/inbox/").content.decode().split("<main")[0]


def test_what_came_after_the_page_was_shown_stays_unread(say, signed_in, people):
    say("manager", "Shown")
    browser = signed_in("editor")
    until = browser.get("/inbox/").context["until"]
    say("manager", "Not shown")
    browser.post("/inbox/", {"until": until})
    assert Notice.objects.unseen().count() == 1
    assert browser.post("/inbox/", {"until": "all"}).status_code == 400
    assert browser.get("/inbox/?colour=red").status_code == 400


def test_opening_the_comments_of_a_reading_marks_them_as_read_for_oneself(say, signed_in, people, reading):
    say("manager", "@the-editor and @the-adjudicator")
    assert signed_in("editor").put(f"/api/v1/sets/{reading.pk}/comments/seen/").status_code == 204
    assert [one.user for one in Notice.objects.unseen()] == [people["adjudicator"]]


def test_who_has_left_or_may_not_read_any_more_is_told_nothing(say, signed_in, people, project, reading):
    say("manager", "Between us")
    remove_member(Membership.objects.get(project=project, user=people["editor"]), by=people["manager"])
    page = signed_in("editor").get("/inbox/").content.decode()
    assert "Between us" not in page
    assert "unread" not in page
    assert "Nothing for you here" in page


def test_an_empty_inbox_says_what_will_come_here_and_strangers_sign_in(client, signed_in):
    assert client.get("/inbox/")["Location"].startswith("/accounts/login/")
    assert "Nothing for you here" in signed_in("stranger").get("/inbox/").content.decode()


def test_the_inbox_comes_in_pages_and_each_costs_the_same(say, signed_in, people, project):
    for number in range(35):
        other = make_set(make_article(project, text=f"Text {number}."), people["editor"])
        write_comment(other, by=people["manager"], uuid=uuid.uuid4(), text=f"Number {number}")
    browser, costs, shown = signed_in("editor"), [], []
    address = "/inbox/"
    while address:
        with CaptureQueriesContext(connection) as counted:
            page = browser.get(address)
        costs.append(len(counted))
        shown += [notice.comment.text for notice, _ in page.context["told"]]
        address = page.context["next"]
    assert shown == [f"Number {number}" for number in range(34, -1, -1)]
    assert max(costs) <= 5
    assert AnnotationSet.objects.count() == 36
