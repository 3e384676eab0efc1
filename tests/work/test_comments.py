"""Comments: what is said about a reading, and what becomes of it when what it is about goes and comes back."""

import json
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from annotator.work.comments.actions import write_comment
from annotator.work.comments.mentions import Reader, known_by, mentioned
from annotator.work.comments.reading import readers_of
from annotator.work.models import AnnotationSet, Comment, Notice
from articles.models import Membership, User
from tests.factories import make_attribution, make_set, make_span, make_token, make_user
from tests.work.test_saving import Sender, attribution, span

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading(article, people):
    return make_set(article, people["editor"])


@pytest.fixture
def api(client, people, reading):
    """`api("manager", "POST", "", {...})` asks at the comments of the reading; a number asks at that comment."""

    def ask(who, method, path="", body=None, status=None):
        client.force_login(people[who])
        where = f"/api/v1/comments/{path}/" if isinstance(path, int) else f"/api/v1/sets/{reading.pk}/comments/{path}"
        answer = client.generic(method, where, "" if body is None else json.dumps(body), "application/json")
        assert status is None or answer.status_code == status, answer.content
        return answer.json() if answer.content else None

    return ask


def said(text, **place):
    return {"uuid": str(uuid.uuid4()), "text": text, **place}


def test_a_comment_on_a_span_keeps_its_words_and_sending_it_twice_is_harmless(api, reading):
    both = make_span(reading, ["Officials", "Ada Brok"])
    body = said("Both?", span=str(both.uuid))
    first = api("manager", "POST", "", body, 201)
    assert (first["span"], first["words"], first["by"]) == (str(both.uuid), "Officials … Ada Brok", "A01")
    assert api("manager", "POST", "", body, 200)["id"] == first["id"]
    assert api("manager", "POST", "", body | {"text": "Other"}, 422)["code"] == "comment_reused"
    assert [one["id"] for one in api("editor", "GET", "", status=200)["results"]] == [first["id"]]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": "x"}, 400, "malformed"),
        (said(" "), 400, "malformed"),
        (said("x" * 5001), 400, "malformed"),
        (said("a\x00b"), 400, "malformed"),
        (said("x", colour="red"), 400, "unknown_parameter"),
        (said("x", span=str(uuid.uuid4())), 422, "unknown_place"),
        (said("x", span=str(uuid.uuid4()), attribution=str(uuid.uuid4())), 422, "two_places"),
        (said("x", answers_to=987654), 422, "unknown_comment"),
    ],
)
def test_what_cannot_stand_is_refused_with_a_code(api, body, status, code):
    answer = api("editor", "POST", "", body, status)
    assert answer["code"] == code
    assert not Comment.objects.exists()


def test_who_may_not_read_the_reading_finds_no_comments_and_researchers_only_read(api, reading):
    for who in ("colleague", "stranger", "researcher"):
        api(who, "GET", status=404)
        api(who, "POST", "", said("Hello"), 404)
    AnnotationSet.objects.filter(pk=reading.pk).update(submitted_at=timezone.now())
    one = api("manager", "POST", "", said("Handed in, and still talked about"), 201)
    found = api("researcher", "GET", status=200)["results"][0]
    assert found["can"] == {"edit": False, "answer": False, "resolve": False}
    api("researcher", "POST", "", said("Hello"), 403)
    api("researcher", "PATCH", one["id"], {"resolved": True}, 403)
    api("colleague", "PATCH", one["id"], {"resolved": True}, 404)


def test_answers_join_the_thread_and_only_the_remark_is_resolved(api, people):
    remark = api("manager", "POST", "", said("Is this the minister?"), 201)
    answer = api("editor", "POST", "", said("Yes.", answers_to=remark["id"]), 201)
    further = api("adjudicator", "POST", "", said("No.", answers_to=answer["id"]), 201)
    assert further["answers_to"] == remark["id"]
    assert api("editor", "PATCH", answer["id"], {"resolved": True}, 422)["code"] == "is_answer"
    resolved = api("editor", "PATCH", remark["id"], {"resolved": True}, 200)
    assert resolved["resolved_by"] == Membership.objects.get(user=people["editor"]).code
    assert api("editor", "GET", "?resolved=false")["results"] == []
    assert len(api("editor", "GET", "?resolved=true")["results"]) == 1
    assert api("manager", "PATCH", remark["id"], {"resolved": False}, 200)["resolved_at"] is None


def test_ones_own_words_can_be_changed_and_taken_back_until_somebody_answers(api):
    mine = api("editor", "POST", "", said("Frist"), 201)
    assert api("manager", "PATCH", mine["id"], {"text": "First"}, 403)["code"] == "not_yours"
    assert api("editor", "PATCH", mine["id"], {"text": "First"}, 200)["edited_at"]
    api("editor", "PATCH", mine["id"], {}, 400)
    api("editor", "PATCH", mine["id"], {"text": "x", "resolved": True}, 400)
    answer = api("manager", "POST", "", said("Indeed", answers_to=mine["id"]), 201)
    assert api("editor", "DELETE", mine["id"], status=422)["code"] == "answered"
    assert api("editor", "DELETE", answer["id"], status=403)["code"] == "not_yours"
    api("manager", "DELETE", answer["id"], status=204)
    api("editor", "DELETE", mine["id"], status=204)
    assert not Comment.objects.exists()
    assert not Notice.objects.exists()


def test_a_comment_outlives_what_it_is_about_and_finds_it_again_when_that_is_undone(reading, people):
    sender = Sender(reading, people["editor"])
    actor = span("Ada Brok")
    whole = attribution(source=[actor["id"]])
    sender.send(actor, whole)
    on_span, _ = write_comment(reading, by=people["manager"], uuid=uuid.uuid4(), text="Who?", span=actor["id"])
    on_both, _ = write_comment(reading, by=people["manager"], uuid=uuid.uuid4(), text="What?", attribution=whole["id"])
    for _ in range(2):
        sender.send({"delete": "attribution", "id": whole["id"]}, {"delete": "span", "id": actor["id"]})
        connection.check_constraints()
        for comment in (on_span, on_both):
            comment.refresh_from_db()
            assert (comment.span_id, comment.attribution_id, comment.words) == (None, None, "Ada Brok")
        sender.send(actor, whole)
        on_span.refresh_from_db()
        on_both.refresh_from_db()
        assert str(on_span.span.uuid) == actor["id"]
        assert str(on_both.attribution.uuid) == whole["id"]


def test_a_reading_that_was_commented_on_is_not_taken_back(signed_in, people, reading):
    write_comment(reading, by=people["manager"], uuid=uuid.uuid4(), text="Please begin here")
    signed_in("manager").post(f"/projects/desk/sets/{reading.pk}/unassign/")
    assert AnnotationSet.objects.filter(pk=reading.pk).exists()


@pytest.mark.parametrize("blind", [True, False])
@pytest.mark.parametrize("kind", ["human", "suggested", "gold"])
@pytest.mark.parametrize("submitted", [True, False])
def test_those_who_may_be_mentioned_are_those_who_may_read(project, article, people, blind, kind, submitted):
    type(project).objects.filter(pk=project.pk).update(blind=blind)
    target = make_set(article, people["editor"] if kind == "human" else None, kind=kind, submitted=submitted)
    target = AnnotationSet.objects.select_related("project").get(pk=target.pk)
    may_read = {user.pk for user in User.objects.all() if AnnotationSet.objects.visible_to(user).contains(target)}
    assert {reader.user for reader in readers_of(target, named=True)} == may_read


READERS = [Reader(1, "A01", "anna.k"), Reader(2, "A02", "ben"), Reader(3, "A03", "A02")]


@pytest.mark.parametrize(
    ("text", "stored", "people"),
    [
        ("@ben, look", "@A02, look", {2}),
        ("@Anna.K. Or @a02?", "@A01. Or @A02?", {1, 2}),
        ("@ben-see", "@A02-see", {2}),
        ("mail ben@ben.org to @nobody", "mail ben@ben.org to @nobody", set()),
        ("(@anna.k)", "(@A01)", {1}),
    ],
)
def test_people_are_found_by_name_and_code_and_stored_by_code(text, stored, people):
    found = mentioned(text, known_by(READERS))
    assert (found[0], {reader.user for reader in found[1]}) == (stored, people)


def test_a_blind_project_leaks_no_names_and_finds_nobody_by_name(api, people, client, reading):
    remark = api("manager", "POST", "", said(f"@{people['editor'].username} please look"), 201)
    code = Membership.objects.get(user=people["editor"]).code
    assert remark["mentions"] == [{"code": code, "name": people["editor"].username}]
    seen = api("editor", "GET")
    assert people["manager"].username not in json.dumps(seen)
    assert seen["results"][0]["text"] == f"@{code} please look"
    probing = api("editor", "POST", "", said(f"@{people['manager'].username} and @A01"), 201)
    assert probing["text"] == f"@{people['manager'].username} and @A01"
    assert probing["mentions"] == [{"code": "A01", "name": None}]
    client.force_login(people["editor"])
    readers = client.get(f"/api/v1/sets/{reading.pk}/readers/").json()
    assert {one["name"] for one in readers} == {None}


def test_a_token_comments_as_far_as_its_scope(client, reading, people, project):
    path = f"/api/v1/sets/{reading.pk}/comments/"
    for scope, status in (("read", 403), ("write", 201)):
        headers = {"Authorization": f"Bearer {make_token(people['manager'], project, scope)}"}
        answer = client.post(path, said("By a script"), content_type="application/json", headers=headers)
        assert answer.status_code == status
        assert client.get(path, headers=headers).status_code == 200


def test_the_list_comes_in_pages_at_the_same_cost(client, reading, people, django_assert_max_num_queries):
    for number in range(25):
        write_comment(reading, by=people["manager"], uuid=uuid.uuid4(), text=f"@A0{number % 4 + 1} number {number}")
    client.force_login(people["editor"])
    with django_assert_max_num_queries(7):
        page = client.get(f"/api/v1/sets/{reading.pk}/comments/?limit=20").json()
    assert len(page["results"]) == 20
    assert len(client.get(page["next"]).json()["results"]) == 5


@pytest.mark.django_db(transaction=True)
def test_an_export_holds_no_comments(client, reading, people, project):
    AnnotationSet.objects.filter(pk=reading.pk).update(submitted_at=timezone.now())
    make_attribution(reading, source=[make_span(reading, "Ada Brok")])
    write_comment(reading, by=people["manager"], uuid=uuid.uuid4(), text="Between ourselves")
    client.force_login(people["manager"])
    exported = b"".join(client.get(f"/api/v1/projects/{project.slug}/export/?as=jsonl"))
    assert b"Ada Brok" in exported
    assert b"Between ourselves" not in exported


def test_strangers_are_never_mentioned(reading, people):
    make_user("outsider")
    comment, _ = write_comment(reading, by=people["manager"], uuid=uuid.uuid4(), text="@outsider @colleague @stranger")
    assert comment.text == "@outsider @colleague @stranger"
    assert {notice.user for notice in comment.notices.all()} == {people["editor"]}
