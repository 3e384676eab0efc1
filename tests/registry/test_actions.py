"""Who may name, describe and merge actors and topics, and what merging keeps."""

import threading
import uuid
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Coalesce

from annotator.registry import actions
from annotator.registry.models import RESOLVED, Actor, Affiliation, Topic
from annotator.work.models import Span
from articles.access import Refusal, Role
from articles.models import Event
from tests.factories import make_actor, make_article, make_member, make_project, make_set, make_span, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def by(project):
    return project.created_by


def refused(expected, action, /, *args, **wanted):
    with pytest.raises(Refusal) as raised, transaction.atomic():
        action(*args, **wanted)
    assert raised.value.code == expected, raised.value.message


def aliases(actor):
    return sorted(actor.aliases.values_list("name", flat=True))


def test_an_editor_may_create_but_not_rename_or_merge(project):
    editor = make_member(project)
    actor, created = actions.create_actor(project=project, name="  Ivo \n Daran ", kind="person", by=editor)
    assert created
    assert actor.name == "Ivo Daran"
    other = make_actor(project, "I. Daran")
    refused("forbidden", actions.change_actor, actor, by=editor, name="X")
    refused("forbidden", actions.merge_actors, other, into=actor, by=editor)
    refused("forbidden", actions.add_alias, actor, name="X", by=editor)
    topic, _ = actions.create_topic(project=project, name="A claim", by=editor)
    refused("forbidden", actions.change_topic, topic, by=editor, name="X")
    refused("forbidden", actions.merge_topics, topic, into=make_topic(project), by=editor)


def test_a_researcher_may_not_create_and_a_stranger_learns_nothing(project):
    researcher, stranger = make_member(project, Role.RESEARCHER), make_project().created_by
    refused("forbidden", actions.create_actor, project=project, name="X", kind="person", by=researcher)
    refused("not_found", actions.create_actor, project=project, name="X", kind="person", by=stranger)
    refused("not_found", actions.change_actor, make_actor(project), by=stranger, name="X")
    refused("not_found", actions.change_topic, make_topic(project), by=stranger, name="X")


def test_creating_twice_under_one_id_is_harmless_and_another_name_under_it_refused(project, by):
    wanted = {"project": project, "uuid": uuid.uuid4(), "by": by}
    first, _ = actions.create_actor(name="Ivo Daran", kind="person", **wanted)
    assert actions.create_actor(name="Ivo Daran", kind="person", **wanted) == (first, False)
    refused("id_taken", actions.create_actor, name="Somebody else", kind="person", **wanted)
    topic, _ = actions.create_topic(name="T", **wanted)
    assert actions.create_topic(name="T", **wanted) == (topic, False)
    refused("id_taken", actions.create_topic, name="U", **wanted)


def test_the_same_id_may_live_in_two_projects(project, by):
    other = make_project()
    same = uuid.uuid4()
    actions.create_actor(project=project, name="A", kind="person", by=by, uuid=same)
    _, created = actions.create_actor(project=other, name="B", kind="person", by=other.created_by, uuid=same)
    assert created


@pytest.mark.parametrize("name", ["", "   ", "x" * 301, "a\x00b"])
def test_a_name_that_is_none_is_refused(project, by, name):
    refused("bad_name", actions.create_actor, project=project, name=name, kind="person", by=by)
    refused("bad_name", actions.create_topic, project=project, name=name, by=by)
    refused("bad_name", actions.change_actor, make_actor(project), by=by, aliases=[name])


@pytest.mark.parametrize("qid", ["42", "Q0", "Q042", "Qx", "Q" + "9" * 20, "Q4 2"])
def test_what_is_no_wikidata_item_is_refused(project, by, qid):
    refused("bad_wikidata", actions.change_actor, make_actor(project), by=by, wikidata=qid)


def test_a_wikidata_item_is_one_actor_a_project(project, by):
    first, second = make_actor(project, "A"), make_actor(project, "B")
    assert actions.change_actor(first, by=by, wikidata=" q42 ").wikidata_qid == "Q42"
    refused("wikidata_taken", actions.change_actor, second, by=by, wikidata="Q42")
    with pytest.raises(IntegrityError, match="actor_wikidata_once"), transaction.atomic():
        Actor.objects.filter(pk=second.pk).update(wikidata_qid="Q42")
    assert actions.change_actor(first, by=by, wikidata="").wikidata_qid == ""


def test_an_unnamed_source_belongs_to_its_article_until_somebody_knows_who_it_is(project, by):
    article = make_article(project)
    refused("needs_article", actions.create_actor, project=project, name="an official", kind="anonymous", by=by)
    refused("bad_article", actions.create_actor, project=project, name="X", kind="person", article=article, by=by)
    elsewhere = make_article(make_project())
    refused(
        "other_project", actions.create_actor, project=project, name="X", kind="anonymous", article=elsewhere, by=by
    )
    source, _ = actions.create_actor(project=project, name="an official", kind="anonymous", article=article, by=by)
    known = actions.change_actor(source, by=by, kind="person", name="Ivo Daran")
    assert (known.kind, known.article) == ("person", None)
    refused("needs_article", actions.change_actor, known, by=by, kind="anonymous")
    refused("bad_kind", actions.change_actor, known, by=by, kind="alien")


def test_a_parent_cannot_lie_below_its_child_nor_elsewhere(project, by):
    top, middle, low = (make_actor(project, name) for name in ("Top", "Middle", "Low"))
    actions.change_actor(middle, by=by, parent=top)
    actions.change_actor(low, by=by, parent=middle)
    refused("cycle", actions.change_actor, top, by=by, parent=low)
    refused("cycle", actions.change_actor, top, by=by, parent=top)
    refused("other_project", actions.change_actor, top, by=by, parent=make_actor(make_project()))
    one, two = make_topic(project, "One"), make_topic(project, "Two")
    actions.change_topic(two, by=by, parent=one)
    refused("cycle", actions.change_topic, one, by=by, parent=two)


def test_aliases_are_added_once_and_replaced_as_a_whole(project, by):
    actor = make_actor(project)
    alias = actions.add_alias(actor, name=" the  minister ", by=by)
    assert actions.add_alias(actor, name="the minister", by=by) == alias
    actions.change_actor(actor, by=by, aliases=["A. Brok", "the minister", "A. Brok"])
    assert aliases(actor) == ["A. Brok", "the minister"]
    actions.remove_alias(actor.aliases.get(name="A. Brok"), by=by)
    assert aliases(actor) == ["the minister"]


def test_an_affiliation_says_what_or_where_and_ends_after_it_begins(project, by):
    actor, ministry = make_actor(project), make_actor(project, "Ministry", "state")
    refused("empty_affiliation", actions.add_affiliation, actor, by=by, role=" ")
    refused("other_project", actions.add_affiliation, actor, by=by, organisation=make_actor(make_project()))
    days = {"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}
    refused("wrong_order", actions.add_affiliation, actor, by=by, role="minister", **days)
    post = actions.add_affiliation(actor, by=by, role="minister", organisation=ministry)
    actions.remove_affiliation(post, by=by)
    assert not actor.affiliations.exists()


def test_merging_hands_over_names_posts_item_and_children_and_leaves_the_spans_alone(project, by):
    gone, stays = make_actor(project, "Foreign Office", "state", wikidata_qid="Q1"), make_actor(project, "Ministry")
    child = make_actor(project, "A desk", parent=gone)
    actions.add_alias(gone, name="the Office", by=by)
    actions.add_affiliation(gone, by=by, role="member")
    person = make_actor(project, "Ivo")
    actions.add_affiliation(person, by=by, role="head", organisation=gone)
    span = make_span(make_set(make_article(project)), "Officials", actor=gone)

    assert actions.merge_actors(gone, into=stays, by=by) == stays

    for row in (gone, stays, child, span):
        row.refresh_from_db()
    assert gone.merged_into == stays
    assert aliases(stays) == ["Foreign Office", "the Office"]
    assert stays.wikidata_qid == "Q1"
    assert child.parent == stays
    assert span.actor == gone
    assert set(Affiliation.objects.filter(organisation=stays).values_list("actor", flat=True)) == {person.pk}
    assert stays.affiliations.get().role == "member"
    spans = Span.objects.annotate(who=Coalesce("actor__merged_into_id", "actor_id"))
    assert list(spans.values_list("pk", "who")) == [(span.pk, stays.pk)]
    assert Actor.objects.mentions([stays], project.created_by) == {stays.pk: 1}


def test_chains_stay_flat_and_merging_again_is_harmless_or_refused(project, by):
    a, b, c = (make_actor(project, name) for name in "ABC")
    actions.merge_actors(a, into=b, by=by)
    actions.merge_actors(a, into=b, by=by)
    refused("merged", actions.merge_actors, a, into=c, by=by)
    refused("merged", actions.merge_actors, b, into=a, by=by)
    refused("merged", actions.merge_actors, c, into=a, by=by)
    actions.merge_actors(b, into=c, by=by)
    assert set(Actor.objects.annotate(key=RESOLVED).values_list("key", flat=True)) == {c.pk}
    assert aliases(c) == ["A", "B"]
    assert Event.objects.filter(verb="merge_actors").count() == 2
    refused("merged", actions.change_actor, a, by=by, name="X")
    refused("merged", actions.add_alias, b, name="X", by=by)
    refused("merged", actions.change_actor, c, by=by, parent=a)


def test_nobody_is_merged_into_itself_below_itself_or_into_another_project(project, by):
    top = make_actor(project, "Top")
    below = make_actor(project, "Below", parent=top)
    refused("cycle", actions.merge_actors, top, into=top, by=by)
    refused("cycle", actions.merge_actors, top, into=below, by=by)
    refused("other_project", actions.merge_actors, top, into=make_actor(make_project()), by=by)
    actions.merge_actors(below, into=top, by=by)


def test_two_items_of_wikidata_are_not_merged(project, by):
    one, two = make_actor(project, "One", wikidata_qid="Q1"), make_actor(project, "Two", wikidata_qid="Q2")
    refused("different_wikidata", actions.merge_actors, one, into=two, by=by)


def test_an_unnamed_source_may_become_somebody_but_not_one_of_another_article(project, by):
    here, there = make_article(project), make_article(project, "Another text.")
    source = make_actor(project, "an official", "anonymous", article=here)
    same = make_actor(project, "the official", "anonymous", article=here)
    other = make_actor(project, "an official", "anonymous", article=there)
    named = make_actor(project, "Ivo Daran")
    refused("other_article", actions.merge_actors, source, into=other, by=by)
    refused("other_article", actions.merge_actors, named, into=source, by=by)
    actions.merge_actors(same, into=source, by=by)
    actions.merge_actors(source, into=named, by=by)
    assert aliases(named) == []
    same.refresh_from_db()
    assert same.merged_into == named


def test_topics_merge_like_actors_and_codes_are_used_once(project, by):
    a, b, c = (make_topic(project, name) for name in "ABC")
    child = make_topic(project, "child", parent=a)
    actions.change_topic(a, by=by, code=" 1 10 ", definition=" d ", examples="e")
    assert (a.code, a.definition) == ("110", "d")
    refused("code_taken", actions.create_topic, project=project, name="X", code="110", by=by)
    refused("bad_code", actions.create_topic, project=project, name="X", code="1" * 41, by=by)
    actions.merge_topics(a, into=b, by=by)
    actions.merge_topics(a, into=b, by=by)
    refused("merged", actions.merge_topics, a, into=c, by=by)
    refused("merged", actions.merge_topics, c, into=a, by=by)
    refused("cycle", actions.merge_topics, b, into=child, by=by)
    actions.merge_topics(b, into=c, by=by)
    child.refresh_from_db()
    assert child.parent == c
    assert set(Topic.objects.filter(merged_into=c)) == {a, b}
    assert list(Topic.objects.current().named("a").filter(pk=c.pk)) == [c]


def test_every_change_leaves_an_event(project, by):
    actor, _ = actions.create_actor(project=project, name="A", kind="person", by=by)
    actions.change_actor(actor, by=by, name="B", kind="group")
    event = Event.objects.filter(project=project).latest("pk")
    assert (event.verb, event.by, event.subject) == ("change_actor", by, "B")
    assert event.detail == {"actor": str(actor.uuid), "changed": ["kind", "name"]}


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_towards_each_other_at_once_do_not_make_a_circle():
    project = make_project()
    one, two = make_actor(project, "One"), make_actor(project, "Two")
    codes = []

    def merge(actor, into):
        try:
            actions.merge_actors(actor, into=into, by=project.created_by)
        except Refusal as no:
            codes.append(no.code)
        finally:
            connection.close()

    pairs = ((one.pk, two.pk), (two.pk, one.pk))
    threads = [
        threading.Thread(target=merge, args=[Actor.objects.get(pk=a), Actor.objects.get(pk=b)]) for a, b in pairs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == ["merged"]
    assert Actor.objects.current().count() == 1
