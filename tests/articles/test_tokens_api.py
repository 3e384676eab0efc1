"""Tokens: who makes, sees and ends them, how long they work, and what a leaked one gives away."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles import secrets
from articles.access import Refusal, Role, Scope, digest_of, new_secret
from articles.actions import create_token
from articles.authentication import user_of_token
from articles.models import Event, Token
from tests.callers import Caller, said_no, signed_in
from tests.factories import make_member, make_project, make_token

pytestmark = pytest.mark.django_db
TOKENS = "/api/v1/projects/bridge/tokens/"


def made(user, **sent):
    return signed_in(user).post(TOKENS, {"scope": "read"} | sent, content_type="application/json")


def test_a_token_is_recognised_by_its_name_and_a_mistyped_one_without_asking_the_database(
    project, django_assert_num_queries
):
    secret = make_token(project.created_by, project)
    assert re.fullmatch(r"ascribe_[0-9A-Za-z]{49}", secret)
    assert not secrets.is_mistyped(secret)
    other = "0" if secret[20] != "0" else "1"
    for wrong in (secret[:20] + other + secret[21:], secret[:-1], secret + "0", "ascribe_", secret[:-6] + "000000"):
        assert secrets.is_mistyped(wrong)
        with django_assert_num_queries(0), pytest.raises(Refusal, match="typing error"):
            user_of_token(wrong)


def test_a_token_of_an_earlier_version_still_works(project):
    old = new_secret()
    days = timezone.now() + timedelta(days=1)
    Token.objects.create(user=project.created_by, project=project, scope="read", digest=digest_of(old), expires_at=days)
    assert Client().get(TOKENS, headers={"Authorization": f"Bearer {old}"}).status_code == 200


def test_a_person_makes_one_and_sees_it_once(project, people):
    answer = made(people["researcher"], name="lab", days=30)
    assert answer.status_code == 201
    secret = answer.json()["token"]
    assert answer["Cache-Control"] == "no-store"
    listed = signed_in(people["researcher"]).get(TOKENS)
    assert secret not in listed.content.decode()
    assert secret not in str(list(Token.objects.values()))
    [row] = listed.json()["results"]
    assert (row["name"], row["scope"], row["last_used_at"]) == ("lab", "read", None)
    assert Event.objects.get(verb="create_token").detail == {"scope": "read", "token": row["id"]}


def test_a_secret_is_not_kept_for_a_repeated_request(project, people):
    browser = signed_in(people["researcher"])
    key = {"Idempotency-Key": "one"}
    answers = [browser.post(TOKENS, {"scope": "read"}, content_type="application/json", headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 409]
    assert Token.objects.count() == 1


def test_a_token_never_makes_another_one(project):
    said_no(
        Caller(project.created_by, project, Scope.WRITE).send("POST", "tokens/", {"scope": "read"}), 403, "forbidden"
    )


@pytest.mark.parametrize("wrong", [{"days": 0}, {"days": 367}, {"scope": "admin"}, {"scope": ""}, {"name": "n" * 101}])
def test_a_token_that_cannot_be_is_refused(project, people, wrong):
    said_no(made(people["editor"], **wrong), 400, "malformed")


def test_one_sees_ones_own_and_a_manager_everybodys(project, people):
    made(people["editor"], name="hers")
    made(project.created_by, name="mine")
    manager, editor = signed_in(project.created_by), signed_in(people["editor"])
    assert [row["name"] for row in manager.get(TOKENS).json()["results"]] == ["mine"]
    everyone = manager.get(f"{TOKENS}?everyone=1").json()["results"]
    codes = {row["name"]: row["annotator"] for row in everyone}
    assert codes == {"mine": "A01", "hers": project.memberships.get(user=people["editor"]).code}
    said_no(editor.get(f"{TOKENS}?everyone=1"), 403, "forbidden")


def test_one_ends_ones_own_and_a_manager_anybodys(project, people):
    hers = made(people["editor"]).json()
    address = f"{TOKENS}{hers['id']}/"
    said_no(signed_in(people["researcher"]).delete(address), 404, "not_found")
    assert signed_in(project.created_by).delete(address).status_code == 204
    said_no(Client().get(TOKENS, headers={"Authorization": f"Bearer {hers['token']}"}), 401, "bad_token")
    before = Token.objects.get(pk=hers["id"]).revoked_at
    assert signed_in(people["editor"]).delete(address).status_code == 204
    assert Token.objects.get(pk=hers["id"]).revoked_at == before
    assert Event.objects.filter(verb="revoke_token").count() == 1


def test_a_token_that_only_reads_ends_itself_and_no_other(project, people):
    first, second = made(people["editor"]).json(), made(people["editor"]).json()
    headers = {"Authorization": f"Bearer {first['token']}"}
    said_no(Client().delete(f"{TOKENS}{second['id']}/", headers=headers), 403, "read_only_token")
    assert Client().delete(f"{TOKENS}{first['id']}/", headers=headers).status_code == 204


def test_an_expired_token_is_refused_and_one_of_another_project_opens_nothing(project, people):
    token, secret = create_token(user=people["editor"], project=project, scope=Scope.READ, by=people["editor"])
    Token.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    said_no(Client().get(TOKENS, headers={"Authorization": f"Bearer {secret}"}), 401, "expired_token")
    elsewhere = make_project()
    make_member(elsewhere, Role.EDITOR, people["editor"])
    foreign = make_token(people["editor"], elsewhere)
    said_no(Client().get(TOKENS, headers={"Authorization": f"Bearer {foreign}"}), 404, "not_found")


def test_its_use_is_written_down_at_most_once_a_minute(project, people):
    token, secret = create_token(user=people["editor"], project=project, scope=Scope.READ, by=people["editor"])
    use = lambda: Client().get(TOKENS, headers={"Authorization": f"Bearer {secret}"})  # noqa: E731
    use()
    first = Token.objects.get(pk=token.pk).last_used_at
    use()
    assert Token.objects.get(pk=token.pk).last_used_at == first
    Token.objects.filter(pk=token.pk).update(last_used_at=first - timedelta(seconds=61))
    use()
    assert Token.objects.get(pk=token.pk).last_used_at >= first


def test_a_token_that_ends_within_a_fortnight_is_warned_of(project, people):
    browser = signed_in(people["editor"])
    make = {"scope": "read", "days": "30"}
    browser.post("/projects/bridge/tokens/", make)
    assert "ends soon" not in browser.get("/projects/bridge/tokens/").content.decode()
    Token.objects.update(expires_at=timezone.now() + timedelta(days=13))
    assert "ends soon" in browser.get("/projects/bridge/tokens/").content.decode()


@pytest.mark.parametrize(("ahead", "status"), [(-1, 422), (0, 200), (200, 200), (366, 422), (None, 422)])
def test_a_day_may_be_chosen_up_to_a_year_ahead(project, people, ahead, status):
    until = "" if ahead is None else (timezone.now().date() + timedelta(days=ahead)).isoformat()
    sent = {"scope": "read", "days": "0", "until": until}
    answer = signed_in(people["editor"]).post("/projects/bridge/tokens/", sent)
    assert answer.status_code == status
    if status == 200:
        left = Token.objects.get().expires_at - timezone.now()
        assert timedelta(days=ahead) < left <= timedelta(days=ahead + 1)
