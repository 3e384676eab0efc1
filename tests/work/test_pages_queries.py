"""What a page costs does not grow with what there is. One query of each counts what the inbox holds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotator.work.library import COUNTED_UP_TO
from articles.models import Article
from tests.factories import make_article, make_set

LISTS = [
    "articles/",
    "articles/?status=submitted&actor=Brok&q=text&outlet=The+Tide&published_after=2020-01-01",
    "queue/",
    "queue/?show=handed_in",
    "queue/?show=open",
]


@pytest.fixture
def many(project, people):
    """More than a page of everything, for the manager and two editors."""
    articles = [make_article(project, text=f"Text {number}.", outlet=f"Outlet {number % 7}") for number in range(55)]
    for article in articles:
        make_set(article, people["colleague"], submitted=True)
        if article.pk % 2:
            make_set(article, people["editor"], started_at=timezone.now())
        else:
            make_set(article, people["manager"])
    return articles


def queries(browser, address):
    with CaptureQueriesContext(connection) as counted:
        answer = browser.get(address)
    assert answer.status_code == 200
    return len(counted)


@pytest.mark.parametrize("role", ["manager", "editor"])
@pytest.mark.parametrize("page", LISTS)
def test_a_list_takes_nine_queries_at_most(signed_in, many, role, page):
    assert queries(signed_in(role), f"/projects/desk/{page}") <= 9


@pytest.mark.parametrize(("page", "most"), [("", 12), ("progress/", 10)])
def test_the_pages_of_seniors_stay_bounded(signed_in, many, page, most):
    assert queries(signed_in("manager"), f"/projects/desk/{page}") <= most


def test_an_article_takes_ten_at_most(signed_in, many):
    assert queries(signed_in("manager"), reverse("article", args=["desk", many[0].pk])) <= 10


def test_the_second_page_costs_what_the_first_does(signed_in, many):
    browser = signed_in("manager")
    second = browser.get("/projects/desk/articles/").context["next"]
    assert queries(browser, second) == queries(browser, "/projects/desk/articles/")
    assert [article.pk for article in browser.get(second).context["articles"]] == [one.pk for one in many[4::-1]]


def test_no_list_reads_a_text(signed_in, many):
    browser = signed_in("manager")
    for address in ("/projects/desk/articles/", "/projects/desk/queue/", "/api/v1/projects/desk/articles/"):
        with CaptureQueriesContext(connection) as counted:
            browser.get(address)
        assert not [query for query in counted if '"articles_article"."text",' in query["sql"]]


def test_the_number_of_articles_is_not_counted_to_the_end(signed_in, project, article):
    columns = {field.attname for field in Article._meta.concrete_fields} - {"id", "search"}
    row = {name: getattr(article, name) for name in columns}
    Article.objects.bulk_create(Article(**row) for _ in range(COUNTED_UP_TO))
    page = signed_in("manager").get("/projects/desk/articles/")
    assert (page.context["counted"], page.context["more"]) == (COUNTED_UP_TO, True)
    assert "More than 1,000 articles" in page.content.decode()
