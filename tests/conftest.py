"""What all tests share: one Chromium a run, windows in which somebody is signed in, and patience."""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from articles.models import User
from tests.browser import ARGUMENTS, chromium
from tests.databases import migrate_or_copy

Window = Callable[..., Page]


if not os.environ.get("TEST_DATABASE_URL"):

    @pytest.fixture(scope="session")
    def django_db_setup(
        django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
    ) -> None:
        """In place of pytest-django's, which runs all migrations in every worker."""
        with django_db_blocker.unblock():
            migrate_or_copy()


@pytest.fixture(autouse=True)
def _nobody_reads() -> Iterator[None]:
    """A request leaves its reader's language behind; the next test begins without one."""
    translation.deactivate()
    yield
    translation.deactivate()


# On a busy machine slow is not wrong.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
QUIET = 0.05  # seconds without a request after which the server has nothing left to do


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in the thread of the test
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def calm_server(live_server: Any) -> Iterator[Any]:
    """The live server; when the test is over, what a window left behind has been answered.

    A closing page still sends a last word, and the tables are emptied right after the test: each would wait for the
    other's lock.
    """
    running, last = 0, time.monotonic()

    def began(**_: object) -> None:
        nonlocal running, last
        running, last = running + 1, time.monotonic()

    def ended(**_: object) -> None:
        nonlocal running, last
        running, last = running - 1, time.monotonic()

    request_started.connect(began)
    request_finished.connect(ended)
    yield live_server
    patience = time.monotonic() + 20
    while (running > 0 or time.monotonic() - last < QUIET) and time.monotonic() < patience:
        time.sleep(QUIET / 5)
    request_started.disconnect(began)
    request_finished.disconnect(ended)


@pytest.fixture
def window(chromium_browser: Browser, calm_server: Any) -> Iterator[Window]:
    """Opens a window on the live server, signed in as `user`. A script error or a blocked script fails the test."""
    complaints: list[str] = []
    contexts = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    def opened(user: User | None = None, **options: Any) -> Page:
        context = chromium_browser.new_context(base_url=calm_server.url, **options)
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": calm_server.url}])
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def proof(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Takes the figures of a proof; they are printed when all tests have run."""
    return lambda figures: record_property("proof", figures)
