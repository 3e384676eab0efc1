"""Coming in by a link: the only way to get an account."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Invitation, User
from tests.factories import make_user

SIGN_UP = {"username": "chloe", "email": "chloe@example.org", "password1": "a long enough phrase"}


@pytest.fixture
def link(as_, project):
    """The path of a fresh invitation link, as the manager's page shows it."""
    page = as_("manager").post("/projects/bridge/members/", {"role": "editor", "note": "Chloe"})
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    return re.findall(r"/invitations/[\w-]+/", page.content.decode())[0]


def test_the_link_is_shown_once_and_only_its_digest_is_kept(as_, project, link):
    assert link not in as_("manager").get("/projects/bridge/members/").content.decode()
    secret = link.split("/")[2]
    assert secret not in str(list(Invitation.objects.values()))


def test_a_link_makes_an_account_and_a_member_in_one_step(project, link):
    browser = Client()
    assert "Create an account" in browser.get(link).content.decode()
    answer = browser.post("/accounts/signup/", SIGN_UP)
    assert answer.headers["Location"] == "/projects/bridge/"
    chloe = User.objects.get(username="chloe")
    assert chloe.role_in(project) == "editor"
    assert project.memberships.get(user=chloe).code == "A05"


def test_a_link_makes_one_account_only(project, link):
    first, second = Client(), Client()
    first.get(link)
    second.get(link)
    first.post("/accounts/signup/", SIGN_UP)
    answer = second.post("/accounts/signup/", SIGN_UP | {"username": "mallory", "email": "m@example.org"})
    assert "Accounts are by invitation" in answer.content.decode()
    assert not User.objects.filter(username="mallory").exists()
    assert second.get(link).status_code == 404


def test_nobody_signs_up_without_a_link(client, db):
    assert "Accounts are by invitation" in client.get("/accounts/signup/").content.decode()
    client.post("/accounts/signup/", SIGN_UP)
    assert not User.objects.filter(username="chloe").exists()


def test_a_weak_password_is_refused_and_the_invitation_stays_open(project, link):
    browser = Client()
    browser.get(link)
    answer = browser.post("/accounts/signup/", SIGN_UP | {"password1": "short"})
    assert "at least 12 characters" in answer.content.decode()
    assert browser.get(link).status_code == 200


def test_who_has_an_account_joins_with_one_click(as_, people, project, link):
    browser = as_("stranger")
    assert "Join as stranger" in browser.get(link).content.decode()
    assert people["stranger"].role_in(project) is None  # looking is not joining
    assert browser.post(link).headers["Location"] == "/projects/bridge/"
    assert people["stranger"].role_in(project) == "editor"


def test_a_member_keeps_the_role_and_the_link_stays_good(as_, people, project, link):
    browser = as_("researcher")
    assert "You are a member already" in browser.get(link).content.decode()
    browser.post(link)
    assert people["researcher"].role_in(project) == "researcher"
    assert Client().get(link).status_code == 200


def test_a_revoked_link_is_dead(as_, project, link):
    invitation = project.invitations.get()
    as_("manager").post(f"/projects/bridge/invitations/{invitation.pk}/revocation/")
    answer = Client().get(link)
    assert answer.status_code == 404
    assert "Ask for a new link" in answer.content.decode()


@pytest.mark.parametrize("secret", ["inv_wrong", "x" * 400, "%00", "%F0%9F%91%8B"])
def test_a_made_up_link_is_dead(client, db, secret):
    assert client.get(f"/invitations/{secret}/").status_code == 404


def test_an_old_link_is_dead_also_for_who_opened_it_in_time(project, link):
    browser = Client()
    browser.get(link)
    project.invitations.update(expires_at=timezone.now())
    assert "Accounts are by invitation" in browser.post("/accounts/signup/", SIGN_UP).content.decode()
    assert browser.post(link).status_code == 404


def test_an_invitation_for_no_known_role_is_refused(as_, project):
    answer = as_("manager").post("/projects/bridge/members/", {"role": "owner"})
    assert answer.status_code == 422
    assert not project.invitations.exists()


def test_a_server_without_mail_says_so_instead_of_pretending(client, db, mailoutbox):
    make_user("ana")
    assert "sends no mail" in client.get("/accounts/password/reset/").content.decode()
    answer = client.post("/accounts/password/reset/", {"email": "ana@example.org"}, follow=True)
    assert "No mail was sent" in answer.content.decode()
    assert not mailoutbox
