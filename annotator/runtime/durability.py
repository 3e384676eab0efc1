"""The program refuses to work on a database that may lose what it has acknowledged."""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from annotator.runtime.trouble import Trouble

OLDEST = 150_000
SETTINGS = ("server_version_num", "fsync", "synchronous_commit", "full_page_writes", "data_checksums")
HOW_TO = {
    "fsync": "set `fsync = on` in postgresql.conf and restart it",
    "synchronous_commit": "run `ALTER DATABASE … RESET synchronous_commit` or set it to `on` in postgresql.conf",
    "full_page_writes": "set `full_page_writes = on` in postgresql.conf and reload it",
    "data_checksums": "stop it and run `pg_checksums --enable --pgdata=…`, which comes with PostgreSQL",
}
_approved: set[str] = set()


def refuse_unsafe(connection: psycopg.Connection[Any]) -> None:
    """Raise Trouble, with what to do about it, if the server behind `connection` may lose or garble rows."""
    if settings.UNSAFE_TEST_DATABASE:
        return
    columns = ", ".join(f"current_setting('{name}')" for name in SETTINGS)
    row = connection.execute(f"SELECT {columns}").fetchone()
    found = dict(zip(SETTINGS, row or (), strict=True))
    if int(found.pop("server_version_num")) < OLDEST:
        raise Trouble("This PostgreSQL is older than 15; use a newer server, or unset DATABASE_URL to use our own.")
    for name, value in found.items():
        if value == "off":
            raise Trouble(f"PostgreSQL runs with {name} off and could lose annotations: {HOW_TO[name]}.")


def on_connection(sender: object, connection: BaseDatabaseWrapper, **rest: object) -> None:
    """Look at the server when a process first connects to it (signal `connection_created`)."""
    if connection.alias in _approved:
        return
    try:
        refuse_unsafe(connection.connection)
    except Trouble:
        connection.close()  # the next query must ask again
        raise
    _approved.add(connection.alias)


def check_database(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **rest: object
) -> list[CheckMessage]:
    """The same as a system check, for `manage.py check --database default` and `migrate`."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        try:
            connections[alias].ensure_connection()
            refuse_unsafe(connections[alias].connection)
        except Trouble as trouble:
            found.append(Error(str(trouble), id="ascribe.E001"))
    return found
