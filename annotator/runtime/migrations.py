"""Whether the database has the tables this program expects, asked with one query and no import of a migration."""

import functools
import pkgutil

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def pending() -> list[str]:
    """The migrations on disk that the database has not seen, as `app.name`."""
    recorder = MigrationRecorder(connection)
    applied = recorder.applied_migrations()  # an empty database has none, and no table of them
    return sorted(f"{app}.{name}" for app, name in on_disk() if (app, name) not in applied)


@functools.cache
def on_disk() -> frozenset[tuple[str, str]]:
    return frozenset(
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in pkgutil.iter_modules([f"{app.path}/migrations"])
        if not module.name.startswith("_")
    )
