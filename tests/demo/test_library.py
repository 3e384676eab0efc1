import unicodedata
from collections import Counter
from itertools import chain

import pytest

from annotator.demo.library import DemoArticle, load_actors, load_articles, load_topics
from annotator.demo.reading import ReadingError, parse_reading

ARTICLES = load_articles()
READ = [article for article in ARTICLES if article.readings]


def test_there_are_fourteen_articles_in_three_languages() -> None:
    languages = Counter(article.metadata["language"] for article in ARTICLES)
    assert languages == {"en": 8, "de": 3, "ar": 3}


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.key)
def test_an_article_is_of_newspaper_length_and_normalised(article: DemoArticle) -> None:
    assert 140 <= len(article.text.split()) <= 450
    assert article.text == unicodedata.normalize("NFC", article.text)
    assert "\r" not in article.text
    assert ".example/" in article.metadata["url"]


def test_work_is_in_every_state() -> None:
    counts = Counter(
        article.readings[name].status if name in article.readings else "assigned"
        for article in ARTICLES
        for name in article.assigned
    )
    assert counts["submitted"] >= 15
    assert counts["started"] >= 2
    assert counts["assigned"] >= 3
    assert sum(1 for article in ARTICLES if not article.assigned) == 2
    assert all(article.readings for article in ARTICLES if article.assigned)


def test_most_articles_have_two_readings_that_differ() -> None:
    several = [list(article.readings.values()) for article in READ if len(article.readings) > 1]
    assert len(several) > len(READ) / 2
    assert all(first.spans != second.spans for first, second, *_ in several)


def test_every_link_names_an_actor_or_topic_that_exists() -> None:
    actors = {actor.key: actor for actor in load_actors()}
    topics = {topic.key for topic in load_topics()}
    for article in READ:
        for span in chain.from_iterable(reading.spans for reading in article.readings.values()):
            if span.link and span.kind == "actor":
                assert actors[span.link].article in ("", article.key), span
            elif span.link:
                assert span.link in topics, span


def test_every_actor_and_topic_has_a_known_parent_article_and_organisation() -> None:
    actors = {actor.key for actor in load_actors()}
    topics = load_topics()
    for actor in load_actors():
        assert actor.parent in actors | {""}
        assert (actor.kind == "anonymous") == bool(actor.article)
        assert actor.article in {article.key for article in ARTICLES} | {""}
        assert {each.organisation for each in actor.affiliations} <= actors | {""}
    assert {topic.parent for topic in topics} <= {topic.key for topic in topics} | {""}
    assert len({topic.code for topic in topics}) == len(topics)


def test_a_reading_fits_only_the_article_it_was_made_for() -> None:
    texts = {article.key: article.text for article in READ}
    first, second = texts["01-harbour-vote"], texts["02-bridge-trial"]
    source = "status: started\n\n¶ 1\ncue: accuses"
    parse_reading(source, first)
    with pytest.raises(ReadingError, match="not found"):
        parse_reading(source, second)


def test_the_hard_cases_are_there() -> None:
    attributions = [a for article in READ for reading in article.readings.values() for a in reading.attributions]
    contents = [span for a in attributions for span in a.parts.get("content", ())]
    cues = [span for a in attributions for span in a.parts.get("cue", ())]
    assert any(a.implicit_source for a in attributions)
    assert any("addressee" in a.parts for a in attributions)
    assert sum(len(span.fragments) > 1 for span in contents) > 20
    assert any(len(span.fragments) > 1 for span in cues)
    assert any(ord(max(article.text)) > 0xFFFF for article in READ)
