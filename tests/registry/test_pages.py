"""The pages of actors and topics: found, described and merged without scripts; names are text; few queries."""

import re
import uuid

import pytest

from annotator.registry.actions import add_alias, create_actor, merge_actors
from annotator.registry.models import Actor, Topic
from annotator.registry.tree import branches
from articles.access import Role
from tests.callers import signed_in
from tests.factories import (
    make_actor,
    make_article,
    make_member,
    make_project,
    make_set,
    make_span,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db
XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def root(project):
    return f"/projects/{project.slug}/"


@pytest.fixture
def client(project):
    return signed_in(project.created_by)


def listed(page):
    return re.findall(r'class="entry"[^>]*>([^<]*)</a>', page.text)


def test_actors_are_found_by_name_and_other_names_and_by_kind(project, root, client):
    ministry, article = make_actor(project, "Ministry", "state"), make_article(project)
    add_alias(ministry, name="the Office", by=project.created_by)
    make_actor(project, "Office of war", "organisation")
    make_actor(project, "an office clerk", "anonymous", article=article)
    merge_actors(make_actor(project, "Old office"), into=ministry, by=project.created_by)
    assert listed(client.get(root + "actors/?q=office")) == ["Office of war", "Ministry"]
    assert listed(client.get(root + "actors/?q=OFFICE&kind=state")) == ["Ministry"]
    assert listed(client.get(root + "actors/?kind=anonymous")) == ["an office clerk"]
    assert listed(client.get(root + "actors/")) == ["Ministry", "Office of war"]
    assert "Nobody of that name" in client.get(root + "actors/?q=zzz").text
    assert client.get(root + "actors/?kind=alien").status_code == 200
    assert client.get(root + "actors/?cursor=x").status_code == 400


def test_fifty_actors_a_page_and_the_filters_go_along(project, root, client):
    for number in range(70):
        make_actor(project, f"Actor {number:02}")
    first = client.get(root + "actors/?q=actor")
    following = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert following
    second = client.get(following[1].replace("&amp;", "&"))
    assert [len(listed(page)) for page in (first, second)] == [50, 20]
    assert "First page" in second.text


def test_mentions_are_counted_for_the_rows_of_the_page_in_few_queries(
    project, root, client, django_assert_max_num_queries
):
    reading = make_set(make_article(project), make_member(project))
    for number in range(40):
        actor = make_actor(project, f"Actor {number:02}", parent=make_actor(project, f"Parent {number:02}"))
        add_alias(actor, name="x", by=project.created_by)
    merged = make_actor(project, "Merged")
    actor = Actor.objects.get(name="Actor 00")
    merge_actors(merged, into=actor, by=project.created_by)
    for whom in (actor, actor, merged):
        make_span(reading, "Officials", actor=whom)
    with django_assert_max_num_queries(10):
        page = client.get(root + "actors/")
    assert re.findall(r'data-label="Mentions" class="number">(\d+)', page.text)[:2] == ["3", "0"]
    with django_assert_max_num_queries(15):
        client.get(f"{root}actors/{actor.uuid}/")


def test_an_actor_is_added_and_a_double_needs_a_second_thought(project, root):
    client = signed_in(make_member(project))
    body = {"name": "Ada  Brok", "kind": "person", "aliases": "A. Brok\n\nthe minister", "wikidata": "q7"}
    assert client.post(root + "actors/new/", body).status_code == 302
    actor = Actor.objects.get(project=project)
    assert (actor.name, actor.wikidata_qid, actor.aliases.count()) == ("Ada Brok", "Q7", 2)
    again = client.post(root + "actors/new/", {"name": "ada brok", "kind": "person"})
    assert again.status_code == 422
    assert f"actors/{actor.uuid}/" in again.text
    assert client.post(root + "actors/new/", {"name": "ada brok", "kind": "person", "again": "on"}).status_code == 302
    assert Actor.objects.filter(project=project).count() == 2


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "This field is required."),
        ({"name": "X", "kind": "anonymous"}, "not one of the available choices"),
        ({"name": "X", "kind": "person", "wikidata": "42"}, "not an item of Wikidata"),
        ({"name": "X", "kind": "person", "parent": "Nobody"}, "Nothing here is called “Nobody”."),
        ({"name": "X", "kind": "person", "parent": "Twin"}, "Several are called “Twin”"),
        ({"name": "X\x00", "kind": "person"}, "Null characters are not allowed."),
        ({"name": "x" * 301, "kind": "person"}, "at most 300 characters"),
    ],
)
def test_a_senseless_actor_comes_back_with_its_reason(project, root, client, body, says):
    make_actor(project, "Twin")
    make_actor(project, "twin")
    answer = client.post(root + "actors/new/", body)
    assert answer.status_code == 422
    assert says in answer.text
    assert Actor.objects.filter(project=project).count() == 2


def test_a_curator_describes_an_actor_by_names_and_ids(project, root, client):
    actor, top = make_actor(project, "Ivo"), make_actor(project, "Top")
    add_alias(top, name="the top", by=project.created_by)
    address = f"{root}actors/{actor.uuid}/"
    client.post(address, {"name": "Ivo Daran", "kind": "group", "parent": "The Top", "wikidata": "Q3"})
    actor.refresh_from_db()
    assert (actor.name, actor.kind, actor.parent, actor.wikidata_qid) == ("Ivo Daran", "group", top, "Q3")
    refused = client.post(address, {"name": "Ivo", "kind": "group", "parent": str(actor.uuid)})
    assert refused.status_code == 422
    assert "it cannot stand above it" in refused.text
    assert '<h1><span dir="auto">Ivo Daran</span></h1>' in refused.text.replace("\n", "")


def test_names_and_posts_are_added_and_removed(project, root, client):
    actor, ministry = make_actor(project), make_actor(project, "Ministry", "state")
    address = f"{root}actors/{actor.uuid}/"
    client.post(address + "aliases/", {"name": "A. Brok"})
    client.post(address + "affiliations/", {"role": "minister", "organisation": "ministry", "valid_from": "2026-01-02"})
    page = client.get(address).text
    assert "A. Brok" in page
    assert "from 2 Jan 2026" in page
    post = actor.affiliations.get()
    assert post.organisation == ministry
    wrong = client.post(address + "affiliations/", {"valid_from": "2026-02-02", "valid_to": "2026-01-01"})
    assert wrong.status_code == 422
    assert "Say what the actor was" in wrong.text
    other = make_actor(project, "Other")
    alias = actor.aliases.get()
    assert client.post(f"{root}actors/{other.uuid}/aliases/{alias.pk}/removal/").status_code == 404
    client.post(f"{address}aliases/{alias.pk}/removal/")
    client.post(f"{address}affiliations/{post.pk}/removal/")
    assert not actor.aliases.exists()
    assert not actor.affiliations.exists()


def test_mentions_are_shown_in_context_and_only_from_readings_one_may_read(project, root, client):
    editor, other = make_member(project), make_member(project)
    actor = make_actor(project)
    article = make_article(project, "A tale of " + "many words, " * 20 + f"then Ada Brok said {XSS} in town.")
    make_span(make_set(article, other), ["Ada Brok", "in town"], actor=actor)
    address = f"{root}actors/{actor.uuid}/"
    seen = client.get(address).text
    assert "<mark>Ada Brok … in town</mark>" in seen
    assert re.search(r"<blockquote dir=\"auto\">…[a-z ,]+then <mark>", seen)
    blind = signed_in(editor).get(address).text
    assert "tagged 0 times" in blind
    assert "No reading that you may see tags this actor." in blind
    assert "many words" not in blind


def test_merging_is_previewed_then_done_and_a_second_time_refused(project, root, client):
    gone, stays = make_actor(project, "I. Daran"), make_actor(project, "Ivo Daran")
    reading = make_set(make_article(project))
    make_span(reading, "Officials", actor=gone)
    address = f"{root}actors/{gone.uuid}/merge/"
    assert f"?into={stays.uuid}" in client.get(address).text
    preview = client.get(address + "?into=ivo daran").text
    assert "1 mention" in preview
    assert f'value="{stays.uuid}"' in preview
    assert not Actor.objects.exclude(merged_into=None).exists()
    done = client.post(address, {"into": str(stays.uuid)})
    assert done["Location"] == f"{root}actors/{stays.uuid}/"
    assert "Ivo Daran</a> now" in client.get(f"{root}actors/{gone.uuid}/").text
    third = make_actor(project, "Third")
    again = client.post(address, {"into": str(third.uuid)})
    assert again.status_code == 422
    assert "already" in again.text
    assert client.get(f"{root}actors/{stays.uuid}/merge/?into=nobody").status_code == 422
    into_itself = client.post(f"{root}actors/{stays.uuid}/merge/", {"into": str(stays.uuid)})
    assert into_itself.status_code == 422


def test_topics_stand_in_a_tree_by_code(project, root, client):
    two, one = make_topic(project, "Two", code="2"), make_topic(project, "One", code="1")
    make_topic(project, "Two b", code="2b", parent=two)
    make_topic(project, "Two a", code="2a", parent=two)
    page = client.get(root + "topics/")
    assert listed(page) == ["One", "Two", "Two a", "Two b"]
    assert re.findall(r'class="depth-(\d)"', page.text) == ["0", "0", "1", "1"]
    assert listed(client.get(root + "topics/?q=2")) == ["Two", "Two a", "Two b"]
    assert "Nothing found" in client.get(root + "topics/?q=\x00zzz").text
    assert str(one.uuid) in page.text


def test_a_topic_is_added_below_another_changed_and_merged(project, root, client):
    top = make_topic(project, "Top", code="1")
    form = client.get(f"{root}topics/new/?parent={top.uuid}").text
    assert f'value="{top.uuid}"' in form
    body = {"name": "Low", "code": "11", "parent": "1", "definition": "One.\n\nTwo."}
    assert client.post(root + "topics/new/", body).status_code == 302
    low = Topic.objects.get(code="11")
    assert low.parent == top
    address = f"{root}topics/{low.uuid}/"
    assert "<p>Two.</p>" in client.get(address).text
    taken = client.post(address, {"name": "Low", "code": "1"})
    assert taken.status_code == 422
    assert "belongs to “Top” already" in taken.text
    client.post(address, {"name": "Lower", "code": "12"})
    low.refresh_from_db()
    assert (low.name, low.code, low.definition) == ("Lower", "12", "")
    assert not Topic.objects.exclude(parent=None).exists()
    make_span(make_set(make_article(project)), "Officials denied it.", "claim", topic=low)
    assert "1 claim" in client.get(address + "merge/?into=Top").text
    client.post(address + "merge/", {"into": "Top"})
    page = client.get(f"{root}topics/{top.uuid}/").text
    assert "<mark>Officials denied it.</mark>" in page
    assert "Lower" in page


def test_names_are_text_on_every_page(project, root, client):
    article = make_article(project, title=XSS, outlet=XSS)
    actor = make_actor(project, XSS, article=None)
    other = make_actor(project, XSS + "2", parent=actor)
    topic = make_topic(project, XSS, definition=XSS, examples=XSS, code="1")
    make_topic(project, XSS + "2", parent=topic)
    add_alias(actor, name=XSS, by=project.created_by)
    make_span(make_set(article), "Officials", actor=actor)
    make_span(make_set(article, make_member(project)), "Officials", "claim", topic=topic)
    client.post(f"{root}actors/{actor.uuid}/affiliations/", {"role": XSS, "organisation": str(other.uuid)})
    pages = [
        "actors/", f"actors/?q={XSS}", f"actors/{actor.uuid}/", f"actors/{other.uuid}/", f"actors/new/?name={XSS}",
        f"actors/{actor.uuid}/merge/?into={other.uuid}", f"actors/{actor.uuid}/merge/?into={XSS}", "topics/",
        f"topics/?q={XSS}", f"topics/{topic.uuid}/", f"topics/{topic.uuid}/merge/?into={XSS}",
        f"topics/new/?parent={XSS}",
    ]  # fmt: skip
    for path in pages:
        page = client.get(root + path)
        assert page.status_code in (200, 422), path
        assert "<script>alert" not in page.text, path
        assert "<img src=x" not in page.text, path
        assert "alert(1)" in page.text, path


def test_what_is_not_there_or_not_ones_own_is_not_found(project, root, client):
    stranger = signed_in(make_user())
    for path in ("actors/", "actors/new/", "topics/", "topics/new/", f"actors/{make_actor(project).uuid}/"):
        assert stranger.get(root + path).status_code == 404
    elsewhere = make_actor(make_project())
    for path in (f"actors/{elsewhere.uuid}/", f"actors/{uuid.uuid4()}/", f"topics/{uuid.uuid4()}/", "actors/7/"):
        assert client.get(root + path).status_code == 404
    assert client.post(f"{root}actors/{elsewhere.uuid}/", {"name": "X", "kind": "person"}).status_code == 404


def test_a_researcher_reads_and_is_offered_nothing_to_change(project, root):
    client = signed_in(make_member(project, Role.RESEARCHER))
    actor, topic = make_actor(project), make_topic(project)
    for path in ("actors/", f"actors/{actor.uuid}/", "topics/", f"topics/{topic.uuid}/"):
        page = client.get(root + path)
        assert page.status_code == 200
        main = page.text.partition("<main")[2]
        assert 'method="post"' not in main
        assert "Merge…" not in main
        assert "Add a" not in main


class Leaf:
    def __init__(self, pk, parent_id=None):
        self.pk, self.parent_id = pk, parent_id


def test_a_branch_without_its_parent_stands_at_the_root_and_depth_has_no_limit():
    assert [(leaf.pk, depth) for leaf, depth in branches([Leaf(3, 9), Leaf(2, 1), Leaf(1)])] == [(3, 0), (1, 0), (2, 1)]
    chain = [Leaf(0), *(Leaf(number, number - 1) for number in range(1, 3000))]
    assert branches(chain)[-1][1] == 2999


def test_a_mention_of_a_merged_actor_counts_for_both_whatever_page_they_are_on(project):
    manager = project.created_by
    away, _ = create_actor(project=project, by=manager, name="Aaa", kind="person")
    stays, _ = create_actor(project=project, by=manager, name="Bbb", kind="person")
    reading = make_set(make_article(project), manager)
    make_span(reading, "Officials", "actor", actor=away)
    make_span(reading, "Ada Brok", "actor", actor=stays)
    merge_actors(away, into=stays, by=manager)
    assert Actor.objects.mentions([away], manager) == {away.pk: 1}
    assert Actor.objects.mentions([away, stays], manager) == {away.pk: 1, stays.pk: 2}
