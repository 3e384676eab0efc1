"""A scratch database for measuring: the embedded PostgreSQL with its real settings, in a folder that goes away.

`BENCH_HOME` names a folder to keep instead, so that a big corpus is generated once.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.runtime.database import close_connections
from annotator.runtime.home import Home
from annotator.runtime.postgres import SAFE, EmbeddedPostgres

REPOSITORY = Path(__file__).resolve().parent.parent


@contextmanager
def scratch() -> Iterator[EmbeddedPostgres]:
    """A migrated database that Django is set up on, durable like a newsroom's."""
    kept = os.environ.get("BENCH_HOME")
    folder = Path(kept or tempfile.mkdtemp(prefix="ascribe-bench-")).absolute()
    home = Home(folder).prepare()
    folder.chmod(0o711)  # root's PostgreSQL runs as nobody
    server = EmbeddedPostgres(home, settings=SAFE).start()
    os.environ |= {"ASCRIBE_HOME": str(folder), "DATABASE_URL": server.url(), "CELERY_BROKER_URL": ""}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    try:
        _migrate()
        yield server
    finally:
        close_connections()
        server.stop()
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def _migrate() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
