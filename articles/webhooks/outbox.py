"""Which messages an event makes, and ringing for them. Rows are written by `articles.events.actions.record`."""

import uuid
from collections.abc import Iterable

from celery import current_app

from articles.models import Event, Membership, Project
from articles.webhooks.kinds import BY_VERB, Kind, payload
from articles.webhooks.models import Delivery, Webhook


def messages_of(project: Project, event: Event) -> list[Delivery]:
    """A message for every webhook that wants to know of this event; none is stored yet."""
    kind = BY_VERB.get(event.verb)
    if kind is None:
        return []
    hooks = list(Webhook.objects.filter(project=project, disabled_at=None, events__contains=[kind.name]))
    return [_message(hook, kind, project, event, _code(project, event)) for hook in hooks]


def new_message() -> str:
    """The name of a message. A receiver that meets it twice has met the same message twice."""
    return f"msg_{uuid.uuid4().hex}"


def ring(webhook_ids: Iterable[int]) -> None:
    """Send the doorbells. A broker that is down is no error: the sweep rings later."""
    for webhook_id in set(webhook_ids):
        current_app.send_task("articles.send_webhook", [webhook_id])


def _message(hook: Webhook, kind: Kind, project: Project, event: Event, by: str | None) -> Delivery:
    body = payload(kind, project=project.slug, origin=hook.origin, at=event.at, by=by, detail=event.detail)
    return Delivery(webhook=hook, message=new_message(), kind=kind.name, payload=body)


def _code(project: Project, event: Event) -> str | None:
    return Membership.objects.filter(project=project, user=event.by_id).values_list("code", flat=True).first()
