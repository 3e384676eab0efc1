"""What is in a dataset, counted while its lines pass. Pure."""

from collections import Counter
from typing import Any

from annotator.release.frozen.tables import Of

Json = dict[str, Any]
OUTLETS = 30


class Tally:
    """Counts of everything a card, a codebook and a page tell."""

    def __init__(self, listed: set[tuple[str, str]]) -> None:
        """`listed` are the (kind, name) of fields whose answers are of a list, or yes and no."""
        self._listed = listed
        self._all: Counter[str] = Counter()
        self._by: dict[str, Counter[str]] = {
            name: Counter()
            for name in ("kind", "set_kind", "outlet", "month", "language", "rights", "licence", "split", "annotator")
        }
        self._values: dict[str, dict[str, Counter[str]]] = {}

    def count(self, line: Json, of: Of) -> None:
        """Add an article."""
        by, seen = self._by, self._all
        published = line["published_at"] or ""
        by["outlet"][line["outlet"]] += 1
        by["month"][published[:7]] += 1
        by["language"][line["language"]] += 1
        by["rights"][of.rights] += 1
        by["licence"][of.licence] += 1
        by["split"][of.split or ""] += 1
        seen["articles"] += 1
        seen["sets"] += len(line["sets"])
        for one in line["sets"]:
            by["set_kind"][one["kind"]] += 1
            by["annotator"][one["annotator"] or ""] += 1
            seen["spans"] += len(one["spans"])
            seen["attributions"] += len(one["attributions"])
            for span in one["spans"]:
                by["kind"][span["kind"]] += 1
                if span["values"]:
                    self._count_values(span["kind"], span["values"])
            for attribution in one["attributions"]:
                seen["implicit_sources"] += attribution["implicit_source"]
                if attribution["values"]:
                    self._count_values("attribution", attribution["values"])

    def counts(self) -> Json:
        """As plain JSON, in an order that depends on nothing but the counts."""
        whole = ("articles", "sets", "spans", "attributions", "implicit_sources")
        by = {name: _ordered(counter) for name, counter in self._by.items()}
        by["outlet"] = dict(list(by["outlet"].items())[:OUTLETS])
        by["month"] = dict(sorted(by["month"].items()))
        values = {
            about: {name: _ordered(counter) for name, counter in sorted(fields.items())}
            for about, fields in sorted(self._values.items())
        }
        outlets = len(self._by["outlet"])
        return {**{name: self._all[name] for name in whole}, "outlets": outlets, "by": by, "values": values}

    def _count_values(self, about: str, values: Json) -> None:
        fields = self._values.setdefault(about, {})
        for name, value in values.items():
            counter = fields.setdefault(name, Counter())
            if (about, name) not in self._listed:
                counter["…"] += 1  # what was typed freely is counted, and not repeated
            elif isinstance(value, list):
                counter.update(map(str, value))
            else:
                counter[str(value).lower() if isinstance(value, bool) else str(value)] += 1


def _ordered(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
