"""What a person or a program chooses about the reading of a file. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import msgspec

from annotator.intake.encodings import CHOICES
from annotator.intake.formats import mapping as mappings
from annotator.intake.formats.units import UNITS
from articles.access import Refusal
from articles.drafts import SYNONYMS
from articles.words import _

MOST_COLUMNS = 500


@dataclass(frozen=True)
class Choices:
    """How to read a file, beside its language; what is empty is found out.

    `encoding` is a name of `encodings.CHOICES`; `unit` one of `units.UNITS`, what offsets in the file count;
    `columns` says which column is which field of an article; `mapping` what each label of annotations becomes.
    """

    encoding: str = ""
    unit: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    mapping: dict[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """What `Upload.options` holds: all but the encoding, which has a column of its own."""
        return {name: value for name, value in asdict(self).items() if name != "encoding"}

    def to_read(self) -> dict[str, Any]:
        """What the reader is told."""
        return {"encoding": self.encoding, "unit": self.unit, "columns": self.columns}


def chosen(**given: Any) -> Choices:
    """Choices that can be read by. Raises Refusal for a name that is not known."""
    try:
        wanted = msgspec.convert(given, Choices)
    except msgspec.ValidationError as error:
        raise Refusal("malformed", _("This cannot be chosen: %(error)s.") % {"error": error}, 400) from None
    if wanted.encoding and wanted.encoding not in CHOICES:
        raise _unknown("unknown_encoding", _("an encoding"), wanted.encoding, CHOICES)
    if wanted.unit and wanted.unit not in UNITS:
        raise _unknown("unknown_unit", _("a unit of offsets"), wanted.unit, UNITS)
    for name in wanted.columns.values():
        if name and name not in SYNONYMS:
            raise _unknown("unknown_field", _("a field of an article"), name, SYNONYMS)
    if len(wanted.columns) > MOST_COLUMNS:
        raise Refusal("too_many_columns", _("At most %(number)s columns can be named.") % {"number": MOST_COLUMNS})
    if wanted.mapping:
        try:
            msgspec.convert(wanted.mapping, mappings.Mapping)
        except msgspec.ValidationError as error:
            raise Refusal(
                "bad_mapping", _("This does not say what labels become: %(error)s.") % {"error": error}
            ) from None
    return wanted


def _unknown(code: str, what: str, given: str, known: "Mapping[str, object] | tuple[str, ...]") -> Refusal:
    return Refusal(
        code,
        _("“%(given)s” is not %(what)s we read; known are: %(known)s.")
        % {"given": given, "what": what, "known": ", ".join(known)},
    )
