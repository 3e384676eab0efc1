"""What the server refuses is told in a sentence, stays on the device, and goes through once its reason is gone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Route, expect

from annotator.management.commands.check_log import differences
from annotator.work.actions import reopen, submit
from annotator.work.models import AnnotationSet
from tests.browser.conftest import OpenEditor
from tests.browser.editor import EditorPage
from tests.factories import make_actor, make_article, make_member, make_project, make_set

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Bridge stays closed\nMayor Anna Keller said that the bridge is safe."
CHANGES = "**/changes/"


class Trouble:
    """A reason to refuse, how it comes about while somebody works, and how it goes away."""

    def __init__(self, editor: EditorPage) -> None:
        self.editor, self.reading = editor, editor.reading
        assert self.reading.owner is not None
        self.owner = self.reading.owner
        self.sets = AnnotationSet.objects.filter(pk=self.reading.pk)

    def wrong_quote(self) -> None:
        self.falsify(lambda body: body["operations"][0].update(quote=["Mayor Anne Keller"]), "actor")

    def foreign_actor(self) -> None:
        elsewhere = make_actor(make_project(), "Ada Brok")
        self.falsify(lambda body: body["operations"][0].update(actor=str(elsewhere.uuid)), "actor")

    def changed_text(self) -> None:
        """The database lets no text change, so the page is made to speak of another one."""
        self.falsify(lambda body: body.update(text_sha256="0" * 64))

    def locked(self) -> None:
        self.sets.update(locked_at=timezone.now(), locked_by=self.reading.project.created_by)

    def submitted(self) -> None:
        submit(self.reading, by=self.owner, confirm=True)

    def falsify(self, change: Callable[[dict[str, Any]], None], kind: str = "") -> None:
        """Change what the page sends, or what it sends of spans of that kind."""

        def on_the_way(route: Route) -> None:
            body = route.request.post_data_json
            if kind in ("", body["operations"][0]["kind"]):
                change(body)
            route.continue_(post_data=body)

        self.editor.page.route(CHANGES, on_the_way)

    def end(self) -> None:
        self.editor.page.unroute(CHANGES)
        self.sets.update(locked_at=None, locked_by=None)
        reopen(self.reading, by=self.owner)


@pytest.fixture
def editor(open_editor: OpenEditor) -> EditorPage:
    project = make_project()
    reading = make_set(make_article(project, TEXT, language="en"), make_member(project))
    return open_editor(reading, reading.owner)


REFUSALS = {
    "wrong_quote": "Not saved: The quote is not what the article says there",
    "changed_text": "Not saved: These operations were made on another text.",
    "foreign_actor": "Not saved: There is no such actor for this article in this project.",
    "locked": "Not saved: This reading is locked.",
    "submitted": "Not saved: This reading has been submitted; reopen it to change it.",
}


OF_ONE_CHANGE = ("wrong_quote", "foreign_actor")


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_a_sentence_loses_nothing_and_offers_the_way_on(editor: EditorPage, name: str) -> None:
    trouble = Trouble(editor)
    getattr(trouble, name)()
    editor.choose_words("Mayor Anna Keller")
    editor.press("a")
    editor.says(REFUSALS[name])
    editor.choose_words("the bridge is safe")
    editor.press("c")  # work goes on, and waits only behind what stands in the way of all of it
    editor.says(REFUSALS[name])
    if name in OF_ONE_CHANGE:
        wait_until(editor, lambda: editor.stored("claim") == [["the bridge is safe"]])
    editor.reload()
    editor.says(REFUSALS[name])
    assert editor.drawn() == "Mayor Anna Keller | the bridge is safe"
    assert editor.stored("actor") == []
    trouble.end()
    editor.page.get_by_role("button", name="What now?").click()
    expect(editor.page.get_by_role("alert")).to_contain_text(REFUSALS[name])
    expect(editor.page.get_by_role("alert")).to_contain_text("Mayor Anna Keller")
    editor.page.get_by_role("button", name="Try again").click()
    editor.is_saved()
    everything_arrived(editor)


@pytest.mark.parametrize("name", REFUSALS)
def test_what_was_refused_can_be_given_up_without_losing_the_rest(editor: EditorPage, name: str) -> None:
    editor.choose_words("Bridge")
    editor.press("c")
    editor.is_saved()
    trouble = Trouble(editor)
    getattr(trouble, name)()
    editor.choose_words("Mayor Anna Keller")
    editor.press("a")
    editor.says(REFUSALS[name])
    editor.page.get_by_role("button", name="What now?").click()
    with editor.page.expect_navigation():
        editor.page.get_by_role("button", name="Discard just this change").click()
    editor.ready()
    wait_until(editor, lambda: editor.indicator()[0] == "saved")
    assert (editor.drawn(), editor.stored("claim"), editor.stored("actor")) == ("Bridge", [["Bridge"]], [])


def test_when_the_session_has_ended_the_work_waits_for_the_sign_in_that_is_offered(editor: EditorPage) -> None:
    context = editor.page.context
    editor.page.bring_to_front()
    context.clear_cookies(name="sessionid")
    editor.choose_words("Mayor Anna Keller")
    editor.press("a")
    editor.says("Sign in again")
    editor.choose_words("the bridge is safe")
    editor.press("c")
    editor.says("2 changes")
    with context.expect_page() as opened:
        editor.page.get_by_role("link", name="Sign in again").click()
    tab = opened.value
    tab.get_by_label("Username or email").fill(editor.reading.owner.username)
    tab.get_by_label("Password", exact=True).fill("a long password")
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: "login" not in url)
    tab.close()
    editor.page.evaluate("() => dispatchEvent(new Event('focus'))")
    editor.is_saved()
    everything_arrived(editor)


def everything_arrived(editor: EditorPage) -> None:
    assert editor.stored("actor") == [["Mayor Anna Keller"]]
    assert editor.stored("claim") == [["the bridge is safe"]]
    editor.reading.refresh_from_db()
    assert differences(editor.reading) == ""


def wait_until(editor: EditorPage, reached: Callable[[], bool]) -> None:
    for _ in range(100):
        if reached():
            return
        editor.page.wait_for_timeout(100)
    raise AssertionError(f"The page says {editor.indicator()}.")
