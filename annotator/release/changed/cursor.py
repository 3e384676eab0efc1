"""Where an export stood: a database, a snapshot of it, and what was asked. Opaque to clients."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import psycopg

from articles.access import Refusal

POSITION = """
SELECT concat_ws('.', (SELECT system_identifier FROM pg_control_system()),
    (SELECT timeline_id FROM pg_control_checkpoint()),
    (SELECT oid FROM pg_database WHERE datname = current_database()), 'articles_article'::regclass::oid),
  pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint"""
"""What differs when a database was restored, by whatever means but a copied folder: nobody has to renew it. Below the
snapshot's xmin every transaction has ended; what is seen only later has that number or a higher one."""
VERSION = "1"
DIGITS = 16


@dataclass(frozen=True)
class Cursor:
    """All that happened before the transaction `xmin` of the database `epoch` is known, of what `asked` describes."""

    epoch: str
    xmin: int
    asked: str

    @classmethod
    def read(cls, words: str, asked: str) -> Self:
        """Raises Refusal 400 for what is no cursor of ours, or one of an export that was asked for otherwise."""
        try:
            version, epoch, xmin, was_asked = base64.urlsafe_b64decode(words).decode().split(":")
            cursor = cls(epoch, int(xmin), was_asked)
        except (ValueError, binascii.Error) as error:
            raise Refusal("bad_cursor", "changed_since takes the cursor that an earlier export gave.", 400) from error
        if version != VERSION or cursor.xmin < 0:
            raise _too_old()
        if was_asked != asked:
            raise Refusal(
                "other_export",
                "This cursor belongs to an export with other filters or of another person: what changed since can only "
                "be told with the same filters. Export everything once with the new ones.",
                400,
            )
        return cursor

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(f"{VERSION}:{self.epoch}:{self.xmin}:{self.asked}".encode()).decode()


def asked_as(project: int, by: int, query: dict[str, list[Any]]) -> str:
    """A digest of who asks for what, in whatever order it was written."""
    told = sorted((name, sorted(map(str, values))) for name, values in query.items())
    return hashlib.sha256(repr((project, by, told)).encode()).hexdigest()[:DIGITS]


def position(since: Cursor | None, asked: str) -> Callable[["psycopg.Connection[Any]"], str]:
    """What tells the next cursor within an export's own snapshot. Raises Refusal 410 where `since` means nothing."""

    def read(own: "psycopg.Connection[Any]") -> str:
        row = own.execute(POSITION).fetchone()
        assert row is not None
        epoch, xmin, xmax = hashlib.sha256(row[0].encode()).hexdigest()[:DIGITS], row[1], row[2]
        if since is not None and (since.epoch != epoch or since.xmin > xmax):
            raise _too_old()
        return str(Cursor(epoch, xmin, asked))

    return read


def _too_old() -> Refusal:
    return Refusal(
        "cursor_gone",
        "This cursor is of a database that was replaced since, by a backup perhaps: what changed cannot be told. "
        "Export everything once, and go on from the cursor it gives.",
        410,
    )
