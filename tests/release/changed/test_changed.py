"""What changed since: whoever applies it to what they have, has what a whole export would give."""

import base64
import json
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from annotator.registry.actions import change_actor, change_topic, merge_actors, merge_topics
from annotator.registry.models import Actor, Topic
from annotator.release.changed.cursor import Cursor
from annotator.work.actions import lock, reopen, unassign
from annotator.work.models import AnnotationSet, Part, Span
from articles.access import Role
from articles.actions import change_project, change_role
from articles.models import Article, Membership, Project, User
from tests.factories import make_article, make_member, make_project, make_set, make_span
from tests.release.rendered.test_rendered import newsroom

pytestmark = pytest.mark.django_db(transaction=True)
Lines = dict[int, Any]


class Copy:
    """What a client keeps: the lines it has, and the cursor it was given last."""

    def __init__(self, project: Project, by: User | None = None, **filters: Any) -> None:
        self.project, self.by, self.filters = project, by or project.created_by, filters
        self.lines: Lines = {}
        self.cursor, self.told = "", 0

    def answer(self, **query: Any) -> Any:
        client = Client()
        client.force_login(self.by)
        return client.get(f"/api/v1/projects/{self.project.slug}/export/", {"trailer": 1, **self.filters, **query})

    def update(self) -> None:
        response = self.answer(**({"changed_since": self.cursor} if self.cursor else {}))
        assert response.status_code == 200, response.content
        *lines, trailer = [json.loads(line) for line in b"".join(response).splitlines()]
        assert trailer["cursor"] == response["Ascribe-Cursor"]
        assert (trailer["articles"], trailer["deleted"]) == (
            sum("deleted" not in line for line in lines),
            sum("deleted" in line for line in lines),
        )
        for line in lines:
            if line.get("deleted"):
                assert line == {"id": line["id"], "deleted": True}
                self.lines.pop(line["id"], None)
            else:
                self.lines[line["id"]] = line
        self.cursor, self.told = trailer["cursor"], len(lines)

    def whole(self) -> Lines:
        lines = [json.loads(line) for line in b"".join(self.answer()).splitlines()]
        return {line["id"]: line for line in lines[:-1]}


def tag(reading: AnnotationSet) -> None:
    """As saving does: rows, and the revision, in one transaction."""
    with transaction.atomic():
        AnnotationSet.objects.filter(pk=reading.pk).update(revision=reading.revision + 1)
        make_span(reading, "harbour", "claim")


def remove(article: Article) -> None:
    """As undoing an import does."""
    with transaction.atomic():
        Part.objects.filter(set__article=article).delete()
        for reading in article.sets.all():
            reading.attributions.all().delete()
            reading.spans.all().delete()
            reading.delete()
        article.delete()


def happenings(project: Project, chance: random.Random) -> list[Callable[[], object]]:
    """What may happen in a project, each once or more."""
    by = project.created_by
    sets = AnnotationSet.objects.filter(project=project, locked_at=None).select_related("project", "article", "owner")
    reading = chance.choice(list(sets))
    article = chance.choice(list(Article.objects.filter(project=project)))
    actors = list(Actor.objects.filter(project=project).current())
    topics = list(Topic.objects.filter(project=project).current())
    actor, topic = chance.choice(actors), chance.choice(topics)
    same = Article.objects.filter(pk=article.pk)
    found: list[Callable[[], object]] = [
        lambda: tag(reading),
        lambda: reopen(reading, by=by),
        lambda: lock(reading, by=by),
        lambda: same.update(title=f"Title {chance.random()}"),
        lambda: same.update(outlet=chance.choice(["Ledger", "Kurier"])),
        lambda: same.update(withdrawn_at=chance.choice([None, article.created_at])),
        lambda: change_actor(actor, by=by, name=f"Name {chance.random()}"),
        lambda: change_topic(topic, by=by, name=f"Topic {chance.random()}"),
        lambda: make_set(make_article(project, f"New harbour. {chance.random()}"), submitted=True),
        lambda: make_article(project, f"Unread harbour. {chance.random()}"),
        lambda: remove(article),
    ]
    if len(actors) > 1:
        found.append(lambda: merge_actors(actors[0], into=actors[1], by=by))
    if len(topics) > 1 and topics[1].parent_id is None:
        found.append(lambda: merge_topics(topics[0], into=topics[1], by=by))
    if chance.random() < 0.2:
        found.append(lambda: change_project(project, by=by, text_rights=chance.choice(["quotes", "full", "standoff"])))
    return found


@pytest.mark.parametrize("seed", range(2))
def test_replaying_changes_over_a_copy_gives_what_a_whole_export_gives(seed: int) -> None:
    chance, project = random.Random(seed), newsroom(seed)
    researcher = make_member(project, Role.RESEARCHER)
    actor = str(Actor.objects.filter(project=project).order_by("-pk")[0].uuid)
    copies = [
        Copy(project),
        Copy(project, researcher, outlet="Ledger", empty=1),
        Copy(project, kind="claim"),
        Copy(project, status=["started", "assigned"]),
        Copy(project, actor=actor),
    ]
    for _ in range(5):
        for _ in range(chance.randint(1, 3)):
            chance.choice(happenings(project, chance))()
        for copy in copies:
            if chance.random() < 0.7:
                copy.update()
                assert copy.lines == copy.whole()


def test_what_is_saved_alone_is_told_alone_and_nothing_is_told_twice() -> None:
    project = newsroom(0)
    copy = Copy(project)
    wait_for_all_that_has_begun()
    copy.update()
    reading = AnnotationSet.objects.filter(project=project).select_related("article", "project")[0]
    tag(reading)
    copy.update()
    assert copy.told == 1
    assert copy.lines == copy.whole()
    wait_for_all_that_has_begun()
    copy.update()
    copy.update()
    assert copy.told == 0


def test_a_transaction_that_began_before_the_cursor_and_ends_after_it_is_not_missed() -> None:
    project = newsroom(1)
    reading = AnnotationSet.objects.filter(project=project).select_related("article", "project")[0]
    begun, go_on = threading.Event(), threading.Event()

    def save_slowly() -> None:
        with transaction.atomic():
            tag(reading)
            begun.set()
            assert go_on.wait(30)
        connection.close()

    slow = threading.Thread(target=save_slowly)
    slow.start()
    assert begun.wait(30)
    copy = Copy(project)
    copy.update()
    change_project(project, by=project.created_by, name="Later")  # a later number, committed before
    copy.update()
    go_on.set()
    slow.join()
    assert copy.lines != copy.whole()
    copy.update()
    assert copy.lines == copy.whole()


def test_an_assignment_that_is_taken_back_is_dropped() -> None:
    project = make_project()
    reading = make_set(make_article(project))
    copy = Copy(project, status="assigned")
    copy.update()
    assert len(copy.lines) == 1
    unassign(reading, by=project.created_by)
    copy.update()
    assert copy.lines == {} == copy.whole()


def test_who_may_see_more_is_given_all_of_it() -> None:
    project = newsroom(2)
    editor = make_member(project)
    copy = Copy(project, editor)
    copy.update()
    assert copy.lines == {}
    change_role(Membership.objects.get(user=editor), role=Role.ADJUDICATOR, by=project.created_by)
    copy.update()
    assert copy.lines == copy.whole() != {}


def wait_for_all_that_has_begun() -> None:
    """Other tests' transactions are in the same server; a cursor taken before they end repeats what is already told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        begun = cursor.fetchone()[0]
        for _ in range(1_000):
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] > begun:
                return
            time.sleep(0.05)
    raise AssertionError("a transaction does not end")


def test_an_editor_of_a_blind_project_is_not_told_what_others_work_on() -> None:
    project = newsroom(2)
    copy = Copy(project, make_member(project))
    wait_for_all_that_has_begun()
    copy.update()
    for reading in AnnotationSet.objects.filter(project=project).select_related("article", "project"):
        tag(reading)
    for actor in Actor.objects.filter(project=project):
        change_actor(actor, by=project.created_by, name=f"{actor.name} II")
    copy.update()
    assert copy.told == 0
    article = make_article(project)
    copy.update()
    others, own = make_set(article, owner=make_member(project)), make_set(make_article(project), owner=copy.by)
    copy.update()
    wait_for_all_that_has_begun()
    copy.update()
    unassign(others, by=project.created_by)
    copy.update()
    assert copy.told == 0
    unassign(own, by=project.created_by)
    copy.update()
    assert copy.told == 1


def test_a_cursor_of_another_database_is_gone() -> None:
    project = make_project()
    copy = Copy(project)
    copy.update()
    old = Cursor.read(copy.cursor, base64.urlsafe_b64decode(copy.cursor).decode().rpartition(":")[2])
    for other in (Cursor("other", old.xmin, old.asked), Cursor(old.epoch, old.xmin + 1_000_000, old.asked)):
        response = copy.answer(changed_since=str(other))
        assert (response.status_code, response.json()["code"]) == (410, "cursor_gone")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"changed_since": "nonsense"}, "bad_cursor"),
        ({"changed_since": "ä"}, "bad_cursor"),
        ({"kind": "claim"}, "other_export"),
        ({"as": "csv", "trailer": 0}, "changes_are_lines"),
    ],
    ids=str,
)
def test_a_cursor_is_only_good_for_the_same_question(query: dict[str, Any], code: str) -> None:
    project = make_project()
    copy = Copy(project)
    copy.update()
    response = copy.answer(**{"changed_since": copy.cursor, **query})
    assert (response.status_code, response.json()["code"]) == (400, code)


def test_an_export_while_editors_save_names_nothing_that_is_not_in_it() -> None:
    project = newsroom(3)
    readings = list(AnnotationSet.objects.filter(project=project).select_related("article", "project"))
    stop = threading.Event()

    def edit(reading: AnnotationSet) -> None:
        while not stop.is_set():
            with transaction.atomic():
                AnnotationSet.objects.filter(pk=reading.pk).update(revision=reading.revision + 1)
                span = make_span(reading, "harbour", "cue")
                attribution = reading.attributions.create(uuid=span.uuid)
                Part.objects.create(set=reading, attribution=attribution, role="cue", span=span, ordinal=0)
            with transaction.atomic():
                Part.objects.filter(attribution=attribution).delete()
                attribution.delete()
                Span.objects.filter(pk=span.pk).delete()
        connection.close()

    editors = [threading.Thread(target=edit, args=[reading]) for reading in readings[:4]]
    for editor in editors:
        editor.start()
    try:
        for _ in range(10):
            for line in Copy(project).whole().values():
                assert dangling(line) == []
    finally:
        stop.set()
        for editor in editors:
            editor.join()


def dangling(line: Any) -> list[str]:
    """Ids that a line names and does not have."""
    missing = []
    for one in line["sets"]:
        spans = {span["id"] for span in one["spans"]}
        for attribution in one["attributions"]:
            roles = ("source", "cue", "content", "addressee", "supplement")
            missing += [span for role in roles for span in attribution[role] if span not in spans]
        missing += [span["actor"] for span in one["spans"] if span["actor"] and span["actor"] not in line["actors"]]
        missing += [span["topic"] for span in one["spans"] if span["topic"] and span["topic"] not in line["topics"]]
    return missing
