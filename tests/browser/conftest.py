"""A real Chromium against a live server. Only Chromium's path comes from outside: CHROMIUM, or what is found."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from annotator.work.models import AnnotationSet
from articles.models import User
from tests.browser import ARGUMENTS, chromium
from tests.browser.editor import EditorPage

# Playwright keeps an event loop in this thread, and Django takes that for an asynchronous context.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

OpenEditor = Callable[..., EditorPage]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS, "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture
def open_editor(browser: Browser, live_server: LiveServer) -> Iterator[OpenEditor]:
    """Open a reading as somebody; every page must end without an error in its console."""
    opened: list[EditorPage] = []

    def open_as(reading: AnnotationSet, user: User, width: int = 1280) -> EditorPage:
        client = Client()
        client.force_login(user)
        context = browser.new_context(viewport={"width": width, "height": 900})
        cookies = [
            {"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()
        ]
        context.add_cookies(cookies)  # type: ignore[arg-type]
        editor = EditorPage(context.new_page(), reading)
        opened.append(editor)
        editor.open(f"{live_server.url}/projects/{reading.project.slug}/sets/{reading.pk}/")
        return editor

    yield open_as
    for editor in opened:
        editor.page.context.close()
    assert [error for editor in opened for error in editor.errors] == []
