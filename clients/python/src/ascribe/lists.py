"""Lists in pages: each names the next one."""

from collections.abc import Iterator
from typing import Any

from ascribe.errors import Json
from ascribe.http import Session

PAGE = 500


def rows(session: Session, path: str, *, within: str = "", **filters: Any) -> Iterator[Json]:
    """Every row of a list, a page at a time. Rows that come and go meanwhile are neither repeated nor missed."""
    page = session.get(path, **{"limit": PAGE, **filters})
    while True:
        listed = page[within] if within else page
        yield from listed["results"]
        if not listed["next"]:
            return
        page = session.get(listed["next"])
