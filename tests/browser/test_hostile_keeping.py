"""Keeping work where everything is against it: others' sessions, lying networks, full disks, jumping clocks."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from annotator.work.models import AnnotationSet, Change
from articles.models import User
from tests.browser.conftest import OpenEditor
from tests.browser.editor import EditorPage
from tests.browser.test_keeping import another_tab, marks, reading, spoil_residents
from tests.factories import make_member

__all__ = ["reading"]
pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(editor: EditorPage, user: User) -> None:
    """As in another tab of the same browser."""
    client = Client()
    client.force_login(user)
    origin = editor.page.evaluate("() => location.origin")
    cookies = [{"name": name, "value": one.value, "url": origin} for name, one in client.cookies.items()]
    editor.page.context.add_cookies(cookies)  # type: ignore[arg-type]


def test_what_one_person_made_is_never_stored_under_the_session_of_the_next(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    sign_in(editor, make_member(reading.project))  # who may edit this reading, too
    marks(editor, "Residents")
    editor.says("Somebody else is signed in")
    editor.says("1 change kept on this device")
    tab = another_tab(editor)
    tab.is_saved()
    assert (tab.drawn(), Change.objects.count()) == ("", 0)
    editor.page.bring_to_front()
    sign_in(editor, owner)
    editor.is_saved()  # without a word from anybody: the page looks by itself
    assert [change.by for change in Change.objects.all()] == [owner]


def test_a_network_that_answers_for_the_server_is_no_server(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    status = 0
    editor.page.route("**/changes/", lambda route: route.fulfill(status=status, body="<h1>Pay</h1>"))
    for nth, (status, words) in enumerate([(200, "Residents"), (403, "safe"), (404, "money"), (409, "gone")], 1):  # noqa: B007
        marks(editor, words)
        editor.page.evaluate("() => dispatchEvent(new Event('online'))")
        editor.says("No connection")
        editor.says(f"{nth} change")
    editor.page.unroute("**/changes/")
    editor.page.evaluate("() => dispatchEvent(new Event('online'))")
    editor.is_saved()
    assert editor.stored("claim") == [["Residents"], ["safe"], ["money"], ["gone"]]


def test_a_full_disk_is_told_of_and_what_had_no_room_is_kept_once_there_is_some(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.page.context.route("**/changes/", lambda route: route.abort())
    disk = editor.page.context.new_cdp_session(editor.page)
    origin = editor.page.evaluate("() => location.origin")
    disk.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
    marks(editor, "Residents")
    editor.says("There is no room left on this device")
    editor.says("1 change not kept yet")
    disk.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    marks(editor, "money")
    editor.says("2 changes kept on this device")
    editor.reload()
    assert editor.drawn() == "Residents | money"
    editor.page.context.unroute("**/changes/")
    editor.page.evaluate("() => dispatchEvent(new Event('online'))")
    editor.is_saved()


def test_a_store_of_a_newer_version_is_left_alone_and_told_of(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.page.context.route("**/changes/", lambda route: route.abort())
    editor.page.evaluate(
        """() => new Promise((done) => {
          const opening = indexedDB.open('ascribe', 2);
          opening.onsuccess = () => done(opening.result.close());
        })"""
    )
    for opened in range(2):
        marks(editor, "Residents")
        editor.says("1 change not kept yet: leave this page open")
        editor.says("A newer version is open in another tab")
        if not opened:
            editor.page.on("dialog", lambda dialog: dialog.accept())
            editor.reload()
    editor.page.context.unroute("**/changes/")
    editor.page.evaluate("() => dispatchEvent(new Event('online'))")
    editor.is_saved()


def test_a_clock_set_back_puts_nothing_out_of_order(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.page.context.route("**/changes/", lambda route: route.abort())
    marks(editor, "Residents")
    editor.says("1 change kept on this device")
    editor.page.add_init_script("const now = Date.now; Date.now = () => now() - 86400000")
    editor.reload()
    editor.click("Residents")
    editor.press("Delete")
    editor.says("2 changes kept on this device")
    editor.reload()
    assert editor.drawn() == ""
    editor.page.context.unroute("**/changes/")
    editor.page.evaluate("() => dispatchEvent(new Event('online'))")
    editor.is_saved()
    assert editor.stored("claim") == []


def test_giving_up_a_change_in_one_tab_takes_nothing_from_another(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    first = open_editor(reading, owner)
    first.page.context.route("**/changes/", spoil_residents)
    marks(first, "Residents")
    first.says("Not saved")
    second = another_tab(first)
    second.says("Not saved")
    second.page.evaluate("() => { IDBObjectStore.prototype.put = () => { throw new Error('no') } }")
    first.page.bring_to_front()
    first.page.get_by_role("button", name="What now?").click()
    first.page.context.route("**/changes/", lambda route: route.abort())
    second.page.bring_to_front()
    marks(second, "money")
    second.says("not kept yet")
    first.page.bring_to_front()
    first.page.get_by_role("button", name="Discard just this change").click()
    first.ready()
    assert second.drawn() == "Residents | money"  # what it alone has must be safe before it begins anew
    first.page.context.unroute("**/changes/")
    second.page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(second.page.locator(".seg")).to_have_text(["money"], timeout=10_000)
    assert second.stored("claim") == [["money"]]
