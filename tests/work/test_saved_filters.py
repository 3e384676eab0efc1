"""Saved filters: one's own are one's own, a manager's may be everybody's."""

import pytest

from annotator.work.models import SavedFilter

API = "/api/v1/projects/desk/filters/"
PAGE = "/projects/desk/filters/"


@pytest.fixture
def save(signed_in):
    def post(role="editor", **sent):
        return signed_in(role).post(
            API, {"name": "Mine", "query": "outlet=Zeit", **sent}, content_type="application/json"
        )

    return post


def names(browser):
    return [row["name"] for row in browser.get(API).json()["results"]]


def test_a_filter_is_kept_for_oneself_renamed_and_dropped(save, signed_in):
    made = save(query="?outlet=Zeit&cursor=abc&q=")
    assert (made.status_code, made.json()["query"], made.json()["own"]) == (201, "outlet=Zeit", True)
    address = f"{API}{made.json()['id']}/"
    browser = signed_in("editor")
    assert browser.patch(address, {"name": "Other"}, content_type="application/json").json()["name"] == "Other"
    assert names(signed_in("colleague")) == []
    assert signed_in("colleague").delete(address).status_code == 404
    assert signed_in("manager").delete(address).status_code == 404
    assert signed_in("editor").delete(address).status_code == 204
    assert names(signed_in("editor")) == []


def test_only_managers_share_and_only_they_change_what_is_shared(save, signed_in):
    assert save(shared=True).status_code == 403
    shared = save("manager", shared=True).json()
    assert names(signed_in("researcher")) == ["Mine"]
    address = f"{API}{shared['id']}/"
    assert signed_in("editor").delete(address).status_code == 403
    assert signed_in("manager").delete(address).status_code == 204


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"query": "size=3"}, 400),
        ({"query": "q="}, 422),
        ({"name": " "}, 400),
        ({"name": "x" * 61}, 400),
        ({"query": "q=%00"}, 422),
        ({"by": 1}, 400),
    ],
)
def test_what_is_no_filter_is_refused(save, sent, status):
    assert save(**sent).status_code == status
    assert not SavedFilter.objects.exists()


def test_a_name_counts_once_a_person(save):
    assert [save().status_code, save().status_code, save("colleague").status_code] == [201, 422, 201]


def test_the_page_keeps_what_it_shows_and_offers_it_as_a_chip(article, signed_in):
    browser = signed_in("editor")
    answer = browser.post(PAGE, {"name": "Herald <b>", "query": "outlet=The+Herald"})
    assert answer["Location"] == "/projects/desk/articles/?outlet=The+Herald"
    page = browser.get(answer["Location"]).content.decode()
    assert 'href="/projects/desk/articles/?outlet=The+Herald" aria-current="page">Herald &lt;b&gt;</a>' in page
    saved = SavedFilter.objects.get()
    browser.post(f"{PAGE}{saved.pk}/", {"action": "rename", "name": "Other"})
    saved.refresh_from_db()
    assert saved.name == "Other"
    browser.post(f"{PAGE}{saved.pk}/", {"action": "delete"})
    assert not SavedFilter.objects.exists()
