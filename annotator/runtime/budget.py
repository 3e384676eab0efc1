import time
from collections import deque

RESTARTS = 5
WITHIN = 60.0  # seconds


class Budget:
    """How often a program may be started again: not when it has ended so often of late that something is wrong."""

    def __init__(self) -> None:
        self._ends: deque[float] = deque(maxlen=RESTARTS)

    def allows(self) -> bool:
        """Note one more end; whether the program may be started again."""
        self._ends.append(time.monotonic())
        return len(self._ends) < RESTARTS or self._ends[-1] - self._ends[0] > WITHIN
