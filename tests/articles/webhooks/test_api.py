"""Webhooks by the API and on the pages: secrets are shown once, and every button does what it says."""

import pytest

from articles.access import Role, Scope
from articles.webhooks.models import Delivery, Webhook
from tests.callers import Caller, said_no
from tests.factories import make_member

pytestmark = pytest.mark.django_db
NEW = {"url": "https://hooks.example/a", "events": ["set.submitted", "article.added"]}


@pytest.fixture
def manager(project, rung):
    return Caller(project.created_by, project)


def test_a_secret_is_shown_once_and_a_new_one_once(manager):
    made = manager.send("POST", "webhooks/", NEW)
    assert made.status_code == 201, made.content
    body = made.json()
    assert body["secret"].startswith("whsec_")
    assert body["events"] == ["article.added", "set.submitted"]
    one = f"webhooks/{body['id']}/"
    fresh = manager.send("POST", f"{one}secret/").json()["secret"]
    assert fresh != body["secret"]
    for answer in (manager.get(one), manager.get("webhooks/"), manager.send("PATCH", one, {"name": "x"})):
        assert b"whsec_" not in answer.content
        assert answer.status_code == 200


def test_what_is_left_out_stays_and_what_is_wrong_is_named(manager):
    one = f"webhooks/{manager.send('POST', 'webhooks/', NEW).json()['id']}/"
    assert manager.send("PATCH", one, {"name": "CI"}).json()["url"] == NEW["url"]
    said_no(manager.send("PATCH", one, {"events": ["nothing"]}), 400, "malformed")
    said_no(manager.send("PATCH", one, {"events": []}), 400, "malformed")
    said_no(manager.send("PATCH", one, {"secret": "mine"}), 400, "unknown_parameter")
    said_no(manager.send("PATCH", one, {"url": "http://a.example"}), 422, "bad_address")
    said_no(manager.send("PATCH", one, {"url": "https://10.0.0.1/"}), 422, "internal_address")


@pytest.mark.parametrize("private", [False, True])
def test_the_page_and_the_refusal_name_the_addresses_that_the_server_takes(client, project, rung, settings, private):
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = private
    client.force_login(project.created_by)
    page = f"/projects/{project.slug}/webhooks/"
    assert ("reachable from the internet" in client.get(page).content.decode()) is not private
    refused = client.post(page, {"url": "127.0.0.1:9/", "events": "set.submitted"}).content.decode()
    assert ("https:// or http://, without a password" in refused) is private
    assert "Choose at least one event." in client.post(page, {"url": NEW["url"]}).content.decode()


def test_a_webhook_that_is_off_is_told_nothing_until_it_is_on_again(manager, rung):
    one = f"webhooks/{manager.send('POST', 'webhooks/', NEW).json()['id']}/"
    off = manager.send("PATCH", one, {"active": False}).json()
    assert (off["active"], off["disabled_why"]) == (False, "by_hand")
    said_no(manager.send("POST", f"{one}test/"), 409, "webhook_off")
    assert manager.send("PATCH", one, {"active": True}).json()["active"]
    sent = manager.send("POST", f"{one}test/")
    assert (sent.status_code, sent.json()["payload"]["type"]) == (201, "webhook.test")


def test_the_log_shows_each_message_newest_first_and_lets_it_be_sent_again(manager):
    hook = manager.send("POST", "webhooks/", NEW).json()["id"]
    for number in range(3):
        Delivery.objects.create(
            webhook_id=hook, message=f"msg_{number}", kind="x", payload={}, state="given_up", attempts=10, status=500
        )
    page = manager.get(f"webhooks/{hook}/deliveries/?limit=2").json()
    assert [one["message"] for one in page["results"]] == ["msg_2", "msg_1"]
    assert [one["message"] for one in manager.get(page["next"]).json()["results"]] == ["msg_0"]
    again = manager.send("POST", f"webhooks/{hook}/deliveries/{page['results'][0]['id']}/retry/").json()
    assert (again["state"], again["attempts"]) == ("waiting", 0)


def test_a_project_has_at_most_twenty(manager):
    for _ in range(20):
        assert manager.send("POST", "webhooks/", NEW).status_code == 201
    said_no(manager.send("POST", "webhooks/", NEW), 422, "too_many_webhooks")


def test_only_managers_and_only_with_a_token_that_may_write(project):
    reading = Caller(project.created_by, project, Scope.READ)
    assert reading.get("webhooks/").status_code == 200
    said_no(reading.send("POST", "webhooks/", NEW), 403, "read_only_token")
    for role in (Role.ADJUDICATOR, Role.EDITOR, Role.RESEARCHER):
        said_no(Caller(make_member(project, role), project).get("webhooks/"), 403, "forbidden")


def test_a_manager_does_it_all_on_the_pages(as_, project, rung):
    browser = as_("manager")
    assert "No webhook yet" in browser.get("/projects/bridge/webhooks/").content.decode()
    made = browser.post("/projects/bridge/webhooks/", {"name": "CI", **NEW}).content.decode()
    hook = Webhook.objects.get()
    assert hook.secret in made
    page = f"/projects/bridge/webhooks/{hook.pk}/"
    for address in (page, "/projects/bridge/webhooks/"):
        shown = browser.get(address)
        assert hook.secret not in shown.content.decode()
        assert "no-store" in shown["Cache-Control"]
    browser.post(f"{page}test/")
    assert rung == [] or rung == [hook.pk]
    assert "webhook.test" in browser.get(page).content.decode()
    assert browser.post(page, {**NEW, "url": "http://a.example"}).status_code == 422
    assert browser.post(page, {**NEW, "name": "CD"}).status_code == 302
    turned = browser.post(f"{page}secret/").content.decode()
    hook.refresh_from_db()
    assert hook.secret in turned
    assert hook.old_secret not in turned
    browser.post(f"{page}switch/")
    assert "switched off" in browser.get(page).content.decode()
    browser.post(f"{page}removal/")
    assert not Webhook.objects.exists()


def test_a_page_costs_the_same_however_many_messages_there_are(as_, project, rung, django_assert_max_num_queries):
    browser = as_("manager")
    browser.post("/projects/bridge/webhooks/", NEW)
    hook = Webhook.objects.get()
    for number in range(60):
        Delivery.objects.create(webhook=hook, message=str(number), kind="x", payload={})
    with django_assert_max_num_queries(9):
        shown = browser.get(f"/projects/bridge/webhooks/{hook.pk}/").content.decode()
    assert shown.count("/retry/") == 50
