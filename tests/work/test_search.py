"""Searching the library: every article in its own language, and shown is where the words stand."""

import pytest
from django.db import connection

from articles.searching import CONFIGS, config_of
from tests.factories import make_article, make_project

LIST = "/api/v1/projects/desk/articles/"


@pytest.fixture
def find(project, signed_in):
    """The titles a search answers, newest first."""
    browser = signed_in("editor")

    def titles(q, **more):
        answer = browser.get(LIST, {"q": q, **more})
        assert answer.status_code == 200, answer.content
        return [row["title"] for row in answer.json()["results"]]

    return titles


@pytest.mark.django_db
def test_a_language_has_the_dictionary_the_index_uses():
    tags = [*CONFIGS, "en-GB", "PT-br", "", "tlh", "x"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT article_search_config(tag)::text FROM unnest(%s::text[]) WITH ORDINALITY u(tag, n)", [tags]
        )
        assert [found for (found,) in cursor.fetchall()] == [config_of(tag) for tag in tags]


def test_every_article_is_searched_in_its_own_language(project, find):
    make_article(project, "The budgets were cut.", title="en", language="en-GB")
    make_article(project, "Die Häuser stehen leer.", title="de", language="de")
    make_article(project, "Ruins of budgets.", title="tlh", language="tlh")
    assert find("budget") == ["en"]
    assert find("budgets") == ["tlh", "en"]
    assert find("Haus") == ["de"]


def test_a_minus_in_one_language_is_not_undone_by_another(project, find):
    make_article(project, "They run to the harbour.", title="runs", language="en")
    make_article(project, "They walk to the harbour.", title="walks", language="en")
    make_article(project, "Harbour und Hafen.", title="de", language="de")
    assert find("harbour -running") == ["de", "walks"]


def test_phrases_alternatives_and_accents_count_as_they_are_typed(project, find):
    make_article(project, "Le maire a parlé hier.", title="fr", language="fr")
    make_article(project, "The prime minister said it twice.", title="phrase", language="en")
    make_article(project, "The minister was in his prime.", title="words", language="en")
    assert find('"prime minister"') == ["phrase"]
    assert find("twice or parlé") == ["phrase", "fr"]
    assert find("cafe") == []


@pytest.mark.parametrize("asked", ["{pk}", "wire-7", "https://example.org/a/", "https://example.org/a"])
def test_a_number_an_own_id_or_an_address_finds_the_article(project, find, asked):
    made = make_article(project, "Nothing of the sort.", title="it", external_id="wire-7", url="https://example.org/a")
    assert find(asked.format(pk=made.pk)) == ["it"]


def test_another_projects_article_is_not_found_by_its_number(project, find, elsewhere):
    assert find(str(elsewhere.pk)) == []


@pytest.fixture
def elsewhere(db):
    return make_article(make_project(), title="foreign")


def test_a_snippet_says_what_was_hit_and_only_when_asked(project, signed_in):
    make_article(project, "Much came before. 5 < 6: Budgets were cut by the council.", title="t")
    browser = signed_in("editor")
    assert "snippet" not in browser.get(LIST, {"q": "budget"}).json()["results"][0]
    (row,) = browser.get(LIST, {"q": "budget", "snippet": "1"}).json()["results"]
    assert [piece["text"] for piece in row["snippet"] if piece["hit"]] == ["Budgets"]
    assert "5 < 6: Budgets" in "".join(piece["text"] for piece in row["snippet"])


def test_a_page_marks_what_was_found_and_never_takes_a_text_for_markup(project, signed_in):
    make_article(project, "<script>alert(1)</script> A <3 & Budgets were cut.", title="t")
    page = signed_in("editor").get("/projects/desk/articles/", {"q": "budget"}).content.decode()
    assert "A &lt;3 &amp; <mark>" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("q", ['"', "- - -", "the", "\\", "'; DROP", ":* & | !", "💥"])
def test_no_words_break_the_search(project, find, q):
    make_article(project, "The text.")
    assert find(q, snippet="1") == []
