"""How batches of operations are stored: once, whole, in order, or not at all."""

import json
import uuid
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.management.commands.check_log import differences
from annotator.registry.models import Actor
from annotator.work.actions import lock
from annotator.work.models import AnnotationSet, Attribution, Change, Part, Span
from annotator.work.reading import records
from articles.actions import change_project, remove_member
from articles.models import User
from tests.factories import TEXT, make_actor, make_article, make_member, make_project, make_set, make_token

pytestmark = pytest.mark.django_db


class Sender:
    """A client that knows a set and the newest revision it has seen."""

    def __init__(self, annotation_set: AnnotationSet, user: User) -> None:
        self.set, self.revision, self.client = annotation_set, annotation_set.revision, Client()
        self.client.force_login(user)

    def send(self, *operations: dict[str, Any], expect: int = 200, **changes: Any) -> dict[str, Any]:
        sha256 = self.set.article.text_sha256
        batch = {"batch": str(uuid.uuid4()), "revision": self.revision, "undoes": None, "text_sha256": sha256}
        batch |= {"operations": operations} | changes
        answer = self.client.post(
            f"/api/v1/sets/{self.set.pk}/changes/", json.dumps(batch), content_type="application/json"
        )
        assert answer.status_code == expect, answer.content
        body: dict[str, Any] = answer.json()
        if expect == 200:
            self.revision = body["revision"]
        return body


def span(quote: str, kind: str = "actor", text: str = TEXT, **changes: Any) -> dict[str, Any]:
    start = text.index(quote)
    put = {"put": "span", "id": str(uuid.uuid4()), "kind": kind, "fragments": [[start, start + len(quote)]]}
    return put | {"quote": [quote], "actor": None, "topic": None, "values": {}, "from": None} | changes


def attribution(**roles: Any) -> dict[str, Any]:
    return {"put": "attribution", "id": str(uuid.uuid4()), **roles}


@pytest.fixture
def reading() -> AnnotationSet:
    project = make_project()
    return make_set(make_article(project), make_member(project))


@pytest.fixture
def sender(reading: AnnotationSet) -> Sender:
    assert reading.owner is not None
    return Sender(reading, reading.owner)


def test_a_whole_attribution_is_stored_in_one_batch(sender: Sender) -> None:
    who, cue, what = span("minister Ada Brok"), span("said", "cue"), span("We never met", "content")
    said = attribution(source=[who["id"]], cue=[cue["id"]], content=[what["id"]], values={"form": "direct"})
    assert sender.send(who, cue, what, said) == {"revision": 1, "missed": []}
    spans, attributions = records(sender.set.pk)
    assert {record["quote"][0] for record in spans.values()} == {"minister Ada Brok", "said", "We never met"}
    assert attributions[said["id"]]["source"] == [who["id"]]
    assert attributions[said["id"]]["values"] == {"form": "direct"}


def test_offsets_count_code_points_also_after_an_emoji(sender: Sender) -> None:
    after = span("Ivo Daran")
    assert after["fragments"][0][0] == TEXT.index("Ivo Daran") > TEXT.index("👋")
    sender.send(after)
    stored = Span.objects.get()
    assert [TEXT[start:end] for start, end in stored.fragments] == stored.quote == ["Ivo Daran"]


def test_sending_a_batch_again_gives_the_first_answer_and_stores_nothing(sender: Sender) -> None:
    batch = str(uuid.uuid4())
    operations = [span("Ivo Daran")]
    first = sender.send(*operations, batch=batch)
    sender.send(span("Officials"))
    again = sender.send(*operations, batch=batch, revision=0)
    assert again == first
    assert Change.objects.count() == Span.objects.count() == 2


def test_a_batch_id_with_other_operations_is_refused(sender: Sender) -> None:
    batch = str(uuid.uuid4())
    sender.send(span("Ivo Daran"), batch=batch)
    assert sender.send(span("Officials"), batch=batch, expect=422)["code"] == "batch_reused"


def test_a_sender_who_missed_other_records_is_merged_and_told(sender: Sender) -> None:
    mine, theirs = span("Ivo Daran"), span("Officials")
    sender.send(theirs)
    answer = sender.send(mine, revision=0)
    assert answer["revision"] == 2
    assert [change["operations"][0]["id"] for change in answer["missed"]] == [theirs["id"]]
    assert answer["missed"][0]["by"] == "A02"


@pytest.mark.parametrize(
    "what",
    [
        "same span",
        "named span deleted",
        "deleted span named",
        "named span made another kind",
        "span made another kind named",
    ],
)
def test_touching_what_changed_meanwhile_is_a_conflict_that_stores_nothing(sender: Sender, what: str) -> None:
    who = span("Ivo Daran")
    sender.send(who)
    delete = {"delete": "span", "id": who["id"]}
    theirs, mine = {
        "same span": (who | {"values": {"certainty": "certain"}}, who | {"values": {"certainty": "probable"}}),
        "named span deleted": (delete, attribution(source=[who["id"]])),
        "deleted span named": (attribution(source=[who["id"]]), delete),
        "named span made another kind": (who | {"kind": "claim"}, attribution(source=[who["id"]])),
        "span made another kind named": (attribution(source=[who["id"]]), who | {"kind": "claim"}),
    }[what]
    sender.send(theirs)
    before = records(sender.set.pk)
    answer = sender.send(mine, revision=1, expect=409)
    assert answer["code"] == "conflict"
    assert answer["revision"] == 2
    assert answer["missed"][0]["operations"][0]["id"] == theirs["id"]
    assert records(sender.set.pk) == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"quote": ["Ivo Doran"]}, "wrong_quote"),
        ({"quote": []}, "wrong_quote"),
        ({"fragments": [[len(TEXT) - 1, len(TEXT) + 1]]}, "outside_text"),
        ({"fragments": [[-1, 3]]}, "outside_text"),
        ({"fragments": []}, "fragments"),
        ({"fragments": [[5, 5]]}, "fragments"),
        ({"fragments": [[5, 9], [9, 12]]}, "fragments"),
        ({"fragments": [[5, 9], [2, 3]]}, "fragments"),
        ({"actor": str(uuid.uuid4())}, "unknown_actor"),
        ({"topic": str(uuid.uuid4())}, "wrong_kind"),
        ({"kind": "claim", "topic": str(uuid.uuid4())}, "unknown_topic"),
        ({"values": {"certainty": "perhaps"}}, "bad_value"),
        ({"values": {"stance": "supports"}}, "bad_value"),
        ({"from": {"set": 10**9, "id": str(uuid.uuid4())}}, "unknown_set"),
    ],
)
def test_a_span_that_cannot_stand_refuses_the_whole_batch(sender: Sender, changes: dict[str, Any], code: str) -> None:
    answer = sender.send(span("Officials"), span("Ivo Daran") | changes, expect=422)
    assert (answer["code"], answer["operation"]) == (code, 1)
    assert not Span.objects.exists()
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"source": ["$cue"]}, "wrong_kind"),
        ({"cue": ["$who"]}, "wrong_kind"),
        ({"source": ["$who"], "implicit_source": True}, "implicit_source"),
        ({"source": ["$who", "$who"]}, "duplicate_part"),
        ({"content": [str(uuid.uuid4())]}, "unknown_span"),
        ({"values": {"form": "loud"}}, "bad_value"),
        ({"note": "x" * 10_001}, "bad_value"),
    ],
)
def test_an_attribution_that_cannot_stand_refuses_the_whole_batch(
    sender: Sender, changes: dict[str, Any], code: str
) -> None:
    spans = {"$who": span("Ivo Daran"), "$cue": span("said", "cue")}
    named = json.loads(json.dumps(changes))
    for role, ids in named.items():
        if isinstance(ids, list):
            named[role] = [spans[name]["id"] if name in spans else name for name in ids]
    answer = sender.send(*spans.values(), attribution(**named), expect=422)
    assert (answer["code"], answer["operation"]) == (code, 2)
    assert not Span.objects.exists()


def test_a_span_still_named_cannot_be_deleted_nor_change_its_kind(sender: Sender) -> None:
    who = span("Ivo Daran")
    said = attribution(source=[who["id"]])
    sender.send(who, said)
    assert sender.send({"delete": "span", "id": who["id"]}, expect=422)["code"] == "span_in_use"
    assert sender.send(who | {"kind": "cue"}, expect=422)["code"] == "wrong_kind"
    sender.send({"delete": "span", "id": who["id"]}, said | {"source": []})
    assert not Span.objects.exists()
    assert Attribution.objects.count() == 1


def test_an_attribution_without_parts_is_storable_and_an_id_counts_once(sender: Sender) -> None:
    empty = attribution()
    sender.send(empty)
    assert not Part.objects.exists()
    assert sender.send(empty, empty, expect=422)["code"] == "duplicate_id"


def test_an_actor_of_another_project_or_unnamed_in_another_article_cannot_be_linked(sender: Sender) -> None:
    project = sender.set.project
    elsewhere = make_actor(make_project())
    unnamed = make_actor(project, "an official", "anonymous", article=make_article(project))
    for actor in (elsewhere, unnamed):
        answer = sender.send(span("Ivo Daran", actor=str(actor.uuid)), expect=422)
        assert answer["code"] == "unknown_actor"
    again = {"put": "actor", "id": str(unnamed.uuid), "name": "an official", "kind": "anonymous"}
    assert sender.send(again, span("Officials", actor=str(unnamed.uuid)), expect=422)["code"] == "unknown_actor"


def test_in_a_blind_project_an_unnamed_source_out_of_sight_cannot_be_linked(sender: Sender) -> None:
    project, article = sender.set.project, sender.set.article
    type(project).objects.filter(pk=project.pk).update(shared_sets=False, blind=True)
    theirs = make_actor(project, "an official", "anonymous", article=article)
    no, nobody = (sender.send(span("Officials", actor=str(one)), expect=422) for one in (theirs.uuid, uuid.uuid4()))
    assert no | {"request_id": ""} == nobody | {"request_id": ""}
    own = {"put": "actor", "id": str(uuid.uuid4()), "name": "a source", "kind": "anonymous"}
    linked = span("Officials", actor=own["id"])
    sender.send(own, linked)
    Actor.objects.filter(uuid=own["id"]).update(created_by=None)
    sender.send({"delete": "span", "id": linked["id"]})
    sender.send(linked)
    assert Span.objects.get().actor is not None


def test_a_new_actor_and_its_span_travel_together_and_creating_twice_is_harmless(sender: Sender) -> None:
    actor = {"put": "actor", "id": str(uuid.uuid4()), "name": "Ivo Daran", "kind": "person"}
    sender.send(actor, span("Ivo Daran", actor=actor["id"]))
    sender.send(actor | {"name": "Somebody else"})
    assert Span.objects.get().actor is not None
    assert str(Span.objects.get().actor) == "Ivo Daran"


def test_two_batches_that_make_the_same_actors_in_another_order_lock_them_in_the_same_one(sender: Sender) -> None:
    actors = [{"put": "actor", "id": str(uuid.uuid4()), "name": name, "kind": "person"} for name in "abcdefgh"]
    sender.send(*actors)
    made = Actor.objects.filter(project=sender.set.project).order_by("pk").values_list("uuid", flat=True)
    assert list(made) == sorted(made)


def test_what_was_submitted_or_locked_refuses_operations(sender: Sender) -> None:
    door = f"/api/v1/sets/{sender.set.pk}/submission/"
    assert sender.client.put(door).status_code == 200
    assert sender.send(span("Officials"), expect=422)["code"] == "submitted"
    assert sender.client.delete(door).json()["status"] == "assigned"
    sender.send(span("Officials"))
    lock(sender.set, by=sender.set.project.created_by)
    assert sender.send(span("Ivo Daran"), expect=422)["code"] == "locked"
    assert sender.client.delete(door).json()["code"] == "locked"


def test_another_text_or_a_revision_ahead_is_refused(sender: Sender) -> None:
    assert sender.send(span("Officials"), text_sha256="0" * 64, expect=422)["code"] == "other_text"
    assert sender.send(span("Officials"), revision=9, expect=422)["code"] == "revision_ahead"
    assert sender.send(span("Officials"), undoes=str(uuid.uuid4()), expect=422)["code"] == "unknown_batch"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"batch": 1}', b"\xff\xfe", b"[" * 100_000, b'{"batch": "x", "operations": {}}'],
)
def test_malformed_bodies_get_400(sender: Sender, body: bytes) -> None:
    answer = sender.client.post(f"/api/v1/sets/{sender.set.pk}/changes/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "malformed"


@pytest.mark.parametrize(
    "operation",
    [
        {"put": "source", "id": str(uuid.uuid4())},
        {"delete": "actor", "id": str(uuid.uuid4())},
        {"put": "span", "id": "not a uuid"},
        span("Officials") | {"extra": 1},
        {"put": "actor", "id": str(uuid.uuid4()), "name": "a\x00b", "kind": "person"},
        {"put": "actor", "id": str(uuid.uuid4()), "name": "x", "kind": "robot"},
        span("Officials", values={"certainty": 2**70}),
        span("Officials") | {"fragments": [[0, 2**70]]},
        span("Officials", values={"certainty": json.loads("[" * 252 + "]" * 252)}),
        "text",
        None,
    ],
    ids=[
        "unknown kind",
        "cannot be deleted",
        "bad id",
        "unknown key",
        "NUL",
        "bad actor kind",
        "integer",
        "offset",
        "deep",
        "no object",
        "null",
    ],
)
def test_malformed_operations_say_which(sender: Sender, operation: Any) -> None:
    answer = sender.send(span("Officials"), operation, expect=400)
    assert (answer["code"], answer["operation"]) == ("malformed", 1)


def test_lone_surrogates_are_refused_not_stored(sender: Sender) -> None:
    lone = json.dumps({"put": "actor", "id": str(uuid.uuid4()), "name": "\ud800", "kind": "person"})
    body = f'{{"batch": "{uuid.uuid4()}", "revision": 0, "text_sha256": "", "operations": [{lone}]}}'
    answer = sender.client.post(f"/api/v1/sets/{sender.set.pk}/changes/", body, content_type="application/json")
    assert answer.status_code == 400


def test_too_many_operations_or_bytes_get_413(sender: Sender) -> None:
    one = {"delete": "span", "id": str(uuid.uuid4())}
    assert sender.send(*[one] * 2001, expect=413)["code"] == "too_large"
    assert sender.send(attribution(note="x" * 1_000_001), expect=413)["code"] == "too_large"


def test_only_the_owner_writes_unless_sets_are_shared(sender: Sender) -> None:
    project = sender.set.project
    other, stranger, researcher = make_member(project), make_project().created_by, make_member(project, "researcher")
    for user, status in ((other, 404), (stranger, 404), (researcher, 404), (project.created_by, 403)):
        Sender(sender.set, user).send(span("Officials"), expect=status)
    change_project(project, by=project.created_by, blind=False, shared_sets=True)
    Sender(sender.set, other).send(span("Officials"))


def test_a_token_needs_the_scope_write_and_the_right_project(sender: Sender) -> None:
    owner, project = sender.set.owner, sender.set.project
    assert owner is not None
    elsewhere = make_project()
    make_member(elsewhere, user=owner)
    bare = Client(enforce_csrf_checks=True)
    for token, status in (
        (make_token(owner, project, "read"), 403),
        (make_token(owner, elsewhere, "write"), 404),
        ("asc_wrong", 401),
        (make_token(owner, project, "write"), 400),
    ):
        headers = {"Authorization": f"Bearer {token}"}
        answer = bare.post(f"/api/v1/sets/{sender.set.pk}/changes/", b"{}", "application/json", headers=headers)
        assert answer.status_code == status, token


def test_a_session_needs_a_csrf_token_and_nobody_gets_401(sender: Sender) -> None:
    assert sender.set.owner is not None
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(sender.set.owner)
    answer = careful.post(f"/api/v1/sets/{sender.set.pk}/changes/", b"{}", "application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
    anonymous = Client().post(f"/api/v1/sets/{sender.set.pk}/changes/", b"{}", "application/json")
    assert (anonymous.status_code, anonymous["WWW-Authenticate"]) == (401, 'Bearer realm="Ascribe"')


def test_who_left_the_project_cannot_write_any_more(sender: Sender) -> None:
    membership = sender.set.project.memberships.get(user=sender.set.owner)
    remove_member(membership, by=sender.set.project.created_by)
    sender.send(span("Officials"), expect=404)


def test_the_log_rebuilds_the_state_and_its_inverses_lead_back(sender: Sender) -> None:
    who, what = span("Ivo Daran"), span("agreed", "content")
    said = attribution(source=[who["id"]], content=[what["id"]])
    sender.send(who, what, said)
    sender.send(said | {"source": [], "note": "unsure"}, {"delete": "span", "id": who["id"]})
    last = Change.objects.get(revision=2)
    sender.send(*last.inverse, undoes=str(last.batch))
    assert differences(sender.set.__class__.objects.get()) == ""
    call_command("check_log")
    assert records(sender.set.pk)[1][said["id"]]["source"] == [who["id"]]
    assert Change.objects.get(revision=3).undoes == last.batch


def test_the_log_is_read_after_a_revision_and_never_rewritten(sender: Sender) -> None:
    sender.send(span("Officials"))
    sender.send(span("Ivo Daran"))
    answer = sender.client.get(f"/api/v1/sets/{sender.set.pk}/changes/?after=1").json()
    assert [change["revision"] for change in answer["results"]] == [2]
    assert sender.client.get(f"/api/v1/sets/{sender.set.pk}/changes/?since=1").status_code == 400


def test_saving_takes_at_most_eight_statements_whatever_the_batch(sender: Sender) -> None:
    actor = {"put": "actor", "id": str(uuid.uuid4()), "name": "Ivo Daran", "kind": "person"}
    topic = {"put": "topic", "id": str(uuid.uuid4()), "name": "They met"}
    who = [span("Ivo Daran", actor=actor["id"]) for _ in range(200)]
    said = [attribution(source=[one["id"]]) for one in who]
    sender.send(actor, *who, *said)
    deletes = [{"delete": "attribution", "id": one["id"]} for one in said[100:]]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        sender.send(actor, topic, *who, *[one | {"note": "x"} for one in said[:100]], *deletes)
    saving = [q["sql"] for q in queries if "django_session" not in q["sql"] and "articles_user" not in q["sql"]]
    assert len([sql for sql in saving if "SAVEPOINT" not in sql]) <= 8
