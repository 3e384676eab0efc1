"""What has no end, or unpacks to far more than it is, does not fill a reader's memory."""

import gzip
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from ascribe import TooLarge, Torn, limits
from ascribe.rehydration import _decoded, nested_in


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINE", 100_000)
    monkeypatch.setattr(limits, "COPY", 100_000)


def endless() -> Iterator[bytes]:
    while True:
        yield b"x" * 1_000


def test_a_line_without_end_is_refused_soon() -> None:
    with pytest.raises(TooLarge, match="100,000 bytes"):
        next(limits.lines(endless()))


@pytest.mark.parametrize("size", [1, 7, 1_000_000])
def test_lines_are_whole_wherever_they_are_cut(size: int) -> None:
    whole = b"one\ntwo \xc3\xa9\n\nthree" + b"e" * 90_000 + b"\nfour"
    chunks = (whole[at : at + size] for at in range(0, len(whole), size))
    assert list(limits.lines(chunks)) == whole.splitlines(keepends=True)


def test_a_line_may_be_as_long_as_is_said_and_not_longer() -> None:
    assert list(limits.lines([b"x" * 100_000 + b"\n"])) == [b"x" * 100_000 + b"\n"]
    with pytest.raises(TooLarge):
        list(limits.lines([b"x" * 100_001 + b"\n"]))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = tmp_path / "all.jsonl.gz"
    bomb.write_bytes(gzip.compress(b"0" * 50_000_000, 9))
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            list(nested_in(bomb))
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_file_of_several_members_is_read_to_its_end_and_a_torn_one_is_not_taken_for_whole(tmp_path: Path) -> None:
    articles = [{"id": number, "text": "é" * 30_000} for number in range(40)]
    packed = [gzip.compress(json.dumps(one, ensure_ascii=False).encode() + b"\n") for one in articles]
    whole, torn, damaged = (tmp_path / name for name in ("whole.gz", "torn.gz", "damaged.gz"))
    whole.write_bytes(b"".join(packed))
    assert list(nested_in(whole)) == articles
    torn.write_bytes(b"".join(packed)[:-5])
    with pytest.raises(Torn, match="not whole"):
        list(nested_in(torn))
    damaged.write_bytes(packed[0] + b"no gzip at all")
    with pytest.raises(Torn, match="damaged"):
        list(nested_in(damaged))


def test_a_copy_of_ones_own_that_is_too_large_is_named(tmp_path: Path) -> None:
    large, right = tmp_path / "large.txt", tmp_path / "right.txt"
    large.write_bytes(b"x" * 100_001)
    right.write_bytes(b"x" * 100_000)
    assert len(_decoded(right)) == 100_000
    with pytest.raises(TooLarge, match=r"large\.txt"):
        _decoded(large)
