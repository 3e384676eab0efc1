"""Nobody is kept out of the library: its states, and the page of an article, are free of barriers."""

import pytest

from annotator.work.models import AnnotationSet
from articles.corrections import newest
from articles.library.actions import tag_articles, withdraw_article
from articles.models import Article
from tests.browser.conftest import OpenEditor
from tests.browser.looker import Looker
from tests.browser.sizes import widths
from tests.browser.states import make_reading
from tests.factories import make_article, make_set

pytestmark = pytest.mark.django_db(transaction=True)


@widths(1280, 390)
def test_the_library_and_its_articles_are_free_of_barriers(open_editor: OpenEditor, width: int) -> None:
    reading = make_reading()
    project, manager = reading.project, reading.project.created_by
    make_set(reading.article, kind=AnnotationSet.Kind.IMPORTED, system="brat")
    tag_articles(Article.objects.filter(pk=reading.article.pk), project=project, by=manager, add=["budget", "port"])
    old = make_article(project, "Ferry\nThe union said that the ferry sails today.", language="en")
    withdraw_article(old, by=manager)
    make_article(project, "Ferry\nThe union said that the ferry sails tomorrow.", supersedes=old)
    assert newest(old.pk) != old.pk
    page = open_editor(reading, manager, width=width, bypass_csp=True, reduced_motion="reduce").page
    looker = Looker(page, str(width))
    root = page.url.split("sets/")[0]

    def look(name: str, address: str, status: int = 200) -> None:
        answer = page.goto(root + address)
        assert answer is not None
        assert answer.status == status, address
        page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
        looker.look(name, small="[]")  # links in lists

    look("found", "articles/?q=ferry&sort=title")
    page.locator("[data-check-all]").check()
    looker.look("ticked", small="[]")
    look("withdrawn", "articles/?withdrawn=on")
    assert page.locator(".headline-row .badge.warn").count() == 1
    assert "newer" in page.locator(".headline-row .badge.warn").inner_text()
    look("nothing", "articles/?q=zzzz")
    look("not understood", "articles/?published_after=abc", 400)
    look("article", f"articles/{reading.article.pk}/")
    assert "brat" in page.locator(".provenance").inner_text()
    look("replaced", f"articles/{old.pk}/")
    assert "newer" in page.locator(".imprint .badge.warn").inner_text()
    assert "\n".join(looker.found) == ""
