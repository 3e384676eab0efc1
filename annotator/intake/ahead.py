"""Makes what comes next in a thread of its own, while what came before is being stored. Pure."""

import threading
from collections.abc import Generator, Iterator
from contextvars import copy_context
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")
_Told = tuple[list[T], BaseException | None]


def ahead(things: Generator[T, None, None]) -> Iterator[T]:
    """All of `things` in order, one made ahead and never two; what making them raises is raised here.

    They are made, and closed where nobody wants the rest, in the one thread and in the language of the caller.
    """
    made: SimpleQueue[_Told[T]] = SimpleQueue()
    wanted, left = threading.Semaphore(1), threading.Event()
    arguments = (_make, things, made, wanted, left)
    thread = threading.Thread(target=copy_context().run, args=arguments, name="making ready", daemon=True)
    thread.start()
    try:
        while True:
            one, failure = made.get()
            wanted.release()
            if failure is not None:
                raise failure
            if not one:
                return
            yield one[0]
    finally:
        left.set()
        wanted.release()
        thread.join()


def _make(
    things: Generator[T, None, None],
    made: "SimpleQueue[_Told[T]]",
    wanted: threading.Semaphore,
    left: threading.Event,
) -> None:
    try:
        while wanted.acquire() and not left.is_set() and (one := list(_next(things))):
            made.put((one, None))
        things.close()
    except BaseException as failure:  # told to whoever waits for it
        made.put(([], failure))
    else:
        made.put(([], None))


def _next(things: Generator[T, None, None]) -> Iterator[T]:
    for one in things:
        yield one
        return
