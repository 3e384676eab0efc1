"""A connection to Django's database outside its pool: for the supervisor, workers' presence and health."""

from typing import Any, cast

import psycopg
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper


def own_connection(name: str, *, connect_timeout: int = 30) -> psycopg.Connection[Any]:
    """A new autocommit connection that the database lists as `name`; the caller closes it."""
    parameters = cast(DatabaseWrapper, connection).get_connection_params()
    for django_only in ("context", "cursor_factory"):
        parameters.pop(django_only, None)
    parameters |= {"autocommit": True, "application_name": name, "connect_timeout": connect_timeout}
    return psycopg.connect(**parameters)
