"""What was rendered once is read only while it is true, and then it is the same, byte for byte."""

import random
from typing import Any

import pytest
from django.db import connection

from annotator.registry.actions import merge_actors, merge_topics
from annotator.registry.models import Topic
from annotator.release import tasks
from annotator.release.filters import Selection
from annotator.release.lines import jsonl, labelled
from annotator.release.rendered.actions import RENDER, render_missing
from annotator.release.rendered.models import Rendered
from annotator.work.models import AnnotationSet, Span
from articles import jobs
from articles.models import Job, Project
from tests.factories import (
    make_actor,
    make_article,
    make_attribution,
    make_member,
    make_project,
    make_set,
    make_span,
    make_topic,
)

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = ("harbour", "“court”", "👋", "\\", '"actor":"', "נכ", "strike", "e\u0301", "tunnel", "{}", "a,b", "said")


def newsroom(seed: int, **settings: Any) -> Project:
    """A project with articles read by two people, with everything a reading can hold, by chance."""
    chance = random.Random(seed)
    project = make_project(**settings)
    other = make_member(project)
    actors = [make_actor(project, name) for name in ("Ada", "Brok", "Carl")]
    topics = [make_topic(project, name) for name in ("One", "Two")]
    topics.append(make_topic(project, "Below", parent=topics[0]))
    for number in range(6):
        text = f"{number} " + " ".join(chance.choices(WORDS, k=40)) + ".\nharbour said tunnel court strike"
        article = make_article(project, text, title=f"News “{number}”")
        for owner in (project.created_by, other)[: chance.randint(1, 2)]:
            annotate(make_set(article, owner, submitted=True, revision=1), chance, actors, topics)
    return project


def annotate(reading: AnnotationSet, chance: random.Random, actors: list[Any], topics: list[Any]) -> None:
    def some(kind: str, **fields: Any) -> list[Span]:
        words = ["harbour", "tunnel", "strike", "court"]
        return [
            make_span(reading, chance.choice(words), kind, values={"stance": "opposes"}, **fields)
            for _ in range(chance.randint(0, 2))
        ]

    for _ in range(chance.randint(0, 4)):
        source = some("actor", actor=chance.choice([*actors, None]))
        content = [make_span(reading, ["harbour", "tunnel"], "content")] if chance.random() < 0.3 else some("content")
        make_attribution(reading, source=source, cue=some("cue"), content=content, note="sure?")
        some("claim", topic=chance.choice([*topics, None]))


def statement(project: Project, build: Any = jsonl, **wanted: Any) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT line::text FROM ({build(Selection.of(project, project.created_by, wanted))}) one(line)")
        return [line for (line,) in cursor.fetchall()]


@pytest.mark.parametrize("rights", ["full", "quotes", "standoff"])
@pytest.mark.parametrize("seed", range(4))
def test_rendered_or_not_it_is_the_same_byte_for_byte(seed: int, rights: str) -> None:
    project = newsroom(seed, text_rights=rights)
    queries: list[dict[str, Any]] = [{}, {"kind": ["actor"]}, {"annotator": "A02"}, {"empty": True}]

    def given() -> list[list[str]]:
        return [statement(project, build, **query) for query in queries for build in (jsonl, labelled)]

    plain = given()
    assert render_missing(project) == Rendered.objects.count() > 0
    assert given() == plain
    merge(project)
    merged = given()
    Rendered.objects.all().delete()
    assert given() == merged != plain


def merge(project: Project) -> None:
    by, (ada, brok, _) = project.created_by, project.actors.order_by("pk")
    merge_actors(ada, into=brok, by=by)
    one, two, _ = Topic.objects.filter(project=project).order_by("pk")
    merge_topics(one, into=two, by=by)


def test_it_is_what_was_rendered_that_is_read() -> None:
    project = newsroom(0)
    render_missing(project)
    Rendered.objects.update(spans='["read"]')
    assert all('"spans":["read"]' in line for line in statement(project))


@pytest.mark.parametrize("stale", [{"revision": 0}, {"form": 0}, {"quoted": False}], ids=str)
def test_what_is_stale_is_never_read_and_is_rendered_again(stale: dict[str, Any]) -> None:
    project = newsroom(1)
    render_missing(project)
    Rendered.objects.update(spans='["old"]', attributions='["old"]', **stale)
    assert not any("old" in line for line in statement(project))
    assert render_missing(project) == Rendered.objects.count()
    assert render_missing(project) == 0
    assert not any("old" in line for line in statement(project))


def test_who_withholds_quotes_later_gives_none_that_were_rendered_before() -> None:
    project = newsroom(2)
    render_missing(project)
    project.text_rights = "standoff"
    project.save()
    assert not any('"quote"' in line for line in statement(project))
    render_missing(project)
    assert not any('"quote"' in line for line in statement(project))


def test_a_set_takes_what_was_rendered_with_it() -> None:
    project = newsroom(0)
    bare = make_set(make_article(project, "Nothing."), submitted=True)
    render_missing(project)
    assert Rendered.objects.filter(set=bare.pk).exists()
    bare.delete()
    assert not Rendered.objects.filter(set=bare.pk).exists()


def test_the_clock_has_what_is_missing_rendered_by_a_worker() -> None:
    project, other = newsroom(3), newsroom(2)
    make_set(make_article(project, "Still open."), revision=1)
    render_missing(other)
    assert tasks.ask_for_rendering() == 1
    job = Job.objects.get(kind=RENDER)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.subject, job.state) == (project.pk, Job.State.DONE)
    assert Rendered.objects.count() == AnnotationSet.objects.exclude(submitted_at=None).count()
    assert tasks.ask_for_rendering() == 0
