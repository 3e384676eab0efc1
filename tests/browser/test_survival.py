"""Nothing that the page has shown as kept or saved is ever lost or doubled, whatever happens to network and machine."""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from annotator.management.commands.check_log import differences
from annotator.work.models import AnnotationSet
from articles.models import User
from tests.browser.device import Device
from tests.browser.editor import EditorPage
from tests.browser.ledger import Ledger
from tests.browser.proxy import Proxy
from tests.browser.sizes import SEED, Report, sample_and_soak
from tests.factories import make_article, make_member, make_project, make_set

pytestmark = pytest.mark.django_db(transaction=True)

ROUND = 20  # edits between one kill -9 and the next
HOST = "localhost"
PASSWORD = "a long password"  # the factories give it to everybody


class Servers:
    """The server, which can be replaced by a fresh one behind the proxy."""

    def __init__(self) -> None:
        self.now = LiveServer(HOST)
        self.proxy = Proxy(HOST, self.now.thread.port, SEED)

    def restart(self, meanwhile: Callable[[], None]) -> None:
        self.proxy.stop_answering()
        self.now.stop()
        meanwhile()
        self.now = LiveServer(HOST)
        self.proxy.answer_again(HOST, self.now.thread.port)

    def close(self) -> None:
        self.proxy.close()
        self.now.stop()


@pytest.fixture
def servers() -> Iterator[Servers]:
    servers = Servers()
    yield servers
    servers.close()


class Person:
    """Somebody with tabs of the editor, who marks words and looks at the indicator."""

    def __init__(self, user: User, reading: AnnotationSet, servers: Servers, ledger: Ledger) -> None:
        self.user, self.reading, self.servers, self.ledger = user, reading, servers, ledger
        self.client = Client()
        self.context: BrowserContext
        self.tabs: list[EditorPage] = []

    @property
    def url(self) -> str:
        return f"{self.servers.proxy.url}/projects/{self.reading.project.slug}/sets/{self.reading.pk}/"

    def sit_down(self, context: BrowserContext, tabs: int) -> None:
        self.context = context
        self.client.force_login(self.user)
        for name, morsel in self.client.cookies.items():
            context.add_cookies([{"name": name, "value": morsel.value, "url": self.servers.proxy.url}])
        self.tabs = [self.open_tab() for _ in range(tabs)]

    def open_tab(self) -> EditorPage:
        tab = EditorPage(self.context.new_page(), self.reading)
        tab.open(self.url)
        return tab

    def mark(self, tab: EditorPage, word: str) -> None:
        tab.choose_words(word)
        tab.page.keyboard.press("c")
        self.ledger.made(word, tab, tab.indicator())

    def look(self) -> None:
        for tab in self.tabs:
            self.ledger.said(tab, tab.indicator())

    def close_and_open_again(self) -> None:
        self.tabs[0].page.close()
        self.tabs[0] = self.open_tab()

    def sign_in_again(self) -> None:
        """In another tab, as the indicator asks for."""
        page: Page = self.context.new_page()
        page.goto(f"{self.servers.proxy.url}/accounts/login/")
        page.get_by_label("Username or email").fill(self.user.username)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "login" not in url)
        page.close()
        for tab in self.tabs:
            tab.page.bring_to_front()
            tab.page.evaluate("() => dispatchEvent(new Event('focus'))")

    def everything_is_sent(self) -> None:
        for tab in self.tabs:
            tab.page.evaluate("() => dispatchEvent(new Event('online'))")
            tab.is_saved(within=90)
        self.look()


class Storm:
    """Rounds of edits, each with every misfortune at a random moment, and a kill -9 at its end."""

    def __init__(self, first: Person, second: Person, words: list[str]) -> None:
        self.first, self.second = first, second
        self.words = iter(words)
        self.random = random.Random(SEED)

    def round(self) -> None:
        tab_closed, expired, restarted = self.random.sample(range(0, ROUND - 3, 2), 3)
        for nth in range(0, ROUND, 2):
            self.edit()
            if nth == tab_closed:
                self.first.close_and_open_again()
            if nth == expired:
                self.first.client.logout()
                self.edit()
                self.first.sign_in_again()
            elif nth == restarted:
                self.first.servers.restart(meanwhile=self.edit)
            else:
                self.edit()
        time.sleep(self.random.choice([0, 0, 0.02, 0.3]))
        self.first.look()

    def edit(self) -> None:
        roll = self.random.random()
        person = self.second if roll < 0.15 else self.first
        person.mark(person.tabs[1] if 0.15 < roll < 0.35 else person.tabs[0], next(self.words))
        if self.random.random() < 0.5:
            time.sleep(self.random.uniform(0, 0.4))
            self.first.look()
            self.second.look()


@sample_and_soak("edits survived")
def test_what_was_shown_as_kept_or_saved_survives_network_server_session_tab_and_browser(
    chromium_browser: Browser, servers: Servers, tmp_path: Path, proof: Report, size: int
) -> None:
    project = make_project(shared_sets=True, blind=False)
    words = [f"word{nth:04}" for nth in range(size)]
    text = "\n".join(" ".join(words[n : n + 12]) for n in range(0, size, 12))
    reading = make_set(make_article(project, text, language="en"), make_member(project))
    ledger = Ledger(reading)
    first, second = (Person(user, reading, servers, ledger) for user in (reading.owner, make_member(project)))
    device = Device(chromium_browser.browser_type, tmp_path / "profile")
    second.sit_down(chromium_browser.new_context(), tabs=1)
    storm = Storm(first, second, words)
    for _ in range(size // ROUND):
        first.sit_down(device.start(), tabs=2)
        storm.round()
        device.kill()
    servers.proxy.calm = True
    first.sit_down(device.start(), tabs=1)
    first.everything_is_sent()
    second.everything_is_sent()
    proof(
        f"{ledger.summary()}; kill -9 {device.kills} times, each time also a tab closed, a session ended and a server "
        f"replaced (seed {SEED}); requests with edits: {dict(servers.proxy.met)}"
    )
    reading.refresh_from_db()
    first.context.close()
    second.context.close()
    assert ledger.lost(claimed=True) == []
    assert ledger.doubled() == []
    assert ledger.wrong == []
    assert differences(reading) == ""
