"""Never lose work, in a real browser: reloads, tabs, other people, and every way in which saving can fail."""

import pytest
from playwright.sync_api import Route, expect

from annotator.work.actions import submit
from annotator.work.models import AnnotationSet, Change
from articles.models import User
from tests.browser.conftest import OpenEditor
from tests.browser.editor import EditorPage
from tests.factories import make_article, make_member, make_project, make_set

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = """Bridge stays closed
Residents 🚧 complained. “The bridge is safe,” Mayor Anna Keller told reporters.
The ministry said that the opposition claims the money is gone. Nobody knows who took it."""


@pytest.fixture
def reading() -> AnnotationSet:
    project = make_project(shared_sets=True, blind=False)
    return make_set(make_article(project, TEXT, title="Bridge stays closed", language="en"), make_member(project))


def another_tab(editor: EditorPage) -> EditorPage:
    tab = EditorPage(editor.page.context.new_page(), editor.reading)
    tab.open(editor.page.url)
    return tab


def marks(editor: EditorPage, *words: str) -> None:
    for each in words:
        editor.sweep(each)
        editor.press("c")


def test_undo_and_redo_survive_a_reload_and_reach_back_to_the_first_edit(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    marks(editor, "Residents", "safe", "money", "gone")
    editor.press("Control+z")
    editor.is_saved()
    editor.reload()
    expect(editor.page.get_by_role("button", name="Undo")).to_be_enabled()
    expect(editor.page.get_by_role("button", name="Redo")).to_be_enabled()
    editor.press("Control+Shift+z")
    expect(editor.page.locator(".seg")).to_have_text(["Residents", "safe", "money", "gone"])
    editor.press("Control+z", "Control+z", "Control+z", "Control+z")
    editor.is_saved()
    assert (editor.drawn(), editor.stored("claim")) == ("", [])
    editor.reload()
    expect(editor.page.get_by_role("button", name="Redo")).to_be_enabled()  # the log has been read
    expect(editor.page.get_by_role("button", name="Undo")).to_be_disabled()
    editor.press("Control+y")
    expect(editor.page.locator(".seg")).to_have_text(["Residents"])
    editor.is_saved()
    assert editor.stored("claim") == [["Residents"]]
    assert Change.objects.filter(set=reading).exclude(undoes=None).count() == 7


def test_tabs_show_each_others_marks_at_once_and_one_undoes_what_the_other_did(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    first = open_editor(reading, owner)
    second = another_tab(first)
    first.page.bring_to_front()
    first.page.context.route("**/changes/", lambda route: route.abort())
    marks(first, "Residents", "money")
    expect(second.page.locator(".seg")).to_have_text(["Residents", "money"])
    third = another_tab(first)
    for each in (first, second, third):
        each.says("2 changes kept on this device")
    second.page.bring_to_front()
    second.press("Control+z")
    for each in (first, second, third):
        expect(each.page.locator(".seg")).to_have_text(["Residents"])
        each.says("3 changes kept on this device")
    first.page.context.unroute("**/changes/")
    third.page.evaluate("() => dispatchEvent(new Event('online'))")
    for each in (first, second, third):
        each.is_saved()
    assert first.stored("claim") == [["Residents"]]
    assert Change.objects.filter(set=reading).count() == 3


def test_what_somebody_else_does_is_shown_while_it_happens_and_who_it_is(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    first, second = open_editor(reading, owner), open_editor(reading, make_member(reading.project))
    marks(second, "Residents")
    expect(first.page.locator(".others")).to_have_text("A03 is editing", timeout=15_000)
    assert first.drawn() == "Residents"


def test_both_versions_of_a_clash_are_shown_and_theirs_can_be_taken_and_that_undone(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    first, second = open_editor(reading, owner), open_editor(reading, make_member(reading.project))
    marks(first, "the money is gone")
    first.is_saved()
    second.reload()
    second.page.route("**/changes/?after=*", lambda route: route.abort())
    first.click("money")
    first.press("Alt+Shift+ArrowLeft")
    first.is_saved()
    second.click("money")
    second.press("Alt+ArrowLeft")
    second.is_saved()
    panel = second.page.locator("#problems")
    expect(panel).to_contain_text("[the money is] gone")
    expect(panel).to_contain_text("[claims the money is gone]")
    panel.get_by_role("button", name="Take theirs").click()
    expect(panel).to_be_hidden()
    second.is_saved()
    assert second.stored("claim") == [["claims the money is gone"]]
    second.press("Control+z")
    second.is_saved()
    assert second.stored("claim") == [["the money is"]]
    second.press("Control+z")  # under ours is what they had, not what we had seen
    second.is_saved()
    assert second.stored("claim") == [["claims the money is gone"]]


def test_submitting_waits_for_the_save_that_is_on_its_way(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    held: list[Route] = []
    editor.page.route("**/changes/", lambda route: held.append(route), times=1)
    marks(editor, "Residents")
    editor.page.wait_for_timeout(600)
    marks(editor, "money")
    editor.page.locator("#submit").click()
    editor.page.wait_for_timeout(300)
    assert len(held) == 1
    expect(editor.page.locator("#problems")).to_be_hidden()
    held[0].continue_()
    expect(editor.page.get_by_text("“Bridge stays closed” is submitted.")).to_be_visible()
    assert editor.stored("claim") == [["Residents"], ["money"]]


def test_signing_out_with_unsent_changes_asks_first_and_says_which_article(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.page.context.route("**/changes/", lambda route: route.abort())
    marks(editor, "Residents", "money")
    editor.says("2 changes kept on this device")
    editor.page.goto(editor.page.url.split("/sets/")[0] + "/queue/")  # anywhere
    editor.page.locator(".menu.right summary").last.click()
    editor.page.get_by_role("button", name="Sign out").click()
    dialog = editor.page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 changes have not been sent yet")
    expect(dialog).to_contain_text("Bridge stays closed")
    editor.page.context.unroute("**/changes/")
    dialog.get_by_role("button", name="Stay and send them").click()
    editor.is_saved()
    editor.page.locator(".menu.right summary").last.click()
    editor.page.get_by_role("button", name="Sign out").click()
    editor.page.wait_for_url("**/login/**")


def test_signing_out_names_comments_that_were_begun_and_removes_them(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    page = open_editor(reading, owner).page
    draft = f"ascribe:comment:{owner.pk}:{reading.pk}:article"
    page.evaluate("(draft) => localStorage.setItem(draft, 'Is this so?')", draft)
    page.goto(page.url.split("/sets/")[0] + "/queue/")
    page.locator(".menu.right summary").last.click()
    page.get_by_role("button", name="Sign out").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 comment that was begun and not sent is removed from this device")
    dialog.get_by_role("button", name="Sign out anyway").click()
    page.wait_for_url("**/login/**")
    assert page.evaluate("(draft) => localStorage.getItem(draft)", draft) is None


def test_a_refused_change_stands_in_nobodys_way_and_can_be_given_up_alone(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.page.route("**/changes/", spoil_residents)
    marks(editor, "Residents", "money")
    editor.says("Not saved")
    editor.comes_to_store("claim", [["money"]])
    editor.page.get_by_role("button", name="What now?").click()
    expect(editor.page.locator("#problems")).to_contain_text("Claim: …[Residents]")
    editor.page.get_by_role("button", name="Discard just this change").click()
    editor.is_saved()
    assert editor.drawn() == "money"


def spoil_residents(route: Route) -> None:
    """As if this page showed other words than the server has."""
    body = route.request.post_data or ""
    route.continue_(post_data=body.replace('"Residents"', '"Citizens"'))


def test_a_submission_by_somebody_else_ends_the_editing_and_says_who(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    submit(reading, by=make_member(reading.project), confirm=True)
    expect(editor.page.locator("#problems")).to_contain_text("A03 has submitted this reading", timeout=15_000)
    marks(editor, "Residents")
    assert editor.drawn() == ""


def test_a_browser_that_keeps_nothing_is_told_of_and_still_saves(
    open_editor: OpenEditor, reading: AnnotationSet, owner: User
) -> None:
    editor = open_editor(reading, owner)
    editor.page.add_init_script("indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }")
    editor.reload()
    editor.page.route("**/changes/", lambda route: route.abort())
    marks(editor, "Residents")
    editor.says("1 change not kept yet: leave this page open")
    editor.says("This browser keeps nothing on this device")
    editor.page.unroute("**/changes/")
    editor.page.evaluate("() => dispatchEvent(new Event('online'))")
    editor.is_saved()
    assert editor.stored("claim") == [["Residents"]]
