"""Whether the database has the tables this program expects, asked with one query and no import of a migration."""

import functools
import pkgutil
from typing import Any

import psycopg
from django.apps import apps


def pending(connection: psycopg.Connection[Any]) -> list[str]:
    """The migrations on disk that the database has not seen, as `app.name`."""
    try:
        applied = set(connection.execute("SELECT app, name FROM django_migrations").fetchall())
    except psycopg.errors.UndefinedTable:  # an empty database
        applied = set()
    return sorted(f"{app}.{name}" for app, name in on_disk() - applied)


@functools.cache
def on_disk() -> frozenset[tuple[str, str]]:
    return frozenset(
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in pkgutil.iter_modules([f"{app.path}/migrations"])
        if not module.name.startswith("_")
    )
