"""What leaves the building is written down."""

from typing import Any

from articles.access import Can, require
from articles.actions import record
from articles.models import Project, User


def note_export(project: Project, *, by: User, form: str, filters: dict[str, Any]) -> None:
    """Leave a row that says who took what out, and how it was filtered."""
    require(by, Can.EXPORT, project)
    record(project, by, "export", form, filters=filters)
