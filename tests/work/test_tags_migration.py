"""A library that is there already gets tags and sketches when the program is renewed."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from articles.models import Article
from articles.similar import sketch
from tests.factories import make_article, make_project

pytestmark = pytest.mark.django_db
BEFORE = ("articles", "0008_search_by_language")


def test_articles_from_before_get_their_sketches_and_no_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("articles.migrations.0009_tags"), "BATCH", 2)
    project = make_project()
    long = "The council voted on Tuesday to keep the ferry until the new bridge over the sound is open. " * 5
    texts = [f"{long} Version {number} says so {number} times." for number in range(5)] + ["Short"]
    kept = [make_article(project, text).pk for text in texts]
    gone = make_article(project, f"{long} This one was withdrawn.", external_id="keep-me").pk
    Article.objects.filter(pk=gone).update(withdrawn_at=project.created_at, withdrawn_by=project.created_by)
    _back_and_forth()
    found = Article.objects.in_bulk([*kept, gone])
    assert [found[key].sketch for key in kept] == [sketch(text) for text in texts]
    assert found[gone].sketch == sketch(found[gone].text)
    assert len({tuple(found[key].sketch or ()) for key in kept}) > 2
    assert {tuple(one.tags) for one in found.values()} == {()}
    assert found[gone].external_id == "keep-me"
    assert {"article_tags", "article_sketch", "article_by_date", "article_by_title"} <= _indexes()


def test_an_empty_library_is_renewed_as_well() -> None:
    _back_and_forth()
    assert Article.objects.count() == 0
    assert "article_sketch" in _indexes()


def _back_and_forth() -> None:
    """Take the columns away and let the migration add them; the transaction of the test undoes both."""
    loader = MigrationLoader(connection)
    migration = loader.get_migration("articles", "0009_tags")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.schema_editor(atomic=False) as editor:
        migration.unapply(loader.project_state(BEFORE), editor)
    assert "article_sketch" not in _indexes()
    with connection.schema_editor(atomic=False) as editor:
        migration.apply(loader.project_state(BEFORE), editor)


def _indexes() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename IN ('articles_article', 'articles_event')")
        return {name for (name,) in cursor.fetchall()}
