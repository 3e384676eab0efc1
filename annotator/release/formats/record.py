"""Our own record of a reading, for formats that may carry more than their tools look at; and what these do not see.

With the record beside it a file is read back whole by Ascribe. Pure.
"""

from collections import Counter
from collections.abc import Callable, Iterable

import orjson

from annotator.release.formats.line import KINDS, Json

KEY = "ascribe"


def record(article: Json, reading: Json) -> Json:
    """The line with this one reading, without the text and the words of its spans, which the file has anyway."""
    spans = [{name: one[name] for name in one if name not in ("quote", "text")} for one in reading["spans"]]
    return {name: article[name] for name in article if name != "text"} | {"sets": [reading | {"spans": spans}]}


class Unseen:
    """Counts what is in the lines, and what of it the tools a format is for do not see."""

    def __init__(self, form: str, seen: Callable[[Json], dict[str, int]]) -> None:
        self._form, self._seen = form, seen
        self._all: Counter[str] = Counter()
        self._left: Counter[str] = Counter()

    def add(self, article: Json) -> None:
        """Count the readings of a line."""
        for reading in article["sets"]:
            there = contents(reading)
            seen = self._seen(reading)
            self._all.update(there)
            self._left.update({what: count - seen.get(what, 0) for what, count in there.items()})

    def report(self) -> str:
        """As JSON: all there is, and what is only in our record."""
        report = {"format": self._form, "all": dict(self._all), "only_in_ascribe": dict(self._left)}
        return orjson.dumps(report, option=orjson.OPT_INDENT_2).decode() + "\n"


def contents(reading: Json) -> dict[str, int]:
    """What a reading has, counted by kind."""
    spans, attributions = reading["spans"], reading["attributions"]
    found = Counter(dict.fromkeys(KINDS, 0))
    found.update(one["kind"] for one in spans)
    return {
        **found,
        "discontinuous": sum(len(one["fragments"]) > 1 for one in spans),
        "attributions": len(attributions),
        "actors": sum(one["actor"] is not None for one in spans),
        "topics": sum(one["topic"] is not None for one in spans),
        "values": _total(one["values"] for one in (*spans, *attributions)),
        "notes": sum(bool(one.get("note")) for one in attributions),
    }


def _total(many: Iterable[Json]) -> int:
    return sum(map(len, many))
