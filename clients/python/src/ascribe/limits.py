"""How much is read into memory at once. Who has larger articles sets these anew: `ascribe.limits.LINE = 10**9`."""

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from ascribe.errors import TooLarge, Torn

LINE = 256 << 20  # bytes of one line: an article with all its readings
COPY = 1 << 30  # bytes of one file of one's own texts
BLOCK = 1 << 18


def lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Whole lines, with their ends, of chunks that are cut anywhere. Raises TooLarge for one without an end."""
    kept: list[bytes] = []
    length = 0
    for chunk in chunks:
        first, *others = chunk.split(b"\n")
        kept.append(first)
        length += len(first)
        for other in others:
            yield _line(kept, length) + b"\n"
            kept, length = [other], len(other)
        _refuse_longer(length)
    if last := _line(kept, length):
        yield last


def unpacked(path: Path) -> Iterator[bytes]:
    """What a gzip file holds, a small block at a time, however much it is. Raises Torn when it is not whole."""
    with path.open("rb") as file:
        member = zlib.decompressobj(wbits=31)
        try:
            while raw := file.read(BLOCK):
                while raw:
                    yield member.decompress(raw, BLOCK)
                    raw = member.unconsumed_tail
                    if member.eof:
                        raw = member.unused_data
                        member = zlib.decompressobj(wbits=31) if raw else member
        except zlib.error as error:
            raise Torn(f"{path.name} is damaged: {error}.") from error
        if not member.eof:
            raise Torn(f"{path.name} is not whole.")


def content(path: Path) -> bytes:
    """A file of one's own, whole."""
    with path.open("rb") as file:
        found = file.read(COPY + 1)
    if len(found) > COPY:
        raise TooLarge(f"{path} has more than {COPY:,} bytes (ascribe.limits.COPY).")
    return found


def _line(pieces: list[bytes], length: int) -> bytes:
    _refuse_longer(length)
    return b"".join(pieces)


def _refuse_longer(length: int) -> None:
    if length > LINE:
        raise TooLarge(f"A line has more than {LINE:,} bytes (ascribe.limits.LINE).")
