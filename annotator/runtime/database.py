"""The database of a command: `DATABASE_URL`, else the embedded one, which is found running or started for a while."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from annotator.runtime.home import Home
from annotator.runtime.postgres import PATIENCE, EmbeddedPostgres
from annotator.runtime.trouble import Trouble

WITHOUT_DATABASE = {
    "",
    "help",
    "version",
    "check",
    "collectstatic",
    "findstatic",
    "spectacular",
    "makemessages",
    "restore",
}


@contextmanager
def database_for(arguments: Sequence[str]) -> Iterator[None]:
    """Have a data folder and a database for the length of `manage.py ARGUMENTS`, then leave things as they were."""
    home = Home.from_environment()
    if os.environ.get("DATABASE_URL"):
        if not os.environ.get("SECRET_KEY"):
            home.prepare()
        yield
        return
    home.prepare()
    server = EmbeddedPostgres(home)
    os.environ["DATABASE_URL"] = server.url()
    command = next((word for word in arguments[1:] if not word.startswith("-")), "")
    if command in WITHOUT_DATABASE and "--database" not in arguments:
        yield
        return
    with shared(server):
        yield


@contextmanager
def shared(server: EmbeddedPostgres) -> Iterator[None]:
    """The running server of this folder as a guest, or a new one as its host, who waits for guests in the end."""
    if not server.lock.acquire():
        server.users.acquire(shared=True, wait=True)
        try:
            wait_for(server)
            yield
        finally:
            server.users.release()
        return
    server.start()
    try:
        yield
    finally:
        close_connections()
        server.stop()


def wait_for(server: EmbeddedPostgres) -> None:
    deadline = time.monotonic() + PATIENCE
    while not server.running():
        if time.monotonic() > deadline:
            raise Trouble(f"The database in {server.home.path} is being started or stopped; try again in a minute.")
        time.sleep(0.1)


def close_connections() -> None:
    """Ours must be gone before the server goes, or the pool's threads would complain about it."""
    if "django.db" in sys.modules:
        from django.db import connection

        connection.close()
        if getattr(connection, "pool", None):
            connection.close_pool()  # type: ignore[attr-defined]
