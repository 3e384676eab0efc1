"""What happened is told to whom it concerns: at least once, signed, with patience, and to nobody inside the house."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles import reaching
from articles.access import Refusal
from articles.models import Event
from articles.webhooks import actions, sending, signing, tasks
from articles.webhooks.models import Delivery, Webhook
from tests.factories import make_article, make_project

pytestmark = pytest.mark.django_db
PUBLIC = "93.184.216.34"


def later(**much):
    """So much time goes by for everything that waits."""
    ago = timedelta(**much)
    Delivery.objects.update(due_at=F("due_at") - ago)
    Webhook.objects.update(busy_until=F("busy_until") - ago, failing_since=F("failing_since") - ago)


def test_a_message_says_what_happened_with_ids_and_links_and_is_signed(project, hook, receiver):
    article = make_article(project, title="A secret headline")
    tasks.send_webhook(hook.pk)
    [(headers, body)] = receiver.got
    event = Event.objects.get(verb="add_article")
    assert json.loads(body) == {
        "type": "article.added", "timestamp": event.at.isoformat(),
        "data": {
            "project": "bridge", "by": "A01", "article": article.pk,
            "links": {"article": f"https://ascribe.example/api/v1/articles/{article.pk}/"},
        },
    }  # fmt: skip
    assert b"headline" not in body
    expected = signing.signature(hook.secret, headers["webhook-id"], int(headers["webhook-timestamp"]), body)
    assert headers["webhook-signature"] == expected
    assert (headers["Content-Type"], headers["Host"]) == ("application/json", f"127.0.0.1:{receiver.port}")
    told = Delivery.objects.get()
    assert (told.state, told.status, told.attempts) == ("taken", 204, 1)
    assert told.milliseconds is not None


def test_only_what_was_asked_for_is_told_and_only_of_this_project(project, hook):
    make_article(make_project())
    actions.change_webhook(hook, by=project.created_by, events=["set.submitted"])
    make_article(project)
    assert not Delivery.objects.exists()


def test_nothing_is_told_of_what_was_rolled_back(project, hook, rung):
    with transaction.atomic():
        make_article(project)
        transaction.set_rollback(True)
    assert (Delivery.objects.count(), rung) == (0, [])


def test_the_doorbell_rings_when_it_is_committed(project, hook, rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_article(project)
        assert rung == []
    assert rung == [hook.pk]


def test_what_is_not_taken_is_sent_again_later_under_the_same_name(project, hook, receiver):
    make_article(project)
    receiver.answers = [500, 503]
    for _ in range(2):
        tasks.send_webhook(hook.pk)
        tasks.send_webhook(hook.pk)  # at once again: nothing is due, and the address rests
        later(minutes=7)
    assert Delivery.objects.get().state == "waiting"
    tasks.send_webhook(hook.pk)
    assert [headers["webhook-id"] for headers, _body in receiver.got] == [Delivery.objects.get().message] * 3
    assert (Delivery.objects.get().state, Delivery.objects.get().attempts) == ("taken", 3)
    hook.refresh_from_db()
    assert (hook.failures, hook.failing_since, hook.busy_until) == (0, None, None)


def test_a_worker_that_is_killed_loses_nothing(project, hook, receiver, monkeypatch):
    """The message went out, and the worker died before it could write that down."""
    make_article(project)
    with monkeypatch.context() as killed:
        killed.setattr(actions, "settle", lambda *given: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            tasks.send_webhook(hook.pk)
    assert Delivery.objects.get().state == "waiting"
    tasks.send_webhook(hook.pk)
    assert (len(receiver.got), actions.waiting()) == (1, [])  # the lease of the dead one still holds
    later(minutes=2)
    assert actions.waiting() == [hook.pk]
    tasks.send_webhook(hook.pk)
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1
    assert (len(receiver.got), Delivery.objects.get().state) == (2, "taken")


def test_two_workers_never_send_to_one_address_at_once(project, hook, receiver):
    make_article(project)
    receiver.before_answer = lambda: None
    assert actions.take(hook.pk) is not None
    assert actions.take(hook.pk) is None
    tasks.send_webhook(hook.pk)
    assert receiver.got == []


def test_a_doorbell_that_was_lost_is_rung_again(project, hook, rung):
    make_article(project)
    rung.clear()
    assert tasks.ring_waiting_webhooks() == 1
    assert rung == [hook.pk]


def test_who_says_410_is_never_told_again(project, hook, receiver):
    make_article(project)
    make_article(project, "Another text.")
    receiver.answers = [410]
    tasks.send_webhook(hook.pk)
    hook.refresh_from_db()
    assert hook.disabled_why == "gone"
    assert set(Delivery.objects.values_list("state", flat=True)) == {"given_up"}
    assert Event.objects.get(verb="disable_webhook").detail == {"webhook": hook.pk, "why": "gone"}
    make_article(project, "A third text.")
    assert Delivery.objects.count() == 2
    later(days=1)
    assert (actions.waiting(), len(receiver.got)) == ([], 1)


def test_who_takes_nothing_for_three_days_is_switched_off_and_somebody_is_told(
    project, hook, receiver, settings, mailoutbox, django_capture_on_commit_callbacks
):
    settings.EMAIL_HOST = "mail.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_article(project)
    receiver.answers = [500] * 20
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(8):
            tasks.send_webhook(hook.pk)
            later(hours=15)
    hook.refresh_from_db()
    assert hook.disabled_why == "failing"
    assert Delivery.objects.get().state == "given_up"
    [mail] = mailoutbox
    assert mail.to == [project.created_by.email]
    assert hook.url in mail.body
    assert "https://ascribe.example/projects/bridge/webhooks/" in mail.body


def test_one_bad_message_is_given_up_alone_when_others_are_taken(project, hook):
    delivery = Delivery.objects.create(webhook=hook, message="msg_bad", kind="set.locked", payload={}, attempts=9)
    actions.settle(delivery, sending.Outcome(500, 1))
    hook.refresh_from_db()
    assert (Delivery.objects.get().state, hook.disabled_at) == ("given_up", None)


def test_a_redirect_is_not_followed(project, hook, receiver):
    make_article(project)
    receiver.answers = [302]
    tasks.send_webhook(hook.pk)
    assert (len(receiver.got), Delivery.objects.get().status, Delivery.objects.get().state) == (1, 302, "waiting")


def test_the_old_secret_signs_for_a_day_and_no_longer(project, hook, receiver):
    old = hook.secret
    hook, fresh = actions.rotate_secret(hook, by=project.created_by)
    assert actions.keys_of(hook) == [fresh, old]
    make_article(project)
    tasks.send_webhook(hook.pk)
    headers, body = receiver.got[0]
    stamp = int(headers["webhook-timestamp"])
    both = [signing.signature(key, headers["webhook-id"], stamp, body) for key in (fresh, old)]
    assert headers["webhook-signature"].split(" ") == both
    hook.old_secret_until = timezone.now() - timedelta(seconds=1)
    assert actions.keys_of(hook) == [fresh]


def test_a_webhook_deleted_while_a_message_is_on_its_way_stays_deleted(project, hook, receiver):
    make_article(project)
    delivery = Delivery.objects.get()
    actions.delete_webhook(hook, by=project.created_by)
    assert actions.settle(delivery, sending.Outcome(204, 1)) is None
    assert not Delivery.objects.exists()


def test_what_is_settled_is_kept_for_a_month(hook):
    old = timezone.now() - timedelta(days=31)
    for number, state in enumerate(("taken", "waiting", "given_up")):
        Delivery.objects.create(webhook=hook, message=str(number), kind="x", payload={}, state=state, created_at=old)
    actions.forget_old()
    assert Delivery.objects.get().state == "waiting"


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/", "https://a.example:8443/", "https://me:secret@a.example/", "https://127.0.0.1/",
        "https://[::1]/", "https://169.254.169.254/latest/", "https://[::ffff:10.0.0.1]/", "ftp://a.example/",
        "https:///", "https://a.example/\r\nX: y", "a.example", "",
    ],
)  # fmt: skip
def test_an_address_that_is_not_https_in_the_open_internet_is_refused(project, url):
    with pytest.raises(Refusal) as no:
        actions.create_webhook(project, url=url, events=["set.locked"], origin="", by=project.created_by)
    assert no.value.code in ("bad_address", "internal_address")


@pytest.mark.parametrize("found", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::ffff:169.254.169.254"], ["64:ff9b::a00:1"]])
def test_a_name_that_leads_inside_is_refused_when_it_is_sent_to(hook, settings, monkeypatch, found):
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = False
    monkeypatch.setattr(reaching, "resolved", lambda host, port: found)
    monkeypatch.setattr(reaching, "connection_to", lambda *given: pytest.fail("connected"))
    outcome = sending.send("https://a.example/", [hook.secret], "msg_1", {})
    assert (outcome.status, outcome.error, outcome.taken) == (None, "internal_address", False)
