"""Bars of pictures, as numbers for SVG. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

MONTHS_SHOWN = 120
ROWS_SHOWN = 10


@dataclass(frozen=True)
class Bar:
    """One bar: what it counts, how many, where it begins and how long it is, in percent of the picture."""

    name: str
    number: int
    at: float
    width: float
    length: float

    @property
    def top(self) -> float:
        """Where a standing bar begins, from above."""
        return 100 - self.length


def lying(counts: Mapping[str, int], shown: int = ROWS_SHOWN) -> list[Bar]:
    """Bars under each other, the longest first: a database does not keep the order of `counts`."""
    rows = sorted(((name, number) for name, number in counts.items() if number), key=lambda row: (-row[1], row[0]))
    rows, most = rows[:shown], rows[0][1] if rows else 1
    return [Bar(name, number, 0, 0, round(100 * number / most, 2)) for name, number in rows]


def by_month(counts: Mapping[str, int]) -> list[Bar]:
    """Standing bars from the first month to the last, empty ones too; by year where there are too many."""
    dated = {month: number for month, number in counts.items() if month}
    if not dated:
        return []
    names = _months(min(dated), max(dated))
    if len(names) > MONTHS_SHOWN:
        names = [str(year) for year in range(int(min(dated)[:4]), int(max(dated)[:4]) + 1)]
    numbers = {name: sum(number for month, number in dated.items() if month.startswith(name)) for name in names}
    most, step = max(numbers.values()), 100 / len(names)
    return [
        Bar(name, number, round(place * step, 3), round(step * 0.8, 3), round(100 * number / most, 2))
        for place, (name, number) in enumerate(numbers.items())
    ]


def _months(first: str, last: str) -> list[str]:
    start, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(start, end + 1)]
