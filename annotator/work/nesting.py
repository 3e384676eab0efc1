"""Which attribution lies inside which: always derived, never stored. Pure.

The parent of attribution B is the attribution with the shortest content that contains all of B's source, cue
and content and is longer than them; ties go to the earlier start, then to the smaller id.
"""

from collections.abc import Iterable, Mapping
from typing import Any

Json = dict[str, Any]
Fragments = list[tuple[int, int]]


def parents(spans: Mapping[str, Json], attributions: Mapping[str, Json]) -> dict[str, str | None]:
    """The parent of each attribution, by id. Records are `put` operations."""
    contents = {uuid: _union(spans, attribution["content"]) for uuid, attribution in attributions.items()}
    found: dict[str, str | None] = {}
    for uuid, attribution in attributions.items():
        whole = _union(spans, [*attribution["source"], *attribution["cue"], *attribution["content"]])
        around = [
            (length(content), content[0][0], other)
            for other, content in contents.items()
            if other != uuid and whole and contains(content, whole) and length(content) > length(whole)
        ]
        found[uuid] = min(around)[2] if around else None
    return found


def contains(outer: Fragments, inner: Fragments) -> bool:
    """Whether every fragment of `inner` lies inside one of `outer`. Both sorted."""
    return all(any(start <= first and last <= end for start, end in outer) for first, last in inner)


def length(fragments: Iterable[tuple[int, int]]) -> int:
    """Code points covered."""
    return sum(end - start for start, end in fragments)


def joined(fragments: Iterable[tuple[int, int]]) -> Fragments:
    """Sorted, with touching and overlapping ones joined."""
    found: Fragments = []
    for start, end in sorted(map(tuple, fragments)):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def points(fragments: Iterable[tuple[int, int]]) -> list[int]:
    """start, end, start, end, …"""
    return [point for fragment in fragments for point in fragment]


def _union(spans: Mapping[str, Json], ids: Iterable[str]) -> Fragments:
    return joined(fragment for uuid in ids for fragment in spans[uuid]["fragments"])
