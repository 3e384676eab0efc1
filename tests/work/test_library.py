"""The library: filters, orders, pages both ways, tags, corrected metadata and texts that are almost the same."""

import random
import re

import pytest

from annotator.work.models import AnnotationSet
from articles.library.actions import tag_articles
from articles.library.alike import similar_articles, similar_to
from articles.models import Article, Event
from tests.factories import make_article, make_project, make_set

LIST = "/api/v1/projects/desk/articles/"
PAGE = "/projects/desk/articles/"
ORDERS = {"added": "cab", "published": "bac", "title": "abc", "outlet": "bca"}


@pytest.fixture
def three(project):
    made = {"b": ("Zeit", 3, "b"), "a": ("Zeit", 2, "A"), "c": ("abend", 0, "c")}
    day = "2024-01-0{}T00:00Z".format
    outlets = {"b": "Abend", "c": "Morgen", "a": "Zeit"}
    for name, (_, at, title) in made.items():
        make_article(project, f"text {name}", title=title, outlet=outlets[name], published_at=day(at) if at else None)


@pytest.fixture
def api(signed_in):
    def ask(role="editor", **wanted):
        return signed_in(role).get(LIST, wanted)

    return ask


@pytest.mark.parametrize("sort", ORDERS)
def test_an_order_is_kept_through_pages_forward_and_back(three, signed_in, sort, monkeypatch):
    monkeypatch.setattr("annotator.work.library_pages.ROWS", 1)
    browser, address = signed_in("editor"), f"{PAGE}?sort={'' if sort == 'added' else sort}"
    seen, pages = "", [address]
    for _ in range(3):
        context = browser.get(pages[-1]).context
        seen += "".join(article.title.lower() for article in context["articles"])
        pages.append(context["next"])
    assert (seen, pages[-1]) == (ORDERS[sort], "")
    back, address = "", context["previous"]
    while address:
        context = browser.get(address).context
        back += context["articles"][0].title.lower()
        address = context["previous"]
    assert back == ORDERS[sort][1::-1]


def test_the_api_sorts_the_same_way_and_refuses_what_it_does_not_know(three, api):
    for sort, wanted in ORDERS.items():
        first = api(sort=sort, limit=2).json()
        assert "".join(row["title"].lower() for row in first["results"]) == wanted[:2]
        assert first["next"]
    assert api(sort="size").status_code == 400
    assert api(tags="x").status_code == 400


def test_a_cursor_of_one_order_does_not_open_another(three, api):
    cursor = api(sort="title", limit=1).json()["next"].partition("cursor=")[2].partition("&")[0]
    assert api(sort="outlet", cursor=cursor).status_code == 400
    assert api(sort="title", cursor="before~nonsense").status_code == 400


def test_imported_readings_are_a_filter_and_hidden_ones_are_not_found(project, api, people):
    one = make_article(project, "one", title="one")
    make_article(project, "two", title="two")
    make_set(one, kind=AnnotationSet.Kind.IMPORTED)
    assert [row["title"] for row in api("manager", imported="1").json()["results"]] == ["one"]


def test_tags_are_put_on_in_bulk_by_those_who_assign_and_found(three, signed_in, api):
    browser = signed_in("manager")
    browser.post(f"{PAGE}?outlet=Zeit", {"action": "tag", "everything": "on", "tags": "wire, to check ,wire"})
    assert Article.objects.get(title="A").tags == ["to check", "wire"]
    assert [row["title"] for row in api(tag="wire").json()["results"]] == ["A"]
    keys = list(Article.objects.values_list("pk", flat=True))
    signed_in("manager").post(PAGE, {"action": "untag", "article": keys, "tags": "wire"})
    assert Article.objects.get(title="A").tags == ["to check"]
    assert Event.objects.filter(verb="tag_articles").count() == 2
    assert signed_in("editor").post(PAGE, {"action": "tag", "article": keys, "tags": "x"}).status_code == 403


def test_tagging_costs_the_same_for_one_and_for_many(project, django_assert_num_queries):
    for number in range(12):
        make_article(project, f"text {number}")
    for found in (Article.objects.all()[:1], Article.objects.all()):
        chosen = Article.objects.filter(pk__in=[one.pk for one in found])
        with django_assert_num_queries(7):
            tag_articles(chosen, project=project, by=project.created_by, add=[f"t{len(found)}"])


def test_whoever_added_an_article_corrects_it_and_the_log_keeps_both(project, signed_in, people):
    from articles.actions import add_article

    article, _ = add_article(project=project, text="The text.", by=people["editor"], outlet="Hearld")
    address = f"/api/v1/articles/{article.pk}/"
    sent = {"outlet": "Herald", "tags": ["b", "a"], "published_at": "2024-02-01T00:00:00Z"}
    answer = signed_in("editor").patch(address, sent, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert (answer.json()["outlet"], answer.json()["tags"]) == ("Herald", ["a", "b"])
    event = Event.objects.get(verb="describe_article")
    assert (event.detail["old"]["outlet"], event.detail["new"]["outlet"]) == ("Hearld", "Herald")
    assert "title" not in event.detail["new"]
    for role, status in {"manager": 200, "colleague": 403, "researcher": 403, "stranger": 404}.items():
        again = signed_in(role).patch(address, {"byline": role}, content_type="application/json")
        assert again.status_code == status, role


@pytest.mark.parametrize("sent", [{"text": "x"}, {"language": "!"}, {"url": "javascript:1"}, {"tags": "x"}])
def test_a_text_is_never_changed_and_nonsense_is_malformed(article, signed_in, sent):
    address = f"/api/v1/articles/{article.pk}/"
    assert signed_in("manager").patch(address, sent, content_type="application/json").status_code == 400


def test_an_id_that_is_taken_is_refused(project, article, signed_in):
    make_article(project, "other", external_id="taken")
    sent = {"external_id": "taken"}
    answer = signed_in("manager").patch(f"/api/v1/articles/{article.pk}/", sent, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "external_id_taken")


def story(seed, paragraphs=8, words=60, common=()):
    """Made-up prose: the same seed is the same story."""
    chance = random.Random(seed)
    stock = [f"w{number}" for number in range(1500)]
    made = [" ".join(chance.choice(stock) for _ in range(words)) + "." for _ in range(paragraphs)]
    return [*made, *common]


def test_wire_copy_is_found_under_another_headline_with_paragraphs_cut(project):
    """Forty stories, each printed again with another headline, a third to a half cut, a word changed: all found."""
    originals = [make_article(project, "\n".join(story(seed)), title=f"wire {seed}") for seed in range(40)]
    chance = random.Random(7)
    printed = []
    for seed in range(40):
        kept = sorted(chance.sample(range(8), chance.choice((4, 5, 6))))
        body = [story(seed)[at] for at in kept]
        body[0] = body[0].replace(body[0].split()[3], "CHANGED", 1).upper()
        printed.append("\n".join(["Another headline altogether for this", *body]))
    found = similar_to(printed, project)
    assert [found[n][0].article for n in range(40)] == [one.pk for one in originals]
    assert all(found[n][0].share >= 0.8 for n in range(40))
    assert all(len(found[n]) == 1 for n in range(40))


def test_stories_of_one_topic_are_not_the_same(project):
    """They quote the same two sentences and end with the same line, and are still different stories."""
    quoted = story("quote", paragraphs=2, words=25)
    for seed in range(30):
        make_article(project, "\n".join(story(seed, paragraphs=5, common=quoted)))
    assert similar_to(["\n".join(story(99, paragraphs=5, common=quoted))], project) == {}
    assert similar_to(["\n".join(quoted)], project) == {}  # a quotation alone is not a story
    assert similar_to(["", "…", "two words"], project) == {}


def test_only_the_projects_current_articles_are_alike(project, signed_in):
    text = "\n".join(story(1))
    first, again = make_article(project, text, title="first"), make_article(project, text + "\nMore.", title="again")
    make_article(make_project(), text)
    assert [one.article for one in similar_articles(first)] == [again.pk]
    listed = signed_in("editor").get(LIST, {"similar_to": first.pk}).json()["results"]
    assert [row["title"] for row in listed] == ["again", "first"]
    Article.objects.filter(pk=again.pk).update(withdrawn_at="2024-01-01T00:00Z")
    assert similar_articles(first) == []
    assert [one.percent for one in similar_to([text], project)[0]] == [100]


def test_looking_for_texts_alike_is_one_query(project, django_assert_num_queries):
    for seed in range(5):
        make_article(project, "\n".join(story(seed)))
    with django_assert_num_queries(1):
        assert len(similar_to(["\n".join(story(seed)) for seed in range(9)], project)) == 5


def test_the_page_corrects_what_is_known_and_tells_the_history(project, article, signed_in, people):
    make_set(article, people["colleague"], submitted=True)
    address = f"/projects/desk/articles/{article.pk}/"
    sent = {"title": article.title, "outlet": "Morgen", "published_at": "2024-05-01", "tags": "wire, b"}
    assert signed_in("manager").post(f"{address}describe/", sent).status_code == 302
    article.refresh_from_db()
    assert (article.outlet, article.tags, article.language) == ("Morgen", ["b", "wire"], "en")
    page = signed_in("manager").get(address)
    assert page.context["history"][0].what == "Outlet, Published on, Tags corrected"
    assert "<del>The Herald</del> <ins>Morgen</ins>" in page.content.decode()
    assert "submitted by colleague" in page.content.decode()
    blind = signed_in("editor").get(address).content.decode()
    assert "submitted by" not in blind
    assert "Correct what is known" not in blind


def test_a_bad_date_comes_back_marked_and_changes_nothing(article, signed_in):
    sent = {"title": "New", "published_at": "last week"}
    answer = signed_in("manager").post(f"/projects/desk/articles/{article.pk}/describe/", sent)
    assert answer.status_code == 422
    assert "A date such as" in answer.content.decode()
    article.refresh_from_db()
    assert article.title == "Officials denied it"


def test_the_article_page_names_what_is_almost_the_same(project, signed_in):
    first = make_article(project, "\n".join(story(1)), title="Port deal")
    second = make_article(project, "\n".join(story(1)[:6]), title="Harbour agreement")
    page = signed_in("editor").get(f"/projects/desk/articles/{second.pk}/").content.decode()
    assert f'href="/projects/desk/articles/{first.pk}/">Port deal</a>' in page
    assert "100 % the same" in page


def test_the_day_and_hour_of_publication_is_asked_for_in_the_field_of_the_browser_and_comes_back_as_it_was(
    article, signed_in
):
    address, browser = f"/projects/desk/articles/{article.pk}/", signed_in("manager")
    for sent, shown, kept in [
        ("2024-12-02T09:30", "2024-12-02T09:30", "2024-12-02T09:30:00+00:00"),
        ("2024-12-02T09:30:15", "2024-12-02T09:30:15", "2024-12-02T09:30:15+00:00"),
        ("2024-12-02T23:30-02:00", "2024-12-03T01:30", "2024-12-03T01:30:00+00:00"),
        ("2024-05-01", "2024-05-01T00:00", "2024-05-01T00:00:00+00:00"),
    ]:
        browser.post(f"{address}describe/", {"title": article.title, "published_at": sent})
        article.refresh_from_db()
        assert article.published_at.isoformat() == kept
        page = browser.get(address).content.decode()
        [field] = re.findall(r'<input type="datetime-local"[^>]*>', page)
        assert f'value="{shown}"' in field
