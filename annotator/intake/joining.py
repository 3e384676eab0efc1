"""Readings that came with an article, on their way into its sets: as operations, and what became of them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

from annotator.intake.formats.mapping import Mapping as LabelMapping
from annotator.intake.formats.mapping import turned
from annotator.intake.found import Bad, Found, Reading
from annotator.work.imported.ready import typed_or_none
from annotator.work.imported.shapes import Imported, Stored, Typed
from articles.models import Upload, UploadItem
from articles.texts import canonical
from articles.words import _

HOUSE = UUID("1c0f4f5e-93a5-5a3e-8d3b-9f6f4f1f0c55")
MOST_NOTES = 50  # of one item


@dataclass(frozen=True, slots=True)
class Said:
    """A reading as operations, before it is known which article it is of; `lost` cannot be said in them."""

    operations: list[dict[str, Any]]
    lost: list[str]
    typed: Typed | None = None


def said_of(
    upload: Upload,
    where: tuple[str, int | None],
    reading: Reading,
    mapping: LabelMapping,
    text: str,
) -> Said:
    """The reading as operations on an article with this text, `where` it came from: place and line.

    The same bytes and place give the same ids.
    """
    place, line = where
    namespace = uuid5(HOUSE, f"{upload.sha256}\n{place}\n{line}\n{reading.annotator}\n{reading.tool}")
    names = uuid5(HOUSE, f"{upload.project.slug}")
    return Said(*turned(reading, mapping, text, namespace, names))


def said_ahead(upload: Upload, batch: Iterable[Found | Bad], mapping: LabelMapping) -> dict[int, Said]:
    """By the id of each reading object what it says, typed where it can be: all that needs no database."""
    said: dict[int, Said] = {}
    for one in batch:
        if isinstance(one, Found) and one.readings:
            text = canonical(one.draft.text)
            for reading in one.readings:
                made = said_of(upload, (one.place, one.line), reading, mapping, text)
                said[id(reading)] = replace(made, typed=typed_or_none(made.operations))
    return said


def imported_of(item: UploadItem, reading: Reading, said: Said) -> Imported:
    """The reading on the article of its item."""
    article = item.article_id or item.duplicate_of_id
    assert article is not None
    return Imported(article, reading.annotator, reading.tool, said.operations, said.typed)


def note_fates(
    report: dict[str, Any],
    given: Sequence[tuple[UploadItem, Reading, Sequence[str]]],
    stored: Sequence[Stored],
) -> None:
    """Add to the report how many sets, spans and attributions there are now; to each item what was lost and why.

    `given` are the readings with their items and with what `imported_of` could not say.
    """
    sums = report.setdefault("sets", {"sets": 0, "spans": 0, "attributions": 0, "refused": 0})
    for (item, reading, lost), fate in zip(given, stored, strict=True):
        notes = [
            *lost,
            *(
                _("The guideline has no place for “%(name)s” (%(count)s)") % {"name": name, "count": f"{count:,}"}
                for name, count in fate.dropped.items()
            ),
        ]
        if fate.code:
            sums["refused"] += 1
            who = reading.annotator or reading.tool
            notes.insert(0, _("The reading of %(who)s was refused: %(reason)s") % {"who": who, "reason": fate.reason})
            item.code = item.code or "reading_refused"
        elif fate.is_new:
            sums["sets"] += 1
            sums["spans"] += fate.spans
            sums["attributions"] += fate.attributions
        item.notes = [*item.notes, *notes][:MOST_NOTES]
