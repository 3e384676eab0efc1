"""Reading and storing keep hundreds of thousands of small things for a moment, and hardly ever in circles. Pure."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THINGS = 50_000
ROUNDS = 20


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Let Python look for circles of garbage seldom: after each 700 new things it took half of an import's time.

    Memory stays bounded: what is in no circle is freed at once in any case.
    """
    before = gc.get_threshold()
    gc.set_threshold(THINGS, ROUNDS, ROUNDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
