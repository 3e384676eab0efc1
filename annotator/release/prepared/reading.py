"""What the data page shows of large exports: which formats to prepare, and how one's own are getting on."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.release.formats.registry import BY_NAME, Format
from annotator.release.prepared.asking import in_words
from annotator.release.prepared.models import PreparedExport
from articles.models import Project, User

SHOWN = 10
LARGE = 2_000  # articles from which every format is offered
LARGE_FOR_SLOW = 200  # and from which those are that are written in Python, not by the database


@dataclass(frozen=True)
class Shown:
    """One export with its format and filters in words."""

    export: PreparedExport
    label: str
    words: str

    @property
    def moving(self) -> bool:
        return self.export.state in (PreparedExport.State.QUEUED, PreparedExport.State.RUNNING)


@dataclass(frozen=True)
class Shelf:
    """What may be prepared, and what was."""

    formats: list[Format]
    rows: list[Shown]

    @property
    def moving(self) -> bool:
        return any(row.moving for row in self.rows)


def shelf(project: Project, user: User, possible: Sequence[Format], *, articles: int) -> Shelf:
    """Of the `possible` formats those worth preparing for so many articles; one's own exports, newest first."""
    worth = [one for one in possible if articles >= (LARGE_FOR_SLOW if one.writer else LARGE)]
    mine = PreparedExport.objects.visible_to(user).filter(project=project, cancelled_at=None)
    rows = mine.select_related("job").order_by("-pk")[:SHOWN]
    return Shelf(worth, [Shown(one, BY_NAME[one.form].label, in_words(one.filters)) for one in rows])
