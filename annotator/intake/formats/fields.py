"""What a foreign file says about an article, kept where it fits and dropped with a note where it does not. Pure."""

from collections.abc import Mapping
from typing import Any

from annotator.intake.formats.dates import understood
from articles.drafts import LONGEST, Draft, Fault, draft_of, fields_of
from articles.words import _

Notes = tuple[str, ...]


def leniently(found: Mapping[str, object], language: str = "") -> tuple[dict[str, Any], Notes]:
    """The fields of a draft apart from text and metadata, as `fields_of` cleans them, and what had to be dropped.

    `language` is the file's: it decides what a date in figures means.
    """
    if not found.get("published_at"):
        try:
            return fields_of({name: _plain(found.get(name)) for name in LONGEST}), ()
        except Fault:
            pass  # one by one it shows which of them are no good
    kept: dict[str, Any] = {}
    notes = []
    for name in (*LONGEST, "published_at"):
        value = found.get(name)
        if name == "published_at" and value not in (None, ""):
            value = _date(value, language)
            if value is None:
                notes.append(_("The date “%(value)s” was not understood.") % {"value": _short(found[name])})
        try:
            kept[name] = fields_of({name: _plain(value)})[name]
        except Fault as fault:
            notes.append(fault.message)
    return kept, tuple(notes)


def drafted(
    text: str, found: Mapping[str, object], metadata: Mapping[str, Any], language: str = ""
) -> tuple[Draft, Notes]:
    """A draft of a text, with the fields that fit and the metadata that can be kept, and notes about the rest."""
    fields, notes = leniently(found, language)
    kept, dropped = _storable(metadata)
    return Draft(text=text, metadata=kept, **fields), notes + dropped


def _date(value: object, language: str) -> str | None:
    at = understood(value, language)
    return at.isoformat() if at else None


def _plain(value: object) -> object:
    """A list of names as one line; what is no text and no number stays, to be refused."""
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return value


def _storable(metadata: Mapping[str, Any]) -> tuple[dict[str, Any], Notes]:
    kept: dict[str, Any] = {}
    notes = []
    for name, value in metadata.items():
        if value in (None, ""):
            continue
        try:
            kept |= draft_of({"text": "", "metadata": {**kept, name: value}}).metadata
        except Fault as fault:
            notes.append(_("“%(name)s” was left out: %(reason)s") % {"name": _short(name), "reason": fault.message})
    return kept, tuple(notes)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"
