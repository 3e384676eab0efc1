"""The migrations run once a test run; every worker gets a copy of what they made."""

import fcntl
import os
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases

MIGRATED = "migrated"


def migrate_or_copy() -> None:
    """Make this process's test database and connect to it. Only for a server of the run's own: nothing is removed."""
    folder = Path(os.environ["ASCRIBE_HOME"])
    done = folder / MIGRATED
    with (folder / "migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists():
            name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
            copy(MIGRATED, to=name)
            connection.settings_dict["NAME"] = settings.DATABASES[connection.alias]["NAME"] = name
        else:
            setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
            copy(connection.settings_dict["NAME"], to=MIGRATED)
            done.touch()


def copy(name: str, *, to: str) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    with connection.creation._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'CREATE DATABASE "{to}" TEMPLATE "{name}"')
