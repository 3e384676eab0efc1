"""Lists of the API: only what is asked for, only what has changed, and nothing that nobody knows."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.access_rows import ROWS
from tests.callers import Caller, said_no
from tests.factories import make_actor, make_article, make_project, make_set, make_span, make_topic
from tests.worlds import address, make_world

pytestmark = pytest.mark.django_db
FILES = {"api-release-file"}  # clients put what they like behind the name of a file, and it stays that file
LATER = "2999-01-01T00:00:00Z"


def caller(project: Any) -> Caller:
    return Caller(project.created_by, project)


def test_a_list_gives_only_the_members_that_are_named():
    project = make_project()
    one = make_article(project)
    make_topic(project)
    who = caller(project)
    assert who.get("articles/?fields=id,title").json()["results"] == [{"id": one.pk, "title": ""}]
    assert list(who.get("topics/?fields=name").json()["results"][0]) == ["name"]
    assert list(who.get("members/?fields=code").json()["results"][0]) == ["code"]
    said_no(who.get("articles/?fields=id,colour"), 400, "unknown_parameter")
    said_no(who.get("topics/?fields=colour"), 400, "unknown_parameter")
    for wrong in ("export/?as=zip", "export/?status=zip"):
        refused = who.get(wrong)
        said_no(refused, 400, "malformed")
        assert "There is no “zip”; known are: " in refused.json()["detail"]


def test_texts_are_left_out_of_lists_unless_they_are_asked_for():
    project = make_project()
    one = make_article(project)
    who = caller(project)
    assert "text" not in who.get("articles/").json()["results"][0]
    row = who.get("articles/?include=text,sentences&limit=100").json()["results"][0]
    assert row["text"] == one.text
    assert row["sentences"][0] == one.sentences[:2]
    assert list(who.get("articles/?fields=id&include=text").json()["results"][0]) == ["id", "text"]
    said_no(who.get("articles/?include=sketch"), 400, "malformed")
    said_no(who.get("articles/?include=text&limit=101"), 400, "malformed")


def test_every_write_to_an_article_moves_its_time_whoever_does_it():
    project = make_project()
    one, _other = make_article(project), make_article(project, "Another text.")
    moment = timezone.now()
    who = caller(project)
    since = {"updated_since": moment.isoformat()}
    assert [
        row["id"] for row in who.client.get(f"{who.root}articles/", since, headers=who.headers).json()["results"]
    ] == []
    changed = who.send("PATCH", f"/api/v1/articles/{one.pk}/", {"outlet": "The Herald"}).json()
    assert changed["updated_at"] > moment.strftime("%Y-%m-%dT%H:%M:%S")
    found = who.client.get(f"{who.root}articles/", since, headers=who.headers).json()["results"]
    assert [row["id"] for row in found] == [one.pk]


def test_rows_of_a_reading_are_given_again_when_the_reading_has_changed():
    project = make_project()
    readings = [make_set(make_article(project, f"Ada Brok said {n}."), submitted=True) for n in range(2)]
    for reading in readings:
        make_span(reading, "Ada Brok")
    moment = timezone.now() + timedelta(seconds=0)
    readings[0].revision += 1
    readings[0].save(update_fields=["revision"])
    who = caller(project)
    found = who.client.get(f"{who.root}spans/", {"updated_since": moment.isoformat()}, headers=who.headers).json()
    assert [row["set"] for row in found["results"]] == [readings[0].pk]


def test_another_name_is_a_change_of_an_actor():
    project = make_project()
    actor, _other = make_actor(project), make_actor(project, "Ivo Daran")
    moment = timezone.now()
    actor.aliases.create(name="A. Brok")
    who = caller(project)
    found = who.client.get(f"{who.root}actors/", {"updated_since": moment.isoformat()}, headers=who.headers).json()
    assert [row["name"] for row in found["results"]] == ["Ada Brok"]


@pytest.mark.parametrize("what", ["articles", "spans", "attributions", "claims", "actors", "topics", "sets"])
def test_nothing_has_changed_in_the_future(what: str):
    world = make_world("later")
    who = caller(world.project)
    assert who.get(f"{what}/?updated_since={LATER}").json()["results"] == []


def test_no_route_passes_over_a_parameter_it_does_not_know():
    world = make_world("strict")
    who = caller(world.project)
    deaf = []
    for name, methods in ROWS.items():
        for method, row in methods.items():
            if name.startswith("api-") and name not in FILES and not row.file and "manager" in row.may:
                answer = who.send(method, f"{address(name, world)}?colour=red", row.body)
                if answer.status_code != 400 or answer.json()["code"] != "unknown_parameter":
                    deaf.append(f"{method} {name} {answer.status_code}")
    assert deaf == []
