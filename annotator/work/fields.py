"""Two PostgreSQL types Django does not ship: the fragments of a span, and a transaction's number."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.types.multirange import Int4Multirange, Multirange
from psycopg.types.range import Int4Range

if TYPE_CHECKING:
    Field = models.Field[Any, Any]
else:
    Field = models.Field


class FragmentsField(Field):
    """Sorted half-open [start, end) pairs of code points, stored as `int4multirange`.

    PostgreSQL joins touching and overlapping ranges by itself; the operations refuse them before that,
    so that every fragment keeps its own quote.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "int4multirange"

    def from_db_value(self, value: "Multirange[int] | None", *_: Any) -> list[tuple[int, int]] | None:
        return None if value is None else [(part.lower or 0, part.upper or 0) for part in value]

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        return None if value is None else Int4Multirange([Int4Range(start, end) for start, end in value])


class TransactionIdField(Field):
    """The 64-bit number of the transaction that wrote the row (`xid8`), for "what changed since" exports."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "xid8"

    def from_db_value(self, value: Any, *_: Any) -> int | None:
        return None if value is None else int(value)
