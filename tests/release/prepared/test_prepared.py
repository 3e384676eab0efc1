"""Large exports: asked for, written by a worker from one snapshot, served as files, cancelled and swept."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from annotator.release.formats.registry import FORMATS, installed
from annotator.release.prepared import actions, tasks
from annotator.release.prepared.models import PreparedExport, prepared_storage
from annotator.work.models import AnnotationSet
from articles import jobs
from articles.access import Role
from articles.actions import change_role
from articles.models import Event, Job, Membership, Project
from tests.factories import make_article, make_member, make_token
from tests.release.prepared.conftest import ARTICLES, Person, work

# The worker reads on connections of its own, so what it should see must be committed.
pytestmark = pytest.mark.django_db(transaction=True)


def test_asking_is_answered_with_the_place_to_look_at(project: Project) -> None:
    someone = Person(project)
    answer = someone.order(**{"as": "jsonl", "outlet": "A"})
    assert answer.status_code == 202
    assert int(answer["Retry-After"]) > 0
    waiting = someone.get(answer["Location"])
    assert (waiting.json()["state"], waiting.json()["file"]) == ("queued", None)
    assert waiting["Retry-After"]
    assert (waiting.json()["as"], waiting.json()["words"]) == ("jsonl", "outlet: A")
    assert "form" not in waiting.json()
    work()
    done = someone.get(answer["Location"]).json()
    assert (done["state"], done["progress"]) == ("succeeded", {"done": 2, "of": 2})
    body = someone.bytes_of(done["file"]["url"])
    assert (len(body), hashlib.sha256(body).hexdigest()) == (done["file"]["bytes"], done["file"]["sha256"])
    assert len(body.splitlines()) == 4
    assert someone.get(f"{someone.root}exports/").json()["results"] == [done]


@pytest.mark.parametrize("form", [one.name for one in FORMATS if not one.extra or installed(one.extra)])
def test_every_format_is_what_the_live_export_gives(project: Project, form: str) -> None:
    someone = Person(project)
    prepared = someone.built(**{"as": form})
    assert prepared["state"] == "succeeded", prepared
    live = someone.bytes_of(f"{someone.root}export/", **{"as": form})
    assert someone.bytes_of(prepared["file"]["url"]) == live
    assert live


def test_who_asks_for_ever_more_loses_the_oldest_and_fills_no_disk(project: Project, monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "FILES", 2)
    someone, other = Person(project), Person(project, make_member(project, role=Role.RESEARCHER))
    theirs = other.built(**{"as": "csv"})
    made = [someone.built(**{"as": "csv", "published_after": f"200{number}-01-01"}) for number in range(3)]
    states = [someone.get(one["url"]).json()["state"] for one in made]
    assert states == ["expired", "succeeded", "succeeded"]
    gone, there = (PreparedExport.objects.get(pk=one["id"]) for one in made[:2])
    assert not prepared_storage().exists(gone.stored_as)
    assert prepared_storage().exists(there.stored_as)
    assert other.get(theirs["url"]).json()["state"] == "succeeded"


def test_filters_and_articles_without_readings_cross_the_shards_unharmed(project: Project) -> None:
    make_article(project, "Nobody has read this.")
    someone = Person(project)
    for query in ({"empty": "1"}, {"kind": ["actor", "cue"]}, {"published_after": "2020-01-01"}, {"outlet": "nowhere"}):
        prepared = someone.built(**{"as": "csv"}, **query)
        live = someone.bytes_of(f"{someone.root}export/", **{"as": "csv"}, **query)
        assert someone.bytes_of(prepared["file"]["url"]) == live


def test_the_file_is_served_as_files_of_releases_are(project: Project) -> None:
    someone = Person(project)
    file = someone.built(**{"as": "csv"})["file"]
    whole = someone.bytes_of(file["url"])
    part = someone.get(file["url"], Range="bytes=3-9")
    assert (part.status_code, b"".join(part)) == (206, whole[3:10])
    assert someone.get(file["url"], **{"If-None-Match": f'"sha256-{file["sha256"]}"'}).status_code == 304
    token = make_token(project.created_by, project)
    assert Client().get(file["url"], headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert Client().get(file["url"]).status_code == 401
    assert file["name"].endswith(".csv")
    assert Event.objects.filter(verb="export").count() == 1


def test_the_same_wish_is_the_same_export_until_something_changes(project: Project) -> None:
    someone = Person(project)
    first = someone.order(**{"as": "csv", "kind": ["cue", "actor"]})
    assert someone.order(**{"as": "csv", "kind": ["actor", "cue"]}).status_code == 200
    work()
    again = someone.order(**{"as": "csv", "kind": ["actor", "cue"]})
    assert (again.status_code, again["Location"]) == (200, first["Location"])
    assert someone.order(**{"as": "csv"}).status_code == 202
    AnnotationSet.objects.filter(pk=AnnotationSet.objects.earliest("pk").pk).update(revision=F("revision") + 1)
    changed = someone.order(**{"as": "csv", "kind": ["actor", "cue"]})
    assert (changed.status_code, changed["Location"] != first["Location"]) == (202, True)


def test_a_person_has_at_most_three_at_work(project: Project) -> None:
    someone = Person(project)
    for outlet in "abc":
        assert someone.order(**{"as": "csv", "outlet": outlet}).status_code == 202
    refused = someone.order(**{"as": "csv", "outlet": "d"})
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_exports")
    assert Person(project, make_member(project)).order(**{"as": "csv"}).status_code == 202
    work()
    assert someone.order(**{"as": "csv", "outlet": "d"}).status_code == 202


@pytest.mark.parametrize(
    ("wanted", "status"),
    [({"as": "nonsense"}, 400), ({"label": "x"}, 400), ({"actor": "0199ffff-0000-7000-8000-00000000dead"}, 400)],
)
def test_what_cannot_be_is_refused_at_once(project: Project, wanted: dict[str, Any], status: int) -> None:
    assert Person(project).order(**wanted).status_code == status
    assert not Job.objects.filter(kind=actions.KIND).exists()


def test_texts_that_may_not_be_passed_on_are_not_prepared(project: Project) -> None:
    Project.objects.update(text_rights="quotes")
    assert Person(project).order(**{"as": "brat"}).json()["code"] == "no_text"


def test_what_is_cancelled_on_the_way_leaves_no_file(project: Project, tmp_path: Path, monkeypatch: Any) -> None:
    someone = Person(project)
    url = someone.order(**{"as": "jsonl"})["Location"]
    real = jobs.Heart.tell

    def cancel_meanwhile(heart: Any, done: int, of: int) -> None:
        real(heart, done, of)
        if done == 2:
            assert someone.client.delete(url).status_code == 204

    monkeypatch.setattr(jobs.Heart, "tell", cancel_meanwhile)
    work()
    assert someone.get(url).json()["state"] == "cancelled"
    assert [path for path in (tmp_path / "prepared").rglob("*") if path.is_file()] == []


def test_a_finished_one_can_be_removed(project: Project, tmp_path: Path) -> None:
    someone = Person(project)
    prepared = someone.built(**{"as": "jsonl"})
    assert someone.client.delete(prepared["url"]).status_code == 204
    assert someone.get(prepared["file"]["url"]).status_code == 404
    assert [path for path in (tmp_path / "prepared").rglob("*") if path.is_file()] == []
    assert someone.order(**{"as": "jsonl"}).status_code == 202


def test_a_worker_that_dies_leaves_nothing_that_looks_whole(project: Project, tmp_path: Path, monkeypatch: Any) -> None:
    someone = Person(project)
    url = someone.order(**{"as": "jsonl"})["Location"]

    class Killed(BaseException):
        """As when the process ends: nothing of ours catches it."""

    def die(heart: Any, done: int, of: int) -> None:
        if done == 2:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(jobs.Heart, "tell", die)
        with pytest.raises(Killed):
            work()
    assert someone.get(url).json()["state"] == "running"
    assert not list((tmp_path / "prepared").rglob("*.jsonl"))
    Job.objects.filter(kind=actions.KIND).update(lease_until=F("created_at"))
    for job_id in jobs.waiting():
        jobs.run(job_id)
    done = someone.get(url).json()
    assert done["state"] == "succeeded"
    assert len(someone.bytes_of(done["file"]["url"]).splitlines()) == ARTICLES


def test_all_shards_see_one_moment(project: Project, monkeypatch: Any) -> None:
    someone = Person(project)
    real = jobs.Heart.tell

    def tag_meanwhile(heart: Any, done: int, of: int) -> None:
        real(heart, done, of)
        AnnotationSet.objects.update(revision=77)

    monkeypatch.setattr(jobs.Heart, "tell", tag_meanwhile)
    prepared = someone.built(**{"as": "jsonl"})
    lines = [json.loads(line) for line in someone.bytes_of(prepared["file"]["url"]).splitlines()]
    assert {one["revision"] for line in lines for one in line["sets"]} == {0}
    assert someone.order(**{"as": "jsonl"}).status_code == 202  # the data have changed since


def test_nobody_else_sees_it_and_another_role_ends_it(project: Project) -> None:
    adjudicator = make_member(project, Role.ADJUDICATOR)
    someone = Person(project, adjudicator)
    prepared = someone.built(**{"as": "jsonl"})
    manager = Person(project)
    assert manager.get(prepared["url"]).status_code == 404
    assert manager.get(prepared["file"]["url"]).status_code == 404
    membership = Membership.objects.get(user=adjudicator)
    change_role(membership, role=Role.EDITOR, by=project.created_by)
    assert someone.get(prepared["file"]["url"]).status_code == 404
    change_role(membership, role=Role.ADJUDICATOR, by=project.created_by)
    assert someone.get(prepared["file"]["url"]).status_code == 200
    Project.objects.update(text_rights="quotes")
    assert someone.get(prepared["file"]["url"]).status_code == 404


def test_a_week_later_it_is_expired_and_then_forgotten(project: Project, tmp_path: Path) -> None:
    someone = Person(project)
    prepared = someone.built(**{"as": "jsonl"})
    PreparedExport.objects.update(expires_at=F("finished_at"))
    assert someone.get(prepared["url"]).json()["state"] == "expired"
    assert someone.get(prepared["file"]["url"]).status_code == 404
    assert tasks.sweep_prepared_exports() == 0
    assert [path for path in (tmp_path / "prepared").rglob("*") if path.is_file()] == []
    PreparedExport.objects.update(created_at=F("created_at") - timedelta(days=15))
    assert tasks.sweep_prepared_exports() == 1
    assert someone.get(prepared["url"]).status_code == 404
