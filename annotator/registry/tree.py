"""A catalogue as a tree. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol, TypeVar


class Branch(Protocol):
    """What can stand in a tree."""

    pk: int
    parent_id: int | None


Entry = TypeVar("Entry", bound=Branch)


def branches(entries: Sequence[Entry]) -> list[tuple[Entry, int]]:
    """Every entry with its depth, each below its parent, otherwise in the order given.

    What hangs on a parent that is not among them stands at the root.
    """
    known = {entry.pk for entry in entries}
    below: dict[int | None, list[Entry]] = defaultdict(list)
    for entry in entries:
        below[entry.parent_id if entry.parent_id in known else None].append(entry)

    rows, waiting = [], [(entry, 0) for entry in reversed(below[None])]
    while waiting:
        entry, depth = waiting.pop()
        rows.append((entry, depth))
        waiting += [(child, depth + 1) for child in reversed(below[entry.pk])]
    return rows
