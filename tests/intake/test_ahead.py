"""Batches are made one ahead, in order, and nothing of their failures is lost."""

import threading
from collections.abc import Generator

import pytest

from annotator.intake.ahead import ahead


def test_all_come_in_order_one_made_ahead_and_never_two():
    made: list[int] = []
    waiting = threading.Semaphore(0)

    def numbers() -> Generator[int, None, None]:
        for number in range(5):
            made.append(number)
            waiting.release()
            yield number

    got = []
    for number in ahead(numbers()):
        got.append(number)
        assert len(made) <= number + 2
    assert got == [0, 1, 2, 3, 4]


def test_what_making_them_raises_is_raised_after_what_was_made_before():
    def numbers() -> Generator[int, None, None]:
        yield 1
        raise ValueError("the file is damaged")

    coming = ahead(numbers())
    assert next(coming) == 1
    with pytest.raises(ValueError, match="damaged"):
        next(coming)


def test_whoever_leaves_early_leaves_nothing_running():
    closed_by: list[str] = []

    def numbers() -> Generator[int, None, None]:
        try:
            yield from range(1_000_000)
        finally:
            closed_by.append(threading.current_thread().name)

    coming = ahead(numbers())
    assert next(coming) == 0
    coming.close()  # type: ignore[attr-defined]
    assert closed_by == ["making ready"]
    assert not [one for one in threading.enumerate() if one.name == "making ready"]
