"""What a release is to hold: its filters as a selection, and in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.release.filters import STATUSES, Filters, Selection
from annotator.release.models import Release
from articles.paging import asked

Json = dict[str, Any]
SHARES = (80, 10, 10)
OF_SETS: dict[str, dict[str, list[str]]] = {
    Release.Sets.ALL: {"set_kind": ["gold", "human"], "status": sorted(STATUSES)},
    Release.Sets.SUBMITTED: {"set_kind": ["gold", "human"], "status": ["locked", "submitted"]},
    Release.Sets.GOLD: {"set_kind": ["gold"], "status": sorted(STATUSES)},
}
_SETS = {
    Release.Sets.ALL: "All readings by people and gold ones, finished or not",
    Release.Sets.SUBMITTED: "Readings by people that were submitted, and gold ones",
    Release.Sets.GOLD: "Only gold readings",
}


@dataclass(frozen=True)
class Wish:
    """What somebody wants to release, with the names of `Release`."""

    title: str
    rights: str
    description: str = ""
    sets: str = Release.Sets.SUBMITTED
    filters: Mapping[str, Any] = field(default_factory=dict)
    split: str = Release.Split.NONE
    seed: int = 1
    shares: Sequence[int] = SHARES


def canonical(filters: Mapping[str, Any]) -> Json:
    """Filters as the API takes them, checked, in a form that JSON and a query can hold. Raises 400."""
    checked = asked(Filters, dict(filters))
    return {name: _plain(value) for name, value in sorted(checked.items()) if value not in ("", None)}


def wanted_of(sets: str, filters: Mapping[str, Any]) -> Json:
    """The values a Selection takes; what the filters say of readings goes before `sets`."""
    return asked(Filters, {**OF_SETS[sets], **filters})


def selection_of(release: Release) -> Selection:
    """What the release is made of, as its maker may see it."""
    return Selection.of(release.project, release.by, wanted_of(release.sets, release.filters))


def in_words(sets: str, filters: Mapping[str, Any]) -> str:
    """The filter as sentences, in English: they go into files for everybody."""
    told = [
        f"{name.replace('_', ' ')} {' or '.join(value) if isinstance(value, list) else value}"
        for name, value in sorted(filters.items())
    ]
    return f"{_SETS[Release.Sets(sets)]}{'; only ' + ', '.join(told) if told else ''}."


def _plain(value: Any) -> Any:
    if isinstance(value, set | list | tuple):
        return sorted(map(str, value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
