"""Sending what waits. The rows are what is to be sent; the message on the broker is only a doorbell."""

import time

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

from articles.webhooks import actions, outbox, sending
from articles.webhooks.models import Delivery, Webhook
from articles.webhooks.sending import Outcome

AT_ONCE = 20.0  # seconds a worker sends to one address before others have their turn
LONGEST = 45  # seconds; an answer that drips in must not hold a worker


@shared_task(name="articles.send_webhook", soft_time_limit=LONGEST, time_limit=LONGEST + 10)
def send_webhook(webhook_id: int) -> None:
    """Send what is due to one address, one message after the other. Ringing twice is harmless."""
    webhook = actions.take(webhook_id)
    if webhook is None:
        return
    until = time.monotonic() + AT_ONCE
    while delivery := actions.due(webhook):
        settled = actions.settle(delivery, _outcome(webhook, delivery))
        if settled is None or settled.disabled_at or settled.failures:
            return  # it is off, or rests; the sweep rings when it may be tried again
        if time.monotonic() > until:
            break
    actions.let_go(webhook)
    if delivery:
        outbox.ring([webhook.pk])


@shared_task(name="articles.ring_waiting_webhooks")
def ring_waiting_webhooks() -> int:
    """Ring for messages whose turn it is, whose doorbell was lost or whose worker died."""
    waiting = actions.waiting()
    outbox.ring(waiting)
    actions.forget_old()
    return len(waiting)


def _outcome(webhook: Webhook, delivery: Delivery) -> Outcome:
    try:
        return sending.send(webhook.url, actions.keys_of(webhook), delivery.message, delivery.payload)
    except SoftTimeLimitExceeded:
        return Outcome(None, LONGEST * 1000, "not_reached")
