from itertools import chain

import pytest

from annotator.demo.library import DemoArticle, load_actors, load_articles
from annotator.demo.operations import batches
from annotator.demo.reading import ROLES

READ = [(article, editor) for article in load_articles() for editor in article.readings]


@pytest.mark.parametrize(("article", "editor"), READ, ids=lambda value: getattr(value, "key", value))
def test_every_record_is_put_once_and_names_only_spans_put_before(article: DemoArticle, editor: str) -> None:
    seen: dict[str, str] = {}
    for operation in chain.from_iterable(batches(article, editor, size=3, unnamed={})):
        assert operation["id"] not in seen
        seen[operation["id"]] = operation["put"]
        if operation["put"] == "attribution":
            named = list(chain.from_iterable(operation[role] for role in ROLES))
            assert named
            assert all(seen[span] == "span" for span in named)
        else:
            quote = [article.text[start:end] for start, end in operation["fragments"]]
            assert operation["quote"] == quote
            assert all(quote)
    assert len(seen) == len(article.readings[editor].spans) + len(article.readings[editor].attributions)


def test_the_size_of_the_batches_does_not_change_what_is_said() -> None:
    article, editor = READ[0]
    whole = next(batches(article, editor, size=1000, unnamed={}))
    assert list(chain.from_iterable(batches(article, editor, size=2, unnamed={}))) == whole


def test_an_unnamed_actor_is_created_just_before_it_is_first_linked_to() -> None:
    article = next(article for article, _ in READ if article.key == "03-rate-wire")
    unnamed = {actor.key: actor for actor in load_actors() if actor.article == article.key}
    operations = list(chain.from_iterable(batches(article, "ana", size=5, unnamed=unnamed)))
    created = [n for n, operation in enumerate(operations) if operation["put"] == "actor"]
    assert [operations[n]["id"] for n in created] == [operations[n + 1]["actor"] for n in created]
    assert len(created) == 2
    assert not unnamed
