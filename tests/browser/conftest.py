"""A real Chromium against a live server. Only Chromium's path comes from outside: CHROMIUM, or what is found."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from annotator.work.models import AnnotationSet
from articles.models import User
from tests.browser.editor import EditorPage

OpenEditor = Callable[..., EditorPage]


@pytest.fixture
def owner(reading: AnnotationSet) -> User:
    """Whose reading it is that a module of tests makes as `reading`."""
    assert reading.owner is not None
    return reading.owner


@pytest.fixture
def open_editor(chromium_browser: Browser, calm_server: LiveServer) -> Iterator[OpenEditor]:
    """Open a reading as somebody; every page must end without an error in its console."""
    opened: list[EditorPage] = []

    def open_as(reading: AnnotationSet, user: User, width: int = 1280, **options: Any) -> EditorPage:
        client = Client()
        client.force_login(user)
        context = chromium_browser.new_context(viewport={"width": width, "height": 900}, **options)
        cookies = [
            {"name": name, "value": morsel.value, "url": calm_server.url} for name, morsel in client.cookies.items()
        ]
        context.add_cookies(cookies)  # type: ignore[arg-type]
        editor = EditorPage(context.new_page(), reading)
        opened.append(editor)
        editor.open(f"{calm_server.url}/projects/{reading.project.slug}/sets/{reading.pk}/")
        return editor

    yield open_as
    for editor in opened:
        editor.page.context.close()
    assert [error for editor in opened for error in editor.errors] == []
