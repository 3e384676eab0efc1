"""Readings that came with an article, on their way into its sets: as operations, and what became of them. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID, uuid5

from annotator.intake.formats.mapping import Mapping as LabelMapping
from annotator.intake.formats.mapping import turned
from annotator.intake.found import Reading
from annotator.work.imported.shapes import Imported, Stored
from articles.models import Upload, UploadItem
from articles.words import _

HOUSE = UUID("1c0f4f5e-93a5-5a3e-8d3b-9f6f4f1f0c55")
MOST_NOTES = 50  # of one item


def imported_of(
    upload: Upload, item: UploadItem, reading: Reading, mapping: Mapping[str, Any] | None, text: str
) -> tuple[Imported, list[str]]:
    """The reading as operations on the article of its item, and what cannot be said in them.

    The same bytes and place give the same ids.
    """
    namespace = uuid5(HOUSE, f"{upload.sha256}\n{item.place}\n{item.line}\n{reading.annotator}\n{reading.tool}")
    names = uuid5(HOUSE, f"{upload.project.slug}")
    article = item.article_id or item.duplicate_of_id
    assert article is not None
    operations, lost = turned(reading, cast(LabelMapping, mapping), text, namespace, names)
    return Imported(article, reading.annotator, reading.tool, operations), lost


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
