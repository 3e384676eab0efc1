"""In a blind project an editor learns nothing of what others do: not by a page, a filter, a list or an answer."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from annotator.registry.models import Actor
from annotator.work.actions import save
from annotator.work.models import AnnotationSet
from annotator.work.operations import read
from articles.access import Refusal
from articles.actions import change_project
from tests.factories import make_actor, make_article, make_set, make_span, make_topic


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


def test_nor_does_the_registry_count_a_colleagues_spans(signed_in, theirs):
    actor, topic = Actor.objects.get(), make_topic(theirs.project)
    make_span(theirs, "We never met", "claim", topic=topic)
    for role, count in (("editor", 0), ("manager", 1)):
        browser = signed_in(role)
        assert browser.get("/projects/desk/actors/").context["rows"] == [(actor, count)]
        for page in (f"/projects/desk/actors/{actor.uuid}/", f"/projects/desk/topics/{topic.uuid}/"):
            assert browser.get(page).context["count"] == count


def test_nor_is_a_colleagues_reading_known_to_be_there_by_naming_it(article, people, theirs):
    own = make_set(article, people["editor"])
    for other in (theirs.pk, theirs.pk + 1000):
        with pytest.raises(Refusal, match="not of a reading of this article"):
            dismiss(own, other)
    dismiss(own, make_set(article, kind="suggested").pk)
    dismiss(own, own.pk)


def test_what_is_blind_is_not_shared(project):
    with pytest.raises(Refusal, match="has to see it"):
        change_project(project, by=project.created_by, shared_sets=True)


def dismiss(own, other):
    batch = {"batch": str(uuid4()), "revision": AnnotationSet.objects.get(pk=own.pk).revision}
    batch |= {"text_sha256": own.article.text_sha256, "operations": [{"dismiss": {"set": other, "id": str(uuid4())}}]}
    save(own.pk, command=read(json.dumps(batch).encode()), by=own.owner)


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
