"""What the conventions write: answers that are kept for a day, and how often somebody asked."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from articles.conventions.models import Hits, KeptAnswer
from articles.models import User

KEPT_FOR = timedelta(hours=24)
GIVEN_UP_AFTER = timedelta(minutes=15)  # a request whose process died never ends
_ADD = """
INSERT INTO articles_hits (who, "window", hits) VALUES (%s, %s, %s)
ON CONFLICT (who, "window") DO UPDATE SET hits = articles_hits.hits + EXCLUDED.hits RETURNING hits"""


def begin_answer(*, by: User, caller: str, route: str, key: str, digest: str) -> tuple[KeptAnswer, bool]:
    """The row of this key, and whether it is new and the caller's request is to be done now."""
    while True:
        if begun := _begun(by=by, caller=caller, route=route, key=key, digest=digest):
            return begun


def _begun(*, by: User, caller: str, route: str, key: str, digest: str) -> tuple[KeptAnswer, bool] | None:
    """None when the other request with this key ended at this very moment with nothing done: ours may try."""
    now = timezone.now()
    same = KeptAnswer.objects.filter(caller=caller, route=route, key=key)
    same.filter(Q(started_at__lt=now - KEPT_FOR) | Q(status=None, started_at__lt=now - GIVEN_UP_AFTER)).delete()
    fresh = KeptAnswer(user_id=by.pk, caller=caller, route=route, key=key, digest=digest, started_at=now)
    KeptAnswer.objects.bulk_create([fresh], ignore_conflicts=True)
    found = same.filter(started_at=now, digest=digest, status=None).first()
    if found:
        return found, True
    other = same.first()
    return (other, False) if other else None


def keep_answer(row: KeptAnswer, *, status: int, headers: Mapping[str, str], body: bytes, secret: bool) -> None:
    """Remember what was answered. Of an answer that holds a secret only that it was given."""
    row.status, row.headers, row.body, row.secret = status, dict(headers), b"" if secret else body, secret
    row.save(update_fields=["status", "headers", "body", "secret"])


def forget_answer(row: KeptAnswer) -> None:
    """Nothing was done: the same key may try again."""
    KeptAnswer.objects.filter(pk=row.pk).delete()


def forget_answers_of(user: User) -> None:
    """What somebody was answered must not outlive their membership."""
    KeptAnswer.objects.filter(user=user.pk).delete()


def add_hits(who: str, window: int, hits: int) -> int:
    """Count `hits` more and tell the sum of all processes: one short statement that commits by itself."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [who, window, hits])
        (total,) = cursor.fetchone()
    return int(total)


def sweep(window: int) -> None:
    """Drop answers that are a day old, and counts of windows before `window`."""
    KeptAnswer.objects.filter(started_at__lt=timezone.now() - KEPT_FOR).delete()
    Hits.objects.filter(window__lt=window).delete()
