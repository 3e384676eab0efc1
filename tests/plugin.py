"""One throw-away PostgreSQL for a test run; loaded by `-p tests.plugin`, before Django's settings are.

`TEST_DATABASE_URL` takes another server; its user must be a superuser.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.runtime.home import Home
from annotator.runtime.postgres import SUPERUSER, THROW_AWAY, EmbeddedPostgres

os.environ.setdefault("API_RATE", "1000000")  # a test asks more in a minute than anybody may
OWN = "ASCRIBE_TEST_RUN"  # set by the controller; the workers of xdist inherit it and what stands beside it


PLAIN_STATIC_FILES = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


class ThrowAwayServer:
    """A server without fsync in a temporary folder, for the controller of one test run."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ascribe-test-"))
        self.folder.chmod(0o711)  # root's PostgreSQL runs as nobody
        self.home = Home(self.folder / "database").prepare()
        self.server: EmbeddedPostgres | None = None
        atexit.register(self.remove)  # not pytest_unconfigure, which is left out when the settings are broken

    def start(self) -> str:
        self.server = EmbeddedPostgres(self.home, settings=THROW_AWAY).start()
        return self.server.url(user=SUPERUSER)

    def remove(self) -> None:
        if self.server:
            self.server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """A wrapper, because those go first: pytest-django reads the settings in the same hook."""
    if not os.environ.get(OWN):
        prepare()
    return (yield)


def prepare() -> None:
    run = ThrowAwayServer()
    given = os.environ.get("TEST_DATABASE_URL")
    home = Home(run.folder / "home").prepare()
    (home.path / "static").mkdir()
    os.environ |= {
        OWN: "1",
        "ASCRIBE_HOME": str(home.path),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "CELERY_BROKER_URL": "memory://",  # tests of workers name a real one
        "UNSAFE_TEST_DATABASE": "1",
        "DATABASE_URL": given or run.start(),
    }


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> Iterator[None]:
    """Static files are served as they lie in the repository, passwords are hashed fast, and no statement comes or
    stays away by the clock: what is counted of requests is not added up over the processes once a second."""
    from django.conf import settings
    from django.test import override_settings

    from articles.conventions import rates

    rates.SETTLED_EVERY = 3_600.0

    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": PLAIN_STATIC_FILES},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


STANDING = {"django_content_type", "auth_permission"}  # the migrations' own rows


@pytest.fixture(scope="session", autouse=True)
def quick_emptying() -> Iterator[None]:
    """After a test that commits, only what holds rows is emptied, row by row.

    Django's own `flush` makes every table and index anew, and then asks each app for its permissions: twenty times the
    work of the few rows a test leaves.
    """
    from django.test import TransactionTestCase

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: empty_tables())
        yield


def empty_tables() -> None:
    from django.db import connection, transaction

    tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - STANDING)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables))
        filled = [name for (name,) in cursor.fetchall()]
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger looks at what is going anyway
        for name in filled:
            cursor.execute(f"DELETE FROM {name}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures that tests gave to the fixture `proof`, also when their output was captured."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    figures = [
        value
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == "proof"
    ]
    if figures:
        terminalreporter.section("figures")
    for line in figures:
        terminalreporter.write_line(str(line))
