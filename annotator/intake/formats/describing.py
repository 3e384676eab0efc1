"""The fields of an article in somebody else's file: what cannot be kept is said, and refuses nothing. Pure."""

from collections.abc import Mapping
from typing import Any

from articles.drafts import LONGEST, Draft, Fault, draft_of, fields_of


def drafted(text: str, found: Mapping[str, object], metadata: Mapping[str, Any]) -> tuple[Draft, tuple[str, ...]]:
    """A draft of a text with the fields that fit and the metadata that can be kept, and notes about the rest."""
    fields = fields_of({})
    notes: list[str] = []
    for name in (*LONGEST, "published_at"):
        try:
            fields[name] = fields_of({name: found.get(name)})[name]
        except Fault as fault:
            notes.append(fault.message)
    kept: dict[str, Any] = {}
    for name, value in metadata.items():
        try:
            kept = draft_of({"text": "", "metadata": {**kept, name: value}}).metadata
        except Fault as fault:
            notes.append(fault.message)
    return Draft(text=text, metadata=kept, **fields), tuple(notes)
