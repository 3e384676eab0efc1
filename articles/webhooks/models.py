"""The tables of webhooks: addresses that want to be told, and what each has still to be told."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Webhook(models.Model):
    """An address of another system, and what it is told of.

    The secret is kept as it is, because every message is signed with it; it is shown once all the same.
    `origin` is where this server was reached when the webhook was made: links in messages begin with it.
    `busy_until` is the lease of the worker that sends just now, or a pause after a failure.
    """

    project = models.ForeignKey("articles.Project", models.PROTECT, related_name="webhooks")
    by = models.ForeignKey("articles.User", models.PROTECT, related_name="+")
    name = models.CharField(max_length=100, blank=True)
    url = models.CharField(max_length=2000)
    origin = models.CharField(max_length=300)
    events = ArrayField(models.CharField(max_length=40))
    secret = models.CharField(max_length=100)
    old_secret = models.CharField(max_length=100, blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    busy_until = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_why = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["project"], condition=Q(disabled_at=None), name="webhook_awake")]


class Delivery(models.Model):
    """One message to one webhook: written with what happened, sent by a worker until it is taken or given up."""

    class State(models.TextChoices):
        WAITING = "waiting"
        TAKEN = "taken"
        GIVEN_UP = "given_up"

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    message = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    payload = models.JSONField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    error = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "message"], name="delivery_once")]
        indexes = [
            models.Index(fields=["webhook", "due_at"], condition=Q(state="waiting"), name="delivery_due"),
            models.Index(fields=["webhook", "-id"], name="delivery_newest"),
            models.Index(fields=["created_at"], condition=~Q(state="waiting"), name="delivery_settled"),
        ]
