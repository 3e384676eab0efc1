"""What the conventions of the API remember between requests."""

from django.db import models
from django.utils import timezone


class KeptAnswer(models.Model):
    """One POST that named itself by an `Idempotency-Key`, and what was answered: empty while it is being done.

    `caller` is a person, or one of their tokens. `digest` is that of what was sent. `secret` answers keep no body.
    """

    user = models.ForeignKey("articles.User", models.PROTECT, related_name="+")
    caller = models.CharField(max_length=60)
    route = models.CharField(max_length=300)
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    started_at = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    secret = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "route", "key"], name="answer_kept_once")]
        indexes = [models.Index(fields=["started_at"], name="answer_kept_since")]


class Hits(models.Model):
    """How much of one allowance one caller has used in one window, over all web processes.

    The table is UNLOGGED: a crash of the database forgets a minute of counting, and no count waits for a disk.
    """

    who = models.CharField(max_length=80)
    window = models.BigIntegerField()
    hits = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "window"], name="hits_once")]
        indexes = [models.Index(fields=["window"], name="hits_window")]
