"""What is different between two releases. Pure."""

from dataclasses import dataclass
from typing import Any

WHOLE = ("articles", "sets", "spans", "attributions", "actors", "topics")
SAID = ("words", "rights", "split")
Json = dict[str, Any]


@dataclass(frozen=True)
class Side:
    """One of the two: its counts, its scheme's version, what was asked for, and the digests of its data files."""

    number: int
    counts: Json
    scheme: int
    asked: dict[str, str]
    digests: dict[str, str]


@dataclass(frozen=True)
class Difference:
    """One count, in both, and by how much it grew."""

    name: str
    before: int
    after: int

    @property
    def by(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class Comparison:
    """From an older release to a newer one."""

    since: int
    differences: list[Difference]
    kinds: list[Difference]
    scheme: tuple[int, int] | None
    asked: list[tuple[str, str, str]]
    same_files: int
    files: int

    @property
    def equal(self) -> bool:
        """Whether every data file has the same bytes."""
        return self.files > 0 and self.same_files == self.files

    @property
    def other_files(self) -> int:
        """How many data files of the newer one have other bytes."""
        return self.files - self.same_files

    @property
    def counted_otherwise(self) -> bool:
        """Whether any count grew or shrank."""
        return any(one.by for one in self.differences)


def compare(before: Side, after: Side) -> Comparison:
    """What changed from `before` to `after`; `scheme` is None where both have the same."""
    kinds = [side.counts.get("by", {}).get("kind", {}) for side in (before, after)]
    same = [name for name, digest in after.digests.items() if before.digests.get(name) == digest]
    return Comparison(
        since=before.number,
        differences=[Difference(name, before.counts.get(name, 0), after.counts.get(name, 0)) for name in WHOLE],
        kinds=[
            Difference(name, kinds[0].get(name, 0), kinds[1].get(name, 0)) for name in sorted({*kinds[0], *kinds[1]})
        ],
        scheme=None if before.scheme == after.scheme else (before.scheme, after.scheme),
        asked=[
            (name, before.asked[name], after.asked[name]) for name in SAID if before.asked[name] != after.asked[name]
        ],
        same_files=len(same),
        files=len(after.digests),
    )
