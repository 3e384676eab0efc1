"""How much a caller may ask: counted in memory, added up over the web processes once a second.

A request costs a dictionary entry; once a second and caller one statement of the database settles what the other
processes have counted. So a limit may be passed by what arrives within that second, and nothing ever waits.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings
from django.db import DatabaseError

from articles.conventions.actions import add_hits

WINDOW = 60  # seconds
SETTLED_EVERY = 1.0
MOST_CALLERS = 20_000
EVERYTHING_ELSE = "api"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Allowance:
    """What is left of a bucket in this window."""

    bucket: str
    quota: int
    left: int
    seconds: int

    def after(self, spent: int) -> "Allowance":
        return replace(self, left=self.left - spent)

    @property
    def headers(self) -> dict[str, str]:
        """As draft 9 of the IETF's RateLimit header fields has them."""
        return {
            "RateLimit-Policy": f'"{self.bucket}";q={self.quota};w={WINDOW}',
            "RateLimit": f'"{self.bucket}";r={max(0, self.left)};t={self.seconds}',
        }


@dataclass
class _Count:
    window: int
    total: int = 0
    unsettled: int = 0
    settled_at: float = 0.0


_counts: dict[str, _Count] = {}
_lock = Lock()


def counts_as(bucket: str) -> Callable[[View], View]:
    """Mark a view: what it answers is counted in `bucket`, of those in settings.RATES, instead of "api"."""

    def mark(view: View) -> View:
        view.rate_bucket = bucket  # type: ignore[attr-defined]
        return view

    return mark


def bucket_of(view: Callable[..., Any]) -> str:
    return str(getattr(view, "rate_bucket", EVERYTHING_ELSE))


def allowance(bucket: str, who: str) -> Allowance:
    """What `who` has left. Settles with the other processes when that is due."""
    window, seconds = divmod(int(time.time()), WINDOW)
    name = f"{bucket} {who}"
    with _lock:
        count = _count(name, window)
        due = count.unsettled and time.monotonic() - count.settled_at >= SETTLED_EVERY
        adding = count.unsettled if due else 0
        if due:
            count.unsettled, count.settled_at = 0, time.monotonic()
    if adding:
        _settle(count, name, window, adding)
    quota = quota_of(bucket, who)
    return Allowance(bucket, quota, quota - count.total - count.unsettled, WINDOW - seconds)


def spend(bucket: str, who: str) -> None:
    """Count one request. Only in memory: the answer may still be streaming."""
    with _lock:
        _count(f"{bucket} {who}", int(time.time()) // WINDOW).unsettled += 1


def quota_of(bucket: str, who: str) -> int:
    """Requests a minute; who says no name shares what their address has."""
    quotas: dict[str, int] = settings.RATES
    return quotas["anonymous"] if bucket == "api" and who.startswith("address") else quotas[bucket]


def _count(name: str, window: int) -> _Count:
    count = _counts.get(name)
    if count is None or count.window != window:
        if len(_counts) >= MOST_CALLERS:
            for old in [key for key, one in _counts.items() if one.window != window] or list(_counts):
                del _counts[old]
        count = _counts[name] = _Count(window, settled_at=time.monotonic())
    return count


def _settle(count: _Count, name: str, window: int, adding: int) -> None:
    try:
        count.total = add_hits(name, window, adding)
    except DatabaseError:  # counting must never be why an answer fails
        count.total += adding
