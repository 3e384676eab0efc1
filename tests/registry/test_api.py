"""Actors and topics by the API: who is found first, who may change what, and in how many queries."""

import uuid

import pytest
from django.test import Client

from annotator.registry.actions import add_alias, merge_actors, merge_topics
from annotator.registry.models import Actor, Topic
from articles.access import Role, Scope
from tests.callers import Caller, said_no
from tests.factories import make_actor, make_article, make_member, make_project, make_set, make_span, make_topic

pytestmark = pytest.mark.django_db
XSS = "<script>alert(1)</script>"


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def manager(project):
    return Caller(project.created_by, project)


@pytest.fixture
def editor(project):
    return Caller(make_member(project), project)


def names(response):
    return [row["name"] for row in response.json()["results"]]


def test_an_actor_is_shown_whole(manager, project):
    article = make_article(project)
    top = make_actor(project, "Government", "state")
    actor = make_actor(project, "Ministry", "state", wikidata_qid="Q7", parent=top)
    add_alias(actor, name="the Office", by=project.created_by)
    source = make_actor(project, "an official", "anonymous", article=article)
    told = manager.get(f"actors/{actor.uuid}/").json()
    assert told.pop("updated_at")
    assert told == {
        "id": str(actor.uuid), "name": "Ministry", "kind": "state", "aliases": ["the Office"], "wikidata": "Q7",
        "parent": str(top.uuid), "article": None, "merged_into": None, "affiliations": [],
    }  # fmt: skip
    shown = manager.get(f"actors/{source.uuid}/").json()
    assert (shown["article"], shown["wikidata"], shown["parent"], shown["aliases"]) == (article.pk, None, None, [])


def test_the_same_name_comes_first_then_beginnings_then_the_rest(editor, project):
    for name in ("Old Minister", "Minister of War", "minister", "Prime Mover", "Nobody"):
        make_actor(project, name)
    add_alias(Actor.objects.get(name="Prime Mover"), name="Minister", by=project.created_by)
    assert names(editor.get("actors/?q=Minister")) == ["minister", "Prime Mover", "Minister of War", "Old Minister"]
    assert names(editor.get("actors/?q=%25")) == []
    assert names(editor.get("actors/?q=zzz")) == []


def test_search_goes_on_from_page_to_page(editor, project):
    for number in range(7):
        make_actor(project, f"Minister {number}" if number % 2 else f"A minister {number}")
    address, seen = "actors/?q=minister&limit=2", []
    while address:
        answer = editor.get(address).json()
        seen += [row["name"] for row in answer["results"]]
        address = answer["next"]
    assert seen == ["Minister 1", "Minister 3", "Minister 5", *(f"A minister {number}" for number in (0, 2, 4, 6))]


def test_in_an_article_come_those_first_whom_one_has_tagged_there_and_nobody_elses(project):
    user, other = make_member(project), make_member(project)
    article, elsewhere = make_article(project), make_article(project, "Another text.")
    mine, theirs, gone = (make_actor(project, name) for name in ("Zoe", "Yan", "Xi, misspelt"))
    make_actor(project, "Adam")
    kept = make_actor(project, "Xi")
    merge_actors(gone, into=kept, by=project.created_by)
    reading = make_set(article, user)
    make_span(reading, "Officials", actor=mine)
    make_span(reading, "Officials", actor=gone)
    make_span(make_set(article, other), "Officials", actor=theirs)
    official = make_actor(project, "an official", "anonymous", article=article)
    make_span(reading, "Officials", actor=official)
    make_actor(project, "an official elsewhere", "anonymous", article=elsewhere)
    caller = Caller(user, project)
    assert names(caller.get(f"actors/?article={article.pk}")) == ["Xi", "Zoe", "an official", "Adam", "Yan"]
    assert names(caller.get(f"actors/?article={article.pk}&q=a")) == ["an official", "Adam", "Yan"]
    said_no(caller.get(f"actors/?article={make_article(make_project()).pk}"), 404, "not_found")


def test_in_a_blind_project_an_unnamed_source_is_seen_only_where_a_reading_that_links_it_is(project):
    maker, other, article = make_member(project), make_member(project), make_article(project)
    official = make_actor(project, "a senior official", "anonymous", article=article, created_by=maker)
    make_span(make_set(article, maker), "Officials", actor=official)
    blind, address = Caller(other, project), f"actors/{official.uuid}/"
    assert names(blind.get(f"actors/?article={article.pk}")) == names(blind.get("actors/?q=senior")) == []
    said_no(blind.get(address), 404, "not_found")
    for user in (maker, project.created_by):
        assert names(Caller(user, project).get(f"actors/?article={article.pk}")) == ["a senior official"]
    make_span(make_set(article, other), "Officials", actor=official)
    assert names(blind.get(f"actors/?article={article.pk}")) == ["a senior official"]


def test_merged_actors_are_left_out_unless_asked_for_and_are_still_readable(manager, project):
    gone, stays = make_actor(project, "B"), make_actor(project, "A")
    answer = manager.send("PATCH", f"actors/{gone.uuid}/", {"merged_into": str(stays.uuid)})
    assert (answer.status_code, answer.json()["merged_into"]) == (200, str(stays.uuid))
    assert names(manager.get("actors/")) == ["A"]
    assert names(manager.get("actors/?merged=true")) == ["A", "B"]
    assert manager.get(f"actors/{gone.uuid}/").json()["merged_into"] == str(stays.uuid)
    assert manager.get(f"actors/{stays.uuid}/").json()["aliases"] == ["B"]
    said_no(manager.send("PATCH", f"actors/{stays.uuid}/", {"merged_into": str(gone.uuid)}), 422, "merged")
    said_no(manager.send("PATCH", f"actors/{gone.uuid}/", {"name": "C"}), 422, "merged")
    said_no(manager.send("PATCH", f"actors/{gone.uuid}/", {"merged_into": None}), 400, "malformed")


def test_kinds_filter(editor, project):
    make_actor(project, "P")
    make_actor(project, "S", "state")
    assert names(editor.get("actors/?kind=state")) == ["S"]
    said_no(editor.get("actors/?kind=alien"), 400, "malformed")


def test_an_editor_adds_an_actor_once(editor, project):
    body = {"id": str(uuid.uuid4()), "name": XSS, "kind": "person", "aliases": ["I. D."], "wikidata": "Q9"}
    first = editor.send("POST", "actors/", body)
    again = editor.send("POST", "actors/", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (first.json()["id"], first.json()["name"], first.json()["wikidata"]) == (body["id"], XSS, "Q9")
    said_no(editor.send("POST", "actors/", {**body, "name": "Other"}), 422, "id_taken")
    said_no(
        editor.send("POST", "actors/", {"name": "Other", "kind": "person", "wikidata": "Q9"}), 422, "wikidata_taken"
    )
    assert Actor.objects.filter(project=project).count() == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"kind": "person"}, 400, "malformed"),
        ({"name": "", "kind": "person"}, 400, "malformed"),
        ({"name": "x" * 301, "kind": "person"}, 400, "malformed"),
        ({"name": "a\x00b", "kind": "person"}, 400, "malformed"),
        ({"name": "X", "kind": "alien"}, 400, "malformed"),
        ({"name": "X", "kind": "person", "id": "7"}, 400, "malformed"),
        ({"name": "X", "kind": "person", "qid": "Q1"}, 400, "unknown_parameter"),
        ({"name": "X", "kind": "person", "wikidata": "42"}, 422, "bad_wikidata"),
        ({"name": "X", "kind": "person", "parent": str(uuid.uuid4())}, 422, "unknown_id"),
        ({"name": "X", "kind": "anonymous"}, 422, "needs_article"),
        ({"name": "X", "kind": "anonymous", "article": 999999}, 422, "unknown_id"),
        ({"name": "\u200b \u2003", "kind": "person", "aliases": [" "]}, 400, "malformed"),
        ('{"name": "\\ud800", "kind": "person"}', 400, "malformed"),
        ([], 400, "malformed"),
    ],
)
def test_a_senseless_actor_is_refused_whole(editor, project, body, status, code):
    said_no(editor.send("POST", "actors/", body), status, code)
    assert not Actor.objects.filter(project=project).exists()


def test_a_parent_of_another_project_is_unknown(editor):
    elsewhere = make_actor(make_project())
    body = {"name": "X", "kind": "person", "parent": str(elsewhere.uuid)}
    said_no(editor.send("POST", "actors/", body), 422, "unknown_id")


def test_a_curator_changes_what_is_sent_and_nothing_else(manager, project):
    top, actor = make_actor(project, "Top"), make_actor(project, "Ada")
    path = f"actors/{actor.uuid}/"
    changed = manager.send("PATCH", path, {"wikidata": "Q5", "aliases": ["B", "A"], "parent": str(top.uuid)}).json()
    assert (changed["name"], changed["wikidata"], changed["aliases"]) == ("Ada", "Q5", ["A", "B"])
    cleared = manager.send("PATCH", path, {"wikidata": None, "parent": None}).json()
    assert (cleared["wikidata"], cleared["parent"], cleared["aliases"]) == (None, None, ["A", "B"])
    said_no(manager.send("PATCH", path, {"parent": str(actor.uuid)}), 422, "cycle")
    said_no(manager.send("PATCH", path, {"merged_into": str(top.uuid), "name": "X"}), 400, "malformed")
    said_no(manager.send("PATCH", path, {"article": 1}), 400, "unknown_parameter")


@pytest.mark.parametrize("kind", ["actors", "topics"])
def test_every_role_reads_and_only_some_write(project, kind):
    entry = make_actor(project) if kind == "actors" else make_topic(project)
    body = {"name": "New", "kind": "person"} if kind == "actors" else {"name": "New"}
    may_change, may_create = {Role.MANAGER, Role.ADJUDICATOR}, {Role.MANAGER, Role.ADJUDICATOR, Role.EDITOR}
    for role in Role:
        caller = Caller(make_member(project, role), project)
        assert caller.get(f"{kind}/").status_code == caller.get(f"{kind}/{entry.uuid}/").status_code == 200
        assert caller.send("POST", f"{kind}/", body).status_code == (201 if role in may_create else 403)
        changed = caller.send("PATCH", f"{kind}/{entry.uuid}/", {"name": "Old"})
        assert changed.status_code == (200 if role in may_change else 403)


@pytest.mark.parametrize("kind", ["actors", "topics"])
def test_strangers_missing_ids_and_unknown_parameters(project, manager, kind):
    entry = make_actor(project) if kind == "actors" else make_topic(project)
    elsewhere = make_project()
    stranger = Caller(elsewhere.created_by, elsewhere)
    root = f"/api/v1/projects/{project.slug}/{kind}/"
    for method, path in (
        ("GET", root),
        ("POST", root),
        ("GET", f"{root}{entry.uuid}/"),
        ("PATCH", f"{root}{entry.uuid}/"),
    ):
        said_no(stranger.send(method, path, {"name": "X"}), 404, "not_found")
        said_no(Client().generic(method, path), 401, "not_signed_in")
    for method in ("GET", "PATCH"):
        said_no(manager.send(method, f"{kind}/{uuid.uuid4()}/", {}), 404, "not_found")
        said_no(stranger.send(method, f"{kind}/{entry.uuid}/", {}), 404, "not_found")
    said_no(manager.get(f"{kind}/?colour=red"), 400, "unknown_parameter")
    said_no(manager.get(f"{kind}/{entry.uuid}/?colour=red"), 400, "unknown_parameter")
    said_no(manager.get(f"{kind}/?cursor=made-up"), 400, "bad_cursor")
    assert manager.send("DELETE", f"{kind}/{entry.uuid}/").status_code == 405
    reader = Caller(project.created_by, project, Scope.READ)
    said_no(reader.send("POST", f"{kind}/", {"name": "X"}), 403, "read_only_token")


def test_topics_are_listed_by_code_found_by_words_and_merged(manager, project):
    top = manager.send("POST", "topics/", {"name": "War", "code": "2", "definition": "About it."}).json()
    low = manager.send("POST", "topics/", {"name": "Peace", "code": "21", "parent": top["id"]}).json()
    same = manager.send("POST", "topics/", {"name": "Truce"}).json()
    assert low == {
        "id": low["id"], "name": "Peace", "code": "21", "definition": "", "examples": "", "parent": top["id"],
        "merged_into": None, "updated_at": low["updated_at"],
    }  # fmt: skip
    assert names(manager.get("topics/")) == ["Truce", "War", "Peace"]
    assert names(manager.get("topics/?q=2")) == ["War", "Peace"]
    assert names(manager.get("topics/?q=ABOUT")) == ["War"]
    merged = manager.send("PATCH", f"topics/{same['id']}/", {"merged_into": low["id"]})
    assert merged.json()["merged_into"] == low["id"]
    assert names(manager.get("topics/?q=truce")) == ["Peace"]
    said_no(manager.send("PATCH", f"topics/{top['id']}/", {"code": "21"}), 422, "code_taken")
    said_no(manager.send("PATCH", f"topics/{top['id']}/", {"parent": low["id"]}), 422, "cycle")


def test_topics_one_has_used_in_an_article_come_first(project):
    user = make_member(project)
    article = make_article(project)
    make_topic(project, "A", code="1")
    used, gone = make_topic(project, "B", code="2"), make_topic(project, "C", code="3")
    make_span(make_set(article, user), "Officials denied it.", "claim", topic=gone)
    merge_topics(gone, into=used, by=project.created_by)
    assert names(Caller(user, project).get(f"topics/?article={article.pk}")) == ["B", "A"]
    assert Topic.objects.current().count() == 2


@pytest.mark.parametrize("kind", ["actors", "topics"])
def test_a_list_costs_the_same_whatever_its_length(manager, project, kind, django_assert_max_num_queries):
    article = make_article(project)
    for number in range(40):
        if kind == "actors":
            add_alias(make_actor(project, f"Actor {number}"), name="x", by=project.created_by)
        else:
            make_topic(project, f"Topic {number}")
    with django_assert_max_num_queries(8):
        answer = manager.get(f"{kind}/?article={article.pk}&q=t&limit=30")
    assert len(answer.json()["results"]) == 30
