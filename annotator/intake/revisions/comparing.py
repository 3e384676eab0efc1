"""What a correction changes, piece by piece, as a person reads it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from annotator.intake.aligning import Run, runs

AROUND = 120
MOST_PIECES = 600
LONGEST = 4000
SHORTEST = 4  # a shorter stretch between two changes is shown as changed with them


@dataclass(frozen=True)
class Piece:
    """A stretch that is the same, gone, come, or so long and the same that it is left out."""

    kind: str
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """The changes in the order of the text with some words around each; at most MOST_PIECES."""
    return list(islice(_pieces(old, new), MOST_PIECES))


def _pieces(old: str, new: str) -> Iterator[Piece]:
    kept = [run for run in runs(old, new) if run.length >= SHORTEST or "\n" in old[run.old : run.old + run.length]]
    at = (0, 0)
    for run in [*kept, Run(len(old), len(new), 0)]:
        if gone := old[at[0] : run.old]:
            yield Piece("gone", gone[:LONGEST])
        if come := new[at[1] : run.new]:
            yield Piece("come", come[:LONGEST])
        yield from _same(old[run.old : run.old + run.length], first=run.old == 0, last=run.length == 0)
        at = (run.old + run.length, run.new + run.length)


def _same(text: str, *, first: bool, last: bool) -> Iterator[Piece]:
    if last or not text:
        return
    if len(text) <= 3 * AROUND:
        yield Piece("same", text)
        return
    if not first:
        yield Piece("same", text[:AROUND])
    yield Piece("skipped", "")
    yield Piece("same", text[-AROUND:])
