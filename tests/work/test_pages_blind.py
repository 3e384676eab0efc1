"""In a blind project an editor learns nothing of what others do: not by a page, a filter, a list or an answer."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_actor, make_article, make_set, make_span


@pytest.fixture
def code(people):
    return people["colleague"].memberships.get().code


@pytest.fixture
def theirs(article, people):
    """A colleague's reading of the article, handed in, with an actor."""
    reading = make_set(article, people["colleague"], submitted=True, revision=41)
    make_span(reading, "Ada Brok", actor=make_actor(article.project, "Ada Brok"))
    return reading


def pages(article):
    lists = ["/projects/desk/", "/projects/desk/queue/?show=open", "/projects/desk/articles/"]
    return [*lists, reverse("article", args=["desk", article.pk])]


def test_no_page_shows_a_colleague(signed_in, article, theirs, code):
    browser = signed_in("editor")
    for page in pages(article):
        shown = browser.get(page).content.decode()
        for trace in ("colleague", f">{code}<", "submitted</span>", "revision 41", f"sets/{theirs.pk}/"):
            assert trace not in shown, (page, trace)


def test_pages_are_the_same_whatever_colleagues_have_done(signed_in, project, article, people):
    browser = signed_in("editor")

    def seen():
        return [browser.get(page).content.split(b"<main")[1].split(b"csrfmiddleware")[0] for page in pages(article)]

    before = seen()
    make_set(article, people["colleague"], submitted=True, locked_at=timezone.now())
    assert seen() == before


def test_no_filter_of_the_library_finds_by_a_colleagues_work(signed_in, article, theirs):
    browser = signed_in("editor")
    for asked in ({"status": "submitted"}, {"actor": "Brok"}):
        assert browser.get("/projects/desk/articles/", asked).context["articles"] == []
    for asked in ({"unassigned": "on"}, {"annotator": "A01"}):
        assert browser.get("/projects/desk/articles/", asked).status_code == 400


def test_nor_does_a_filter_of_the_api(signed_in, article, theirs, code):
    browser = signed_in("editor")
    address = "/api/v1/projects/desk/articles/"
    for asked in ({"status": "submitted"}, {"actor": "Brok"}, {"annotator": code}):
        assert browser.get(address, asked).json()["results"] == []
    assert browser.get(address, {"unassigned": "1"}).status_code == 403


def test_no_reading_of_a_colleague_is_listed_read_or_touched(signed_in, article, theirs):
    browser = signed_in("editor")
    assert browser.get(f"/api/v1/articles/{article.pk}/sets/").json()["results"] == []
    assert browser.get(f"/api/v1/sets/{theirs.pk}/").status_code == 404
    for verb in ("lock", "unlock", "reopen", "unassign"):
        assert browser.post(reverse(f"set-{verb}", args=["desk", theirs.pk])).status_code == 404


def test_the_next_open_article_does_not_depend_on_colleagues(signed_in, project, article, theirs):
    make_article(project, text="Nobody has this one.")
    answer = signed_in("editor").post("/projects/desk/queue/next/")
    reading = article.sets.exclude(pk=theirs.pk).get()
    assert answer.url == f"/projects/desk/sets/{reading.pk}/"


def test_where_all_may_look_colleagues_have_pseudonyms_and_what_nobody_has_comes_first(
    signed_in, project, article, theirs, code
):
    project.blind = False
    project.save()
    free = make_article(project, text="Nobody has this one.")
    browser = signed_in("editor")
    page = browser.get(reverse("article", args=["desk", article.pk])).content.decode()
    assert code in page
    assert "colleague" not in page
    assert browser.get("/projects/desk/articles/", {"actor": "Brok"}).context["articles"] == [article]
    browser.post("/projects/desk/queue/next/")
    assert free.sets.exists()


def test_a_researcher_sees_what_is_handed_in_under_pseudonyms(signed_in, project, article, theirs, people, code):
    make_set(article, people["editor"], started_at=timezone.now())
    browser = signed_in("researcher")
    listed = browser.get(f"/api/v1/articles/{article.pk}/sets/").json()["results"]
    assert [(row["id"], row["annotator"]) for row in listed] == [(theirs.pk, code)]
    page = browser.get(reverse("article", args=["desk", article.pk])).content.decode()
    assert code in page
    assert "colleague" not in page


def test_a_manager_sees_names_and_finds_by_them(signed_in, article, theirs, code):
    browser = signed_in("manager")
    assert "colleague" in browser.get(reverse("article", args=["desk", article.pk])).content.decode()
    found = browser.get("/projects/desk/articles/", {"annotator": code, "status": "submitted", "actor": "brok"})
    assert found.context["articles"] == [article]
    assert browser.get("/projects/desk/articles/", {"unassigned": "on"}).context["articles"] == []
