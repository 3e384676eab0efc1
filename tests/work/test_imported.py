"""Readings of files: stored whole or refused alone, never twice, linked to the project's own actors and topics."""

import uuid
from collections.abc import Iterable
from typing import Any

import pytest
from django.core.files.base import ContentFile

from annotator.management.commands.check_log import differences
from annotator.registry.models import Actor, Alias, Topic
from annotator.work.actions import save
from annotator.work.imported.actions import add_imported
from annotator.work.imported.shapes import Imported, Stored
from annotator.work.models import AnnotationSet, Attribution, Change, Part, Span
from annotator.work.operations import Batch, Command, typed
from articles.access import Refusal
from articles.models import Article, Event, Project, Upload
from tests.factories import make_actor, make_article, make_member, make_project, make_set, make_span, make_topic

pytestmark = pytest.mark.django_db
Json = dict[str, Any]
TEXT = 'Ada "A." Brok said:\n\tthe C:\\port is shut.\n👋 Officials agreed.'


def upload_of(project: Project, sha256: str = "a" * 64) -> Upload:
    original = ContentFile(b"a", "a.zip")
    return Upload.objects.create(
        project=project, by=project.created_by, filename="a.zip", sha256=sha256, original=original, bytes=1
    )


def uid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def span(name: str, quote: str, kind: str, text: str = TEXT, **more: Any) -> Json:
    start = text.index(quote)
    return {
        "put": "span",
        "id": uid(name),
        "kind": kind,
        "fragments": [[start, start + len(quote)]],
        "quote": [quote],
        **more,
    }


def says(text: str = TEXT, **more: Any) -> list[Json]:
    """An attribution whose parts have everything that COPY must escape."""
    return [
        span("source", 'Ada "A." Brok', "actor", text, **more),
        span("cue", "said", "cue", text),
        span("content", "\tthe C:\\port is shut.\n👋", "content", text),
        {
            "put": "attribution",
            "id": uid("says"),
            "source": [uid("source")],
            "cue": [uid("cue")],
            "content": [uid("content")],
            "note": 'A "note"\twith \\N in\ntwo lines',
        },
    ]


def put(project: Project, *readings: Imported, **more: Any) -> list[Stored]:
    upload = more.pop("upload", None) or upload_of(project)
    return add_imported(project, upload=upload, by=more.pop("by", project.created_by), readings=readings, **more)


def one(article: Article, operations: Iterable[Json] | None = None, label: str = "d473") -> Imported:
    return Imported(article.pk, label, "brat", list(says() if operations is None else operations))


def test_a_reading_of_a_file_is_stored_as_it_is_and_its_log_rebuilds_it():
    project = make_project()
    article, upload = make_article(project, TEXT), upload_of(make_project())
    upload = upload_of(project)

    (stored,) = put(project, one(article), upload=upload)

    reading = AnnotationSet.objects.get(pk=stored.set_id)
    assert (reading.kind, reading.label, reading.system, reading.upload) == ("imported", "d473", "brat", upload)
    assert (reading.owner, reading.revision, reading.status) == (None, 1, "submitted")
    assert (stored.is_new, stored.spans, stored.attributions, dict(stored.dropped)) == (True, 3, 1, {})
    for kept in Span.objects.filter(set=reading):
        assert kept.quote == [TEXT[start:end] for start, end in kept.fragments]
    attribution = Attribution.objects.get(set=reading)
    assert attribution.note == 'A "note"\twith \\N in\ntwo lines'
    assert {part.role: part.span.kind for part in Part.objects.filter(attribution=attribution)} == {
        "source": "actor",
        "cue": "cue",
        "content": "content",
    }
    assert differences(reading) == ""
    assert Change.objects.get(set=reading).by == project.created_by
    assert Event.objects.filter(project=project, verb="add_imported").count() == 1


def test_the_same_bytes_again_double_nothing_and_name_the_same_sets():
    project = make_project()
    article = make_article(project, TEXT)
    both = [one(article), one(article, label="4b22")]
    first = put(project, *both)

    again = put(project, *both, upload=upload_of(project))

    assert [fate.set_id for fate in again] == [fate.set_id for fate in first]
    assert not any(fate.is_new for fate in again)
    assert AnnotationSet.objects.filter(article=article).count() == 2
    assert Span.objects.filter(project=project).count() == 6


def test_the_same_reading_twice_in_one_file_is_stored_once_and_another_by_the_same_name_beside_it():
    project = make_project()
    article = make_article(project, TEXT)

    first, same, other = put(project, one(article), one(article), one(article, says()[:2]))

    assert (first.set_id, first.is_new, same.is_new) == (same.set_id, True, False)
    assert other.is_new
    assert other.set_id != first.set_id


@pytest.mark.parametrize(
    ("change", "code", "operation"),
    [
        pytest.param({"quote": ["other"]}, "wrong_quote", 1, id="wrong quote"),
        pytest.param({"fragments": [[0, 900]]}, "outside_text", 1, id="outside the text"),
        pytest.param({"kind": "content"}, "wrong_kind", 3, id="role of another kind"),
        pytest.param({"id": uid("source")}, "duplicate_id", 1, id="an id twice"),
        pytest.param({"kind": "nonsense"}, "malformed", 1, id="no such kind"),
        pytest.param({"from": {"set": 1, "id": uid("x")}}, "unknown_set", 1, id="taken from elsewhere"),
        pytest.param({"quote": ["sa\0d"]}, "malformed", 1, id="NUL"),
        pytest.param({"actor": uid("nobody")}, "wrong_kind", 1, id="a cue with an actor"),
    ],
)
def test_what_cannot_stand_is_refused_alone_and_named(change: Json, code: str, operation: int):
    project = make_project()
    article = make_article(project, TEXT)
    bad = says()
    bad[1] |= change

    good, refused, last = put(project, one(article), one(article, bad, "bad"), one(article, label="4b22"))

    assert (refused.set_id, refused.code, refused.operation) == (None, code, operation)
    assert refused.reason
    assert good.is_new
    assert last.is_new
    assert set(AnnotationSet.objects.filter(project=project).values_list("label", flat=True)) == {"d473", "4b22"}


def test_a_reading_only_puts():
    project = make_project()
    deletes = [*says(), {"delete": "span", "id": uid("cue")}]

    (refused,) = put(project, one(make_article(project, TEXT), deletes))

    assert refused.code == "only_puts"


def test_an_article_of_another_project_gets_nothing():
    project = make_project()

    (refused,) = put(project, one(make_article(make_project(), TEXT)))

    assert (refused.code, AnnotationSet.objects.count()) == ("unknown_article", 0)


def test_values_the_scheme_does_not_know_are_dropped_and_counted():
    project = make_project()
    claim = span("claim", "is shut", "claim", values={"stance": "supports", "mood": "glum", "topicality": 3})
    wrong = span("claim 2", "agreed", "claim", values={"stance": "perhaps"})

    (stored,) = put(project, one(make_article(project, TEXT), [claim, wrong]))

    assert dict(stored.dropped) == {"claim.mood": 1, "claim.topicality": 1, "claim.stance": 1}
    assert Span.objects.get(uuid=uid("claim")).values == {"stance": "supports"}
    assert Span.objects.get(uuid=uid("claim 2")).values == {}


def actor(name: str, kind: str = "person", key: str = "") -> Json:
    return {"put": "actor", "id": uid(key or name), "name": name, "kind": kind}


@pytest.mark.parametrize("name", ["Ada Brok", "ADA  BROK", "a. brok"])
def test_an_actor_is_found_by_name_or_alias_whatever_the_case(name: str):
    project = make_project()
    known = make_actor(project)
    Alias.objects.create(actor=known, name="A. Brok")

    put(project, one(make_article(project, TEXT), [actor(name, key="x"), *says(actor=uid("x"))]))

    assert Actor.objects.get(project=project) == known
    assert Span.objects.get(uuid=uid("source")).actor == known


def test_one_that_was_merged_is_who_it_was_merged_into():
    project = make_project()
    final = make_actor(project, "Ada Brok-Halimi")
    make_actor(project, "Ada Brok", merged_into=final)

    put(project, one(make_article(project, TEXT), [actor("Ada Brok", key="x"), *says(actor=uid("x"))]))

    assert Span.objects.get(uuid=uid("source")).actor == final


def test_another_kind_of_actor_with_the_name_is_somebody_else():
    project = make_project()
    make_actor(project, "Ada Brok", kind="document")

    put(project, one(make_article(project, TEXT), [actor("Ada Brok", key="x"), *says(actor=uid("x"))]))

    assert str(Span.objects.get(uuid=uid("source")).actor.uuid) == uid("x")
    assert Actor.objects.filter(project=project).count() == 2


def test_a_new_actor_is_made_once_for_all_readings_under_whatever_ids():
    project = make_project()
    one_put, other_put = actor("Ivo Daran", key="1"), actor("ivo daran", key="2")
    first = one(make_article(project, TEXT), [one_put, *says(actor=uid("1"))])
    second = one(make_article(project, TEXT), [one_put, other_put, *says(actor=uid("2"))])

    stored = put(project, first, second)

    made = Actor.objects.get(project=project)
    assert {row.actor for row in Span.objects.filter(project=project, kind="actor")} == {made}
    assert all(differences(AnnotationSet.objects.get(pk=fate.set_id)) == "" for fate in stored)


def test_an_item_of_wikidata_is_one_actor_of_a_project_whatever_the_name():
    project = make_project()
    first, second = make_article(project, TEXT), make_article(project, TEXT + " ")
    known = make_actor(project, "The Chancellor", wikidata_qid="Q42")
    put(
        project,
        one(first, [actor("Ada Brok", key="1") | {"wikidata": "Q42"}, actor("Ivo", key="2") | {"wikidata": "Q7"}]),
        one(second, [actor("I. Daran", key="3") | {"wikidata": "Q7"}, actor("Ivo", key="4") | {"wikidata": "Q8"}]),
    )
    found = Actor.objects.filter(project=project).exclude(pk=known.pk).order_by("wikidata_qid")
    assert [(one.name, one.wikidata_qid) for one in found] == [("Ivo", "Q7"), ("Ivo", "Q8")]


def test_what_is_no_item_of_wikidata_is_refused_as_malformed():
    article = make_article(make_project(), TEXT)
    (fate,) = put(article.project, one(article, [actor("Ada Brok") | {"wikidata": "Douglas Adams"}]))
    assert (fate.set_id, fate.code) == (None, "malformed")


def test_an_actor_of_another_project_is_never_linked_though_its_id_is_named():
    elsewhere = make_actor(make_project(), "Ada Brok", uuid=uid("x"))
    project = make_project()
    article = make_article(project, TEXT)

    (unknown,) = put(project, one(article, says(actor=uid("x"))))
    put(project, one(article, [actor("Ada Brok", key="x"), *says(actor=uid("x"))], "named"))

    assert unknown.code == "unknown_actor"
    linked = Span.objects.get(uuid=uid("source")).actor
    assert linked != elsewhere
    assert linked.project == project


def test_unnamed_sources_belong_to_their_article_and_are_not_found_by_name():
    project = make_project()
    articles = [make_article(project, TEXT), make_article(project, TEXT)]
    official = actor("an official", "anonymous", key="x")

    put(project, *(one(article, [official, *says(actor=uid("x"))]) for article in articles))

    linked = {row.set.article: row.actor for row in Span.objects.filter(project=project, kind="actor")}
    assert {article: found.article for article, found in linked.items()} == {one: one for one in articles}
    assert len({found.uuid for found in linked.values()}) == 2


def test_in_a_blind_project_nobody_is_linked_to_an_unnamed_source_of_a_reading_out_of_sight():
    project = make_project(blind=True)
    article = make_article(project, TEXT)
    hidden = make_actor(project, "an official", "anonymous", article=article, uuid=uid("x"))
    make_span(make_set(article), "said", actor=hidden)
    editor = make_member(project)

    (unknown,) = put(project, one(article, says(actor=uid("x"))), by=editor)
    put(project, one(article, [actor("an official", "anonymous", "x"), *says(actor=uid("x"))], "put"), by=editor)

    assert unknown.code == "unknown_actor"
    assert Span.objects.get(uuid=uid("source")).actor != hidden


def test_topics_are_found_by_id_or_name():
    project = make_project()
    by_id, by_name = make_topic(project, "Ports", uuid=uid("p")), make_topic(project, "Trade")
    topics = [
        {"put": "topic", "id": uid(key), "name": name}
        for key, name in (("p", "Harbours"), ("t", "trade"), ("n", "New"))
    ]
    claims = [
        span(f"claim {key}", quote, "claim", topic=uid(key))
        for key, quote in (("p", "port"), ("t", "shut"), ("n", "agreed"))
    ]

    put(project, one(make_article(project, TEXT), [*topics, *claims]))

    assert Span.objects.get(uuid=uid("claim p")).topic == by_id
    assert Span.objects.get(uuid=uid("claim t")).topic == by_name
    assert Span.objects.get(uuid=uid("claim n")).topic == Topic.objects.get(name="New")
    assert Topic.objects.count() == 3


@pytest.mark.parametrize("role", ["manager", "adjudicator", "editor"])
def test_nobody_edits_what_was_imported(role: str):
    project = make_project(blind=False, shared_sets=True)
    (stored,) = put(project, one(article := make_article(project, TEXT)))
    by = make_member(project, role)
    batch = Batch(uuid.uuid4(), 1, article.text_sha256, [])

    with pytest.raises(Refusal, match="tag articles") as refused:
        save(stored.set_id, command=Command(batch, typed([{"delete": "span", "id": uid("cue")}])), by=by)

    assert refused.value.status == 403


@pytest.mark.parametrize("blind", [True, False])
def test_who_sees_an_imported_reading(blind: bool):
    project = make_project(blind=blind)
    (stored,) = put(project, one(make_article(project, TEXT)))
    people = {role: make_member(project, role) for role in ("manager", "adjudicator", "editor", "researcher")}

    seeing = {role for role, one in people.items() if AnnotationSet.objects.visible_to(one).filter(pk=stored.set_id)}

    assert seeing == {"manager", "adjudicator", "researcher"} | (set() if blind else {"editor"})


def test_who_may_not_upload_imports_nothing():
    project = make_project()
    with pytest.raises(Refusal, match="add articles"):
        put(project, one(make_article(project, TEXT)), by=make_member(project, "researcher"))


def test_a_file_of_another_project_is_refused():
    with pytest.raises(Refusal, match="another project"):
        put(make_project(), upload=upload_of(make_project()))
