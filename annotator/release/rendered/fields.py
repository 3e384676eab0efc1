"""A column that keeps JSON as it was written: `json`, which PostgreSQL copies into a line without reading it."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    Field = models.Field[Any, Any]
else:
    Field = models.Field


class WrittenJsonField(Field):
    """The characters of a JSON document, unlike `JSONField`, whose `jsonb` has to be written out anew each time."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "json"
