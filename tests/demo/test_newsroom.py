from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from pytest_django import DjangoDbBlocker

from annotator.demo.library import load_actors, load_articles, load_topics
from annotator.demo.newsroom import ROLES, seed
from annotator.registry.models import Actor, Affiliation, Alias, Topic
from annotator.scheme.models import Scheme
from annotator.work.models import AnnotationSet, Attribution, Change, Part, Span
from annotator.work.operations import replay
from articles.models import Article, Event, Project, User

pytestmark = pytest.mark.django_db
TABLES = (
    User, Project, Article, Scheme, Actor, Alias, Affiliation, Topic,
    AnnotationSet, Span, Attribution, Part, Change, Event,
)  # fmt: skip


@dataclass
class Seeded:
    passwords: dict[str, str]
    uuids: set[object]


@pytest.fixture(scope="module")
def newsrooms(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Seeded, Seeded]]:
    """A newsroom that was made and rolled back, and one that the tests of this file share: seeding takes seconds."""
    with django_db_blocker.unblock(), transaction.atomic():
        with transaction.atomic():
            first = seeded()
            transaction.set_rollback(True)
        yield first, seeded()
        transaction.set_rollback(True)


def seeded() -> Seeded:
    passwords = seed()
    assert passwords is not None
    uuids = [table._default_manager.values_list("uuid", flat=True) for table in (Actor, Topic, Span, Attribution)]
    return Seeded(passwords, set().union(*uuids))


@pytest.fixture(autouse=True)
def newsroom(newsrooms: tuple[Seeded, Seeded]) -> Seeded:
    return newsrooms[1]


def count_rows() -> dict[str, int]:
    return {table.__name__: table._default_manager.count() for table in TABLES}


def test_seeding_again_changes_nothing() -> None:
    before = count_rows()
    assert seed() is None
    assert count_rows() == before


def test_every_member_can_sign_in_with_the_password_and_has_the_role(newsroom: Seeded) -> None:
    assert newsroom.passwords.keys() == ROLES.keys()
    for name, password in newsroom.passwords.items():
        user = authenticate(username=name, password=password)
        assert isinstance(user, User)
        assert user.role_in(Project.objects.get(slug="demo")) == ROLES[name]
    assert [user.username for user in User.objects.filter(is_staff=True)] == ["manager"]
    assert not User.objects.filter(is_superuser=True).exists()


def test_two_newsrooms_say_the_same_under_other_passwords(newsrooms: tuple[Seeded, Seeded]) -> None:
    first, second = newsrooms
    assert first.uuids == second.uuids
    assert not set(first.passwords.values()) & set(second.passwords.values())


def test_everything_written_down_is_in_the_database_and_every_quote_is_the_text() -> None:
    articles = load_articles()
    readings = [reading for article in articles for reading in article.readings.values()]
    assert Article.objects.count() == len(articles)
    assert Span.objects.count() == sum(len(reading.spans) for reading in readings)
    assert Attribution.objects.count() == sum(len(reading.attributions) for reading in readings)
    for span in Span.objects.select_related("set__article"):
        assert span.quote == [span.set.article.text[start:end] for start, end in span.fragments]


def test_the_readings_are_in_every_state_and_can_be_rebuilt_from_their_log() -> None:
    sets = list(AnnotationSet.objects.filter(kind=AnnotationSet.Kind.HUMAN))
    assert {each.status for each in sets} == {"assigned", "started", "submitted"}
    assert Article.objects.filter(sets=None).count() == 2
    for each in sets:
        spans, attributions = replay(each.changes.order_by("revision").values_list("operations", flat=True))
        assert {str(uuid) for uuid in each.spans.values_list("uuid", flat=True)} == spans.keys()
        assert {str(uuid) for uuid in each.attributions.values_list("uuid", flat=True)} == attributions.keys()
        assert each.revision == each.changes.count()


def test_the_registry_knows_aliases_offices_unnamed_sources_and_a_tree_of_topics() -> None:
    known = [actor for actor in load_actors() if not actor.article]
    assert Actor.objects.filter(article=None).count() == len(known)
    assert {actor.name for actor in Actor.objects.all()} == {actor.name for actor in load_actors()}
    assert {actor.article is not None for actor in Actor.objects.filter(kind="anonymous")} == {True}
    assert Alias.objects.filter(actor__name="Torvenia", name="تورفينيا").exists()
    office = Affiliation.objects.get(actor__name="Leopold Hask")
    assert (office.role, str(office.organisation), office.valid_to is not None) == (
        "chief executive",
        "Corvane Roads",
        True,
    )
    assert Topic.objects.count() == len(load_topics())
    assert str(Topic.objects.get(code="111").parent) == Topic.objects.get(code="110").name
