"""Which column of a table holds what: by its name, else by what stands in it. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from annotator.intake.formats.fields import Notes, drafted, leniently
from articles.drafts import SYNONYMS, Draft, Fault, draft_of
from articles.words import _

# Beside the names our own API takes: what archives, scrapers and agencies call the same things.
FURTHER: dict[str, tuple[str, ...]] = {
    "text": ("maintext", "article", "full_text", "body_text", "article_text", "article_body", "story"),
    "title": ("heading", "HD"),
    "external_id": ("doc_id", "guid", "uuid", "article_id", "stories_id", "AN"),
    "outlet": ("publisher", "media_name", "newspaper", "source_domain", "site_name", "SN"),
    "byline": ("authors", "BY", "creator"),
    "section": ("category",),
    "url": ("link", "uri", "canonical", "canonical_url"),
    "language": ("lang", "LA"),
    "published_at": (
        *("published", "publish_date", "date_publish", "dateTime", "versioncreated", "pubDate", "publication_date"),
        *("datetime", "PD"),
    ),
    "licence": ("rights",),
}
LONG = 200  # characters: what is longer on average is an article
_NAMES = {
    re.sub(r"[\W_]+", "", name.casefold()): (field, rank)
    for field, names in SYNONYMS.items()
    for rank, name in enumerate(names + FURTHER.get(field, ()))
}


def guessed(names: Sequence[str], rows: Sequence[Sequence[object]] = ()) -> dict[str, str]:
    """{column: field} for the columns that are known, each field once. A text without a known name is the longest."""
    best: dict[str, tuple[int, str]] = {}
    for name in names:
        field, rank = _NAMES.get(_key(name), ("", 0))
        if field and (field not in best or rank < best[field][0]):
            best[field] = rank, name
    if "text" not in best and (name := _longest(names, rows)):
        best = {"text": (0, name)} | {field: one for field, one in best.items() if one[1] != name}
    return {name: field for field, (_rank, name) in best.items()}


def chosen(names: Sequence[str], rows: Sequence[Sequence[object]], asked: Mapping[str, str]) -> dict[str, str]:
    """{column: field}: what was asked for, or the guess. Raises Fault without a text, or for a column not there."""
    if unknown := [name for name in asked if name not in names]:
        raise Fault(
            "unknown_column",
            _("There is no column “%(name)s” in this table; its columns are: %(known)s.")
            % {"name": unknown[0], "known": _listed(names)},
        )
    columns = {name: field for name, field in asked.items() if field} or guessed(names, rows)
    if "text" not in columns.values():
        raise Fault(
            "no_text_column",
            _("No column of this table is known to hold the texts. Say which one does; there are: %(known)s.")
            % {"known": _listed(names)},
        )
    return columns


def draft_of_row(row: Mapping[str, Any], columns: Mapping[str, str], language: str) -> tuple[Draft, Notes]:
    """The article in a row; what no field takes goes to the metadata. Raises Fault when there is no text in it."""
    found: dict[str, object] = {field: row.get(name) for name, field in columns.items()}
    text = found.pop("text")
    if not isinstance(text, str) or not text.strip():
        raise Fault("no_text", _("There is no text in this row."))
    return drafted(text, found, {name: value for name, value in row.items() if name not in columns}, language)


def draft_of_record(record: object, language: str) -> tuple[Draft, Notes]:
    """The article in a JSON value. Our own names are strict; where one is missing, a further name that fits counts."""
    if not isinstance(record, dict):
        return draft_of(record), ()
    found = dict(record)
    notes: list[str] = []
    for field, names in FURTHER.items():
        if any(found.get(name) not in (None, "") for name in SYNONYMS[field]):
            continue
        for name in names:
            fitting, why = _fitting(field, found.get(name), language)
            notes.extend(why)
            if fitting:
                found.pop(name)
                found[field] = fitting
                break
    return draft_of(found), tuple(notes)


def _fitting(field: str, value: object, language: str) -> tuple[object, Notes]:
    if value in (None, ""):
        return None, ()
    if field == "text":
        return (value if isinstance(value, str) else None), ()
    kept, notes = leniently({field: value}, language)
    fitting = kept.get(field)
    return (fitting.isoformat() if isinstance(fitting, datetime) else fitting), notes


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _longest(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """The column whose cells are as long as articles, if it is one; the longest of several."""
    lengths = [
        sum(len(str(row[at])) for row in rows if at < len(row) and isinstance(row[at], str)) / max(len(rows), 1)
        for at in range(len(names))
    ]
    at = max(range(len(names)), key=lengths.__getitem__, default=-1)
    return names[at] if at >= 0 and lengths[at] >= LONG else ""


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
