"""Writing down what happened, for the log and for webhooks, in the transaction in which it happens."""

from typing import Any

from django.db import transaction

from articles.models import Event, Project, User
from articles.webhooks import outbox
from articles.webhooks.models import Delivery


def record(project: Project, by: User | None, verb: str, subject: str = "", **detail: Any) -> None:
    """Leave the row that tells later who did this, and a message for every webhook that wants to know."""
    event = Event.objects.create(project=project, by=by, verb=verb, subject=subject[:200], detail=detail)
    if messages := outbox.messages_of(project, event):
        Delivery.objects.bulk_create(messages)
        hooks = [message.webhook_id for message in messages]
        transaction.on_commit(lambda: outbox.ring(hooks), robust=True)
