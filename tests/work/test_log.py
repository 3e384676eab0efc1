"""The log of a reading as a page reads it: forward to follow, backward to undo, at a price that does not grow."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.work import actions
from annotator.work.models import AnnotationSet, Change
from tests.factories import make_article, make_member, make_project, make_set
from tests.work.test_saving import Sender, span

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading() -> AnnotationSet:
    project = make_project(shared_sets=True, blind=False)
    return make_set(make_article(project), make_member(project))


@pytest.fixture
def owner(reading: AnnotationSet) -> Sender:
    assert reading.owner is not None
    return Sender(reading, reading.owner)


@pytest.fixture
def colleague(reading: AnnotationSet) -> Sender:
    return Sender(reading, make_member(reading.project))


def address(reading: AnnotationSet, asked: str = "") -> str:
    return f"/api/v1/sets/{reading.pk}/changes/{asked}"


def test_it_is_read_backwards_in_pages_and_only_ones_own(
    reading: AnnotationSet, owner: Sender, colleague: Sender
) -> None:
    for _ in range(3):
        owner.send(span("Ivo Daran"))
        colleague.send(span("Officials"))
    first = owner.client.get(address(reading, "?before=6&own=1&limit=2")).json()
    assert [change["revision"] for change in first["results"]] == [5, 3]
    assert first["results"][0]["inverse"] == [{"delete": "span", "id": first["results"][0]["operations"][0]["id"]}]
    second = owner.client.get(first["next"]).json()
    assert ([change["revision"] for change in second["results"]], second["next"]) == ([1], None)
    everybody = owner.client.get(address(reading, "?before=4")).json()
    assert [change["by"] for change in everybody["results"]] == ["A02", "A03", "A02"]


@pytest.mark.parametrize("asked", ["?before=x", "?after=1&before=2", "?limit=0", "?limit=201", "?own=2", "?since=1"])
def test_what_is_not_understood_is_refused(reading: AnnotationSet, owner: Sender, asked: str) -> None:
    assert owner.client.get(address(reading, asked)).status_code == 400


def test_looking_again_costs_one_statement_beside_the_session_until_something_has_changed(
    reading: AnnotationSet, owner: Sender, colleague: Sender
) -> None:
    owner.send(span("Ivo Daran"))
    seen = owner.client.get(address(reading))["ETag"]
    with CaptureQueriesContext(connection) as counted:
        again = owner.client.get(address(reading, "?after=1"), headers={"If-None-Match": seen})
    assert (again.status_code, len(counted)) == (304, 3)
    colleague.send(span("Officials"))
    with CaptureQueriesContext(connection) as counted:
        more = owner.client.get(address(reading, "?after=1"), headers={"If-None-Match": seen})
    assert ([change["by"] for change in more.json()["results"]], len(counted)) == (["A03"], 5)


def test_a_submission_by_somebody_else_is_told_with_who_it_was(
    reading: AnnotationSet, owner: Sender, colleague: Sender
) -> None:
    owner.send(span("Ivo Daran"))
    seen = owner.client.get(address(reading))["ETag"]
    colleague.set.refresh_from_db()
    by = Change.objects.get(set=reading).by
    actions.submit(reading, by=by, confirm=True)
    told = owner.client.get(address(reading, "?after=1"), headers={"If-None-Match": seen}).json()
    assert (told["status"], told["submitted_by"], told["results"]) == ("submitted", "A02", [])


def test_who_has_missed_too_much_reads_the_log_first_and_a_batch_sent_again_is_still_harmless(
    owner: Sender, colleague: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_MISSED", 2)
    mine = span("Ivo Daran")
    batch = "0199a000-0000-7000-8000-00000000000a"
    owner.send(mine, batch=batch)
    for _ in range(3):
        colleague.send(span("Officials"), revision=colleague.revision or 1)
    refused = owner.send(span("Officials"), expect=409)
    assert (refused["code"], refused["revision"], "missed" in refused) == ("behind", 4, False)
    assert owner.send(mine, batch=batch, revision=0)["revision"] == 1
    assert owner.send(span("Officials"), revision=4)["revision"] == 5


def test_strangers_do_not_see_it(reading: AnnotationSet) -> None:
    client = Client()
    assert client.get(address(reading)).status_code == 401
    client.force_login(make_member(make_project()))
    assert client.get(address(reading), headers={"If-None-Match": 'W/"0-assigned"'}).status_code == 404


def test_a_page_of_somebody_else_is_told_so_and_nothing_is_done(
    reading: AnnotationSet, owner: Sender, colleague: Sender
) -> None:
    theirs = {"X-Ascribe-Person": str(reading.owner_id)}
    assert owner.client.get(address(reading), headers=theirs).status_code == 200
    for method in ("get", "post"):
        answer = getattr(colleague.client, method)(address(reading), headers=theirs)
        assert (answer.status_code, answer.json()["code"]) == (403, "other_person")
