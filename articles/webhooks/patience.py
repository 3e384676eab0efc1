"""When a message that was not taken is sent again, and when nobody tries any more. Pure."""

import random
from datetime import datetime, timedelta

_MINUTES, _HOURS = 60, 3600
PAUSES = (5, 5 * _MINUTES, 30 * _MINUTES, *(hours * _HOURS for hours in (2, 5, 10, 14, 20, 24)))
"""Between the first try and the second, the second and the third, …: over three days altogether."""
JITTER = 0.2  # of a pause, added at random: many messages must not come back at the same moment
ENDURED = timedelta(days=3)
_LONGEST_REST = 600  # seconds


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many failed tries; None when it was the last one."""
    if attempts > len(PAUSES):
        return None
    pause = PAUSES[attempts - 1]
    return now + timedelta(seconds=pause * (1 + random.uniform(0, JITTER)))


def rest(failures: int, now: datetime) -> datetime:
    """Until when an address that failed so many times in a row is left alone, whatever else waits for it."""
    return now + timedelta(seconds=min(2**failures, _LONGEST_REST))
