"""What the database refuses by itself: the composite keys, the triggers, and that nobody's work goes with a person."""

import uuid

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from annotator.scheme.models import Field
from annotator.work.models import AnnotationSet, Change
from articles.models import Article, Event, Upload, User
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

COMPOSITE = {
    "article_supersedes_same_project",
    "article_upload_same_project",
    "actor_article_same_project",
    "actor_merged_same_project",
    "actor_parent_same_project",
    "topic_merged_same_project",
    "topic_parent_same_project",
    "set_article_same_project",
    "set_scheme_same_project",
    "set_upload_same_project",
    "span_set_same_project",
    "span_actor_same_project",
    "span_topic_same_project",
    "part_attribution_same_set",
    "part_span_same_set",
    "comment_span_same_set",
    "comment_attribution_same_set",
    "comment_answers_same_set",
    "release_scheme_same_project",
}


@pytest.mark.django_db
def test_the_composite_keys_are_the_listed_ones_and_wait_for_the_commit() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname, condeferred FROM pg_constraint WHERE contype = 'f' AND cardinality(conkey) > 1")
        found = dict(cursor.fetchall())
    assert set(found) == COMPOSITE
    assert all(found.values())


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["actor", "topic", "article", "scheme", "upload", "span", "attribution"])
def test_a_row_cannot_point_into_another_project_or_set(what: str) -> None:
    with pytest.raises(IntegrityError, match=r"same_project|same_set"), transaction.atomic():
        point_elsewhere(what)


def point_elsewhere(what: str) -> None:
    """Let something of one project point to something of another, and look at the constraints at once."""
    ours, theirs = make_project(), make_project()
    mine, other = (make_set(make_article(project)) for project in (ours, theirs))
    span = make_span(mine, "Ivo Daran", "claim" if what == "topic" else "actor")
    said = make_attribution(mine, source=[span] if what != "topic" else [])
    if what == "actor":
        span.actor = make_actor(theirs)
        span.save()
    elif what == "topic":
        span.topic = make_topic(theirs)
        span.save()
    elif what == "article":
        AnnotationSet.objects.filter(pk=mine.pk).update(article=other.article)
    elif what == "scheme":
        AnnotationSet.objects.filter(pk=mine.pk).update(scheme=other.scheme)
    elif what == "upload":
        file = Upload.objects.create(project=theirs, by=theirs.created_by, filename="a.txt", bytes=1, sha256="0" * 64)
        AnnotationSet.objects.filter(pk=mine.pk).update(upload=file)
    elif what == "span":
        said.parts.update(span=make_span(other, "Ivo Daran"))
    else:
        said.parts.update(attribution=make_attribution(other))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["text", "text_sha256", "paragraphs", "sentences", "project"])
def test_the_text_of_an_article_cannot_be_changed_by_anybody(column: str) -> None:
    article = make_article(make_project())
    value = {"project": make_project().pk, "paragraphs": [0, 1], "sentences": [0, 1]}.get(column, "x")
    with pytest.raises(IntegrityError, match="never changes"):
        Article.objects.filter(pk=article.pk).update(**{column: value})


@pytest.mark.django_db
def test_logs_cannot_be_rewritten_and_published_schemes_stay() -> None:
    project = make_project()
    reading = make_set(make_article(project))
    row = {"seen": 0, "revision": 1, "batch": uuid.uuid4(), "digest": "x", "operations": [], "inverse": []}
    Change.objects.create(set=reading, by=project.created_by, **row)
    for rewriting in (
        lambda: Change.objects.update(digest="y"),
        lambda: Event.objects.update(verb="nothing"),
        lambda: Event.objects.all().delete(),
        lambda: Field.objects.update(required=True),
        lambda: Field.objects.all().delete(),
        lambda: Field.objects.create(scheme=reading.scheme, name="x", applies_to="actor", kind="bool"),
    ):
        with pytest.raises(IntegrityError, match=r"append-only|never changes"), transaction.atomic():
            rewriting()


def test_nobodys_work_goes_with_a_person_or_an_entry_of_the_registry() -> None:
    kept = {"articles", "annotator"}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and model._meta.app_label in kept:
                target = field.remote_field.model._meta.model_name
                if target in ("user", "actor", "topic", "article", "annotationset", "span", "project"):
                    # what a person chose for themselves, or a part of the entry itself, is nobody's work
                    by_itself = model._meta.model_name in ("alias", "affiliation", "uploaditem", "keymap")
                    assert field.remote_field.on_delete is models.PROTECT or by_itself, f"{model.__name__}.{field.name}"


@pytest.mark.django_db
def test_a_pseudonym_is_never_given_twice() -> None:
    project = make_project()
    people = [make_member(project) for _ in range(3)]
    codes = list(project.memberships.order_by("pk").values_list("code", flat=True))
    assert codes == ["A01", "A02", "A03", "A04"]
    assert User.objects.filter(pk__in=[person.pk for person in people]).count() == 3
