"""What may be asked of a large export: as of the live one, except for the trailer, which a SHA-256 makes needless."""

from typing import Any

from annotator.release.filters import ExportAsked
from articles.words import _

NOT_HERE = ("trailer", "changed_since")


class PreparedAsked(ExportAsked):
    """A format and the filters of the live export."""

    def get_fields(self) -> dict[str, Any]:
        return {name: field for name, field in super().get_fields().items() if name not in NOT_HERE}


def kept(wanted: dict[str, Any]) -> dict[str, Any]:
    """The filters as JSON that means the same whenever it is read, so that the same wish looks the same."""
    return {
        name: _plain(value)
        for name, value in sorted(wanted.items())
        if name != "as" and value not in (False, "", set(), [])
    }


def in_words(filters: dict[str, Any]) -> str:
    """The filters for a person, by the names of the API."""
    said = [
        f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}" for name, value in filters.items()
    ]
    return "; ".join(said) or _("everything that was submitted")


def _plain(value: Any) -> Any:
    if isinstance(value, set | list | tuple):
        return sorted(map(str, value))
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if isinstance(value, bool | int) else str(value)
