"""Every write to webhooks and their messages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles.access import Can, Refusal, require
from articles.drafts import Fault
from articles.events.actions import record
from articles.models import Project, User
from articles.webhooks import outbox, patience, sending, signing
from articles.webhooks.kinds import BY_NAME, TEST
from articles.webhooks.models import Delivery, Webhook
from articles.webhooks.sending import Outcome
from articles.words import _

MOST = 20  # webhooks a project
BOTH_SIGN = timedelta(hours=24)
LEASE = timedelta(minutes=1)
KEPT = timedelta(days=30)
State = Delivery.State
SETTLED = ("failures", "failing_since", "busy_until", "disabled_at", "disabled_why")


@transaction.atomic
def create_webhook(
    project: Project, *, url: str, events: Sequence[str], origin: str, by: User, name: str = ""
) -> tuple[Webhook, str]:
    """Register an address. The secret is returned here and never again."""
    require(by, Can.MANAGE, project)
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # two at once must not pass the limit
    if project.webhooks.count() >= MOST:
        raise Refusal("too_many_webhooks", _("A project has at most %(most)s webhooks.") % {"most": MOST})
    secret = signing.new_secret()
    webhook = Webhook.objects.create(
        project=project, by=by, name=name, url=_reachable(url), origin=origin, events=_known(events), secret=secret
    )
    record(project, by, "create_webhook", name or url, webhook=webhook.pk, events=webhook.events)
    return webhook, secret


@transaction.atomic
def change_webhook(webhook: Webhook, *, by: User, **changes: Any) -> Webhook:
    """Change name, url, events or `active`. Switching on forgets the failures there were."""
    locked = _locked(webhook, by)
    if "url" in changes:
        locked.url = _reachable(changes["url"])
    if "events" in changes:
        locked.events = _known(changes["events"])
    locked.name = changes.get("name", locked.name)
    if "active" in changes and changes["active"] != (locked.disabled_at is None):
        _switch(locked, "" if changes["active"] else "by_hand")
    locked.save()
    record(locked.project, by, "change_webhook", locked.name or locked.url, webhook=locked.pk, changed=sorted(changes))
    return locked


@transaction.atomic
def rotate_secret(webhook: Webhook, *, by: User) -> tuple[Webhook, str]:
    """Make a new secret, returned here and never again. For a day the old one signs, too."""
    locked = _locked(webhook, by)
    locked.old_secret, locked.old_secret_until = locked.secret, timezone.now() + BOTH_SIGN
    locked.secret = signing.new_secret()
    locked.save(update_fields=["secret", "old_secret", "old_secret_until"])
    record(locked.project, by, "rotate_webhook_secret", locked.name or locked.url, webhook=locked.pk)
    return locked, locked.secret


@transaction.atomic
def delete_webhook(webhook: Webhook, *, by: User) -> None:
    """Forget an address, and what it has still to be told."""
    locked = _locked(webhook, by)
    record(locked.project, by, "delete_webhook", locked.name or locked.url, webhook=locked.pk)
    locked.delete()


@transaction.atomic
def send_test(webhook: Webhook, *, by: User) -> Delivery:
    """Send a message that only says that messages arrive."""
    locked = _locked(webhook, by)
    _require_awake(locked)
    body = {"type": TEST, "timestamp": timezone.now().isoformat(), "data": {"project": locked.project.slug}}
    sent = Delivery.objects.create(webhook=locked, message=outbox.new_message(), kind=TEST, payload=body)
    return _now(locked, sent)


@transaction.atomic
def retry(delivery: Delivery, *, by: User) -> Delivery:
    """Send a message again at once, also one that was taken or given up."""
    locked = _locked(delivery.webhook, by)
    _require_awake(locked)
    again = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if again.state != State.WAITING:
        again.attempts = 0
    again.state, again.due_at = State.WAITING, timezone.now()
    again.save(update_fields=["state", "due_at", "attempts"])
    return _now(locked, again)


def take(webhook_id: int) -> Webhook | None:
    """The webhook under a lease, unless another worker sends to it, it rests, or is switched off."""
    now = timezone.now()
    free = Q(busy_until=None) | Q(busy_until__lt=now)
    taken = Webhook.objects.filter(free, pk=webhook_id, disabled_at=None).update(busy_until=now + LEASE)
    return Webhook.objects.select_related("project", "by").get(pk=webhook_id) if taken else None


def keys_of(webhook: Webhook) -> list[str]:
    """The secrets that sign just now, the newest first."""
    still = webhook.old_secret_until is not None and webhook.old_secret_until > timezone.now()
    return [webhook.secret, webhook.old_secret] if still else [webhook.secret]


def let_go(webhook: Webhook) -> None:
    """Somebody else may send now."""
    Webhook.objects.filter(pk=webhook.pk).update(busy_until=None)


def due(webhook: Webhook) -> Delivery | None:
    """The message that has waited longest for its turn; the lease is renewed with it."""
    now = timezone.now()
    found = Delivery.objects.filter(webhook=webhook, state=State.WAITING, due_at__lte=now).order_by("due_at", "pk")
    Webhook.objects.filter(pk=webhook.pk).update(busy_until=now + LEASE)
    return found.first()


@transaction.atomic
def settle(delivery: Delivery, outcome: Outcome) -> Webhook | None:
    """Write down what came of a try. A webhook that says 410, or fails for three days, is switched off.

    Returns None when the webhook was deleted meanwhile.
    """
    webhook = (
        Webhook.objects.select_for_update(of=("self",))
        .select_related("project", "by")
        .filter(pk=delivery.webhook_id)
        .first()
    )
    if webhook is None:
        return None
    now = timezone.now()
    delivery.attempts += 1
    delivery.tried_at, delivery.status = now, outcome.status
    delivery.milliseconds, delivery.error = outcome.milliseconds, outcome.error
    if outcome.taken:
        delivery.state = State.TAKEN
        webhook.failures, webhook.failing_since = 0, None
        delivery.save()
    else:
        again = patience.next_try(delivery.attempts, now)
        delivery.state, delivery.due_at = State.WAITING if again else State.GIVEN_UP, again or now
        delivery.save()
        _note_failure(webhook, now, gone=outcome.gone)
    webhook.save(update_fields=SETTLED)
    return webhook


def waiting() -> list[int]:
    """Webhooks with messages that are due and nobody who sends them: what the sweep rings for."""
    now = timezone.now()
    overdue = Delivery.objects.filter(webhook=OuterRef("pk"), state=State.WAITING, due_at__lte=now)
    free = Q(busy_until=None) | Q(busy_until__lt=now)
    return list(Webhook.objects.filter(free, Exists(overdue), disabled_at=None).values_list("pk", flat=True))


def forget_old() -> None:
    """Settled messages are kept for a month."""
    old = Delivery.objects.exclude(state=State.WAITING).filter(created_at__lt=timezone.now() - KEPT)
    Delivery.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:1000])).delete()


def _locked(webhook: Webhook, by: User) -> Webhook:
    require(by, Can.MANAGE, webhook.project)
    return Webhook.objects.select_for_update(of=("self",)).select_related("project").get(pk=webhook.pk)


def _now(webhook: Webhook, delivery: Delivery) -> Delivery:
    """Send without waiting for the end of a pause."""
    if webhook.failures:
        webhook.busy_until = None
        webhook.save(update_fields=["busy_until"])
    transaction.on_commit(lambda: outbox.ring([webhook.pk]), robust=True)
    return delivery


def _disable(webhook: Webhook, why: str) -> None:
    _switch(webhook, why)
    webhook.deliveries.filter(state=State.WAITING).update(state=State.GIVEN_UP)
    record(webhook.project, None, "disable_webhook", webhook.name or webhook.url, webhook=webhook.pk, why=why)
    transaction.on_commit(lambda: _tell(webhook), robust=True)


def _note_failure(webhook: Webhook, now: datetime, *, gone: bool) -> None:
    since = webhook.failing_since or now
    webhook.failures, webhook.failing_since = webhook.failures + 1, since
    webhook.busy_until = patience.rest(webhook.failures, now)
    if gone or now - since >= patience.ENDURED:
        _disable(webhook, "gone" if gone else "failing")


def _switch(webhook: Webhook, why: str) -> None:
    webhook.disabled_at, webhook.disabled_why = (timezone.now(), why) if why else (None, "")
    webhook.failures, webhook.failing_since, webhook.busy_until = 0, None, None


def _tell(webhook: Webhook) -> None:
    """A mail to whoever made it, on a server that can send one."""
    if not settings.EMAIL_HOST or not webhook.by.email:
        return
    words = _(
        "Nothing is sent to %(url)s any more: it said that it is gone, or took no message for three days.\n"
        "Switch the webhook on again at %(page)s"
    )
    page = f"{webhook.origin}/projects/{webhook.project.slug}/webhooks/"
    title = _("A webhook of “%(project)s” is switched off") % {"project": webhook.project.name}
    send_mail(title, words % {"url": webhook.url, "page": page}, None, [webhook.by.email])


def _require_awake(webhook: Webhook) -> None:
    if webhook.disabled_at is not None:
        raise Refusal("webhook_off", _("This webhook is switched off. Switch it on first."), 409)


def _reachable(url: str) -> str:
    try:
        sending.target_of(url)
    except Fault as fault:
        if fault.code == "internal_address":
            raise Refusal("internal_address", _("This address lies inside a network that is not public.")) from None
        if settings.WEBHOOKS_TO_PRIVATE_ADDRESSES:
            raise Refusal(
                "bad_address", _("Messages go to an address that begins with https:// or http://, without a password.")
            ) from None
        raise Refusal(
            "bad_address", _("Messages go to an address that begins with https://, without a port or a password.")
        ) from None
    return url.strip()


def _known(events: Sequence[str]) -> list[str]:
    if unknown := sorted(set(events) - set(BY_NAME)):
        raise Refusal("unknown_event", _("There is no event “%(name)s”.") % {"name": unknown[0]})
    if not events:
        raise Refusal("no_event", _("Choose at least one event."))
    return sorted(set(events))
